"""What of an address is kept: the capture nearest in time, the post that stands there."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from urllib.parse import quote

from archive import urls
from archive.db.queries import iter_forms

_BATCH = 400
_MOST = 30_000
"""Spellings looked up for one page; a page with a million links is shown, its last links as not kept."""

NEAREST = """
select
  url,
  id,
  min(
    case when status between 200 and 399 then 0 else 1000000 end
    + abs(julianday(time) - julianday(?))
  ) as distance
from captures
where url in ({marks})
group by url
"""

POSTS_AT = """
select url, id
from posts
where url in ({marks})
"""


@dataclass(frozen=True, slots=True)
class Kept:
    """What is kept of the addresses that one page names: captures (nearest in time) and posts, by address."""

    captures: Mapping[str, str] = field(default_factory=dict)
    posts: Mapping[str, str] = field(default_factory=dict)

    def replay(self, url: str) -> str | None:
        """Where the capture of ``url`` is shown on this site; None when there is none."""
        capture = next((self.captures[form] for form in forms(url) if form in self.captures), None)
        return f"/-/replay/{quote(capture, safe='')}/" if capture else None

    def place(self, url: str) -> str | None:
        """Where a reader finds ``url`` on this site: the kept post, else the capture; None when neither."""
        post = next((self.posts[form] for form in forms(url) if form in self.posts), None)
        return f"/-/post/{post}" if post else self.replay(url)


def forms(url: str) -> tuple[str, ...]:
    """The spellings under which ``url`` may be filed: as found, plain, with the other scheme or ``www.``."""
    bare = url.partition("#")[0]
    return tuple(dict.fromkeys((bare, *iter_forms(bare)))) if len(bare) <= urls.MAX_LENGTH else (bare,)


def find_kept(connection: sqlite3.Connection, addresses: Iterable[str], time: str, *, posts: bool = False) -> Kept:
    """What is kept of ``addresses`` (absolute), nearest to ``time`` (ISO 8601); posts too when asked."""
    spelled = sorted({form for address in addresses for form in forms(address)})[:_MOST]
    captures: dict[str, str] = {}
    found: dict[str, str] = {}
    for batch in _iter_batches(spelled):
        marks = ", ".join("?" * len(batch))
        captures |= {row["url"]: row["id"] for row in connection.execute(NEAREST.format(marks=marks), (time, *batch))}
        if posts:
            found |= {row["url"]: row["id"] for row in connection.execute(POSTS_AT.format(marks=marks), batch)}
    return Kept(captures, found)


def captures_of(url: str) -> str:
    """Where the captures of ``url`` are listed on this site; also the page that says that there are none."""
    return "/-/captures?url=" + quote(url, safe="")


def _iter_batches(items: list[str]) -> Iterator[list[str]]:
    for start in range(0, len(items), _BATCH):
        yield items[start : start + _BATCH]
