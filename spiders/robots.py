"""What a host allows: robots.txt by RFC 9309."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from protego import Protego

MAX_BYTES = 500 * 1024
"""RFC 9309, 2.5: parsers must read at least 500 kibibytes; what follows is not read."""
MAX_CRAWL_DELAY = 120.0
"""Seconds; a longer Crawl-delay is taken as this one (and shown), else a typo would stop a crawl for years."""


@dataclass(frozen=True, slots=True)
class Robots:
    """A host's rules for us. ``why`` tells where they come from, in words."""

    why: str
    rules: Any = None
    allow_all: bool = True
    crawl_delay: float | None = None
    sitemaps: tuple[str, ...] = ()

    def allows(self, url: str, agent: str) -> bool:
        """Whether the rules admit this address to this user agent."""
        if self.rules is None:
            return self.allow_all
        return bool(self.rules.can_fetch(url, agent))


ALLOW = Robots("robots.txt ignored on purpose")


def robots_from_answer(status: int | None, body: bytes, agent: str) -> Robots:
    """The rules in an answer to ``/robots.txt`` (redirects followed).

    2xx: its rules. 4xx: everything is allowed. 429, 5xx, or no answer (``status`` None): nothing is (RFC 9309, 2.3.1).
    """
    if status is None:
        return Robots("robots.txt unreachable: nothing is allowed (RFC 9309)", allow_all=False)
    if status >= 500 or status == 429:  # who asks us to slow down has not said that all is allowed
        return Robots(f"robots.txt answered {status}: nothing is allowed (RFC 9309)", allow_all=False)
    if not 200 <= status < 300:
        return Robots(f"robots.txt answered {status}: all is allowed")
    text = body[:MAX_BYTES].decode("utf-8", "replace").lstrip("\ufeff")
    if text.lstrip()[:15].lower().startswith(("<!doctype", "<html")):
        return Robots("robots.txt is an HTML page: all is allowed")
    try:
        rules = Protego.parse(text)
    except Exception as error:  # a hostile file must not end the crawl; Protego promises nothing
        return Robots(f"robots.txt cannot be read ({type(error).__name__}): all is allowed")
    delay = rules.crawl_delay(agent)
    return Robots(
        "robots.txt",
        rules,
        crawl_delay=min(float(delay), MAX_CRAWL_DELAY) if delay else None,
        sitemaps=tuple(rules.sitemaps)[:1000],
    )
