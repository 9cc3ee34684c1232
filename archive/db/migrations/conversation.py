"""Who answers whom, and which blogs point at each other, as views."""

from __future__ import annotations

from sqlite_utils import Database

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


def conversation(db: Database) -> None:
    """Who answers whom, and who leads from one kept blog to another: views, and the indexes that make them quick."""
    db.executescript(CONVERSATION)
