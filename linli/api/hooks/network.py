"""A POST to an address that somebody typed, which cannot be turned against the machines beside us (SSRF).

The name is looked up once, every address it has must be a public one, and the connection goes to the address that was
looked at: a name that answers otherwise a moment later changes nothing. Redirects are not followed. Networks inside
the house are reached only where the operator lists them (LINLI_HOOK_NETWORKS).
"""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
import threading
from collections.abc import Mapping
from contextlib import suppress
from urllib.parse import SplitResult, urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from linli.core.errors import Invalid

PATIENCE = 10.0  # seconds to connect, and between two bytes of an answer
WHOLE = 30.0  # seconds for all of it: one who answers a byte at a time must not hold a worker
MOST_ANSWER = 2000  # bytes of an answer that are read
Address = ipaddress.IPv4Address | ipaddress.IPv6Address
_UNICAST = ipaddress.ip_network("2000::/3")  # what is given out of IPv6; all else is local, reserved or a translation


class Unreachable(Exception):
    """The other side did not take it; `str` says why, in words for a log."""


def allowed(address: Address) -> bool:
    """Whether a delivery may go to an address: a public one, or one of a network that the operator lists."""
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped:
        address = address.ipv4_mapped
    if listed(address):
        return True
    # 6to4 carries an IPv4 address on, and it may be one of the house.
    if isinstance(address, ipaddress.IPv6Address) and (address not in _UNICAST or address.sixtofour):
        return False
    return address.is_global and not address.is_multicast and not address.is_reserved


def listed(address: Address) -> bool:
    """Whether the operator lists the network of an address."""
    networks = (ipaddress.ip_network(one) for one in settings.LINLI_HOOK_NETWORKS)
    return any(address.version == network.version and address in network for network in networks)


def url_check(url: str) -> SplitResult:
    """Return the parts of an address that deliveries may go to, as far as its text tells.

    Raises:
        Invalid: no https (http only within listed networks), no host, with a password, or an address within the house.
    """
    try:
        parts = urlsplit(url.strip())
        port = parts.port
    except ValueError:
        raise Invalid.at("url", _("这不是网址。")) from None
    if parts.scheme not in ("https", "http") or not parts.hostname or parts.username or parts.password or port == 0:
        message = _("请填写以 https:// 开头、不含用户名和密码的网址。")
        raise Invalid(message, {"url": message})
    literal = _literal(parts.hostname)
    if (literal is not None and not allowed(literal)) or parts.hostname.lower() == "localhost":
        message = _("这个网址在内部网络中，不能推送。如确有需要，请运维人员在 LINLI_HOOK_NETWORKS 中列出。")
        raise Invalid(message, {"url": message})
    return parts


def _literal(host: str) -> Address | None:
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None


def _looked_up(host: str, port: int) -> Address:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise Unreachable(f"name not found: {error}") from None
    addresses = [ipaddress.ip_address(row[4][0]) for row in found]
    if not addresses or not all(map(allowed, addresses)):
        raise Unreachable("the name leads into an internal network")
    return addresses[0]


class _Pinned(http.client.HTTPConnection):
    """A connection to an address that was looked at, under the name that was typed."""

    def __init__(self, host: str, port: int, address: Address, tls: ssl.SSLContext | None) -> None:
        super().__init__(host, port, timeout=PATIENCE)
        self.address, self.tls = address, tls

    def connect(self) -> None:
        """Connect to the address; with TLS the certificate must be the name's."""
        self.sock = socket.create_connection((str(self.address), self.port), self.timeout)
        if self.tls is not None:
            self.sock = self.tls.wrap_socket(self.sock, server_hostname=self.host)

    def hang_up(self) -> None:
        """End it from another thread: whoever reads meets the end."""
        if self.sock is not None:
            with suppress(OSError):
                self.sock.shutdown(socket.SHUT_RDWR)


def post(url: str, body: bytes, headers: Mapping[str, str]) -> int:
    """Send and return the status.

    Raises:
        Unreachable: it could not be sent.
        Invalid: see `url_check`.
    """
    parts = url_check(url)
    assert parts.hostname
    secure = parts.scheme == "https"
    port = parts.port or (443 if secure else 80)
    address = _looked_up(parts.hostname, port)
    if not secure and not listed(address):
        raise Unreachable("http is for listed networks only")
    connection = _Pinned(parts.hostname, port, address, ssl.create_default_context() if secure else None)
    over = threading.Timer(WHOLE, connection.hang_up)
    over.start()
    try:
        connection.request(
            "POST", parts._replace(scheme="", netloc="", fragment="").geturl() or "/", body, dict(headers)
        )
        answer = connection.getresponse()
        answer.read(MOST_ANSWER)
        return answer.status
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise Unreachable(f"{type(error).__name__}: {error}"[:200]) from None
    finally:
        over.cancel()
        connection.close()
