"""The query gallery: questions an archivist asks, as SQL to run, change and learn from."""

from __future__ import annotations

from dataclasses import dataclass

from archive.models import MENDED


@dataclass(frozen=True, slots=True)
class Question:
    """A named query. Words like ``:name`` in the SQL become fields of a form; empty fields mean *all*."""

    name: str
    title: str
    description: str
    sql: str


QUESTIONS = (
    Question(
        "incomplete_threads",
        "Which threads are not whole?",
        "Posts whose platform promised more comments than are kept, the widest gap first.",
        """
select b.title as blog, p.title, p.url, t.promised, t.promised_by, t.kept, t.pings, t.deleted,
  t.promised - t.kept - t.pings - t.deleted as missing
from threads t
join posts p on p.id = t.post_id
join blogs b on b.id = p.blog_id
where t.promised > t.kept + t.pings + t.deleted
order by missing desc
""",
    ),
    Question(
        "most_discussed_posts",
        "Which posts were talked about most?",
        "Posts by the number of comments kept.",
        """
select p.title, p.author, p.published, t.kept as comments, p.url, p.id
from threads t
join posts p on p.id = t.post_id
order by t.kept desc
limit 100
""",
    ),
    Question(
        "who_talked_most",
        "Who talked most?",
        "Names by number of comments, with their first and last one. A name is not always one person.",
        """
select c.author, count(*) as comments, count(distinct c.post_id) as posts,
  min(c.moment) as first, max(c.moment) as last
from comments c
where c.deleted = 0
  and c.kind = 'comment'
group by c.author
order by comments desc
limit 100
""",
    ),
    Question(
        "comments_by_name",
        "What did one person say?",
        "Every comment signed with a name, newest first.",
        """
select c.moment, c.author, p.title as post, c.text, c.id
from comments c
join posts p on p.id = c.post_id
where c.author = :name
order by c.moment desc
""",
    ),
    Question(
        "life_by_month",
        "When was the blog alive?",
        "Posts and comments under them, month by month of the post.",
        """
select b.title as blog, substr(p.moment, 1, 7) as month, count(*) as posts, sum(t.kept) as comments
from posts p
join blogs b on b.id = p.blog_id
left join threads t on t.post_id = p.id
group by b.id, month
order by b.id, month
""",
    ),
    Question(
        "posts_nobody_answered",
        "Which posts did nobody answer?",
        "Posts without a comment kept, where none was promised either.",
        """
select p.moment, p.title, p.url
from posts p
left join threads t on t.post_id = p.id
where coalesce(t.kept, 0) = 0
  and coalesce(t.promised, 0) = 0
order by p.moment desc
""",
    ),
    Question(
        "author_answers",
        "Where does the author answer the readers?",
        "Comments that the platform marks as the post author's own.",
        """
select c.moment, p.title as post, c.author, c.text, c.id
from comments c
join posts p on p.id = c.post_id
where c.by_post_author = 1
order by c.moment desc
""",
    ),
    Question(
        "longest_comments",
        "Which comments are essays?",
        "Comments by length in characters.",
        """
select length(c.text) as characters, c.author, c.moment, p.title as post, c.id
from comments c
join posts p on p.id = c.post_id
order by characters desc
limit 100
""",
    ),
    Question(
        "late_comments",
        "Which talk went on for longest?",
        "Days between a post and the last comment under it.",
        """
select round(julianday(t.last_comment) - julianday(p.moment)) as days, p.title, p.moment, t.last_comment,
  p.url
from threads t
join posts p on p.id = t.post_id
where t.last_comment is not null
order by days desc
limit 100
""",
    ),
    Question(
        "hosts_linked",
        "Where do the links lead?",
        "Hosts that posts and comments point to.",
        """
select host, count(*) as links, sum(comment_id is not null) as from_comments
from links
group by host
order by links desc
limit 200
""",
    ),
    Question(
        "changed_items",
        "What was rewritten?",
        "Earlier versions of posts and comments, beside what they say now.",
        """
select v.first_seen, v.last_seen, coalesce(p.title, c.author) as what, v.text as before,
  coalesce(p.text, c.text) as now
from versions v
left join posts p on p.id = v.post_id
left join comments c on c.id = v.comment_id
order by v.last_seen desc
""",
    ),
    Question(
        "unread_captures",
        "Which pages were not understood?",
        "Captures that no reader understood: unknown layouts, bot walls, parked domains.",
        f"""
select time, url, status, adapter, layout, doubt, id
from captures
where doubt not like '%{MENDED}'
order by time desc
""",
    ),
    Question(
        "addresses_by_outcome",
        "What became of every address?",
        "The ledger, counted: what each address was found as and how it ended.",
        """
select role, state, outcome, reason, count(*) as addresses
from addresses
group by role, state, outcome, reason
order by addresses desc
""",
    ),
    Question(
        "guessed_parents",
        "Where is an answer only a guess?",
        "Comments whose parent was worked out, or taken from a quotation, the least sure first.",
        """
select c.parent_how, c.parent_score, p.title as post, c.author, c.text, a.author as answers, a.text as answered, c.id
from comments c
join posts p on p.id = c.post_id
left join comments a on a.id = c.parent_id
where c.parent_how in ('inferred', 'quoted')
order by c.parent_score, p.moment desc
""",
    ),
    Question(
        "who_answers_whom",
        "Who answers whom?",
        "Pairs of people by how often one answers the other, as stated, nested or quoted; guesses are left out. "
        "People are ids, so two who share a first name stay two.",
        """
select b.name as who, a.name as answers, count(*) as times, min(c.moment) as first, max(c.moment) as last
from comments c
join comments d on d.id = c.parent_id
join people b on b.id = c.author_id
join people a on a.id = d.author_id
where c.parent_how <> 'inferred'
  and c.author_id <> d.author_id
group by c.author_id, d.author_id
order by times desc, who, answers
limit 200
""",
    ),
    Question(
        "speaks_on_several_blogs",
        "Who speaks on several blogs?",
        "People tied by account, or by name and address, who commented on more than one blog of this archive. "
        "A name alone never ties across blogs.",
        """
select n.name, n.url, count(distinct p.blog_id) as blogs, count(*) as comments, n.id
from comments c
join posts p on p.id = c.post_id
join people n on n.id = c.author_id
group by n.id
having blogs > 1
order by blogs desc, comments desc
limit 200
""",
    ),
    Question(
        "links_that_died",
        "Which links of the archive lead to what is gone?",
        "Addresses that posts and comments point to and that answered 404 or 410 when they were asked.",
        """
select l.url, count(*) as links, min(coalesce(p.title, '')) as a_post, max(a.last_tried) as asked
from links l
join addresses a on a.url = l.url
left join posts p on p.id = l.post_id
where a.outcome = 'gone'
group by l.url
order by links desc, l.url
limit 500
""",
    ),
    Question(
        "tags_through_time",
        "What was written about, year by year?",
        "Tags and categories with the number of posts of each year.",
        """
select substr(p.moment, 1, 4) as year, g.name, g.kind, count(*) as posts
from tags g
join posts p on p.id = g.post_id
group by year, g.kind, g.name
order by year, posts desc, g.name
""",
    ),
    Question(
        "hours_of_talk",
        "At which hour is there talk?",
        "Comments by hour of the blog's own clock where it is known, else of UTC.",
        """
select substr(coalesce(c.published_local, c.published), 12, 2) as hour,
  sum(c.published_local is not null) as by_the_blogs_clock, count(*) as comments
from comments c
where length(coalesce(c.published_local, c.published)) > 10
group by hour
order by hour
""",
    ),
    Question(
        "only_one_witness",
        "Which comments hang by one thread?",
        "Comments that a single capture saw: if that one record is lost, so are they. Keep a second copy of its file.",
        """
select k.warc, count(*) as comments, min(k.time) as first, max(k.time) as last
from (
  select comment_id, min(capture_id) as capture_id
  from sightings
  where comment_id is not null
  group by comment_id
  having count(distinct capture_id) = 1
) s
join captures k on k.id = s.capture_id
group by k.warc
order by comments desc
""",
    ),
    Question(
        "changed_lately",
        "What changed lately?",
        "One line an event, the newest first: new, edited, vanished, tombstoned, back, gone, moved, closed, opened. "
        "Each with the capture that proves it; why says why something is not sure.",
        """
select h.time, b.title as blog, p.title as post, h.what, h.before, h.after, h.why, h.last_capture_id, h.capture_id
from changes h
join posts p on p.id = h.post_id
join blogs b on b.id = h.blog_id
order by h.time desc
limit 200
""",
    ),
    Question(
        "vanished",
        "Which comments have vanished?",
        "Comments that a readable page should show and does not, and that were never seen again: the last capture that "
        "shows each, and the first that does not.",
        """
select v.missed_time, v.author, v.text, v.post_title, v.last_time, v.last_capture_id, v.missed_capture_id
from vanished_comments v
order by v.missed_time desc
limit 200
""",
    ),
    Question(
        "who_rewrites",
        "Who rewrites what was said?",
        "Names by how often a post or comment of theirs was seen to say something else than before.",
        """
select e.author, count(*) as edits, sum(e.comment_id is null) as of_posts, min(e.time) as first, max(e.time) as last
from edits e
where e.why is null
group by e.author
order by edits desc, e.author
limit 100
""",
    ),
    Question(
        "thread_through_time",
        "How did a thread grow?",
        "What each look at a post's thread shows and promises; give the post's address.",
        """
select t.time, t.source, t.shown, t.promised, t.open, t.url, t.capture_id
from thread_counts t
join posts p on p.id = t.post_id
where p.url = :post
order by t.time, t.capture_id
""",
    ),
    Question(
        "threads_to_look_at",
        "Which threads are worth another look?",
        "Threads by their next look, which follows from how lively they are; the most overdue first.",
        """
select b.title as blog, d.next_look, d.title, d.url, d.kept, d.open, d.last_comment, d.id
from due_looks d
join blogs b on b.id = d.blog_id
order by d.next_look
limit 200
""",
    ),
    Question(
        "what_is_wrong",
        "What is wrong?",
        "Concerns that stand open: failed crawls, blogs that are gone or walled, coverage that fell, unknown layouts.",
        """
select c.severity, c.kind, c.sentence, c.advice, c.url, c.capture_id, c.opened, c.seen
from open_concerns c
limit 200
""",
    ),
)
