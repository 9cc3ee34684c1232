"""Which machines may be asked: private and loopback addresses are refused unless the user named them."""

from __future__ import annotations

import ipaddress
import re
import socket
from dataclasses import dataclass
from functools import lru_cache

from archive.errors import BadAddress

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address
_NUMERIC = re.compile(r"^(?:0x[0-9a-f]+|\d+)(?:\.(?:0x[0-9a-f]+|\d+)){0,3}\.?$", re.IGNORECASE)
_LOCAL_NAMES = (".localhost", ".local", ".internal", ".home.arpa", ".lan")


def is_private(address: IPAddress) -> bool:
    """Whether an address is anything but a public unicast one (IPv4 inside IPv6 is looked at too)."""
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour
        if inner is None and address.teredo:
            inner = address.teredo[1]
        if inner is None and address in ipaddress.ip_network("64:ff9b::/96"):
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if inner is not None:
            return is_private(inner)
    return not address.is_global or address.is_multicast


@lru_cache(maxsize=4096)
def read_ip(host: str) -> IPAddress | None:
    """The IP address that a host spells, in decimal, octal, hexadecimal or short forms too; None for names."""
    host = host.strip("[]").partition("%")[0]
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        pass
    if _NUMERIC.match(host):
        try:
            return ipaddress.IPv4Address(socket.inet_aton(host.rstrip(".")))
        except OSError:
            return ipaddress.IPv4Address("0.0.0.0")  # a number that is no address: refuse it like a private one
    return None


@lru_cache(maxsize=4096)
def is_private_host(netloc: str) -> bool:
    """Whether a host (with or without port) spells a private address or a name of this machine."""
    host = split_port(netloc)[0].lower().rstrip(".")
    if host == "localhost" or host.endswith(_LOCAL_NAMES):
        return True
    address = read_ip(host)
    return address is not None and is_private(address)


def split_port(netloc: str) -> tuple[str, int | None]:
    """``host:port`` in its parts; brackets of IPv6 are taken off; None when there is no port."""
    if netloc.startswith("["):
        host, _, rest = netloc[1:].partition("]")
        return host, int(rest[1:]) if rest[1:].isdigit() else None
    host, colon, port = netloc.rpartition(":")
    return (host, int(port)) if colon and port.isdigit() else (netloc, None)


@dataclass(frozen=True, slots=True)
class Resolve:
    """``--resolve HOST:PORT:ADDR[:PORT]``: connections to HOST:PORT go to ADDR (and its PORT, when given)."""

    host: str
    port: int
    address: str
    to_port: int


def parse_resolve(text: str) -> Resolve:
    """One ``--resolve`` value, as in curl, with an optional port to connect to. IPv6 stands in brackets."""
    found = re.fullmatch(r"([^:\s\[\]]+|\[[^\]]+\]):(\d{1,5}):([^:\s\[\]]+|\[[^\]]+\])(?::(\d{1,5}))?", text.strip())
    address = read_ip(found[3]) if found else None
    ports = [int(port) for port in (found[2], found[4]) if port] if found else []
    if found is None or address is None or not all(0 < port < 65536 for port in ports):
        raise BadAddress(
            f"--resolve '{text}' is not understood. Write HOST:PORT:ADDRESS, for example "
            "blog.example.org:80:127.0.0.1 (or HOST:PORT:ADDRESS:PORT to reach another port)."
        )
    port = int(found[2])
    return Resolve(found[1].strip("[]").lower(), port, str(address), int(found[4] or port))
