"""The load: a few connections that are kept alive, each asking again as soon as it has been answered."""

from __future__ import annotations

import http.client
import itertools
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode

IDLE = 2.0
"""Seconds after which a connection is opened anew: the server closes it after five."""


@dataclass(frozen=True, slots=True)
class Ask:
    """One request, and the status it is to be answered with."""

    path: str
    cookies: str = ""
    form: Mapping[str, str] | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes | None = None
    status: int = 200


@dataclass
class Answered:
    """What came of a while of asking: how long each answer took, in milliseconds, and the seconds it all took."""

    took: list[float]
    seconds: float
    bytes: int = 0


def cookies_of(values: Mapping[str, str]) -> str:
    """Return cookies as a header holds them."""
    return "; ".join(f"{name}={value}" for name, value in values.items())


class Connection:
    """One connection, kept alive. Each comes from an address of its own, as neighbours do."""

    _numbers = itertools.count(2)

    def __init__(self, port: int) -> None:
        source = f"127.0.{next(self._numbers) % 250}.2"
        self.used = time.perf_counter()
        self.http = http.client.HTTPConnection("127.0.0.1", port, timeout=120, source_address=(source, 0))

    def ask(self, ask: Ask) -> tuple[float, bytes, http.client.HTTPMessage]:
        """Return how many milliseconds the answer took, its body and its headers.

        Raises:
            SystemExit: it was not the answer that was expected.
        """
        headers = {"Host": "127.0.0.1", "Accept": "text/html", **ask.headers}
        if ask.cookies:
            headers["Cookie"] = ask.cookies
        body = ask.body
        if ask.form is not None:
            body = urlencode(ask.form).encode()
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        if time.perf_counter() - self.used > IDLE:
            self.http.close()
        begun = time.perf_counter()
        self.http.request("POST" if body is not None else "GET", ask.path, body, headers)
        answer = self.http.getresponse()
        read = answer.read()
        self.used = time.perf_counter()
        took = (self.used - begun) * 1000
        if answer.status != ask.status:
            raise SystemExit(f"{ask.path}: {answer.status} where {ask.status} was expected\n{read[:2000].decode()}")
        return took, read, answer.headers

    def close(self) -> None:
        """Hang up."""
        self.http.close()


def drive(
    connections: Sequence[Connection], asks: Iterator[Ask], seconds: float, most: int, least: int = 1
) -> Answered:
    """Ask over all connections at once until the time is over or `most` requests are asked.

    Args:
        connections: each asks one request at a time.
        asks: what is asked next, whoever asks.
        seconds: for so long.
        most: at most so many requests.
        least: so many requests, however long they take.
    """
    took: list[float] = []
    volume: list[int] = []
    failed: list[BaseException] = []
    lock = threading.Lock()
    left = itertools.islice(asks, most)
    until = time.perf_counter() + seconds

    def work(connection: Connection) -> None:
        try:
            while not failed and (time.perf_counter() < until or len(took) < least):
                with lock:
                    ask = next(left, None)
                if ask is None:
                    return
                milliseconds, read, _ = connection.ask(ask)
                took.append(milliseconds)
                volume.append(len(read))
        except BaseException as error:  # a thread's error is the run's
            failed.append(error)

    begun = time.perf_counter()
    threads = [threading.Thread(target=work, args=(connection,)) for connection in connections]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failed:
        raise failed[0]
    return Answered(took, time.perf_counter() - begun, sum(volume))
