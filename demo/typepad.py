"""What TypePad printed in 2010: posts with « previous | Main | next », flat comments, feeds, archives."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from demo.pictures import badge_svg, stripes_png
from demo.site import Document, Site, chunks, page, text
from demo.words import Comment, Post, Words, hex_id, read_words, slug, utc

PER_PAGE = 5

PAGE = """<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-strict.dtd">
<html xmlns="http://www.w3.org/1999/xhtml" id="typepad-standard">
<head>
<meta http-equiv="Content-Type" content="text/html; charset=utf-8" />
<meta name="generator" content="http://www.typepad.com/" />
<title>$head_title</title>
<link rel="stylesheet" href="${home}styles.css?v=6" type="text/css" media="screen" />
<link rel="alternate" type="application/atom+xml" title="Posts on '$blog' (Atom)" href="${home}atom.xml" />
<link rel="alternate" type="application/rss+xml" title="Posts on '$blog' (RSS 2.0)" href="${home}rss.xml" />
$head</head>
<body class="layout-two-column-right $kind">
<div id="container"><div id="container-inner" class="pkg">
<div id="banner"><div id="banner-inner" class="pkg">
<h1 id="banner-header"><a href="$home" accesskey="1">$blog</a></h1>
<h2 id="banner-description">$tagline</h2>
</div></div>
<div id="pagebody"><div id="pagebody-inner" class="pkg">
<div id="alpha"><div id="alpha-inner" class="pkg">
$body
</div></div>
<div id="beta"><div id="beta-inner" class="pkg">
<div class="module-recent-comments module"><h2 class="module-header">Recent Comments</h2>
<div class="module-content"><ul class="module-list">
$recent</ul></div></div>
<div class="module-categories module"><h2 class="module-header">Categories</h2>
<div class="module-content"><ul class="module-list">
$categories</ul></div></div>
<div class="module-syndicate module"><div class="module-content"><a href="${home}rss.xml">Subscribe to this blog's feed (RSS)</a></div></div>
<div class="module-custom module"><div class="module-content">
<a href="http://www.feedblitz.example/f/?sub=1"><img src="${home}pictures/feedblitz.svg" alt="Powered by FeedBlitz" /></a> Powered by FeedBlitz
</div></div>
</div></div>
</div></div>
</div></div>
</body>
</html>
"""

ENTRY = """<h2 class="date-header">$day</h2>
<div class="entry-author-$login entry-type-post entry" id="entry-$xid">
<div class="entry-inner">
<h3 class="entry-header">$heading</h3>
<div class="entry-content"><div class="entry-body">
$html
</div></div>
<div class="entry-footer">
<p class="entry-footer-info">
<span class="post-footers">Posted by $author at $clock in $filed</span> <span class="separator">|</span> <a class="permalink" href="$url">Permalink</a>$counts
</p>
$tags</div>
</div></div>
"""

COMMENTS = """<a id="comments"></a>
<div class="comments" id="all-comments">
<h3 class="comments-header">Comments</h3>
<div class="comments-info"><p><a href="$feed">You can follow this conversation by subscribing to the comment feed for this post.</a></p></div>
<div class="comments-content" id="comments-content">
$comments</div>
<div id="comment-preview" class="comment comment-has-avatar" style="display:none"><div class="comment-content"><span>This is only a preview. Your comment has not yet been posted.</span></div></div>
<p class="comments-closed font-entrybody">The comments to this entry are closed.</p>
</div>
"""

COMMENT = """<a id="c$number"></a>
<div class="comment font-entrybody comment-$parity$owner" id="comment-$number">
<div class="comment-content font-entrybody" id="comment-$number-content">
<span id="comment-$number-content">$html</span>
</div>
<p class="comment-footer font-entryfooter">
Posted by:
$who |
<a rel="nofollow" href="$url?cid=$number#comment-$xid">$when</a>
</p>
</div>
"""

FEED = """<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xmlns:thr="http://purl.org/syndication/thread/1.0" xml:lang="en-us">
<title>$title</title>
<link rel="self" type="application/atom+xml" href="$own" />
<link rel="alternate" type="text/html" href="$url" />
<id>tag:typepad.com,2003:$own</id>
<updated>$updated</updated>
<generator uri="http://www.typepad.com/">TypePad</generator>
$entries</feed>
"""

ENTRY_ITEM = """<entry>
<title>$title</title>
<link rel="alternate" type="text/html" href="$url" />
<link rel="replies" type="text/html" href="$url#comments" thr:count="$count" />
<id>tag:typepad.com,2003:post-$xid</id>
<published>$when</published>
<updated>$when</updated>
<author><name>$author</name></author>
<content type="html">$html</content>
</entry>
"""

COMMENT_ITEM = """<entry>
<title>$author commented on &#39;$title&#39;</title>
<link rel="alternate" type="text/html" href="$url?cid=$number#comment-$xid" />
<id>tag:typepad.com,2003:$xid</id>
<published>$when</published>
<updated>$when</updated>
<author><name>$author</name>$uri</author>
<content type="html" xml:base="$url">$html</content>
</entry>
"""

RSS = """<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0"><channel>
<title>$blog</title><link>$home</link><description>$tagline</description><generator>http://www.typepad.com/</generator>
$items</channel></rss>
"""

STYLE = b"""body{font:16px/1.5 Georgia,serif;margin:0;background:#f6f2e8;color:#322}
#container{max-width:60em;margin:auto;display:flex;flex-wrap:wrap}#banner{width:100%;border-bottom:3px double #975}
.comment{border-top:1px solid #cb9;padding:.5em 0}.comment-footer,.date-header{color:#975;font-size:.9em}
"""


def build(name: str = "saltbox") -> Site:
    """The whole blog as documents."""
    words = read_words(name)
    site = Site(words.host)
    posts = words.posts
    for place, post in enumerate(posts):
        before = posts[place - 1] if place else None
        after = posts[place + 1] if place + 1 < len(posts) else None
        _add(site, words, _address(words, post), _post_page(words, post, before, after), post.when)
        _add_feed(site, words, post)
    newest = posts[::-1]
    for number, some in enumerate(chunks(newest, PER_PAGE), 1):
        address = words.home if number == 1 else f"{words.home}page/{number}/"
        _add(site, words, address, _index_page(words, some, number, len(newest)), newest[0].when)
    for month in dict.fromkeys(post.when.strftime("%Y/%m") for post in newest):
        some = [p for p in newest if p.when.strftime("%Y/%m") == month]
        _add(site, words, f"{words.home}{month}/index.html", _index_page(words, some), some[0].when)
    for category in _categories(words):
        some = [p for p in newest if category in p.categories]
        _add(site, words, f"{words.home}{slug(category)}/", _index_page(words, some), some[0].when)
    _add(site, words, f"{words.home}archives.html", _archives_page(words), newest[0].when)
    _add_files(site, words)
    return site


def _add(site: Site, words: Words, address: str, body: str, when: datetime) -> None:
    path = address.removeprefix(f"http://{words.host}")
    site.documents[path] = Document(body.encode(), modified=when)


def _address(words: Words, post: Post) -> str:
    return f"{words.home}{post.when:%Y/%m}/{post.slug}.html"


def _xid(kind: str, words: Words, number: int) -> str:
    return "6a" + hex_id(kind, words.title, number, digits=32)


def _number(words: Words, comment: Comment) -> str:
    """Comments had decimal numbers until spring 2010, then the long ids alone."""
    if (comment.when.year, comment.when.month) < (2010, 4):
        return str(140_000_000 + comment.number * 7_919)
    return _xid("comment", words, comment.number)


def _facts(words: Words) -> dict[str, object]:
    recent = sorted(((c, p) for p in words.posts for c in p.comments), key=lambda pair: pair[0].when)[-4:]
    lines = [
        f'<li class="module-list-item"><a href="{_address(words, p)}?cid={_number(words, c)}'
        f'#comment-{_xid("comment", words, c.number)}">{text(c.author) or "Somebody"}</a> on '
        f'<a href="{_address(words, p)}">{text(p.title)}</a></li>\n'
        for c, p in reversed(recent)
    ]
    categories = [
        f'<li class="module-list-item"><a href="{words.home}{slug(c)}/">{text(c)}</a></li>\n' for c in _categories(words)
    ]
    return {
        "home": words.home,
        "blog": text(words.title),
        "tagline": text(words.tagline),
        "author": text(words.author),
        "login": slug(words.author),
        "recent": "".join(lines),
        "categories": "".join(categories),
    }


def _categories(words: Words) -> list[str]:
    return sorted({category for post in words.posts for category in post.categories})


def _entry(words: Words, post: Post, *, on_index: bool) -> str:
    url = _address(words, post)
    filed = ", ".join(f'<a href="{words.home}{slug(c)}/">{text(c)}</a>' for c in post.categories)
    count = len(post.comments)
    counts = f' <span class="separator">|</span> <a href="{url}#comments">Comments ({count})</a>' if on_index else ""
    tags = ", ".join(f'<a rel="tag" href="http://tags.example/{slug(t)}">{text(t)}</a>' for t in post.tags)
    return page(
        ENTRY,
        _facts(words),
        day=f"{post.when:%B %d, %Y}",
        clock=f"{post.when:%I:%M %p}",
        xid=_xid("post", words, post.number),
        heading=f'<a href="{url}">{text(post.title)}</a>' if on_index else text(post.title),
        html=post.html,
        filed=filed,
        url=url,
        counts=counts,
        tags=f'<p class="entry-footer-tags">Tags: {tags}</p>\n' if tags else "",
    )


def _post_page(words: Words, post: Post, before: Post | None, after: Post | None) -> str:
    feed = _address(words, post).removesuffix(".html") + "/comments/atom.xml"
    head = f'<link rel="canonical" href="{_address(words, post)}" />\n'
    head += f'<link rel="alternate" type="application/atom+xml" title="Comments on \'{text(post.title)}\' (Atom)" href="{feed}" />\n'
    parts: list[str] = []
    if before:
        url = _address(words, before)
        head += f'<link rel="prev" href="{url}?no_prefetch=1" title="{text(before.title)}" />\n'
        parts.append(f'<a class="content-nav-prev" href="{url}">&laquo; {text(before.title)}</a>')
    parts.append(f'<a class="content-nav-main" href="{words.home}">Main</a>')
    if after:
        url = _address(words, after)
        head += f'<link rel="next" href="{url}?no_prefetch=1" title="{text(after.title)}" />\n'
        parts.append(f'<a class="content-nav-next" href="{url}">{text(after.title)} &raquo;</a>')
    comments = "".join(_comment(words, post, c) for c in post.comments)
    nav = " |\n".join(parts)
    body = f'<p class="content-nav">\n{nav}\n</p>\n' + _entry(words, post, on_index=False)
    body += page(COMMENTS, {}, feed=feed, comments=comments)
    title = f"{text(post.title)} - {text(words.title)}"
    return page(PAGE, _facts(words), head_title=title, head=head, kind="individual", body=body)


def _comment(words: Words, post: Post, comment: Comment) -> str:
    who = text(comment.author)
    if comment.url:
        url = text(comment.url)
        who = f'<a rel="nofollow" target="_blank" title="{url}" href="{url}">{who}</a>'
    return page(
        COMMENT,
        {},
        number=_number(words, comment),
        xid=_xid("comment", words, comment.number),
        parity="odd" if comment.number % 2 else "even",
        owner=" comment-by-owner" if comment.author == words.author else "",
        html=comment.paragraphs,
        who=who,
        url=_address(words, post),
        when=f"{comment.when:%B %d, %Y at %I:%M %p}",
    )


def _index_page(words: Words, posts: Sequence[Post], number: int = 1, of: int = 0) -> str:
    body = "".join(_entry(words, post, on_index=True) for post in posts)
    pager: list[str] = []
    if number > 1:
        back = words.home if number == 2 else f"{words.home}page/{number - 1}/"
        pager.append(f'<span class="pager-left"><a href="{back}">&laquo; Previous</a></span>')
    if number * PER_PAGE < of:
        pager.append(f'<span class="pager-right"><a href="{words.home}page/{number + 1}/">Next &raquo;</a></span>')
    if pager:
        body += f'<div class="pager"><div class="pager-inner">{"".join(pager)}</div></div>\n'
    return page(PAGE, _facts(words), head_title=text(words.title), head="", kind="index", body=body)


def _archives_page(words: Words) -> str:
    months = dict.fromkeys(post.when.strftime("%Y/%m|%B %Y") for post in reversed(words.posts))
    items = "".join(
        f'<li class="archive-list-item"><a href="{words.home}{month.split("|")[0]}/index.html">{month.split("|")[1]}</a></li>\n'
        for month in months
    )
    body = '<div class="archive-date-based archive"><h2 class="archive-header">Archives</h2>'
    body += f'<div class="archive-content"><ul class="archive-list">\n{items}</ul></div></div>\n'
    title = f"{text(words.title)}: Archives"
    return page(PAGE, _facts(words), head_title=title, head="", kind="layout-archive-index", body=body)


def _add_feed(site: Site, words: Words, post: Post) -> None:
    url = _address(words, post)
    own = url.removesuffix(".html") + "/comments/atom.xml"
    entries = "".join(
        page(
            COMMENT_ITEM,
            {},
            author=text(c.author),
            uri=f"<uri>{text(c.url)}</uri>" if c.url else "",
            title=text(post.title),
            url=url,
            number=_number(words, c),
            xid=_xid("comment", words, c.number),
            when=utc(c.when),
            html=text(c.paragraphs),
        )
        for c in reversed(post.comments)
    )
    title = f"Comments on {text(post.title)}"
    feed = page(FEED, {}, title=title, own=own, url=url, updated=utc(post.when), entries=entries)
    site.documents[own.removeprefix(f"http://{words.host}")] = Document(
        feed.encode(), "application/atom+xml; charset=utf-8", modified=post.when
    )


def _add_files(site: Site, words: Words) -> None:
    newest = words.posts[::-1]
    entries = "".join(
        page(
            ENTRY_ITEM,
            _facts(words),
            title=text(p.title),
            url=_address(words, p),
            count=len(p.comments),
            xid=_xid("post", words, p.number),
            when=utc(p.when),
            html=text(p.html),
        )
        for p in newest[:PER_PAGE]
    )
    updated = newest[0].when
    own = f"{words.home}atom.xml"
    atom = page(FEED, {}, title=text(words.title), own=own, url=words.home, updated=utc(updated), entries=entries)
    items = "".join(
        f"<item><title>{text(p.title)}</title><link>{_address(words, p)}</link></item>\n" for p in newest[:PER_PAGE]
    )
    rss = page(RSS, _facts(words), items=items)
    path = words.path
    add = site.documents
    add[f"{path}atom.xml"] = Document(atom.encode(), "application/atom+xml; charset=utf-8", modified=updated)
    add[f"{path}rss.xml"] = Document(rss.encode(), "application/rss+xml; charset=utf-8", modified=updated)
    add[f"{path}styles.css"] = Document(STYLE, "text/css", modified=updated)
    add[f"{path}pictures/feedblitz.svg"] = Document(badge_svg("FeedBlitz"), "image/svg+xml", modified=updated)
    for name in ("drawer", "door", "paint"):
        add[f"{path}pictures/{name}.png"] = Document(stripes_png(name), "image/png", modified=updated)
    add["/robots.txt"] = Document(b"User-agent: *\nDisallow: /t/\n", "text/plain", modified=updated)
