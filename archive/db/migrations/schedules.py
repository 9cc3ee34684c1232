"""Schedules, their runs, concerns, and what a return visit has to know of an address."""

from __future__ import annotations

from sqlite_utils import Database

SCHEDULES = """
alter table schedules add column host text not null default '';
alter table schedules add column domain text not null default '';
alter table schedules add column start text;
alter table schedules add column hours text;
alter table schedules add column jitter real not null default 0;
alter table schedules add column memory integer;
alter table schedules add column full_every integer;
alter table schedules add column beat text;
alter table schedules add column asked text;
alter table schedules add column failures integer not null default 0;
alter table schedules add column served integer not null default 0;
create index schedules_due on schedules(paused, next_due);
create index schedules_asked on schedules(asked) where asked is not null;
create index schedules_host on schedules(host);
create index schedules_blog on schedules(blog_id);

create table runs (
  id integer primary key autoincrement,
  schedule_id text references schedules(id) on delete set null,
  blog_id text references blogs(id),
  seed text not null,
  host text not null,
  domain text not null,
  due text not null,
  why text not null,
  missed integer not null default 0,
  whole integer not null default 0,
  started text not null,
  ended text,
  outcome text,
  message text,
  crawl_id text references crawls(id),
  worker text not null,
  process integer,
  status integer,
  memory integer,
  log text
);
create index runs_schedule on runs(schedule_id, id);
create index runs_blog on runs(blog_id);
create index runs_crawl on runs(crawl_id);
create index runs_outcome on runs(outcome, id);
create unique index runs_one on runs(schedule_id) where outcome is null;
create index runs_going on runs(host, domain) where outcome is null;
"""


def schedules_run(db: Database) -> None:
    """Schedules learn windows, jitter, limits and where they stand; runs are what became of each due time."""
    db.executescript(SCHEDULES)


CONCERNS = """
create table tallies (
  crawl_id text primary key references crawls(id),
  blog_id text not null references blogs(id),
  time text not null,
  posts integer not null,
  gone integer not null,
  comments integer not null,
  promised integer not null,
  missing integer not null
);
create index tallies_blog on tallies(blog_id, time);

create table concerns (
  id text primary key,
  blog_id text references blogs(id),
  kind text not null,
  severity text not null,
  sentence text not null,
  advice text not null,
  url text,
  capture_id text,
  measure integer,
  crawl_id text references crawls(id),
  opened text not null,
  seen text not null,
  resolved text,
  accepted text
);
create unique index concerns_standing on concerns(coalesce(blog_id, ''), kind) where resolved is null;
create index concerns_blog on concerns(blog_id, opened);

create table notices (
  id integer primary key,
  time text not null,
  target text not null,
  target_key text not null,
  concern_id text references concerns(id),
  about text not null,
  measure integer,
  outcome text not null,
  error text
);
create index notices_concern on notices(concern_id, target_key);

create view open_concerns as
select
  concerns.id,
  concerns.blog_id,
  blogs.home,
  concerns.kind,
  concerns.severity,
  concerns.sentence,
  concerns.advice,
  concerns.url,
  concerns.capture_id,
  concerns.opened,
  concerns.seen
from concerns
left join blogs on blogs.id = concerns.blog_id
where concerns.resolved is null
  and concerns.accepted is null
order by concerns.severity = 'urgent' desc, concerns.severity = 'warning' desc, concerns.opened desc, concerns.id;
"""


def concerns(db: Database) -> None:
    """What a person should be told after a crawl, what they were told, and the tallies it is judged by."""
    db.executescript(CONCERNS)


def returns(db: Database) -> None:
    """Which post an address belongs to, why it was asked again, and which crawls are one visit."""
    db.execute("alter table addresses add column post_id text")
    db.execute("alter table addresses add column asked_because text")
    db.execute("alter table crawls add column visit text")
    db.execute("update crawls set visit = id")
    db.execute(
        "update addresses set post_id = (select id from posts where posts.url = addresses.url limit 1)"
        " where role in ('post', 'link', 'index')"
    )
    db.execute("create index addresses_post on addresses(post_id) where post_id is not null")
