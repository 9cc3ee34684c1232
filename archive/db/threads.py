"""Threads: how many comments a post's platforms promised, how many are kept, how deep each one stands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sqlite_utils import Database

PROMISED = """
select promised, said_by
from (
  select said_by, promised, max(time || capture_id)
  from promises
  where post_id = ?
    and said_of = 'comments'
  group by said_by
)
order by promised desc, said_by
limit 1
"""

COUNT_THREAD = """
select
  sum(deleted = 0 and kind in ('comment', 'reaction')),
  sum(deleted = 0 and kind not in ('comment', 'reaction')),
  sum(deleted),
  min(moment),
  max(moment),
  max(first_seen),
  sum(deleted = 0 and kind = 'comment' and whole = 0 and text is null),
  sum(parent_id is not null and not exists (select 1 from comments parent where parent.id = comments.parent_id)),
  count(parent_id)
from comments
where post_id = ?
"""

COUNT_DISPUTED = """
select
  (
    select count(*)
    from (
      select sightings.comment_id
      from comments
      cross join sightings on sightings.comment_id = comments.id
      where comments.post_id = :post
        and sightings.published is not null
      group by sightings.comment_id
      having count(*) > 1
        and (
          julianday(max(sightings.published)) - julianday(min(sightings.published)) > 2
          or julianday(max(case when sightings.published like '%Z' then sightings.published end))
            - julianday(min(case when sightings.published like '%Z' then sightings.published end)) > 90.0 / 86400
        )
    )
  ) + exists (
    select 1
    from sightings
    where post_id = :post
      and published is not null
    group by post_id
    having julianday(max(published)) - julianday(min(published)) > 2
      or julianday(max(case when published like '%Z' then published end))
        - julianday(min(case when published like '%Z' then published end)) > 90.0 / 86400
  )
"""
"""What the view ``contradictions`` finds, in one thread."""

COUNT_SOURCES = """
select sightings.source, count(distinct sightings.comment_id)
from comments
cross join sightings on sightings.comment_id = comments.id
where comments.post_id = ?
group by sightings.source
"""

DROP_SOURCES = """
delete from thread_sources
where post_id = ?
"""

ADD_SOURCE = """
insert into thread_sources (post_id, source, comments)
select id, ?, ?
from posts
where id = ?
"""

SAVE_THREAD = """
insert into threads (
  post_id, promised, promised_by, kept, pings, deleted, open, first_comment, last_comment, last_new, folded, orphans,
  disputed
)
select id, ?, ?, ?, ?, ?, comments_open, ?, ?, ?, ?, ?, ?
from posts
where id = ?
on conflict (post_id) do update set
  promised = excluded.promised,
  promised_by = excluded.promised_by,
  kept = excluded.kept,
  pings = excluded.pings,
  deleted = excluded.deleted,
  open = excluded.open,
  first_comment = excluded.first_comment,
  last_comment = excluded.last_comment,
  last_new = excluded.last_new,
  folded = excluded.folded,
  orphans = excluded.orphans,
  disputed = excluded.disputed
"""

PARENTS = """
select
  id,
  case when parent_score is null then parent_id end,
  depth,
  json_extract(witness, '$.told_depth')
from comments
where post_id = ?
"""

SET_DEPTH = """
update comments
set depth = ?
where id = ?
"""


def count_threads(db: Database, post_ids: Iterable[str]) -> None:
    """Make the ``threads`` rows of these posts (those that are kept) true again, and their comments' depths.

    What is promised is the greatest of what the several sources said last: a feed that lags behind its page
    does not make a thread look whole, and one that is never read again is named in ``promised_by``.
    """
    rows = []
    for post_id in post_ids:
        promised, by = db.conn.execute(PROMISED, (post_id,)).fetchone() or (None, None)
        counts = db.conn.execute(COUNT_THREAD, (post_id,)).fetchone()
        kept, pings, deleted, first, last, last_new, folded, orphans, parents = counts
        disputed = db.conn.execute(COUNT_DISPUTED, {"post": post_id}).fetchone()[0]
        told = (promised, by, kept or 0, pings or 0, deleted or 0, first, last, last_new)
        rows.append((*told, folded or 0, orphans or 0, disputed, post_id))
        if parents:
            _set_depths(db, post_id)
    db.conn.executemany(SAVE_THREAD, rows)
    for post_id in (row[-1] for row in rows):
        _count_sources(db, post_id)


def _count_sources(db: Database, post_id: str) -> None:
    counts = db.conn.execute(COUNT_SOURCES, (post_id,)).fetchall()
    db.conn.execute(DROP_SOURCES, (post_id,))
    db.conn.executemany(ADD_SOURCE, [(source, count, post_id) for source, count in counts])


def _set_depths(db: Database, post_id: str) -> None:
    rows = db.conn.execute(PARENTS, (post_id,)).fetchall()
    parents = {comment_id: parent_id for comment_id, parent_id, _, _ in rows}
    depths = find_depths(parents, {comment_id: told for comment_id, _, _, told in rows})
    db.conn.executemany(SET_DEPTH, [(depths[one], one) for one, _, depth, _ in rows if depths[one] != depth])


def find_depths(parents: Mapping[str, str | None], said: Mapping[str, int | None]) -> dict[str, int | None]:
    """How deep each comment stands: one below its parent when that is kept, else as a witness said.

    Parents that were worked out are not given: a depth is what the platform shows, not what we think.
    Comments that are each other's ancestors stand at 0. No recursion: a thread may be 10,000 deep.
    """
    depths: dict[str, int | None] = {}
    for start in parents:
        trail: list[str] = []
        on_trail: dict[str, int] = {}
        one: str | None = start
        while one is not None and one in parents and one not in depths and one not in on_trail:
            on_trail[one] = len(trail)
            trail.append(one)
            one = parents[one]
        if one in on_trail:
            for member in trail[on_trail[one] :]:
                depths[member] = 0
            del trail[on_trail[one] :]
        for member in reversed(trail):
            parent = parents[member]
            kept = parent is not None and parent in depths
            depths[member] = (depths[str(parent)] or 0) + 1 if kept else said[member]
    return depths
