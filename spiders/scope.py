"""What belongs to the blog: its host and path, what the user adds or leaves out, what is a trap."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from archive.db.visits import Found, Outcome
from archive.models import Role
from archive.posted import METHOD
from archive.urls import folder_of, host_of, plain
from spiders.addresses import is_private_host
from spiders.traps import find_trap

_FOREIGN: frozenset[Role] = frozenset({"api", "embed", "requisite", "comments"})
"""Roles that may lead to other hosts: what a page shows, and where its conversation is kept."""
_HOST_WIDE: frozenset[Role] = frozenset({"feed", "sitemap", "robots"})
_IMAGE = re.compile(r"\.(?:jpe?g|png|gif|webp|avif|svg|bmp|ico)$", re.IGNORECASE)
_ASSET = re.compile(r"\.(?:css|js|woff2?|ttf|otf|eot)$", re.IGNORECASE)
TRAPS_LISTED = 1000
"""How many addresses of one trap the ledger lists; more are only counted."""


@dataclass(slots=True)
class Scope:
    """What belongs to the blog whose home is ``home``.

    ``include`` patterns admit what lies outside, ``exclude`` patterns keep out what lies inside; both are
    searched in the whole address. ``allowed_private`` are hosts on private addresses that the user named.
    ``platforms`` are the adapters' names whose traps hold here.
    """

    home: str
    include: tuple[re.Pattern[str], ...] = ()
    exclude: tuple[re.Pattern[str], ...] = ()
    media: bool = True
    allowed_private: frozenset[str] = frozenset()
    prefixes: list[tuple[str, str]] = field(default_factory=list)
    trapped: dict[str, int] = field(default_factory=dict)
    spellings: dict[str, tuple[str, str]] = field(default_factory=dict)
    platforms: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        self.prefixes.append(folder_of(self.home))
        self._spell(self.home)

    def _spell(self, url: str) -> None:
        host = host_of(url)
        self.spellings[host.removeprefix("www.")] = (url.partition("://")[0], host)

    def learn_move(self, url: str, target: str) -> bool:
        """The home answers from another place: that place belongs to the blog too. True when it was news."""
        if url.rstrip("/") != self.home.rstrip("/") and url not in self.moved_homes():
            return False
        prefix = folder_of(target)
        self._spell(target)
        if any(prefix[0] == host and prefix[1].startswith(path) for host, path in self.prefixes):
            return False
        self.prefixes.append(prefix)
        return True

    def learn_platform(self, name: str) -> None:
        """A page of the blog is of this platform: what its adapter calls a trap is one from now on."""
        if name not in self.platforms:
            self.platforms = (*self.platforms, name)

    def moved_homes(self) -> list[str]:
        """The homes learned from redirects, as addresses without scheme decisions (both are listed)."""
        return [f"{s}://{h}{p}" for h, p in self.prefixes[1:] for s in ("http", "https")]

    def is_same_host(self, url: str) -> bool:
        """Whether the address is on a host of the blog."""
        host = host_of(url).removeprefix("www.")
        return any(host == known for known, _ in self.prefixes)

    def is_included(self, url: str) -> bool:
        """Whether the user admits this address by a pattern, wherever it lies."""
        return any(pattern.search(url) for pattern in self.include)

    def is_inside(self, url: str) -> bool:
        """Whether the address lies in the blog's folder on one of its hosts."""
        parts = urlsplit(url)
        host = parts.netloc.lower().removeprefix("www.")
        path = parts.path
        return any(
            host == known and (path.startswith(folder) or path + "/" == folder) for known, folder in self.prefixes
        )

    def prefer(self, url: str) -> str:
        """The address as the blog's home is written: scheme and ``www.`` tell no two pages of one blog apart.

        Templates mix ``http``, ``https`` and ``www.`` freely; one page would be asked for up to four times. Where
        the home has moved to (:meth:`learn_move`) decides.
        """
        scheme, _, rest = url.partition("://")
        host, slash, path = rest.partition("/")
        wanted = self.spellings.get(host.removeprefix("www."))
        if wanted is None or wanted == (scheme, host) or (":" in host and wanted[1] != host):
            return url
        return f"{wanted[0]}://{wanted[1]}{slash}{path}"

    def judge(self, url: str, role: Role, finder: str) -> Found | None:
        """The address as it should enter the ledger: due, or refused with a reason. None: not worth a row.

        Links that lead off the blog are no addresses of the blog; they are kept as links of their post. A redirect
        is followed to the letter, everything else as :meth:`prefer` spells it.
        """
        url = plain(url) or ""
        if "redirect" not in finder and role != "robots":
            url = self.prefer(url)
        if not url:
            return None
        host = host_of(url)
        role = self._role(url, role)
        included = self.is_included(url)
        if not included and not self._belongs(url, role):
            return None
        if METHOD in url.lower():  # it would be taken for the name of a POST
            return self._refuse(url, role, finder, "trap", "reserved parameter")
        if is_private_host(host) and host not in self.allowed_private:
            return Found(url, role, finder, "private", f"{host} is a private address; name it with --resolve")
        if any(p.search(url) for p in self.exclude):
            return self._refuse(url, role, finder, "excluded", "--exclude")
        if (
            not included
            and role not in ("requisite", "api", "embed", "robots")
            and (trap := find_trap(url, self.platforms))
        ):
            return self._refuse(url, role, finder, "trap", trap)
        return Found(url, role, finder)

    def _role(self, url: str, role: Role) -> Role:
        if role in ("link", "index", "post"):
            path = urlsplit(url).path
            if _IMAGE.search(path) or _ASSET.search(path):
                return "requisite"
        return role

    def _belongs(self, url: str, role: Role) -> bool:
        if role == "requisite":
            return self.media
        if role in _FOREIGN:
            return True
        if role in _HOST_WIDE:
            return self.is_same_host(url)
        return self.is_inside(url)

    def _refuse(self, url: str, role: Role, finder: str, outcome: Outcome, reason: str) -> Found | None:
        count = self.trapped.get(reason, 0)
        self.trapped[reason] = count + 1
        return Found(url, role, finder, outcome, reason) if count < TRAPS_LISTED else None
