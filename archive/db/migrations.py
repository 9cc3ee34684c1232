"""The schema, a function a change; released functions are never edited.

Ids are text (``archive.urls.stable_id``), the same on every machine. ``number`` columns are places in the
search index: local, unstable, never cited. Times are UTC, ISO 8601 with ``Z``; columns ending in ``_local``
are wall-clock times without a zone. Rows derived from captures can be dropped and made again from the
WARCs; ``crawls``, ``addresses``, ``schedules`` and ``decisions`` record what was done and can not.

New rows enter the search index at the end of a transaction, all at once (``archive.db.rows.index_new``): a
trigger for each insert makes FTS5 write its index out for each row, at three times the cost. Rows up to the
greatest number in the index's ``docsize`` are in it; the triggers keep these true.
"""

from __future__ import annotations

from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

migrations = Migrations("blogkeep")

GROUND = """
create table blogs (
  id text primary key,
  home text not null,
  title text,
  description text,
  platform text,
  language text,
  zone text,
  zone_confidence real,
  capture_id text references captures(id),
  witness text not null default '{}'
);

create table captures (
  id text primary key,
  blog_id text references blogs(id),
  url text not null,
  time text not null,
  status integer,
  content_type text,
  digest text not null,
  warc text not null,
  offset integer not null,
  length integer not null,
  revisit_of text,
  truncated text,
  adapter text,
  layout text,
  doubt text
);
create index captures_url on captures(url, time);
create index captures_blog on captures(blog_id);
create unique index captures_place on captures(warc, offset);
create index captures_digest on captures(digest);

create table people (
  id text primary key,
  name text,
  url text,
  platform_id text
);

create table posts (
  id text primary key,
  blog_id text not null references blogs(id),
  url text not null,
  source_id text,
  title text,
  author text,
  author_url text,
  author_id text references people(id),
  published text,
  published_local text,
  published_raw text,
  published_zone text,
  updated text,
  moment text generated always as (coalesce(published, published_local)) virtual,
  whole integer not null default 1,
  language text,
  previous_url text,
  next_url text,
  comments_open integer,
  capture_id text not null references captures(id),
  first_seen text not null,
  last_seen text not null,
  number integer not null unique,
  html text,
  text text,
  witness text not null default '{}'
);
create index posts_blog on posts(blog_id, moment);
create index posts_url on posts(url);
create index posts_author on posts(author_id, moment, id);
create index posts_moment on posts(moment);

create table comments (
  id text primary key,
  post_id text not null references posts(id),
  source_id text,
  system text not null default 'native',
  kind text not null default 'comment',
  url text,
  author text,
  author_url text,
  author_id text references people(id),
  by_post_author integer,
  title text,
  published text,
  published_local text,
  published_raw text,
  published_zone text,
  updated text,
  moment text generated always as (coalesce(published, published_local)) virtual,
  whole integer not null default 1,
  parent_id text,
  parent_how text,
  depth integer,
  position integer,
  deleted integer not null default 0,
  language text,
  capture_id text not null references captures(id),
  first_seen text not null,
  last_seen text not null,
  number integer not null unique,
  html text,
  text text,
  witness text not null default '{}'
);
create index comments_post on comments(post_id, moment);
create index comments_parent on comments(parent_id);
create index comments_author on comments(author_id, moment, id);
create index comments_moment on comments(moment);
create index comments_unnamed on comments(post_id) where source_id is null;

create table joined (
  id text primary key,
  comment_id text not null references comments(id),
  post_id text not null references posts(id),
  said text not null
);
create index joined_post on joined(post_id);
create index joined_comment on joined(comment_id);

create table tags (
  post_id text not null references posts(id),
  kind text not null,
  name text not null,
  primary key (post_id, kind, name)
);
create index tags_name on tags(name);

create table links (
  id text primary key,
  post_id text references posts(id),
  comment_id text references comments(id),
  url text not null,
  host text not null,
  words text,
  capture_id text not null references captures(id)
);
create index links_post on links(post_id);
create index links_comment on links(comment_id);
create index links_url on links(url);
create index links_host on links(host);

create table media (
  capture_id text primary key references captures(id),
  url text not null,
  content_type text,
  bytes integer,
  found_on text
);

create table versions (
  id text primary key,
  post_id text references posts(id),
  comment_id text references comments(id),
  title text,
  html text,
  text text,
  first_seen text not null,
  last_seen text not null,
  capture_id text not null references captures(id)
);
create index versions_post on versions(post_id);
create index versions_comment on versions(comment_id);

create table sightings (
  id text primary key,
  post_id text references posts(id),
  comment_id text references comments(id),
  capture_id text not null references captures(id),
  source text not null,
  position integer,
  published text,
  as_id text,
  likeness integer
);
create index sightings_as on sightings(as_id) where as_id is not null;
create index sightings_comment on sightings(comment_id);
create index sightings_post on sightings(post_id);
create index sightings_capture on sightings(capture_id);

create table promises (
  blog_id text not null references blogs(id),
  post_id text,
  url text,
  said_of text not null,
  said_by text not null,
  promised integer not null,
  time text not null,
  capture_id text not null references captures(id),
  id text primary key
);
create index promises_post on promises(post_id);
create index promises_url on promises(url);

create table threads (
  post_id text primary key references posts(id),
  promised integer,
  promised_by text,
  kept integer not null default 0,
  pings integer not null default 0,
  deleted integer not null default 0,
  open integer,
  first_comment text,
  last_comment text,
  next_look text
);

create table crawls (
  id text primary key,
  blog_id text references blogs(id),
  seed text not null,
  started text not null,
  ended text,
  outcome text,
  settings text not null default '{}',
  figures text not null default '{}',
  message text
);
create index crawls_blog on crawls(blog_id, started);

create table addresses (
  id integer primary key,
  blog_id text not null references blogs(id),
  url text not null,
  role text not null,
  finder text not null,
  found_on text,
  depth integer not null default 0,
  priority integer not null default 0,
  state text not null default 'due',
  outcome text,
  reason text,
  attempts integer not null default 0,
  not_before text,
  status integer,
  capture_id text,
  etag text,
  last_modified text,
  crawl_id text references crawls(id),
  first_found text not null,
  last_tried text
);
create unique index addresses_url on addresses(blog_id, url);
create index addresses_due on addresses(blog_id, state, priority desc, id);
create index addresses_outcome on addresses(outcome);

create table schedules (
  id text primary key,
  blog_id text references blogs(id),
  seed text not null,
  every text,
  cron text,
  zone text,
  paused integer not null default 0,
  settings text not null default '{}',
  created text not null,
  next_due text
);

create table decisions (
  id integer primary key,
  time text not null,
  blog_id text references blogs(id),
  what text not null,
  url text,
  why text not null
);

create virtual table posts_fts using fts5(
  title, author, text,
  content='posts', content_rowid='number', tokenize='unicode61 remove_diacritics 2'
);
create trigger posts_fts_delete after delete on posts
when old.number <= (select max(id) from posts_fts_docsize) begin
  insert into posts_fts(posts_fts, rowid, title, author, text)
  values ('delete', old.number, old.title, old.author, old.text);
end;
create trigger posts_fts_update after update of title, author, text on posts
when old.number <= (select max(id) from posts_fts_docsize) begin
  insert into posts_fts(posts_fts, rowid, title, author, text)
  values ('delete', old.number, old.title, old.author, old.text);
  insert into posts_fts(rowid, title, author, text) values (new.number, new.title, new.author, new.text);
end;

create virtual table comments_fts using fts5(
  author, text,
  content='comments', content_rowid='number', tokenize='unicode61 remove_diacritics 2'
);
create trigger comments_fts_delete after delete on comments
when old.number <= (select max(id) from comments_fts_docsize) begin
  insert into comments_fts(comments_fts, rowid, author, text)
  values ('delete', old.number, old.author, old.text);
end;
create trigger comments_fts_update after update of author, text on comments
when old.number <= (select max(id) from comments_fts_docsize) begin
  insert into comments_fts(comments_fts, rowid, author, text)
  values ('delete', old.number, old.author, old.text);
  insert into comments_fts(rowid, author, text) values (new.number, new.author, new.text);
end;
"""


VIEWS = """
create view top_commenters as
select
  posts.blog_id,
  people.id as person_id,
  people.name,
  people.url,
  count(*) as comments,
  count(distinct comments.post_id) as posts,
  min(comments.moment) as first,
  max(comments.moment) as last
from comments
join posts on posts.id = comments.post_id
join people on people.id = comments.author_id
where comments.kind = 'comment'
  and comments.deleted = 0
group by posts.blog_id, people.id
order by comments desc, people.name;

create view posts_by_month as
select
  posts.blog_id,
  substr(posts.moment, 1, 7) as month,
  count(*) as posts,
  coalesce(sum(threads.kept), 0) as comments
from posts
left join threads on threads.post_id = posts.id
group by posts.blog_id, month
order by posts.blog_id, month;

create view unanswered_posts as
select posts.blog_id, posts.id, posts.url, posts.title, posts.author, posts.moment, threads.open
from posts
join threads on threads.post_id = posts.id
where threads.kept + threads.pings + threads.deleted = 0
  and coalesce(threads.promised, 0) = 0
order by posts.moment desc;

create view recent_comments as
select
  posts.blog_id,
  comments.id,
  comments.post_id,
  posts.title as post_title,
  comments.kind,
  comments.author,
  comments.moment,
  comments.text,
  comments.url
from comments
join posts on posts.id = comments.post_id
where comments.deleted = 0
  and comments.moment is not null
order by comments.moment desc;

create view missing_comments as
select
  posts.blog_id,
  posts.id,
  posts.url,
  posts.title,
  threads.promised,
  threads.promised_by,
  threads.kept,
  threads.pings,
  threads.deleted,
  threads.promised - threads.kept - threads.pings - threads.deleted as missing
from threads
join posts on posts.id = threads.post_id
where threads.promised > threads.kept + threads.pings + threads.deleted
order by missing desc, posts.url;

create view traps as
select blog_id, reason as trap, count(*) as addresses, min(url) as example, min(found_on) as found_on
from addresses
where outcome = 'trap'
group by blog_id, reason
order by addresses desc;
"""


@migrations()
def ground(db: Database) -> None:
    """The first schema: blogs, posts, comments, their evidence, the ledger, views for common questions."""
    db.executescript(GROUND)
    db.executescript(VIEWS)


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


@migrations()
def contradictions(db: Database) -> None:
    """A view of witnesses that tell different times of one row."""
    db.executescript(CONTRADICTIONS)


@migrations()
def ping_likeness(db: Database) -> None:
    """By what a ping is known of which one witness shows no text."""
    db.execute("alter table sightings add column ping_likeness integer")


@migrations()
def parent_score(db: Database) -> None:
    """How sure a parent is that was worked out; a parent that a platform tells has none."""
    db.execute("alter table comments add column parent_score real")


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


@migrations()
def looks(db: Database) -> None:
    """What was seen when: each look at a thread, what vanished, was edited, came back; views of it."""
    db.executescript(LOOKS)


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


@migrations()
def schedules_run(db: Database) -> None:
    """Schedules learn windows, jitter, limits and where they stand; runs are what became of each due time."""
    db.executescript(SCHEDULES)


@migrations()
def whole_answers(db: Database) -> None:
    """The capture that an address's validators came with: what a 304 stands for."""
    db.execute("alter table addresses add column whole_id text")
    db.execute("update addresses set etag = null, last_modified = null")  # nobody knows which answer gave them
    db.execute("create index captures_unmodified on captures(adapter) where status = 304")


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


@migrations()
def concerns(db: Database) -> None:
    """What a person should be told after a crawl, what they were told, and the tallies it is judged by."""
    db.executescript(CONCERNS)


CONVERSATION = """
create index comments_answers on comments(parent_id, author_id, parent_how, post_id, kind, deleted)
where parent_id is not null;
create index comments_speaker on comments(id, author_id);
create index people_url on people(url) where url is not null;

create view replies as
select
  posts.blog_id,
  comments.post_id,
  comments.id as comment_id,
  comments.author_id as who_id,
  comments.author as who,
  answered.author_id as whom_id,
  answered.author as whom,
  answered.id as answered_id,
  comments.parent_how,
  comments.parent_how in ('stated', 'nested') as stated,
  comments.moment
from comments
join comments answered on answered.id = comments.parent_id
join posts on posts.id = comments.post_id
where comments.deleted = 0;

create view blog_spellings as
with bare (id, home) as (
  select
    id,
    substr(home, instr(home, '://') + case when home like '%://www.%' then 7 else 3 end)
  from blogs
)
select id as blog_id, 'http://' || home as home from bare
union all
select id, 'https://' || home from bare
union all
select id, 'http://www.' || home from bare
union all
select id, 'https://www.' || home from bare;

create view links_between_blogs as
with spelled as materialized (select blog_id, home from blog_spellings)
select
  posts.blog_id,
  spelled.blog_id as to_blog_id,
  case when comments.id is null then 'post' else comments.kind end as how,
  posts.id as post_id,
  comments.id as comment_id,
  links.url,
  links.words,
  coalesce(comments.moment, posts.moment) as moment
from spelled
cross join links on links.url >= spelled.home and links.url < spelled.home || char(1114111)
left join comments on comments.id = links.comment_id
cross join posts on posts.id = coalesce(links.post_id, comments.post_id)
where posts.blog_id <> spelled.blog_id
  and coalesce(comments.deleted, 0) = 0
  and not exists (
    select 1
    from spelled narrower
    where length(narrower.home) > length(spelled.home)
      and substr(links.url, 1, length(narrower.home)) = narrower.home
  )
union all
select
  posts.blog_id,
  spelled.blog_id,
  case comments.kind when 'comment' then 'signature' else comments.kind end,
  posts.id,
  comments.id,
  people.url,
  comments.author,
  comments.moment
from spelled
cross join people on people.url >= spelled.home and people.url < spelled.home || char(1114111)
cross join comments on comments.author_id = people.id
cross join posts on posts.id = comments.post_id
where posts.blog_id <> spelled.blog_id
  and comments.deleted = 0
  and not exists (
    select 1
    from spelled narrower
    where length(narrower.home) > length(spelled.home)
      and substr(people.url, 1, length(narrower.home)) = narrower.home
  );
"""


@migrations()
def conversation(db: Database) -> None:
    """Who answers whom, and who leads from one kept blog to another: views, and the indexes that make them quick."""
    db.executescript(CONVERSATION)


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


@migrations()
def changes_by_time(db: Database) -> None:
    """The newest changes without a look at all of them; when each thread last grew."""
    db.executescript(CHANGES_BY_TIME)


def _place(url: str) -> str:
    """SQL for an address without scheme, ``www.``, fragment and last slash: enough to find a thread's pages again."""
    bare = f"substr({url}, instr({url}, '://') + 3)"
    plain = f"case when {bare} like 'www.%' then substr({bare}, 5) else {bare} end"
    page = f"case when instr({plain}, '#') then substr({plain}, 1, instr({plain}, '#') - 1) else {plain} end"
    return f"rtrim({page}, '/')"


ADDRESS_CAUSE = """
  case
    when state = 'due' and exists (
      select 1
      from crawls
      where crawls.id = addresses.crawl_id and crawls.message like '%--max-% reached%'
      union all
      select 1
      from crawls
      where crawls.blog_id = addresses.blog_id
        and crawls.started = (select max(started) from crawls last where last.blog_id = addresses.blog_id)
        and crawls.message like '%--max-% reached%'
    ) then 'beyond_budget'
    when state = 'due' then 'not_asked_yet'
    when outcome = 'robots' then 'robots'
    when state = 'refused' then 'excluded'
    when status in (401, 403, 407) then 'behind_login'
    when role = 'embed' then 'embed_unreachable'
    else 'page_failed'
  end
"""
"""Why what was found is not had, as a value, from a row of ``addresses`` that is not done."""

DOUBT_CAUSE = """
  case
    when doubt like 'private blog%' or doubt like 'age gate%' then 'behind_login'
    when doubt like 'layout unknown%' or doubt like '%not understood%' or doubt like 'reader failed%'
      or doubt like 'normalizing failed%' or doubt like 'unknown JSON%' then 'layout_unknown'
    when doubt like 'comments not read:%' or doubt like '% answers POST alone:%' or doubt like '% gives no %'
      or adapter in ('disqus', 'isso', 'remark42', 'commento', 'comentario') then 'embed_unreachable'
    else 'page_failed'
  end
"""

GAPS = f"""
create view gaps as
with missing as (
  select blog_id, id as post_id, url, title, promised, promised_by, kept, missing, {_place("url")} as place
  from missing_comments
  union all
  select blog_id, null, url, null, max(promised), min(said_by), 0, max(promised), {_place("url")}
  from promises
  where said_of = 'comments'
    and promised > 0
    and url is not null
    and not exists (select 1 from posts where posts.id = promises.post_id)
  group by blog_id, post_id
),
trouble as (
  select blog_id, {_place("url")} as place, url, {ADDRESS_CAUSE} as cause,
    coalesce(reason, outcome, state) as reason
  from addresses
  where state in ('due', 'failed', 'refused')
    and role in ('post', 'comments', 'feed', 'api', 'embed')
  union all
  select blog_id, {_place("found_on")}, url, {ADDRESS_CAUSE}, coalesce(reason, outcome, state)
  from addresses
  where state in ('due', 'failed', 'refused')
    and role in ('comments', 'feed', 'api', 'embed')
    and found_on is not null
  union all
  select blog_id, {_place("url")}, url, {DOUBT_CAUSE}, doubt
  from captures
  where doubt is not null
    and blog_id is not null
),
found as (
  select missing.*, trouble.cause, count(distinct trouble.url) as addresses, min(trouble.url) as example,
    min(trouble.reason) as reason
  from missing
  join trouble on trouble.blog_id = missing.blog_id and trouble.place = missing.place
  group by missing.blog_id, missing.place, trouble.cause
)
select blog_id, post_id, url, title, promised, promised_by, kept, missing, cause, addresses, example, reason
from found
union all
select
  missing.blog_id, missing.post_id, missing.url, missing.title, missing.promised, missing.promised_by, missing.kept,
  missing.missing,
  case
    when missing.post_id is null then 'not_asked_yet'
    when exists (
      select 1
      from comments
      where comments.post_id = missing.post_id and comments.whole = 0 and comments.text is null and comments.deleted = 0
        and comments.kind = 'comment'
    ) then 'collapsed'
    when blogs.platform like 'wordpress%' and exists (
      select 1
      from captures
      where captures.blog_id = blogs.id and captures.status = 200 and captures.url like '%wp%v2%comments%'
    ) and not exists (
      select 1
      from comments
      where comments.post_id = missing.post_id and comments.kind = 'comment' and comments.deleted = 0
        and not exists (
          select 1 from sightings where sightings.comment_id = comments.id and sightings.source = 'api'
        )
    ) then 'pings_counted'
    else 'moderated_or_deleted'
  end,
  0, null, null
from missing
join blogs on blogs.id = missing.blog_id
where not exists (select 1 from found where found.blog_id = missing.blog_id and found.place = missing.place);
"""

MISSING_POSTS = f"""
create view missing_posts as
select
  addresses.blog_id,
  addresses.url,
  addresses.finder,
  addresses.found_on,
  {ADDRESS_CAUSE} as cause,
  addresses.outcome,
  addresses.reason,
  addresses.status,
  addresses.last_tried
from addresses
where addresses.role = 'post'
  and addresses.state in ('due', 'failed', 'refused')
  and coalesce(addresses.outcome, '') not in ('trap', 'outside', 'bad address')
  and not exists (
    select 1
    from posts
    where posts.url = addresses.url
      and posts.whole = 1
  );
"""


@migrations()
def gap_causes(db: Database) -> None:
    """Why each thread has a gap and each post is not kept, as a value."""
    db.executescript(GAPS)
    db.executescript(MISSING_POSTS)


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


@migrations()
def due_looks(db: Database) -> None:
    """A view of threads by the time at which they are worth another look."""
    db.executescript(DUE_LOOKS)


@migrations()
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
