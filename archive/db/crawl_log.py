"""The log of crawls: when each began, what it has done so far, how it ended, what was decided in it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from archive.db.stamps import stamp, unstamp
from archive.urls import stable_id

UNFINISHED = """
select visit, (select started from crawls began where began.id = crawls.visit), settings
from crawls
where blog_id = :blog and (outcome is null or outcome <> 'finished')
order by started desc
limit 1
"""

START_CRAWL = """
insert into crawls (id, blog_id, seed, started, settings, visit)
values (:id, :blog, :seed, :started, :settings, :visit)
"""

END_CRAWL = """
update crawls
set ended = :ended, outcome = :outcome, figures = :figures, message = :message
where id = :id
"""

TELL_CRAWL = """
update crawls
set figures = :figures
where id = :id
"""

VISITED = "select 1 from crawls where blog_id = :blog and visit <> :visit limit 1"

LAST_VISIT = """
select min(started)
from crawls
where visit = (
  select visit from crawls where blog_id = :blog and outcome = 'finished' order by ended desc limit 1
)
"""

BECAUSE = """
select asked_because, count(*)
from addresses
where blog_id = :blog and asked_because is not null and last_tried >= :visit
group by 1
order by 2 desc, 1
"""

KEPT = """
select
  (select count(*) from posts where blog_id = :blog) as posts,
  (select count(*) from comments join posts on posts.id = comments.post_id where blog_id = :blog) as comments,
  (select sum(promised) from (
     select promised from threads join posts on posts.id = threads.post_id where blog_id = :blog
     union all
     select promised from unkept_threads where blog_id = :blog)) as promised,
  (select count(*) from captures where blog_id = :blog) as captures,
  (select count(*) from addresses
   where blog_id = :blog and state = 'failed' and role not in ('requisite', 'robots', 'embed')) as failed
"""

DECIDE = """
insert into decisions (time, blog_id, what, url, why) values (:time, :blog, :what, :url, :why)
"""


@dataclass(slots=True)
class CrawlFigures:
    """What a crawl has done so far, for its row, the progress line and the summary.

    ``visit`` is first, return or full. ``identical`` counts answers whose payload was kept before (a 304 is counted
    in ``outcomes`` as unchanged), ``changed`` the rows of which something a reader sees changed, ``because`` the
    addresses that were asked again, by the reason.
    """

    found: int = 0
    fetched: int = 0
    failed: int = 0
    refused: int = 0
    posts: int = 0
    comments: int = 0
    bytes: int = 0
    identical: int = 0
    changed: int = 0
    visit: str = "first"
    outcomes: dict[str, int] = field(default_factory=dict)
    because: dict[str, int] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        """The figures as JSON wants them."""
        return {
            "found": self.found,
            "fetched": self.fetched,
            "failed": self.failed,
            "refused": self.refused,
            "posts": self.posts,
            "comments": self.comments,
            "bytes": self.bytes,
            "identical": self.identical,
            "changed": self.changed,
            "visit": self.visit,
            "because": self.because,
            "outcomes": dict(sorted(self.outcomes.items())),
        }


@dataclass(frozen=True, slots=True)
class Unfinished:
    """A visit that did not come to its end: the crawl that began it, when (UTC, as rows write it), and whether it
    asks everything."""

    visit: str
    began: str
    full: bool


class CrawlLog:
    """The row of one crawl of one blog. No method commits: the caller has the transaction."""

    def __init__(self, db: Database, blog_id: str, crawl_id: str) -> None:
        self.db = db
        self.blog_id = blog_id
        self.crawl_id = crawl_id

    def find_unfinished(self) -> Unfinished | None:
        """The last visit of the blog that goes on; None when it came to its end, or there was none."""
        row = self.db.execute(UNFINISHED, {"blog": self.blog_id}).fetchone()
        if row is None:
            return None
        settings = json.loads(row[2])
        return Unfinished(row[0], row[1], "full" in settings or "again" in settings)

    def is_known(self, visit: str) -> bool:
        """Whether the blog was visited before this visit."""
        return self.db.execute(VISITED, {"blog": self.blog_id, "visit": visit}).fetchone() is not None

    def begin(self, seed: str, settings: Mapping[str, Any], visit: str, now: datetime) -> None:
        """Write the crawl's row."""
        self.db.execute(
            START_CRAWL,
            {
                "id": self.crawl_id,
                "blog": self.blog_id,
                "seed": seed,
                "started": stamp(now),
                "settings": json.dumps(dict(settings), ensure_ascii=False, sort_keys=True),
                "visit": visit,
            },
        )

    def tell(self, figures: CrawlFigures) -> None:
        """Write what the crawl has done so far, into the caller's transaction: who looks meanwhile sees it."""
        self.db.execute(TELL_CRAWL, {"id": self.crawl_id, "figures": json.dumps(figures.as_dict())})

    def end(self, outcome: str, figures: CrawlFigures, now: datetime, message: str | None = None) -> None:
        """Write how the crawl ended: finished, stopped (goes on later), failed."""
        self.db.execute(
            END_CRAWL,
            {
                "id": self.crawl_id,
                "ended": stamp(now),
                "outcome": outcome,
                "figures": json.dumps(figures.as_dict()),
                "message": message,
            },
        )

    def last_visit(self) -> datetime | None:
        """When the last visit began that came to its end; None when none did."""
        return unstamp(self.db.execute(LAST_VISIT, {"blog": self.blog_id}).fetchone()[0])

    def count_because(self, visit_began: str) -> dict[str, int]:
        """The addresses that were asked again since the visit began, by the reason."""
        values = {"blog": self.blog_id, "visit": visit_began}
        return dict(self.db.execute(BECAUSE, values).fetchall())

    def count_kept(self) -> dict[str, int | None]:
        """What the archive holds of this blog: posts, comments, promised comments (None: nobody says), captures,
        and addresses that could not be had, pictures aside."""
        row = self.db.execute(KEPT, {"blog": self.blog_id}).fetchone()
        return dict(zip(("posts", "comments", "promised", "captures", "failed"), row, strict=True))

    def decide(self, what: str, why: str, now: datetime, url: str | None = None) -> None:
        """Record what was done on purpose and why (ignored robots, accepted certificates)."""
        self.db.execute(DECIDE, {"time": stamp(now), "blog": self.blog_id, "what": what, "url": url, "why": why})


def new_crawl_id(seed: str, now: datetime) -> str:
    """An id for a crawl that starts now."""
    return stable_id("crawl", seed, now.isoformat())
