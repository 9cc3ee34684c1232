"""Why a thread has a gap and a post is not kept, as views with a cause."""

from __future__ import annotations

from sqlite_utils import Database


def place(url: str) -> str:
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
  select blog_id, id as post_id, url, title, promised, promised_by, kept, missing, {place("url")} as place
  from missing_comments
  union all
  select blog_id, null, url, null, max(promised), min(said_by), 0, max(promised), {place("url")}
  from promises
  where said_of = 'comments'
    and promised > 0
    and url is not null
    and not exists (select 1 from posts where posts.id = promises.post_id)
  group by blog_id, post_id
),
trouble as (
  select blog_id, {place("url")} as place, url, {ADDRESS_CAUSE} as cause,
    coalesce(reason, outcome, state) as reason
  from addresses
  where state in ('due', 'failed', 'refused')
    and role in ('post', 'comments', 'feed', 'api', 'embed')
  union all
  select blog_id, {place("found_on")}, url, {ADDRESS_CAUSE}, coalesce(reason, outcome, state)
  from addresses
  where state in ('due', 'failed', 'refused')
    and role in ('comments', 'feed', 'api', 'embed')
    and found_on is not null
  union all
  select blog_id, {place("url")}, url, {DOUBT_CAUSE}, doubt
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


def gap_causes(db: Database) -> None:
    """Why each thread has a gap and each post is not kept, as a value."""
    db.executescript(GAPS)
    db.executescript(MISSING_POSTS)


UNKEPT_THREADS = """
create index promises_blog on promises(blog_id, said_of);

create view unkept_threads as
select
  promises.blog_id,
  promises.post_id,
  promises.url,
  max(promises.promised) as promised,
  min(promises.said_by) as promised_by
from promises
where promises.said_of = 'comments'
  and promises.promised > 0
  and promises.url is not null
  and not exists (select 1 from posts where posts.id = promises.post_id)
group by promises.blog_id, promises.post_id;
"""


def unkept_threads(db: Database) -> None:
    """Threads that somebody counts and whose post is not kept: their comments are missing as well."""
    db.executescript(UNKEPT_THREADS)
