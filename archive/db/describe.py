"""What each table and column means: for the docs, for Datasette, for whoever asks."""

# ruff: noqa: E501 - sentences as data

from __future__ import annotations

from collections.abc import Iterator

from sqlite_utils import Database

from archive.db.connect import open_db

_CAPTURE = "The capture that proves it (captures.id)."
_BLOG = "The blog it belongs to (blogs.id)."
_FIRST = "Time of the earliest capture that saw it, UTC."
_LAST = "Time of the latest capture that saw it, UTC."
_NUMBER = "Its place in the search index: local, unstable, never cited."
_MOMENT = "For ordering: published, else published_local."
_WITNESS = (
    "JSON. by: for each capture that fills a field its time and its rank for that field. The rest: what is remembered "
    "without a column of its own."
)
_TIMES = {
    "published": "When it was published, UTC (ISO 8601 with Z); null while the zone is unknown.",
    "published_local": "The wall clock as it was told, without a zone; the day alone (YYYY-MM-DD) when no time of day was told. Where a page left open what is day and what is month (08/11/2009), as other dates of the blog prove it; said_local in witness is then what was read from the page alone, empty for nothing.",
    "published_raw": "The page's own words for the time.",
    "published_zone": "How the zone is known: stated, inferred (from other times of the blog), unknown.",
    "updated": "When it was last changed, as a witness states, UTC.",
    "moment": _MOMENT,
}

TABLES: dict[str, tuple[str, dict[str, str]]] = {
    "blogs": (
        "A blog: the home address that posts and captures hang from.",
        {
            "id": "Stable id, from the home address.",
            "home": "The address the blog hangs from.",
            "title": "The blog's name, as its pages tell it.",
            "description": "Its subtitle.",
            "platform": "The software or service it runs on.",
            "language": "Its language as the pages state it (BCP 47).",
            "zone": "The IANA time zone its clock runs in, worked out from times known both ways; several in turn when it was changed, as UTC until 2007-05-20; Etc/GMT-2 (which is two hours ahead of UTC).",
            "zone_confidence": "How sure that is, from 0 to 1: the share of those times that it explains, less when they are few.",
            "capture_id": _CAPTURE,
            "witness": _WITNESS,
        },
    ),
    "captures": (
        "One request and its answer, kept byte for byte in a WARC file: the evidence for every row.",
        {
            "id": "UUID of the WARC response or revisit record.",
            "blog_id": _BLOG,
            "url": "The address that was asked.",
            "time": "When, UTC.",
            "status": "HTTP status; null when no status line arrived.",
            "content_type": "The Content-Type header as sent.",
            "digest": "Digest of the payload, as sha1:BASE32.",
            "warc": "Name of the file in the archive's warc/ folder.",
            "offset": "Where the record begins in that file, bytes.",
            "length": "How long the record is in that file, bytes (compressed).",
            "revisit_of": "For a revisit: the record that holds the same payload; for a 304 the one that it stands for.",
            "truncated": "Why the answer is not whole (length, time, disconnect, unspecified); null when it is.",
            "adapter": "The reader that was chosen for the page.",
            "layout": "The generation of markup it recognised.",
            "doubt": "Why little or nothing was understood, in words; null when all is well.",
            "location": "Where a redirect pointed, as it was sent.",
        },
    ),
    "people": (
        "Who speaks, tied by a platform's id, else by address and name, else by name within the blog.",
        {
            "id": "Stable id, from the strongest tie.",
            "name": "The name of their latest post or comment.",
            "url": "The address given with that name.",
            "platform_id": "The platform's id of the person, when that is the tie.",
        },
    ),
    "posts": (
        "A post, once, however often it was seen; each field from the best witness.",
        {
            "id": "Stable id, from the permalink.",
            "blog_id": _BLOG,
            "url": "The permalink.",
            "source_id": "The platform's own id.",
            "title": "Title.",
            "author": "Who signed it, as printed.",
            "author_url": "The address behind that name.",
            "author_id": "The person (people.id).",
            **_TIMES,
            "whole": "1 when html is the whole body, 0 for an excerpt or a post of which only comments are known.",
            "language": "Language of the text.",
            "previous_url": "The post before, as the page links it.",
            "next_url": "The post after.",
            "comments_open": "1 or 0 as the latest witness says; null when nobody does.",
            "capture_id": "The capture that the body comes from (captures.id).",
            "first_seen": _FIRST,
            "last_seen": _LAST,
            "number": _NUMBER,
            "html": "The body, made safe to print.",
            "text": "The body's words.",
            "witness": _WITNESS,
        },
    ),
    "comments": (
        "A comment, trackback, pingback, webmention or reaction: one row, however often and wherever it was seen.",
        {
            "id": "Stable id, from post, system and the platform's id; without one, from author and text.",
            "post_id": "The post it stands under (posts.id).",
            "source_id": "The platform's own id; null when no witness shows one.",
            "system": "The comment system; native is the blog platform itself.",
            "kind": "comment, trackback, pingback, webmention or reaction.",
            "url": "Its permalink.",
            "author": "Who signed it, as printed; null where nobody put a name.",
            "author_url": "The address behind that name.",
            "author_id": "The person (people.id).",
            "by_post_author": "1 when the platform marks it as the post's author's own.",
            "title": "Its title, where the platform has any.",
            **_TIMES,
            "whole": "1 when html is the whole body.",
            "parent_id": "The comment it answers (comments.id, if that one is kept).",
            "parent_how": "How that is known: stated, nested, quoted, inferred.",
            "depth": "How deep it stands as the platform shows it: 0 is the top. Answers worked out do not count.",
            "position": "Its place on the best witness's list, from 0.",
            "deleted": "1 when the latest witness shows a tombstone in its place.",
            "language": "Language of the text.",
            "capture_id": "The capture that the body comes from (captures.id).",
            "first_seen": _FIRST,
            "last_seen": _LAST,
            "number": _NUMBER,
            "html": "The body, made safe to print.",
            "text": "The body's words.",
            "witness": _WITNESS,
            "parent_score": "How sure a parent is that was worked out (quoted, inferred): 0 to 1; null when it is told.",
        },
    ),
    "joined": (
        "Comments that a witness showed without an id and that turned out to be a comment with one.",
        {
            "id": "The id under which it was kept alone (sightings.as_id).",
            "comment_id": "The comment that it is (comments.id).",
            "post_id": "The post it stands under (posts.id).",
            "said": "JSON: what its witnesses said, so that comments found later hear it too.",
        },
    ),
    "tags": (
        "Tags and categories of posts, as the best witness lists them.",
        {"post_id": "The post (posts.id).", "kind": "tag or category.", "name": "The word, as printed."},
    ),
    "links": (
        "Who points where: links in posts and comments, and those of the pages themselves (blogrolls).",
        {
            "id": "Stable id, from what holds the link and where it points.",
            "post_id": "The post whose body holds it (posts.id).",
            "comment_id": "The comment whose body holds it (comments.id); with neither, it stands on the page.",
            "url": "Where it points.",
            "host": "The host it points to.",
            "words": "The words that are linked.",
            "capture_id": "The first capture that showed it (captures.id).",
        },
    ),
    "media": (
        "Captures of what pages show: images, sound, video, styles, scripts, fonts, documents.",
        {
            "capture_id": "The capture (captures.id).",
            "url": "Its address.",
            "content_type": "The Content-Type header as sent.",
            "bytes": "Size as served, when it was noted.",
            "found_on": "The page that shows it, when it was noted; addresses.found_on tells it for crawls.",
        },
    ),
    "versions": (
        "What a post or comment said before (or besides) the body that stands: witnesses of the same kind differ.",
        {
            "id": "Stable id, from the item and the body.",
            "post_id": "The post (posts.id), or",
            "comment_id": "the comment (comments.id).",
            "title": "Its title then.",
            "html": "Its body then, made safe to print.",
            "text": "The words of that body.",
            "first_seen": "Time of the earliest capture with this body, UTC.",
            "last_seen": "Time of the latest capture with this body, UTC.",
            "capture_id": "The latest capture with this body (captures.id).",
        },
    ),
    "sightings": (
        "Which capture saw which row: one comment seen on a page and in a feed has two.",
        {
            "id": "Stable id, from capture and item.",
            "post_id": "The post that was seen (posts.id), or",
            "comment_id": "the comment (comments.id).",
            "capture_id": "The capture that saw it (captures.id).",
            "source": "What kind of witness: page, feed, api, embed, export.",
            "position": "Its place on this witness's list, from 0.",
            "published": "The time as this witness told it: UTC with Z when the zone was stated, else the wall clock or the day; null too when it left open what is day and what is month.",
            "as_id": "For a comment shown without an id: the id under which it was kept alone.",
            "likeness": "A number that sightings of one comment share: system, author, how the text begins.",
            "ping_likeness": "For a ping: a number that its sightings share though one shows no text: system, author.",
            "deleted": "1 when this witness shows a tombstone.",
            "body": "A number that sightings of one version share; null when no whole body was shown.",
        },
    ),
    "looks": (
        "Looks at threads: what one capture shows of one post's comments, or says of its address (gone, moved).",
        {
            "capture_id": "The capture (captures.id).",
            "post_id": "The id of the post, kept (posts.id) or not.",
            "source": "What kind of witness: page, feed, api, embed, export; null for an answer that only says gone or moved.",
            "shown": "How many comments of the post it shows, pings too, tombstones not.",
            "promised": "The most it says there are; null when it does not say.",
            "open": "1 or 0: comments may still be written, as it says; null when it does not.",
            "more": "1 when it leads to further pages of comments.",
            "print": "A number that two looks share which show the same comments in the same order.",
            "moved_to": "For a lasting redirect: the id that the post there has, kept (posts.id) or not.",
        },
    ),
    "events": (
        "What became of posts and comments, worked out from all looks: edited, vanished, unseen, tombstoned, back, gone, moved, closed, opened. The view changes tells it in words.",
        {
            "id": "Stable id, from the item, what became of it and the capture that proves it.",
            "post_id": "The post, or the post of the comment (posts.id).",
            "comment_id": "The comment (comments.id); null when it is the post's own event.",
            "what": "edited; vanished (a readable capture that should show it does not); unseen (not seen since, but that is not sure); tombstoned; back; gone (404 or 410); moved (a lasting redirect); closed, opened (for comments).",
            "time": "Time of the capture that proves it, UTC. It happened between the last capture before and this one.",
            "capture_id": "The capture that proves it: the first that shows the new state, or lacks the comment (captures.id).",
            "last_capture_id": "The last capture that showed what was before (captures.id).",
            "ended": "When a later capture showed it back, UTC; null while none did.",
            "old_version": "For edited: the version before (versions.id); null when that is the body that stands (again).",
            "new_version": "For edited: the version after (versions.id); null when that is the body that stands.",
            "moved_to": "For moved: the id of the post there, kept (posts.id) or not.",
            "why": "Why it is not sure; null when it is.",
        },
    ),
    "promises": (
        "How much a witness says there is: comments of a post, or posts of the blog.",
        {
            "blog_id": _BLOG,
            "post_id": "The id of the post in question, kept (posts.id) or not.",
            "url": "The post's address as the witness gives it; null for posts of the blog.",
            "said_of": "comments or posts.",
            "said_by": "Who says so: heading, slash:comments, openSearch:totalResults, X-WP-Total and so on.",
            "promised": "How many.",
            "time": "When it was said, UTC.",
            "capture_id": _CAPTURE,
            "id": "Stable id, from capture, post and who says so.",
        },
    ),
    "threads": (
        "The conversation under a post in numbers: promised against kept.",
        {
            "post_id": "The post (posts.id).",
            "promised": "The greatest of what the several sources said last; null when nobody says.",
            "promised_by": "Who says so.",
            "kept": "Comments and reactions that are kept and not deleted.",
            "pings": "Trackbacks, pingbacks and webmentions that are kept; some platforms count them as comments.",
            "deleted": "Tombstones: the platform says that a comment stood there.",
            "open": "1 or 0: comments may still be written, as the latest witness says; null when nobody does.",
            "first_comment": "Moment of the earliest comment.",
            "last_comment": "Moment of the latest comment.",
            "next_look": "When the thread is worth another look, UTC, worked out from how lively it is; null when its page was never had.",
            "last_new": "When the latest of its comments was first seen, UTC.",
        },
    ),
    "crawls": (
        "What was done: one row a crawl.",
        {
            "id": "Its id.",
            "blog_id": _BLOG,
            "seed": "The address it began with.",
            "started": "When it began, UTC.",
            "ended": "When it ended, UTC; null while it runs, or when it died.",
            "outcome": "How it ended: finished, stopped, failed.",
            "settings": "JSON: the settings and policy.",
            "figures": "JSON: what it did.",
            "message": "Why it stopped or failed, in words.",
            "visit": "The crawl that began this visit (crawls.id): its own, or the one that it went on with.",
        },
    ),
    "addresses": (
        "The ledger: every address that was found, from where, and what became of it.",
        {
            "id": "A number.",
            "blog_id": _BLOG,
            "url": "The address.",
            "role": "What it is expected to hold: post, comments, feed, sitemap, index, api, embed, requisite, link, robots.",
            "finder": "Who found it: feed, sitemap, pager and so on.",
            "found_on": "The page it was found on.",
            "depth": "How many links from the seed.",
            "priority": "What is fetched first: the greater.",
            "state": "due, done, failed or refused.",
            "outcome": "What became of it: kept, unchanged, redirected, gone, denied, error, robots, trap, outside and so on.",
            "reason": "Why, in words; for a trap its name.",
            "attempts": "How often it was tried.",
            "not_before": "When it may be tried again, UTC.",
            "status": "HTTP status of the last attempt.",
            "capture_id": "The last capture of it (captures.id).",
            "etag": "Validator for the next visit, as it came with whole_id.",
            "last_modified": "Validator for the next visit, as it came with whole_id.",
            "crawl_id": "The crawl that last dealt with it (crawls.id).",
            "first_found": "When it was found, UTC.",
            "last_tried": "When it was last tried, UTC.",
            "whole_id": "The last whole answer of it (captures.id): what a 304 stands for.",
            "post_id": "The post whose page, comment page, comment feed or comment system's answer it is (posts.id).",
            "asked_because": "Why it was asked again when it was settled before; null when it was asked only because it was found.",
        },
    ),
    "schedules": (
        "When to come back.",
        {
            "id": "Its id.",
            "blog_id": _BLOG,
            "seed": "The address to crawl.",
            "every": "How often, in words.",
            "cron": "Or as a cron expression.",
            "zone": "The IANA time zone of its rhythm and window.",
            "paused": "1 when it rests.",
            "settings": "JSON: options of its crawls, by their names in blogkeep crawl.",
            "created": "When it was made, UTC.",
            "next_due": "When it is due next, UTC: the beat, its jitter and the window; or when a failed run is tried again.",
            "host": "The host that is asked by one crawl at a time.",
            "domain": "The registrable domain of the host: blogs of one platform share it.",
            "start": "Where the rhythm counts from, UTC.",
            "hours": "The window of the day in which runs may go on, by the clocks of its zone, as 22:00-06:00.",
            "jitter": "The greatest delay after a beat, in seconds; it follows from the id and the beat.",
            "memory": "How many bytes of memory a run may use.",
            "full_every": "Each how many-th run asks every known address.",
            "beat": "The moment that the rhythm names next, UTC, before jitter and window.",
            "asked": "When somebody asked for a run now, UTC; null once it has begun.",
            "failures": "How many runs in a row have failed.",
            "served": "How many runs have ended well.",
        },
    ),
    "runs": (
        "What became of each due time of a schedule: the crawl that was made, or why none was.",
        {
            "id": "A number that only grows; who writes a run's end must know it, and only the first end counts.",
            "schedule_id": "The schedule (schedules.id); null when it was removed.",
            "blog_id": _BLOG,
            "seed": "The address to crawl.",
            "host": "The host that no other run asks meanwhile.",
            "domain": "The registrable domain of the host.",
            "due": "When it was due, UTC.",
            "why": "Why it was due: rhythm, by hand, again (after a failure), or going on (after a stop).",
            "missed": "How many further beats had passed by then; this run makes them good (counted to 100).",
            "whole": "1 when it asked every known address.",
            "started": "When it was taken up, UTC.",
            "ended": "When it ended, UTC; null while it goes on.",
            "outcome": "How it ended: finished, stopped, failed, killed (over a limit), lost (its worker died), refused; null while it goes on.",
            "message": "Why, in words.",
            "crawl_id": "The crawl that was made (crawls.id).",
            "worker": "Who took it up.",
            "process": "The number of its process.",
            "status": "The exit status of its process; negative is the number of a signal.",
            "memory": "The most memory it was seen to use, in bytes.",
            "log": "Its log file, below the archive's folder.",
        },
    ),
    "decisions": (
        "What was done on purpose and why: ignored robots, accepted certificates, redactions, accepted gaps.",
        {
            "id": "A number.",
            "time": "When, UTC.",
            "blog_id": _BLOG,
            "what": "What was decided.",
            "url": "The address it concerns.",
            "why": "The reason that was given.",
        },
    ),
    "tallies": (
        "What stood in the archive of a blog when a crawl ended: the next crawl is compared with it.",
        {
            "crawl_id": "The crawl (crawls.id).",
            "blog_id": _BLOG,
            "time": "When the crawl ended, UTC.",
            "posts": "How many posts were kept.",
            "gone": "How many of them answered 404 or 410 when they were asked for last.",
            "comments": "How many comments were kept, pings and tombstones too.",
            "promised": "How many comments were promised, over all threads.",
            "missing": "How many of the promised comments were missing, over all threads.",
        },
    ),
    "concerns": (
        "What a person should be told: a row from when it was first seen until it went away.",
        {
            "id": "Its id.",
            "blog_id": "The blog it is about (blogs.id); null when it is about the whole archive.",
            "kind": "What is the matter: crawl failed, blog gone, parked domain, coverage fell, layout unknown and so on.",
            "severity": "urgent, warning or note.",
            "sentence": "What is the matter, in a sentence.",
            "advice": "What to do about it.",
            "url": "The address in question.",
            "capture_id": "The capture that shows it (captures.id).",
            "measure": "How much of it there is, where that can grow.",
            "crawl_id": "The crawl after which it was first seen (crawls.id).",
            "opened": "When it was first seen, UTC.",
            "seen": "When it was last seen, UTC.",
            "resolved": "When it had gone away, UTC; null while it stands.",
            "accepted": "Why it is left as it is, when somebody decided so; null otherwise.",
        },
    ),
    "notices": (
        "Who was told what: a row for each concern in each message, sent or not.",
        {
            "id": "A number.",
            "time": "When it was tried, UTC.",
            "target": "Whom, without secrets: a mail address, the host of a webhook.",
            "target_key": "A hash of the whole target, to know it again.",
            "concern_id": "The concern (concerns.id).",
            "about": "opened, worse or resolved.",
            "measure": "How much of it there was by then.",
            "outcome": "sent, or failed: then it is tried again with the next message.",
            "error": "Why it failed.",
        },
    ),
    "open_concerns": (
        "View: concerns that stand and were not accepted, the most urgent first.",
        {
            "id": "The concern (concerns.id).",
            "blog_id": "The blog it is about (blogs.id); null when it is about the whole archive.",
            "home": "That blog's home.",
            "kind": "What is the matter.",
            "severity": "urgent, warning or note.",
            "sentence": "What is the matter, in a sentence.",
            "advice": "What to do about it.",
            "url": "The address in question.",
            "capture_id": "The capture that shows it (captures.id).",
            "opened": "When it was first seen, UTC.",
            "seen": "When it was last seen, UTC.",
        },
    ),
    "due_looks": (
        "View: threads by the time at which they are worth another look, the most overdue first.",
        {
            "blog_id": _BLOG,
            "id": "The post (posts.id).",
            "url": "Its permalink.",
            "title": "Its title.",
            "kept": "Comments and reactions that are kept and not deleted.",
            "open": "1 while comments may be written, 0 when not; null when nobody says.",
            "last_comment": "Moment of the latest comment.",
            "next_look": "When the thread is worth another look, UTC.",
        },
    ),
    "top_commenters": (
        "View: who commented most, for each blog.",
        {
            "blog_id": _BLOG,
            "person_id": "The person (people.id).",
            "name": "Their name.",
            "url": "Their address.",
            "comments": "How many comments.",
            "posts": "Under how many posts.",
            "first": "Moment of the first.",
            "last": "Moment of the last.",
        },
    ),
    "posts_by_month": (
        "View: posts of each month, and the comments under them.",
        {
            "blog_id": _BLOG,
            "month": "The month, as 2006-01; null for posts without a time.",
            "posts": "How many posts.",
            "comments": "How many comments are kept under them.",
        },
    ),
    "unanswered_posts": (
        "View: posts that nobody answered, as far as anybody says; newest first.",
        {
            "blog_id": _BLOG,
            "id": "The post (posts.id).",
            "url": "Its permalink.",
            "title": "Its title.",
            "author": "Who signed it.",
            "moment": _MOMENT,
            "open": "1 while comments may be written.",
        },
    ),
    "recent_comments": (
        "View: comments, newest first.",
        {
            "blog_id": _BLOG,
            "id": "The comment (comments.id).",
            "post_id": "The post it stands under (posts.id).",
            "post_title": "That post's title.",
            "kind": "comment, trackback, pingback, webmention or reaction.",
            "author": "Who signed it.",
            "moment": _MOMENT,
            "text": "Its words.",
            "url": "Its permalink.",
        },
    ),
    "missing_comments": (
        "View: threads of which more was promised than is kept, the widest gap first.",
        {
            "blog_id": _BLOG,
            "id": "The post (posts.id).",
            "url": "Its permalink.",
            "title": "Its title.",
            "promised": "How many comments were promised.",
            "promised_by": "By whom.",
            "kept": "How many are kept.",
            "pings": "Trackbacks, pingbacks and webmentions kept (they count as kept here).",
            "deleted": "Tombstones (they count as kept here).",
            "missing": "How many are missing.",
        },
    ),
    "gaps": (
        "Threads with a gap and why: a row for each thread and cause.",
        {
            "blog_id": "The blog (blogs.id).",
            "post_id": "The post (posts.id); null when it is not kept.",
            "url": "Its permalink.",
            "title": "Its title.",
            "promised": "How many comments there should be.",
            "promised_by": "Who said so.",
            "kept": "How many are kept.",
            "missing": "How many are not.",
            "cause": "page_failed, behind_login, embed_unreachable, layout_unknown, robots, excluded, beyond_budget, "
            "not_asked_yet, collapsed, pings_counted or moderated_or_deleted.",
            "addresses": "How many addresses of the thread are in that state; 0: no address tells.",
            "example": "One of them.",
            "reason": "The reason in words that one of them has.",
        },
    ),
    "missing_posts": (
        "Posts that a sitemap, feed or page names and that are not kept whole, with the cause.",
        {
            "blog_id": "The blog (blogs.id).",
            "url": "The address.",
            "finder": "Who found it.",
            "found_on": "Where.",
            "cause": "As in gaps.",
            "outcome": "As in addresses.",
            "reason": "The reason in words.",
            "status": "The last HTTP status.",
            "last_tried": "When it was last asked for.",
        },
    ),
    "traps": (
        "View: addresses without end or worth that were left alone, by the trap's name.",
        {
            "blog_id": _BLOG,
            "trap": "The trap's name.",
            "addresses": "How many addresses.",
            "example": "One of them.",
            "found_on": "A page that links one.",
        },
    ),
    "replies": (
        "View: who answers whom, a row for each comment whose parent is kept and known.",
        {
            "blog_id": _BLOG,
            "post_id": "The post it stands under (posts.id).",
            "comment_id": "The answer (comments.id).",
            "who_id": "Who answers (people.id); null when nobody put a name.",
            "who": "The name that the answer is signed with.",
            "whom_id": "Who is answered (people.id).",
            "whom": "The name that the answered comment is signed with.",
            "answered_id": "The comment that is answered (comments.id).",
            "parent_how": "How that is known: stated, nested, quoted or inferred.",
            "stated": "1 when the platform states it or nests it so, 0 when it was worked out from quotations or context.",
            "moment": _MOMENT,
        },
    ),
    "blog_spellings": (
        "View: under which beginnings the addresses of a blog may be written: with either scheme, with and without www.",
        {
            "blog_id": _BLOG,
            "home": "A spelling of its home.",
        },
    ),
    "links_between_blogs": (
        "View: what leads from one kept blog to another, a row for each link and for each comment signed with an address of the other blog.",
        {
            "blog_id": "Where it stands (blogs.id).",
            "to_blog_id": "Where it leads (blogs.id).",
            "how": "post or comment for a link in one; trackback, pingback or webmention; signature for a comment that is signed with an address there.",
            "post_id": "The post it stands in or under (posts.id).",
            "comment_id": "The comment, when it is one (comments.id).",
            "url": "The address it leads to.",
            "words": "The link's words, or the name of who signed.",
            "moment": _MOMENT,
        },
    ),
    "contradictions": (
        "View: posts and comments of which witnesses tell different times, a row for each time told: times with a zone that are more than a minute and a half apart, or any that are more than two days apart.",
        {
            "blog_id": _BLOG,
            "post_id": "The post, or the post of the comment (posts.id).",
            "comment_id": "The comment (comments.id); null when the post's own time is in question.",
            "field": "What they differ about: published.",
            "said": "What was told: UTC with Z when the zone was told, else the wall clock or the day.",
            "source": "Which kind of witness told it: page, feed, api, embed, export.",
            "captures": "How many captures of that kind told it.",
            "capture_id": "The first of them (captures.id).",
            "first_said": "When that was captured, UTC.",
            "kept": "What the row says (its moment).",
        },
    ),
    "edits": (
        "View: posts and comments that were rewritten, old and new text.",
        {
            "time": "Time of the capture that first shows the new text, UTC.",
            "blog_id": _BLOG,
            "post_id": "The post, or the post of the comment (posts.id).",
            "comment_id": "The comment (comments.id); null when the post itself was rewritten.",
            "author": "Who signed it.",
            "title": "Its title before.",
            "before": "The words before.",
            "after": "The words after.",
            "why": "Why that may be no edit (another layout, another page); null when it is one.",
            "last_capture_id": "The last capture with the old text (captures.id).",
            "capture_id": "The first capture with the new text (captures.id).",
        },
    ),
    "vanished_comments": (
        "View: comments that a readable capture should show and does not, and that were not seen again.",
        {
            "blog_id": _BLOG,
            "post_id": "The post it stood under (posts.id).",
            "post_url": "That post's permalink.",
            "post_title": "That post's title.",
            "comment_id": "The comment (comments.id).",
            "kind": "comment, trackback, pingback, webmention or reaction.",
            "author": "Who signed it.",
            "moment": _MOMENT,
            "text": "Its words, as last seen.",
            "last_time": "When it was last seen, UTC.",
            "last_capture_id": "The last capture that shows it (captures.id).",
            "missed_time": "When it was first missed, UTC.",
            "missed_capture_id": "The first capture that should show it and does not (captures.id).",
        },
    ),
    "unseen_comments": (
        "View: comments that were not seen since, where it is not sure that they are gone; why says what is wanting.",
        {
            "blog_id": _BLOG,
            "post_id": "The post it stood under (posts.id).",
            "post_url": "That post's permalink.",
            "post_title": "That post's title.",
            "comment_id": "The comment (comments.id).",
            "kind": "comment, trackback, pingback, webmention or reaction.",
            "author": "Who signed it.",
            "moment": _MOMENT,
            "text": "Its words, as last seen.",
            "why": "Why it is not sure that it is gone.",
            "last_time": "When it was last seen, UTC.",
            "last_capture_id": "The last capture that shows it (captures.id).",
            "missed_time": "When it was first missed, UTC.",
            "missed_capture_id": "The first capture of the same address that does not show it (captures.id).",
        },
    ),
    "changes": (
        "View: everything that was seen to change, a line an event: new posts and comments, and what became of them.",
        {
            "time": "Time of the capture that proves it, UTC.",
            "blog_id": _BLOG,
            "post_id": "The post, or the post of the comment (posts.id).",
            "comment_id": "The comment (comments.id); null when it is the post's own event.",
            "what": "new (first seen), edited, vanished, unseen, tombstoned, back, gone, moved (to a kept post), redirected (elsewhere), closed, opened.",
            "before": "The words, or the address, before.",
            "after": "The words, the title, or the address, after.",
            "why": "Why it is not sure; null when it is.",
            "last_capture_id": "The last capture that showed what was before (captures.id).",
            "capture_id": _CAPTURE,
        },
    ),
    "thread_counts": (
        "View: how many comments each look at a thread shows and promises: its length through time.",
        {
            "blog_id": _BLOG,
            "post_id": "The post (posts.id).",
            "time": "When, UTC.",
            "source": "What kind of witness: page, feed, api, embed, export.",
            "url": "The address that was asked.",
            "shown": "How many comments it shows, pings too, tombstones not.",
            "promised": "How many it says there are; null when it does not say.",
            "open": "1 or 0: comments may still be written, as it says.",
            "capture_id": _CAPTURE,
        },
    ),
}
"""For each table and view its description, and its columns' descriptions in their order."""

HEAD = """# The schema

Made from the database and `archive/db/describe.py` by `make docs`; do not edit.

One SQLite file, `archive.db`. Ids are text and the same on every machine. Times are UTC, ISO 8601 with `Z`; columns
ending in `_local` are wall-clock times without a zone. null means that nobody says. Search: `posts_fts` and
`comments_fts` (FTS5, external content; their `rowid` is `number`).
"""

FOREIGN_KEYS = 'select "from", "table", "to" from pragma_foreign_key_list(?)'
COLUMNS = "select name, type, pk from pragma_table_xinfo(?) where hidden != 1 order by cid"


def iter_columns(db: Database, table: str) -> Iterator[tuple[str, str]]:
    """Each column of a table or view with its type; generated columns too."""
    for name, kind, _ in db.conn.execute(COLUMNS, (table,)):
        yield name, str(kind).lower().removesuffix(" generated always")


def iter_schema(db: Database) -> Iterator[str]:
    """The schema as Markdown, line by line."""
    yield HEAD.rstrip()
    for table, (description, columns) in TABLES.items():
        keys = {column: f"{to}.{key}" for column, to, key in db.conn.execute(FOREIGN_KEYS, (table,))}
        yield f"\n## {table}\n\n{description}\n\n| column | type | meaning |\n|---|---|---|"
        for column, kind in iter_columns(db, table):
            target = f" → {keys[column]}" if column in keys else ""
            yield f"| `{column}` | {kind}{target} | {columns[column]} |"


def schema() -> str:
    """The page docs/schema.md."""
    db = open_db(":memory:")
    try:
        return "\n".join(iter_schema(db)) + "\n"
    finally:
        db.close()


if __name__ == "__main__":
    print(schema(), end="")
