"""Reads feeds: what posts and comments they tell of, how many they promise, where they go on."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit, urlunsplit

from archive.models import Blog, Comment, Follow, Kind, Moment, Post, Promise, Reading
from archive.urls import host_of, key, plain
from spiders.entries import Entry, Feed, is_date, open_feed, open_json_feed, strip_markup
from spiders.page import Page
from spiders.thread_feeds import pages_told, thread_feed
from spiders.walls import asks_password

_PLATFORMS = (
    ("wordpress", r"wordpress"),
    ("typepad", r"typepad"),
    ("blogger", r"blogger"),
    ("movabletype", r"movable ?type"),
    ("livejournal", r"livejournal"),
    ("dreamwidth", r"dreamwidth"),
    ("drupal", r"drupal"),
    ("dotclear", r"dotclear"),
    ("serendipity", r"serendipity|s9y"),
    ("textpattern", r"textpattern"),
    ("b2evolution", r"b2evo"),
    ("roller", r"roller"),
    ("ghost", r"ghost"),
    ("tumblr", r"tumblr"),
    ("medium", r"medium"),
    ("substack", r"substack"),
    ("squarespace", r"squarespace|site-server"),
    ("typecho", r"typecho"),
    ("expressionengine", r"expressionengine"),
    ("typo", r"\btypo\b|typosphere|publify"),
    ("ikiwiki", r"ikiwiki"),
    ("static", r"^(?:https?://)?(?:www\.)?(?:jekyll|hugo|octopress|hexo|nikola|pelican|eleventy)\b|\bgohugo\.io"),
)
_BY_ID = (
    ("typepad", r"^tag:[\w.-]*typepad\.com,"),
    ("blogger", r"^tag:blogger\.com,1999:"),
    ("movabletype", r"^tag:[^,]+,\d{4}(?:-\d\d-\d\d)?:/.*/?/\d+\.\d+"),
    ("drupal", r"^(?:comment )?\d+ at https?://|/node/\d+$"),
    ("wordpress", r"[?&](?:p|page_id)=\d+$"),
)
_ANCHOR = re.compile(r"#(?:(?:li-|div-)?comment-?|cmt|c)(6a[0-9a-f]{8,}|\d+)$", re.IGNORECASE)
_NAMED = re.compile(r"#comment-(?!(?:form|respond|list|section|area|box)s?$)([a-z0-9][\w-]{1,100})$", re.IGNORECASE)
"""Comments that are files (ikiwiki, Pelican): their anchors are made of names."""
_COMMENT_IDS = (
    re.compile(r"^tag:[\w.-]*typepad\.com,\d+:(?:comment-)?(6a[0-9a-f]{8,}|\d+)$"),
    re.compile(r"^tag:blogger\.com,1999:blog-\d+\.post-?(\d+)$"),
    re.compile(r"^comment (\d+) at "),
    re.compile(r"[-/:]comments?[-/:](\d+)/?$"),
)
_POST_IDS = {
    "typepad": re.compile(r"^tag:[\w.-]*typepad\.com,\d+:(?:post-)?(6a[0-9a-f]{8,}|\d+)$"),
    "blogger": re.compile(r"^tag:blogger\.com,1999:blog-\d+\.post-?(\d+)$"),
    "movabletype": re.compile(r"^tag:.*/\d+\.(\d+)$"),
    "drupal": re.compile(r"^(\d+)(?= at https?://)|/node/(\d+)$"),
    "wordpress": re.compile(r"[?&](?:p|page_id)=(\d+)$"),
}
_COMMENT_FEED = re.compile(
    r"/comments/(?:feed|default|atom|rss|index)|/comments\.(?:rdf|xml|rss|atom)|/feed/(?:atom|rss2?)/comments"
    r"|[?&]feed=comments|[?&]type=comments|[?&]type=co(?:&|$)|[?&]withcomments=|/crss\b|/comment[s-]?(?:feed|rss)",
    re.IGNORECASE,
)
_ALL_COMMENTS = re.compile(r"^/(?:[^/]+/)?(?:feeds/)?comments(?:/feed|/default|\.rdf|\.xml|/rss|/atom)", re.IGNORECASE)
_OF_ONE_POST = re.compile(r"/feed/(?:atom|rss2?)/comments/\d+$")
_COMMENT_TITLE = re.compile(
    r"^\W*(?:recent |latest |all )?(?:comments?|commentaires?|kommentare?r?|commenti|comentarios"
    r"|coment[áa]rios|reacties|kommentit|комментарии|komentarze|koment[áa]ře|コメント|评论|評論)\b"
    r"(?:.{0,3}(?:on|for|to|zu|sur|a|en|em|op|til|till|fra|de|di|do|su|к|на)\b|\s*:)",
    re.IGNORECASE,
)
_BY = (
    re.compile(r"^(?:by|di|von|par|por|door|av|af|od|от|da|przez|de)\s?: (.+)$", re.IGNORECASE | re.DOTALL),
    re.compile(r"^Posted by: (.{1,200})$", re.IGNORECASE | re.DOTALL),
    re.compile(r"^(.{1,80}) commented on .+$", re.IGNORECASE | re.DOTALL),
    re.compile(r"^Comment (?:on|to) .+ by (.+?)$", re.IGNORECASE | re.DOTALL),
    re.compile(r"^Kommentar zu .+ von (.+?)$", re.IGNORECASE | re.DOTALL),
    re.compile(r"^Commentaires sur .+ par (.+?)$", re.IGNORECASE | re.DOTALL),
)
_PING = re.compile(r"^\[(?:ping|trackback|pingback)\]\s*", re.IGNORECASE)
_PINGBACK = re.compile(r"\s*\[(?:…|\.{3})\]\s.{1,2000}\s\[(?:…|\.{3})\]\s*", re.DOTALL)
"""What WordPress cuts out of the page that pings; its feeds do not say what is a ping."""
_IN_REPLY = re.compile(
    r'^\s*(?:<p>)?\s*[^<>]{0,60}<a href="([^"<>]*#comment-(\d+))">[^<]{0,200}</a>[^<\w]{0,4}'
    r"(?:</p>|\n|<br ?/?>)\s*"
)
_PROFILE = re.compile(r"^https?://profile\.typepad\.com/(6p\w{1,40})$")
_FORM = ("v", "orderby", "reverse", "redirect")
"""What a question to Blogger says of the order and form of an answer, and of who is to answer."""
_CUT_SHORT = re.compile(r"(?:\[(?:…|\.{3}|&hellip;|&#8230;)\]|(?:read|continue) \w+)\W*$", re.IGNORECASE)
_OWN_TITLES = frozenset({"wordpress", "typepad", "blogger", "movabletype", "dotclear"})
"""Platforms that make up the title of a comment in a feed; elsewhere it may be the comment's subject."""


def read_feed(page: Page) -> Reading:
    """What a feed says: posts, or comments with the posts they belong to. Never raises; doubts instead."""
    feed = open_json_feed(page.json, page.url) if page.kind == "json" else open_feed(page)
    if feed is None:
        return Reading(page.url, "feed", "feed", "unknown", doubt="feed not understood")
    return read_opened(page, feed)


def read_opened(page: Page, feed: Feed) -> Reading:
    """What a feed says that is already opened, whoever opened it."""
    platform = find_platform(feed)
    doubt = "feed cut off: its end is missing" if feed.cut else None
    read = _read_comments if is_comment_feed(page.url, feed) else _read_posts
    reading = read(page, feed, platform)
    follow = dict.fromkeys((*reading.follow, *_iter_further(page, feed, platform, reading)))
    return replace(reading, follow=tuple(follow), language=feed.language, doubt=doubt)


def find_platform(feed: Feed) -> str:
    """The platform that made the feed, by its generator, else by how it writes ids; "feed": neither tells."""
    for name, pattern in _PLATFORMS:
        if re.search(pattern, feed.generator, re.IGNORECASE):
            return name
    ids = [feed.id or "", *(e.id or "" for e in feed.entries[:3])]
    for name, pattern in _BY_ID:
        if any(re.search(pattern, one) for one in ids):
            return name
    return "feed"


def is_comment_feed(address: str, feed: Feed) -> bool:
    """Whether the entries are comments: their own marks decide, title and address where those are silent."""
    if any(e.replies is not None or e.replies_feed for e in feed.entries):
        return False
    marked = sum(1 for e in feed.entries if e.reply_ref or _is_anchored(e) or _is_comment_id(e))
    if feed.entries and 2 * marked >= len(feed.entries):
        return True
    titled = bool(feed.title and _COMMENT_TITLE.search(feed.title))
    addressed = bool(_COMMENT_FEED.search(address) or (feed.id or "").endswith("..comments"))
    return titled or addressed


def _is_anchored(entry: Entry) -> bool:
    return bool(_ANCHOR.search(entry.url or "") or _NAMED.search(entry.url or ""))


def _is_comment_id(entry: Entry) -> bool:
    return bool(_ANCHOR.search(entry.id or "") or re.match(r"comment \d+ at ", entry.id or ""))


def _moment(told: str | None) -> Moment | None:
    if told is None:
        return None
    return Moment(machine=told) if is_date(told) else Moment(words=told)


def _times(entry: Entry) -> tuple[Moment | None, Moment | None]:
    """When it was published and, where that differs, updated; Atom entries may give only the latter."""
    published = entry.published or entry.updated
    return _moment(published), _moment(entry.updated) if entry.updated != published else None


def _read_posts(page: Page, feed: Feed, platform: str) -> Reading:
    posts: dict[str, Post] = {}
    follow: list[Follow] = []
    promised: list[Promise] = []
    for entry in feed.entries:
        url = plain(entry.url) if entry.url else None
        if url is None or key(url) in posts:
            continue
        posts[key(url)] = _post(entry, url, platform)
        follow.append(Follow(url, "post", "feed"))
        if entry.replies_feed:
            follow.append(Follow(thread_feed(entry.replies_feed, page.url, platform), "feed", "comment feed"))
        if entry.replies_page and key(entry.replies_page) != key(url):
            follow.append(Follow(entry.replies_page, "comments", "feed comments"))
        if entry.replies is not None:
            promised.append(Promise("comments", entry.replies, entry.replies_by, url))
    if feed.total is not None:
        promised.append(Promise("posts", feed.total, "openSearch:totalResults"))
    kept = list(posts.values())
    if feed.cut and kept:
        kept[-1] = replace(kept[-1], whole=False)
    return Reading(
        url=page.url,
        source="feed",
        adapter=platform,
        layout=feed.dialect,
        marks=(f"generator {feed.generator}",) if feed.generator else (),
        blog=_blog(feed, platform),
        posts=tuple(kept),
        promised=tuple(promised),
        follow=tuple(follow),
    )


def _blog(feed: Feed, platform: str) -> Blog | None:
    home = plain(feed.url) if feed.url else None
    if home is None:
        return None
    return Blog(home, feed.title, None if platform == "feed" else platform, feed.language, feed.description)


def _post(entry: Entry, url: str, platform: str) -> Post:
    published, updated = _times(entry)
    known = _POST_IDS.get(platform)
    found = known.search(entry.id) if known and entry.id else None
    labels = platform in ("wordpress", "movabletype", "typepad")
    withheld = asks_password(entry.html)
    return Post(
        url=url,
        source_id=(found[1] or found[found.re.groups]) if found else None,
        title=entry.title,
        author=entry.author,
        author_url=entry.author_url,
        published=published,
        updated=updated,
        html=None if withheld else entry.html,
        whole=not withheld and (entry.whole or _is_full(entry.html or "")) and not _is_cut_short(entry.html or ""),
        tags=() if labels else entry.tags,
        categories=entry.tags if labels else (),
        promised=entry.replies,
    )


def _is_full(html: str) -> bool:
    """Many makers put the whole body into ``description``; an excerpt is plain words."""
    return len(html) > 500 and re.search(r"<(?:p|br|div|ul|ol|blockquote|img)\b", html, re.I) is not None


def _is_cut_short(html: str) -> bool:
    return _CUT_SHORT.search(strip_markup(html[-500:]) or "") is not None


def _read_comments(page: Page, feed: Feed, platform: str) -> Reading:
    about = _about(page.url, feed)
    ids = {e.id: _comment_id(e) for e in feed.entries if e.id}
    comments: list[Comment] = []
    seen: dict[str, Comment] = {}
    for entry in feed.entries:
        comment = _comment(entry, platform, ids)
        if about and comment.post_url and key(comment.post_url) == key(about):
            comment = replace(comment, post_url=None)
        twin = seen.setdefault(comment.source_id, comment) if comment.source_id else comment
        if twin is not comment:
            if (twin.html, twin.author) == (comment.html, comment.author):
                continue
            comment = replace(comment, source_id=None)  # one guid for two comments names neither
        comments.append(comment)
    if feed.cut and comments:
        comments[-1] = replace(comments[-1], whole=False)
    pages = dict.fromkeys(c.post_url for c in comments if c.post_url)
    return Reading(
        url=page.url,
        source="feed",
        adapter=platform,
        layout=f"comments-{feed.dialect}",
        marks=(f"generator {feed.generator}",) if feed.generator else (),
        about=about,
        comments=tuple(comments),
        promised=tuple(_iter_promises(feed, platform, about)),
        follow=(
            *(Follow(url, "post", "comment feed") for url in ([about] if about else [*pages])),
            *(pages_told(about, comments) if about else ()),
        ),
    )


def _iter_promises(feed: Feed, platform: str, about: str | None) -> Iterator[Promise]:
    if about is None:
        return
    if feed.total is not None:
        yield Promise("comments", feed.total, "openSearch:totalResults", about)
    elif platform == "typepad" and not feed.cut:  # its comment feeds are complete
        yield Promise("comments", len(feed.entries), "comment feed", about)


def _about(address: str, feed: Feed) -> str | None:
    """The post whose comments the feed holds; None for a feed of all comments. Dotclear's names the blog alone."""
    if _OF_ONE_POST.search(urlsplit(address).path):
        pages = dict.fromkeys(url for entry in feed.entries if (url := _post_url(entry)) is not None)
        return next(iter(pages)) if len(pages) == 1 else None
    return plain(feed.url) if feed.url and not _is_for_all(address, feed) else None


def _is_for_all(address: str, feed: Feed) -> bool:
    """Whether a comment feed covers the whole blog: then its own link is the blog's home, not a post."""
    parts = urlsplit(feed.url or "")
    if not parts.path.strip("/") and not parts.query:
        return True
    pages = {key(url) for e in feed.entries if (url := _post_url(e)) is not None}
    if pages:
        return key(feed.url or "") not in pages and len(pages) > 1
    return bool(_ALL_COMMENTS.search(urlsplit(address).path))


def _comment_id(entry: Entry) -> str | None:
    """The platform's own id in its plainest form: the permalink's anchor, else the guid's; None: unknown."""
    for value in (entry.url, entry.id):
        if value and (found := _ANCHOR.search(value)):
            return found[1].lstrip("0") or "0"
    if entry.url and (named := _NAMED.search(entry.url)):
        return named[1]
    for pattern in _COMMENT_IDS:
        if entry.id and (found := pattern.search(entry.id)):
            return found[1]
    return None


def _post_url(entry: Entry) -> str | None:
    """The permalink of a comment's post: its in-reply-to (when that is no comment), else its own link."""
    if entry.reply_url and not _ANCHOR.search(entry.reply_ref or "#"):
        return entry.reply_url
    url = entry.url or entry.reply_url
    if url is None or not (address := plain(url)):
        return None
    parts = urlsplit(address)
    if re.search(r"^/comments?/\d+/?$", parts.path):  # Drupal's comment permalink names no post
        return None
    path = re.sub(r"/comment-page-\d+/?$", "/" if parts.path.endswith("/") else "", parts.path)
    query = [
        pair
        for pair in parts.query.split("&")
        if pair and not re.match(r"(?:cid|showComment|cpage|replytocom)=", pair, re.IGNORECASE)
    ]
    return urlunsplit((parts.scheme, parts.netloc, path or "/", "&".join(query), ""))


def _comment(entry: Entry, platform: str, ids: dict[str, str | None]) -> Comment:
    published, updated = _times(entry)
    parent, html = _parent(entry, platform, ids)
    title, kind, withheld = entry.title, _kind(entry, platform), asks_password(html)
    author = entry.author or next((m[1].strip() for by in _BY if (m := by.match(title or ""))), None)
    made_up = platform in _OWN_TITLES or any(by.match(title or "") for by in _BY)
    return Comment(
        source_id=_comment_id(entry),
        kind=kind,
        url=entry.url,
        post_url=_post_url(entry),
        author=author,
        author_url=entry.author_url,
        author_id=_author_id(entry),
        title=None if made_up or kind != "comment" else title,
        published=published,
        updated=updated,
        html=None if withheld else html,
        whole=not withheld and (entry.whole or not _is_atom_summary(entry)),
        parent_source_id=parent,
        parent_how="stated" if parent else None,
        deleted=entry.removed,
    )


def _author_id(entry: Entry) -> str | None:
    """The platform's own number of the writer: Blogger's class, TypePad's profile."""
    profile = _PROFILE.search(entry.author_url or "")
    return next((value for value in entry.classes if value.startswith("pid-")), profile[1] if profile else None)


def _kind(entry: Entry, platform: str) -> Kind:
    if _PING.match(entry.title or ""):
        return "trackback"
    is_cut_out = platform == "wordpress" and _PINGBACK.fullmatch(strip_markup(entry.html or "") or "")
    return "pingback" if is_cut_out else "comment"


def _is_atom_summary(entry: Entry) -> bool:
    """RSS has only ``description`` for a comment's whole text; a summary that ends in dots is none."""
    return bool(re.search(r"(?:\.{3}|…|&#8230;)\W*$", (entry.html or "")[-20:]))


def _parent(entry: Entry, platform: str, ids: dict[str, str | None]) -> tuple[str | None, str | None]:
    """The parent's source id, and the body without the "In reply to …" that WordPress puts before it."""
    parent, html = None, entry.html
    if found := _ANCHOR.search(entry.reply_ref or ""):
        parent = found[1].lstrip("0")
    elif entry.reply_ref:
        parent = ids.get(entry.reply_ref)
    if entry.related and (found := re.search(r"/comments/default/(\d+)", entry.related)):
        parent = parent or found[1]
    if platform == "wordpress" and html and (prefix := _IN_REPLY.match(html)):
        parent = parent or prefix[2]
        html = html[prefix.end() :]
    return (None if parent == _comment_id(entry) else parent), html or None


def _iter_further(page: Page, feed: Feed, platform: str, reading: Reading) -> Iterable[Follow]:
    """Where the feed goes on: its own word for it, else what its platform is known to answer."""
    if feed.next_url:
        yield Follow(_at_home(feed.next_url, page.url), "feed", "feed next")
    if feed.archive_url:
        yield Follow(feed.archive_url, "feed", "feed archive")
    if feed.next_url is None and feed.entries:
        if platform == "blogger" and (url := _next_index(page.url, feed)):
            yield Follow(url, "feed", "openSearch")
        if platform == "wordpress" and reading.posts and (url := _next_paged(page.url, feed)):
            yield Follow(url, "feed", "feed paged")


def _at_home(url: str, address: str) -> str:
    """Blogger's next pages on the blog's own host: feeds name www.blogger.com/feeds/BLOG/…, out of scope.

    A next page that forgets the order we asked for, or the form that names parents, would leave out comments.
    """
    parts = urlsplit(url)
    if host_of(url) == host_of(address) or not parts.netloc.endswith("blogger.com"):
        return url
    path = re.sub(r"^/feeds/\d+/(?=\d+/comments/|posts/|comments/)", "/feeds/", parts.path)
    own = urlsplit(address)
    asked, query = (dict(parse_qsl(one, keep_blank_values=True)) for one in (own.query, parts.query))
    kept = {name: value for name, value in asked.items() if name in _FORM and name not in query}
    query_text = "&".join(filter(None, (parts.query, urlencode(kept))))
    return urlunsplit((own.scheme, own.netloc, path, query_text, ""))


def _with(address: str, **changed: int) -> str:
    parts = urlsplit(address)
    query = {name: values[-1] for name, values in parse_qs(parts.query, keep_blank_values=True).items()}
    query |= {name.replace("_", "-"): str(value) for name, value in changed.items()}
    return urlunsplit((parts.scheme, parts.netloc, parts.path, urlencode(query), ""))


def _next_index(address: str, feed: Feed) -> str | None:
    start = feed.start or 1
    following = start + len(feed.entries)
    if feed.total is None or following > feed.total:
        return None
    return _with(address, start_index=following)


def _next_paged(address: str, feed: Feed) -> str | None:
    """WordPress's next page of posts; None beyond a page that does not own up to its number.

    A saved copy answers every ``?paged=N`` with the same file: only a live WordPress repeats N in its self
    link.
    """
    parts = urlsplit(address)
    query = parse_qs(parts.query)
    if not (re.search(r"/feed(?:/(?:rss2?|atom|rdf))?/?$", parts.path) or "feed" in query):
        return None
    if re.search(r"/(?:category|tag|author|comments)/", parts.path):
        return None
    told = query.get("paged", ["1"])[-1]
    number = int(told) if told.isdigit() and len(told) < 6 else 1
    if number > 1 and f"paged={number}" not in (feed.self_url or ""):
        return None
    return _with(address, paged=number + 1)
