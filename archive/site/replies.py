"""Replies: who answers whom, counted; what a platform tells and what was worked out are kept apart."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

MOST = 500
"""Pairs that are looked at, the strongest first; the view ``replies`` has them all."""

ANSWERS = """
select
  c.author_id as who,
  d.author_id as whom,
  sum(c.parent_how in ('stated', 'nested')) as told,
  sum(c.parent_how not in ('stated', 'nested')) as inferred
from comments c indexed by comments_answers
cross join comments d indexed by comments_speaker on d.id = c.parent_id
where c.parent_id is not null
  and c.deleted = 0
  and c.author_id <> d.author_id
  {where}
group by who, whom
order by told + inferred desc, who, whom
limit :most
"""
"""Both indexes hold all that is asked for: the rows themselves are not touched."""

OF_BLOG = "and c.post_id in (select id from posts where blog_id = :blog)"

UNDER_POSTS = """
select c.author_id as who, p.author_id as whom, count(*) as told, 0 as inferred
from posts p
cross join comments c on c.post_id = p.id
where p.author_id is not null
  and (:blog is null or p.blog_id = :blog)
  and c.parent_id is null
  and c.deleted = 0
  and c.kind = 'comment'
  and c.author_id <> p.author_id
group by who, whom
order by told desc, who, whom
limit :most
"""

NAMES = "select id, name from people where id in ({marks})"

OF_PERSON = """
select whom as id, n.name, sum(stated) as told, sum(1 - stated) as inferred
from (
  select d.author_id as whom, c.parent_how in ('stated', 'nested') as stated
  from comments c
  join comments d on d.id = c.parent_id
  where c.author_id = :id
    and c.deleted = 0
    and d.author_id <> :id
)
join people n on n.id = whom
group by whom
order by count(*) desc, whom
limit 12
"""

TO_PERSON = """
select who as id, n.name, sum(stated) as told, sum(1 - stated) as inferred
from (
  select c.author_id as who, c.parent_how in ('stated', 'nested') as stated
  from comments d
  cross join comments c on c.parent_id = d.id
  where d.author_id = :id
    and c.deleted = 0
    and c.author_id <> :id
)
join people n on n.id = who
group by who
order by count(*) desc, who
limit 12
"""


@dataclass(frozen=True, slots=True)
class Pair:
    """``who`` speaks to ``whom`` (ids): so often as the platform tells it, so often as it was worked out."""

    who: str
    who_name: str | None
    whom: str
    whom_name: str | None
    told: int
    inferred: int

    @property
    def times(self) -> int:
        """How often in all."""
        return self.told + self.inferred


@dataclass(frozen=True, slots=True)
class Partner:
    """Somebody whom a person answers, or who answers them."""

    id: str
    name: str | None
    told: int
    inferred: int


def read_answers(connection: sqlite3.Connection, blog: str | None) -> tuple[Pair, ...]:
    """Who answers whom on a blog, or on all, the strongest pairs first."""
    sql = ANSWERS.format(where=OF_BLOG if blog else "")
    return _name(connection, connection.execute(sql, {"blog": blog, "most": MOST}).fetchall())


def read_under_posts(connection: sqlite3.Connection, blog: str | None) -> tuple[Pair, ...]:
    """Who speaks under whose posts without answering a comment, the strongest pairs first."""
    return _name(connection, connection.execute(UNDER_POSTS, {"blog": blog, "most": MOST}).fetchall())


def read_partners(connection: sqlite3.Connection, person: str) -> tuple[tuple[Partner, ...], tuple[Partner, ...]]:
    """Whom a person answers most, and who answers them most."""
    answers, answered = (
        tuple(Partner(*row) for row in connection.execute(sql, {"id": person})) for sql in (OF_PERSON, TO_PERSON)
    )
    return answers, answered


def _name(connection: sqlite3.Connection, rows: Sequence[sqlite3.Row]) -> tuple[Pair, ...]:
    ids = sorted({row[side] for row in rows for side in ("who", "whom")})
    names: dict[str, str | None] = {}
    for start in range(0, len(ids), 400):
        batch = ids[start : start + 400]
        names |= dict(connection.execute(NAMES.format(marks=", ".join("?" * len(batch))), batch).fetchall())
    return tuple(
        Pair(row["who"], names.get(row["who"]), row["whom"], names.get(row["whom"]), row["told"], row["inferred"])
        for row in rows
    )
