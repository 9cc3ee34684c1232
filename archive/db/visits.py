"""Addresses and visits: what the ledger writes down of them, as values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from archive.models import Capture, Posted, Reading, Role
from archive.posted import wire_address

State = Literal["due", "done", "failed", "refused"]
Outcome = Literal[
    "kept", "unchanged", "redirected", "gone", "denied", "error", "unreachable", "too large",
    "robots", "trap", "outside", "private", "excluded", "bad address",
]  # fmt: skip

PRIORITY: dict[Role, int] = {
    "robots": 100,
    "feed": 90,
    "sitemap": 90,
    "api": 85,
    "comments": 80,
    "embed": 75,
    "post": 70,
    "index": 60,
    "link": 50,
    "requisite": 20,
}
"""Which kind of address is fetched first: what names posts, then threads, then posts, then what they show."""

_DONE: frozenset[str] = frozenset({"kept", "unchanged", "redirected", "gone", "denied"})
_REFUSED: frozenset[str] = frozenset({"robots", "trap", "outside", "private", "excluded", "bad address"})


@dataclass(frozen=True, slots=True)
class Address:
    """An address of the ledger that is due. ``body`` is what a POST carries; None: a GET.

    ``url`` names the question in the ledger (:mod:`archive.posted`), ``asked`` is what goes over the wire.
    """

    id: int
    url: str
    role: Role
    depth: int = 0
    attempts: int = 0
    not_before: datetime | None = None
    body: Posted | None = None

    @property
    def asked(self) -> str:
        """The address that goes over the wire."""
        return wire_address(self.url) if self.body is not None else self.url


@dataclass(frozen=True, slots=True)
class Held:
    """What the archive holds of an address whole, and the validators that its server gave with it."""

    capture: Capture
    etag: str | None
    last_modified: str | None


@dataclass(frozen=True, slots=True)
class Found:
    """An address that a page led to. ``outcome`` and ``reason`` are given when it is refused at once.

    ``body`` is what a POST carries; it is then part of ``url`` too (:mod:`archive.posted`).
    """

    url: str
    role: Role
    finder: str
    outcome: Outcome | None = None
    reason: str | None = None
    body: Posted | None = None


@dataclass(frozen=True, slots=True)
class Visit:
    """What became of one attempt at an address, with all that must be written together.

    ``again`` is when to try once more (UTC); None when this attempt settles the address. ``holds`` says what a
    later 304 stands for: True, this answer, with its ``etag`` and ``last_modified``; False, nothing any more;
    None, what it was before. ``leads`` are addresses that are to be asked in this visit too, though they are known.
    """

    address: Address
    outcome: Outcome
    time: datetime
    reason: str | None = None
    status: int | None = None
    capture: Capture | None = None
    reading: Reading | None = None
    found: tuple[Found, ...] = ()
    again: datetime | None = None
    holds: bool | None = None
    etag: str | None = None
    last_modified: str | None = None
    body_bytes: int = 0
    leads: tuple[str, ...] = ()


def state_of(outcome: Outcome) -> State:
    """The state an outcome settles an address in."""
    return "done" if outcome in _DONE else "refused" if outcome in _REFUSED else "failed"
