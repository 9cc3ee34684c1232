"""The past: looks at threads, events, versions, and the views that tell what changed."""

from __future__ import annotations

from sqlite_utils import Database

LOOKS = """
alter table captures add column location text;
alter table sightings add column deleted integer;
alter table sightings add column body integer;
create index sightings_deleted on sightings(comment_id) where deleted = 1;
create index posts_first_seen on posts(first_seen);
create index comments_first_seen on comments(first_seen);

create table looks (
  capture_id text not null references captures(id),
  post_id text not null,
  source text,
  shown integer not null default 0,
  promised integer,
  open integer,
  more integer,
  print integer,
  moved_to text,
  primary key (capture_id, post_id)
) without rowid;
create index looks_post on looks(post_id);

create table events (
  id text primary key,
  post_id text not null references posts(id),
  comment_id text references comments(id) on delete cascade,
  what text not null,
  time text not null,
  capture_id text not null references captures(id),
  last_capture_id text references captures(id),
  ended text,
  old_version text,
  new_version text,
  moved_to text,
  why text
);
create index events_post on events(post_id, time);
create index events_comment on events(comment_id);
create index events_time on events(time);

create view edits as
select
  events.time,
  posts.blog_id,
  events.post_id,
  events.comment_id,
  coalesce(comments.author, posts.author) as author,
  coalesce(old.title, case when events.comment_id is null then posts.title else comments.title end) as title,
  case when events.old_version is null then coalesce(comments.text, posts.text) else old.text end as before,
  case when events.new_version is null then coalesce(comments.text, posts.text) else new.text end as after,
  events.why,
  events.last_capture_id,
  events.capture_id
from events
join posts on posts.id = events.post_id
left join comments on comments.id = events.comment_id
left join versions old on old.id = events.old_version
left join versions new on new.id = events.new_version
where events.what = 'edited';

create view vanished_comments as
select
  posts.blog_id,
  events.post_id,
  posts.url as post_url,
  posts.title as post_title,
  events.comment_id,
  comments.kind,
  comments.author,
  comments.moment,
  comments.text,
  last.time as last_time,
  events.last_capture_id,
  events.time as missed_time,
  events.capture_id as missed_capture_id
from events
join posts on posts.id = events.post_id
join comments on comments.id = events.comment_id
join captures last on last.id = events.last_capture_id
where events.what = 'vanished'
  and events.ended is null;

create view unseen_comments as
select
  posts.blog_id,
  events.post_id,
  posts.url as post_url,
  posts.title as post_title,
  events.comment_id,
  comments.kind,
  comments.author,
  comments.moment,
  comments.text,
  events.why,
  last.time as last_time,
  events.last_capture_id,
  events.time as missed_time,
  events.capture_id as missed_capture_id
from events
join posts on posts.id = events.post_id
join comments on comments.id = events.comment_id
join captures last on last.id = events.last_capture_id
where events.what = 'unseen';

create view changes as
select
  posts.first_seen as time,
  posts.blog_id,
  posts.id as post_id,
  null as comment_id,
  'new' as what,
  null as before,
  posts.title as after,
  null as why,
  null as last_capture_id,
  (
    select s.capture_id
    from sightings s
    join captures k on k.id = s.capture_id
    where s.post_id = posts.id
    order by k.time, k.id
    limit 1
  ) as capture_id
from posts
union all
select
  comments.first_seen,
  posts.blog_id,
  posts.id,
  comments.id,
  'new',
  null,
  comments.text,
  null,
  null,
  (
    select s.capture_id
    from sightings s
    join captures k on k.id = s.capture_id
    where s.comment_id = comments.id
    order by k.time, k.id
    limit 1
  )
from comments
join posts on posts.id = comments.post_id
union all
select
  events.time,
  posts.blog_id,
  events.post_id,
  events.comment_id,
  case
    when events.what = 'moved' and target.id is null then 'redirected'
    else events.what
  end,
  case
    when events.what = 'edited' and events.old_version is not null then old.text
    when events.comment_id is not null then comments.text
    when events.what = 'edited' then posts.text
    when events.what in ('moved', 'gone') then posts.url
  end,
  case
    when events.what = 'edited' and events.new_version is not null then new.text
    when events.what = 'edited' then coalesce(comments.text, posts.text)
    when events.what = 'back' then coalesce(comments.text, posts.url)
    when events.what = 'moved' then coalesce(target.url, proof.location)
  end,
  events.why,
  events.last_capture_id,
  events.capture_id
from events
join posts on posts.id = events.post_id
join captures proof on proof.id = events.capture_id
left join comments on comments.id = events.comment_id
left join versions old on old.id = events.old_version
left join versions new on new.id = events.new_version
left join posts target on target.id = events.moved_to;

create view thread_counts as
select
  posts.blog_id,
  looks.post_id,
  captures.time,
  looks.source,
  captures.url,
  looks.shown,
  looks.promised,
  looks.open,
  looks.capture_id
from looks
join posts on posts.id = looks.post_id
join captures on captures.id = looks.capture_id
where looks.source is not null;
"""


def looks(db: Database) -> None:
    """What was seen when: each look at a thread, what vanished, was edited, came back; views of it."""
    db.executescript(LOOKS)


def whole_answers(db: Database) -> None:
    """The capture that an address's validators came with: what a 304 stands for."""
    db.execute("alter table addresses add column whole_id text")
    db.execute("update addresses set etag = null, last_modified = null")  # nobody knows which answer gave them
    db.execute("create index captures_unmodified on captures(adapter) where status = 304")


CHANGES_BY_TIME = """
alter table threads add column last_new text;
update threads
set last_new = (select max(first_seen) from comments where comments.post_id = threads.post_id);

drop view changes;
create view changes as
select
  posts.first_seen as time,
  posts.blog_id,
  posts.id as post_id,
  cast(null as text) as comment_id,
  cast('new' as text) as what,
  cast(null as text) as before,
  posts.title as after,
  cast(null as text) as why,
  cast(null as text) as last_capture_id,
  cast((
    select s.capture_id
    from sightings s
    join captures k on k.id = s.capture_id
    where s.post_id = posts.id
    order by k.time, k.id
    limit 1
  ) as text) as capture_id
from posts
union all
select
  comments.first_seen,
  posts.blog_id,
  posts.id,
  comments.id,
  cast('new' as text),
  cast(null as text),
  comments.text,
  cast(null as text),
  cast(null as text),
  cast((
    select s.capture_id
    from sightings s
    join captures k on k.id = s.capture_id
    where s.comment_id = comments.id
    order by k.time, k.id
    limit 1
  ) as text)
from comments
join posts on posts.id = comments.post_id
union all
select
  events.time,
  posts.blog_id,
  events.post_id,
  events.comment_id,
  cast(iif(events.what = 'moved' and target.id is null, 'redirected', events.what) as text),
  cast(case
    when events.what = 'edited' and events.old_version is not null then old.text
    when events.comment_id is not null then comments.text
    when events.what = 'edited' then posts.text
    when events.what in ('moved', 'gone') then posts.url
  end as text),
  cast(case
    when events.what = 'edited' and events.new_version is not null then new.text
    when events.what = 'edited' then coalesce(comments.text, posts.text)
    when events.what = 'back' then coalesce(comments.text, posts.url)
    when events.what = 'moved' then coalesce(target.url, proof.location)
  end as text),
  events.why,
  events.last_capture_id,
  events.capture_id
from events
join posts on posts.id = events.post_id
join captures proof on proof.id = events.capture_id
left join comments on comments.id = events.comment_id
left join versions old on old.id = events.old_version
left join versions new on new.id = events.new_version
left join posts target on target.id = events.moved_to;
"""
"""The casts give a column one affinity in all arms: only then SQLite merges them by their indexes on time."""


def changes_by_time(db: Database) -> None:
    """The newest changes without a look at all of them; when each thread last grew."""
    db.executescript(CHANGES_BY_TIME)


DUE_LOOKS = """
create index threads_next_look on threads(next_look);

create view due_looks as
select
  posts.blog_id,
  posts.id,
  posts.url,
  posts.title,
  threads.kept,
  threads.open,
  threads.last_comment,
  threads.next_look
from threads
join posts on posts.id = threads.post_id
where threads.next_look is not null
order by threads.next_look, posts.id;
"""


def due_looks(db: Database) -> None:
    """A view of threads by the time at which they are worth another look."""
    db.executescript(DUE_LOOKS)
