"""Why a thread has a gap and a post is not kept, told finer: refusals apart, posts behind passwords, each once."""

from __future__ import annotations

from sqlite_utils import Database

from archive.db.migrations.gaps import place

ADDRESS_REFUSED = """
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
    when status = 401 then 'behind_login'
    when status = 407 then 'proxy_refused'
    when status = 403 or outcome = 'denied' then 'blocked'
    when role = 'embed' then 'embed_unreachable'
    else 'page_failed'
  end
"""
"""Why what was found is not had: a login, a block and a proxy are three causes."""

DOUBT_REFUSED = """
  case
    when doubt like 'bot wall%' then 'blocked'
    when doubt like 'private blog%' or doubt like 'age gate%' or doubt like 'protected by a password%'
      then 'behind_login'
    when doubt like 'layout unknown%' or doubt like '%not understood%' or doubt like 'reader failed%'
      or doubt like 'normalizing failed%' or doubt like 'unknown JSON%' then 'layout_unknown'
    when doubt like 'comments not read:%' or doubt like '% answers POST alone:%' or doubt like '% gives no %'
      or adapter in ('disqus', 'isso', 'remark42', 'commento', 'comentario') then 'embed_unreachable'
    else 'page_failed'
  end
"""

GAPS = f"""
drop view gaps;
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
  select blog_id, {place("url")} as place, url, {ADDRESS_REFUSED} as cause,
    coalesce(reason, outcome, state) as reason
  from addresses
  where (
      state in ('due', 'failed', 'refused')
      or outcome in ('gone', 'denied') and role in ('post', 'comments', 'embed') and finder not like '%guessed'
    )
    and role in ('post', 'comments', 'feed', 'api', 'embed')
  union all
  select blog_id, {place("found_on")}, url, {ADDRESS_REFUSED}, coalesce(reason, outcome, state)
  from addresses
  where (
      state in ('due', 'failed', 'refused')
      or outcome in ('gone', 'denied') and role in ('post', 'comments', 'embed') and finder not like '%guessed'
    )
    and role in ('comments', 'feed', 'api', 'embed')
    and found_on is not null
  union all
  select captures.blog_id, {place("addresses.found_on")}, captures.url, {DOUBT_REFUSED}, captures.doubt
  from captures
  join addresses on addresses.blog_id = captures.blog_id and addresses.url = captures.url
  where captures.doubt is not null
    and addresses.role in ('comments', 'embed')
    and addresses.found_on is not null
  union all
  select blog_id, {place("url")}, url, {DOUBT_REFUSED}, doubt
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
"""What a server refused or had no more is a cause too, though the crawl is done with it; so is a further page of a
thread that is kept and not understood.
"""

MISSING_POSTS = f"""
drop view missing_posts;
create view missing_posts as
with named as (
  select
    addresses.id,
    addresses.blog_id,
    addresses.url,
    addresses.finder,
    addresses.found_on,
    {ADDRESS_REFUSED} as cause,
    addresses.outcome,
    addresses.reason,
    addresses.status,
    addresses.last_tried
  from addresses
  where addresses.role = 'post'
    and (addresses.state in ('due', 'failed', 'refused') or addresses.outcome in ('gone', 'denied'))
    and coalesce(addresses.outcome, '') not in ('trap', 'outside', 'bad address')
  union all
  select 9e18, blog_id, url, 'page', null, 'behind_login', 'kept', doubt, status, max(time)
  from captures
  where doubt like 'protected by a password%'
    and blog_id is not null
  group by blog_id, url
)
select blog_id, url, finder, found_on, cause, outcome, reason, status, last_tried
from (
  select *, min(id)
  from named
  where blog_id || ' ' || {place("named.url")} not in (
    select posts.blog_id || ' ' || {place("posts.url")}
    from posts
    where posts.url is not null
      and posts.blog_id is not null
      and posts.whole = 1
  )
  group by blog_id, {place("url")}
);
"""
"""A post that is named under several spellings of its address is missing once, under the first that was found (SQLite
promises that the columns of a group are those of its row with the least id), and not at all when it is kept under
one. A post behind a password is named, though its page answers well and is kept.
"""


def gap_refusals(db: Database) -> None:
    """Causes told finer, and every missing post once."""
    db.executescript(GAPS)
    db.executescript(MISSING_POSTS)
