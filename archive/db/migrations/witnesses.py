"""What witnesses say against each other, how alike two pings are, and how sure a worked-out parent is."""

from __future__ import annotations

from sqlite_utils import Database

CONTRADICTIONS = """
create view contradictions as
select
  posts.blog_id,
  posts.id as post_id,
  null as comment_id,
  'published' as field,
  sightings.published as said,
  sightings.source,
  count(*) as captures,
  sightings.capture_id,
  min(captures.time) as first_said,
  posts.moment as kept
from (
  select post_id
  from sightings
  where post_id is not null
    and published is not null
  group by post_id
  having julianday(max(published)) - julianday(min(published)) > 2
    or julianday(max(case when published like '%Z' then published end))
      - julianday(min(case when published like '%Z' then published end)) > 90.0 / 86400
) disputed
join sightings on sightings.post_id = disputed.post_id and sightings.published is not null
join captures on captures.id = sightings.capture_id
join posts on posts.id = sightings.post_id
group by sightings.post_id, sightings.published, sightings.source
union all
select
  posts.blog_id,
  posts.id as post_id,
  comments.id as comment_id,
  'published' as field,
  sightings.published as said,
  sightings.source,
  count(*) as captures,
  sightings.capture_id,
  min(captures.time) as first_said,
  comments.moment as kept
from (
  select comment_id
  from sightings
  where comment_id is not null
    and published is not null
  group by comment_id
  having julianday(max(published)) - julianday(min(published)) > 2
    or julianday(max(case when published like '%Z' then published end))
      - julianday(min(case when published like '%Z' then published end)) > 90.0 / 86400
) disputed
join sightings on sightings.comment_id = disputed.comment_id and sightings.published is not null
join captures on captures.id = sightings.capture_id
join comments on comments.id = sightings.comment_id
join posts on posts.id = comments.post_id
group by sightings.comment_id, sightings.published, sightings.source;
"""


def contradictions(db: Database) -> None:
    """A view of witnesses that tell different times of one row."""
    db.executescript(CONTRADICTIONS)


def ping_likeness(db: Database) -> None:
    """By what a ping is known of which one witness shows no text."""
    db.execute("alter table sightings add column ping_likeness integer")


def parent_score(db: Database) -> None:
    """How sure a parent is that was worked out; a parent that a platform tells has none."""
    db.execute("alter table comments add column parent_score real")
