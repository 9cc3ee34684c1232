"""What a thread's coverage counts, kept beside it: a blog's coverage is then a sum over its threads."""

from __future__ import annotations

from sqlite_utils import Database

THREAD_TALLIES = """
alter table threads add column folded integer not null default 0;
alter table threads add column orphans integer not null default 0;
alter table threads add column disputed integer not null default 0;
create table thread_sources (
  post_id text not null references posts(id),
  source text not null,
  comments integer not null,
  primary key (post_id, source)
);
insert into thread_sources (post_id, source, comments)
select comments.post_id, sightings.source, count(distinct sightings.comment_id)
from comments
join sightings on sightings.comment_id = comments.id
group by 1, 2;
update threads
set
  folded = counts.folded,
  orphans = counts.orphans
from (
  select
    post_id,
    sum(deleted = 0 and kind = 'comment' and whole = 0 and text is null) as folded,
    sum(parent_id is not null and not exists (select 1 from comments parent where parent.id = comments.parent_id))
      as orphans
  from comments
  group by post_id
) counts
where counts.post_id = threads.post_id;
update threads
set disputed = counts.disputed
from (
  select post_id, count(distinct coalesce(comment_id, post_id)) as disputed
  from contradictions
  group by post_id
) counts
where counts.post_id = threads.post_id;
"""


MEASURED_DECISIONS = """
alter table decisions add column measure integer;
"""


def thread_tallies(db: Database) -> None:
    """How many comments of a thread each kind of witness showed, and how many are folded, orphaned, disputed."""
    db.executescript(THREAD_TALLIES)


def answered_threads(db: Database) -> None:
    """A digest of the thread for which answers were worked out last, so that only what changed is worked through."""
    db.execute("alter table threads add column answered text")


def measured_decisions(db: Database) -> None:
    """How much a decision concerns: an accepted gap that grows is open again."""
    db.executescript(MEASURED_DECISIONS)
