"""Phrases that every page says: when, who, how many; in Python, since a long thread says them a thousand times."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from markupsafe import Markup, escape

from archive.site.times import Told

_NOBODY = Markup('<span class="nobody">no name given</span>')


@lru_cache(maxsize=4096)
def say_when(time: Told, words: bool = True) -> Markup:
    """A time, and with ``words`` the page's own words and how the zone is known."""
    sentence = time.sentence
    if time.machine is None:
        return Markup("<span>%s</span>") % (sentence or "time unknown")
    told = Markup('<time datetime="%s">%s</time>') % (time.machine, sentence)
    if not words or time.how is None:
        return told
    said = "the page says " if time.words and not time.how.startswith("reckoned") else ""
    return told + Markup(' <span class="how">(%s%s)</span>') % (said, time.how)


@lru_cache(maxsize=4096)
def say_name(person: str | None, address: str | None = None) -> Markup:
    """A name, linked to ``address`` (http or https) when there is one."""
    if not person:
        return _NOBODY
    if not address:
        return Markup('<span dir="auto">%s</span>') % person
    return Markup('<a href="%s" rel="nofollow noreferrer ugc" dir="auto">%s</a>') % (address, person)


def say_count(number: int, one: str, many: str) -> Markup:
    """'1 comment', '2,034 comments'."""
    return escape(f"{number:,} {one if number == 1 else many}")


PHRASES: dict[str, Callable[..., object]] = {"say_when": say_when, "say_name": say_name, "say_count": say_count}
"""What ``room/parts.html`` hands on."""
