"""Files of text as they come: plain or gzipped, in any encoding, `-` for what is piped in."""

from __future__ import annotations

import gzip
import json
import sys
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from linli.text.decoding import Decoded, decode

PIPED = Path("-")


def read_bytes(path: Path) -> bytes:
    """Return the bytes of a file, unpacked where they are gzipped; `-` reads what is piped in.

    Raises:
        OSError: it cannot be opened, or the gzipped data are damaged.
    """
    data = sys.stdin.buffer.read() if path == PIPED else path.read_bytes()
    if not data.startswith(b"\x1f\x8b"):
        return data
    try:
        return gzip.decompress(data)
    except (EOFError, zlib.error) as error:
        raise gzip.BadGzipFile(str(error)) from None


def read_text(path: Path) -> Decoded:
    """Return the text of a file, in whatever encoding it is.

    Raises:
        OSError: as for `read_bytes`.
    """
    return decode(read_bytes(path))


def read_jsonl(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the objects of a file of JSON Lines; a line that is none is passed over.

    Raises:
        OSError: as for `read_bytes`.
    """
    for line in read_text(path).text.split("\n"):
        try:
            row = json.loads(line)
        except (json.JSONDecodeError, RecursionError):
            continue
        if isinstance(row, dict):
            yield row
