"""Why a thread may have gaps, in sentences: addresses of it that were not had, pages of it that were not understood."""

from __future__ import annotations

from collections import Counter, defaultdict
from urllib.parse import parse_qsl, urlsplit

from sqlite_utils import Database

from archive.db.doubts import explains_gaps
from archive.posted import ASKED_FOR, told
from archive.urls import place

TROUBLE = """
select url, found_on, state, outcome, reason, status
from addresses
where blog_id = ?
  and (
    state in ('due', 'failed', 'refused')
    or outcome in ('gone', 'denied') and role in ('post', 'comments', 'embed') and finder not like '%guessed'
  )
  and role in ('post', 'comments', 'feed', 'api', 'embed')
order by id
"""

DOUBTED = """
select url, doubt
from captures
where blog_id = ?
  and doubt is not null
order by time
"""

_MOST_REASONS = 5


def _post_of(url: str) -> str | None:
    """The permalink of the post for whose thread an address was asked; None when it does not say."""
    return dict(parse_qsl(urlsplit(url).query)).get(ASKED_FOR) if ASKED_FOR in url else None


class Reasons:
    """What is known of the threads of a blog, by place."""

    def __init__(self, db: Database, blog_id: str) -> None:
        self._found: dict[str, Counter[str]] = defaultdict(Counter)
        for url, found_on, state, outcome, reason, status in db.conn.execute(TROUBLE, (blog_id,)):
            words = outcome or ("not asked yet" if state == "due" else state)
            details = ", ".join(str(part) for part in (reason, status) if part is not None)
            sentence = f"{told(url)}: {words}" + (f" ({details})" if details else "")
            for spot in {url, found_on, _post_of(url)} - {None}:
                self._found[place(spot)][sentence] += 1
        for url, doubt in db.conn.execute(DOUBTED, (blog_id,)):
            if explains_gaps(doubt):
                self._found[place(url)][f"{told(url)}: {doubt}"] += 1

    def of(self, url: str) -> tuple[str, ...]:
        """What is known, at most five sentences."""
        return tuple(list(self._found.get(place(url), ()))[:_MOST_REASONS])
