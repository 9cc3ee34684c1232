"""The first schema: blogs, posts, comments, people, captures, the ledger, and the views on them."""

from __future__ import annotations

from sqlite_utils import Database

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


def ground(db: Database) -> None:
    """The first schema: blogs, posts, comments, their evidence, the ledger, views for common questions."""
    db.executescript(GROUND)
    db.executescript(VIEWS)
