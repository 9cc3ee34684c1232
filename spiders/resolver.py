"""Names to addresses: what the user named with --resolve goes there; private addresses are refused.

The check stands where the connection is made, on the very addresses it will use, so a name that changes
between a look and a connection (DNS rebinding) gains nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from scrapy.crawler import Crawler
from scrapy.resolver import HostResolution
from twisted.internet.address import IPv4Address, IPv6Address
from twisted.internet.interfaces import IHostnameResolver, IHostResolution, IResolutionReceiver
from zope.interface import implementer, provider

from spiders.addresses import Resolve, is_private, is_private_host, read_ip

REFUSED = "private address refused"


@implementer(IHostnameResolver)
class GuardedResolver:
    """Twisted's resolver behind our rules. Setting ``RESOLVES``: tuple of :class:`Resolve`;
    ``ALLOWED_PRIVATE``: hosts (with port when not the default) whose private addresses are fine."""

    def __init__(self, reactor: Any, resolves: Sequence[Resolve], allowed: frozenset[str]) -> None:
        self.reactor = reactor
        self.original = reactor.nameResolver
        self.resolves = {(r.host, r.port): r for r in resolves}
        self.allowed = allowed
        self.refused: set[str] = set()

    @classmethod
    def from_crawler(cls, crawler: Crawler, reactor: Any) -> GuardedResolver:
        """Scrapy's way to make it."""
        settings = crawler.settings
        return cls(reactor, settings.get("RESOLVES") or (), frozenset(settings.get("ALLOWED_PRIVATE") or ()))

    def install_on_reactor(self) -> None:
        """Every later connection asks here."""
        self.reactor.installNameResolver(self)

    def resolveHostName(
        self,
        resolutionReceiver: IResolutionReceiver,
        hostName: str,
        portNumber: int = 0,
        addressTypes: Sequence[type] | None = None,
        transportSemantics: str = "TCP",
    ) -> IHostResolution:
        """Answer with the addresses that may be connected to; none at all for a refused name."""
        named = self.resolves.get((hostName.lower(), portNumber))
        literal = read_ip(hostName)
        if named is not None or (literal is not None and self._may(hostName, portNumber, literal)):
            host, port = (named.address, named.to_port) if named else (str(literal), portNumber)
            return self._answer(resolutionReceiver, hostName, host, port)
        if literal is not None or (is_private_host(hostName) and not self._is_allowed(hostName, portNumber)):
            return self._answer(resolutionReceiver, hostName, None, portNumber)
        receiver: Any = resolutionReceiver
        if not self._is_allowed(hostName, portNumber):
            receiver = _PublicOnly(resolutionReceiver)
        answer: IHostResolution = self.original.resolveHostName(
            receiver, hostName, portNumber, addressTypes, transportSemantics
        )
        return answer

    def _is_allowed(self, host: str, port: int) -> bool:
        return host.lower() in self.allowed or f"{host.lower()}:{port}" in self.allowed

    def _may(self, host: str, port: int, address: Any) -> bool:
        return not is_private(address) or self._is_allowed(host, port)

    @staticmethod
    def _answer(receiver: IResolutionReceiver, name: str, host: str | None, port: int) -> IHostResolution:
        resolution: Any = HostResolution(name)
        to: Any = receiver  # the interface is declared without self; calls through it do not type
        to.resolutionBegan(resolution)
        if host is not None:
            kind = IPv6Address if ":" in host else IPv4Address
            to.addressResolved(kind("TCP", host, port))
        to.resolutionComplete()
        answer: IHostResolution = resolution
        return answer


@provider(IResolutionReceiver)
class _PublicOnly:
    """Hands on what a resolver finds, without private addresses."""

    def __init__(self, receiver: Any) -> None:
        self.receiver = receiver

    def resolutionBegan(self, resolution: IHostResolution) -> None:
        """The name is being looked up."""
        self.receiver.resolutionBegan(resolution)

    def addressResolved(self, address: Any) -> None:
        """One address came; private ones go no further."""
        found = read_ip(address.host)
        if found is not None and not is_private(found):
            self.receiver.addressResolved(address)

    def resolutionComplete(self) -> None:
        """All addresses have come."""
        self.receiver.resolutionComplete()
