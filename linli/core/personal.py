"""Personal data: sealing, finding without reading, masking.

PIPL art. 51 asks for encryption and de-identification of personal information; SM4 and SM3 are the national
algorithms (GB/T 32907-2016, GB/T 32905-2016) that art. 8 of the Cryptography Law's regime expects of public bodies.
"""

from __future__ import annotations

import os
import re

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes, hmac
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from linli.core.keys import derived_key, index_keys, kept_key, master_keys, reading_key, writing_key

DERIVED, BY_DATA_KEY = 1, 2
"""How a value says what sealed it: the id of a master key in one byte, or the number of a data key in two."""


def seal(text: str, context: str) -> bytes:
    """Encrypt `text` with SM4-GCM.

    Args:
        text: what to hide.
        context: where it is kept ("people.account.phone"); a sealed value moved elsewhere does not open.

    Returns:
        head (`sealed_under`) + nonce (12) + tag (16) + ciphertext.
    """
    generation, key = writing_key("personal")
    nonce = os.urandom(12)
    encryptor = Cipher(algorithms.SM4(key), modes.GCM(nonce)).encryptor()
    encryptor.authenticate_additional_data(context.encode())
    body = encryptor.update(text.encode()) + encryptor.finalize()
    return sealed_under(generation) + nonce + encryptor.tag + body


def sealed_under(generation: int) -> bytes:
    """Return what a value begins with that was sealed under a data key: 3 bytes; 2 where there is none yet."""
    if generation == 0:
        return bytes([DERIVED, master_keys()[-1].id])
    return bytes([BY_DATA_KEY]) + generation.to_bytes(2)


def key_of(sealed: bytes) -> str:
    """Return what a value was sealed under: "master:1" where a master key's own, "data:5" where a data key."""
    if sealed[:1] == bytes([BY_DATA_KEY]):
        return f"data:{int.from_bytes(sealed[1:3])}"
    return f"master:{sealed[1]}"


def unseal(sealed: bytes, context: str) -> str:
    """Decrypt what `seal` made.

    Raises:
        ValueError: the value was changed, moved or sealed under another key.
    """
    sealed = bytes(sealed)
    head = 3 if sealed[:1] == bytes([BY_DATA_KEY]) else 2
    if len(sealed) < head + 28 or sealed[0] not in (DERIVED, BY_DATA_KEY):
        raise ValueError(f"not a sealed value: {context}")
    key = derived_key("personal", sealed[1]) if head == 2 else reading_key("personal", int.from_bytes(sealed[1:3]))
    nonce, tag, body = sealed[head : head + 12], sealed[head + 12 : head + 28], sealed[head + 28 :]
    decryptor = Cipher(algorithms.SM4(key), modes.GCM(nonce, tag)).decryptor()
    decryptor.authenticate_additional_data(context.encode())
    try:
        return (decryptor.update(body) + decryptor.finalize()).decode()
    except InvalidTag:
        raise ValueError(f"a sealed value does not open: {context} was changed, moved or its key lost") from None


def _keyed(key: bytes, text: str) -> bytes:
    mac = hmac.HMAC(key, hashes.SM3())
    mac.update(text.encode())
    return mac.finalize()


def digest(text: str) -> bytes:
    """Return a keyed SM3 digest (32 bytes) of what is kept nowhere else, such as a one-time code; its key is for good."""
    return _keyed(kept_key("digest"), text)


def blind(text: str) -> bytes:
    """Return the blind index (keyed SM3, 32 bytes) of a sealed value, to find it without opening others."""
    return _keyed(index_keys()[0], text)


def blind_any(text: str) -> list[bytes]:
    """Return every blind index under which the value may stand now: two while keys are being rotated, else one."""
    return [_keyed(key, text) for key in index_keys()]


def normal_phone(text: str) -> str:
    """Return the phone number as digits: spaces, hyphens, full-width digits and a leading +86 or 0086 dropped."""
    digits = "".join(str(int(c)) for c in text if c.isdecimal())
    return re.sub(r"^(?:0086|86)(?=1\d{10}$)", "", digits)


def is_mobile(phone: str) -> bool:
    """Tell whether `phone` (as `normal_phone` returns it) is a mainland mobile number."""
    return re.fullmatch(r"1[3-9]\d{9}", phone) is not None


def mask_phone(phone: str) -> str:
    """138****0000; short numbers keep only their last two digits."""
    return f"{phone[:3]}****{phone[-4:]}" if len(phone) >= 11 else "*" * max(len(phone) - 2, 0) + phone[-2:]


def mask_name(name: str) -> str:
    """张**: the family name alone; a single character becomes one star."""
    return name[:1] + "*" * (len(name) - 1) if len(name) > 1 else "*" * len(name)


def mask_address(address: str) -> str:
    """Keep what names the building and hide every digit after it: 3栋2单元*** ."""
    kept = re.match(r".*?(?:栋|幢|号楼|座)", address)
    return (kept.group(0) if kept else "") + "***" if address else ""
