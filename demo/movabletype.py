"""What Movable Type 3 printed in 2004: nameless `comments-body` boxes, TrackBack RDF, RSS 1.0 and Atom 0.3."""

from __future__ import annotations

from collections.abc import Sequence

from demo.pictures import stripes_png
from demo.site import Document, Site, page, redirect, text
from demo.words import Comment, Post, Words, read_words, slug, utc

FEED_LENGTH = 3
"""The feed holds the newest posts only: the others are found by the archives."""

PAGE = """<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">
<html xmlns="http://www.w3.org/1999/xhtml">
<head>
<meta http-equiv="Content-Type" content="text/html; charset=utf-8" />
<meta name="generator" content="http://www.movabletype.org/" />
<title>$head_title</title>
<link rel="stylesheet" href="${home}styles-site.css" type="text/css" />
<link rel="alternate" type="application/rss+xml" title="RSS" href="${home}index.rdf" />
<link rel="alternate" type="application/atom+xml" title="Atom" href="${home}atom.xml" />
<link rel="start" href="$home" title="Home" />
$head</head>
<body>
<div id="banner"><h1><a href="$home" accesskey="1">$blog</a></h1>
<span class="description">$tagline</span></div>
<div id="content">
<div class="blog">
$body
</div></div>
<div id="links"><div class="sidetitle">Archives</div><div class="side">
$months</div>
<div class="side"><a href="${home}archives.html">All entries</a> &middot; <a href="${home}archives/2003/11/the_first_post.html">Where this began</a></div>
<div class="syndicate"><a href="${home}index.rdf">Syndicate this site (XML)</a></div>
<div class="powered">Powered by<br /><a href="http://www.movabletype.org">Movable Type 3.15</a></div></div>
</body>
</html>
"""

RDF = """<!--
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
         xmlns:trackback="http://madskills.com/public/xml/rss/module/trackback/"
         xmlns:dc="http://purl.org/dc/elements/1.1/">
<rdf:Description
    rdf:about="$url"
    trackback:ping="${home}mt-tb.cgi/$number"
    dc:title="$title"
    dc:identifier="$url"
    dc:subject="$subject"
    dc:creator="$author"
    dc:date="$iso" />
</rdf:RDF>
-->
"""

ENTRY = """<h2 class="date">$day</h2>
<div class="blogbody">
<a name="$padded"></a>
<h3 class="title">$heading</h3>
$html
<div class="posted">Posted by $author in $filed at $clock$links</div>
</div>
"""

COMMENT = """<div class="comments-body">
<a name="$number"></a>
$html
<span class="comments-post">Posted by: $who at $when</span>
</div>
"""

PING = """<p id="p$number">
&raquo; <a href="$url">$title</a> from $who<br />
$html [<a href="$url">Read More</a>]
</p>
<p class="posted">Tracked on $when</p>
"""

RDF_FEED = """<?xml version="1.0" encoding="utf-8"?>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:admin="http://webns.net/mvcb/" xmlns="http://purl.org/rss/1.0/">
<channel rdf:about="$home">
<title>$blog</title><link>$home</link><description>$tagline</description><dc:creator>$author</dc:creator>
<admin:generatorAgent rdf:resource="http://www.movabletype.org/?v=3.15" />
<items><rdf:Seq>$places</rdf:Seq></items>
</channel>
$items</rdf:RDF>
"""

ATOM_FEED = """<?xml version="1.0" encoding="utf-8"?>
<feed version="0.3" xmlns="http://purl.org/atom/ns#" xmlns:dc="http://purl.org/dc/elements/1.1/" xml:lang="en">
<title>$blog</title>
<link rel="alternate" type="text/html" href="$home" />
<modified>$updated</modified>
<tagline>$tagline</tagline>
<id>tag:www.tidewrack.example,2005:/weblog//1</id>
<generator url="http://www.movabletype.org/" version="3.15">Movable Type</generator>
$items</feed>
"""

STYLE = b"""body{font:14px/1.6 Verdana,sans-serif;background:#eef4f4;color:#243}#banner{background:#356;color:#fff;padding:1em}
#banner a{color:#fff}.comments-body{border-bottom:1px dotted #699;padding:.5em 0}.date,.posted{color:#577}
"""


def build(name: str = "tidewrack") -> Site:
    """The whole blog as documents. One address has moved, one is gone, and robots.txt asks for a pause."""
    words = read_words(name)
    site = Site(words.host)
    newest = words.posts[::-1]
    for post in words.posts:
        site.documents[_path(words, _address(words, post))] = _document(_post_page(words, post), post)
        site.documents[f"{words.path}{post.number:06}.html"] = redirect(_address(words, post))
    site.documents[words.path] = _document(_index_page(words, newest[:FEED_LENGTH], words.title), newest[0])
    for month in _months(words):
        some = [p for p in newest if p.when.strftime("%Y/%m") == month]
        body = _index_page(words, some, f"{words.title}: {some[0].when:%B %Y} Archives")
        site.documents[f"{words.path}archives/{month}/index.html"] = _document(body, some[0])
    for category in sorted({c for p in words.posts for c in p.categories}):
        some = [p for p in newest if category in p.categories]
        body = _index_page(words, some, f"{words.title}: {category} Archives")
        site.documents[f"{words.path}archives/{slug(category)}/index.html"] = _document(body, some[0])
    site.documents[f"{words.path}archives.html"] = _document(_archives_page(words), newest[0])
    _add_files(site, words)
    return site


def _document(body: str, post: Post, content_type: str = "text/html; charset=utf-8") -> Document:
    return Document(body.encode(), content_type, modified=post.when)


def _path(words: Words, address: str) -> str:
    return address.removeprefix(f"http://{words.host}")


def _months(words: Words) -> list[str]:
    return list(dict.fromkeys(p.when.strftime("%Y/%m") for p in reversed(words.posts)))


def _address(words: Words, post: Post) -> str:
    """Movable Type 3 cut the title to fifteen characters and joined it by underscores."""
    name = post.slug.replace("-", "_")[:15].strip("_")
    return f"{words.home}archives/{post.when:%Y/%m}/{name}.html"


def _clock(item: Comment | Post) -> str:
    """Hours without a leading zero, padded with a space, as Movable Type 3 printed them."""
    return f"{item.when:%I:%M %p}".lstrip("0").rjust(8)


def _date(item: Comment | Post) -> str:
    return f"{item.when:%B} {item.when.day:>2}, {item.when.year}"


def _facts(words: Words) -> dict[str, object]:
    months = "".join(
        f'<a href="{words.home}archives/{m}/index.html">{m.replace("/", "-")}</a><br />\n' for m in _months(words)
    )
    return {
        "home": words.home,
        "blog": text(words.title),
        "tagline": text(words.tagline),
        "author": text(words.author),
        "months": months,
    }


def _entry(words: Words, post: Post, *, on_index: bool) -> str:
    url = _address(words, post)
    links = ""
    if on_index:
        links = f' | <a href="{url}">Permalink</a> | <a href="{url}#comments">Comments ({len(post.talk)})</a>'
        links += f' | <a href="{url}#trackbacks">TrackBack ({len(post.pings)})</a>'
    return page(
        ENTRY,
        _facts(words),
        day=_date(post),
        padded=f"{post.number:06}",
        heading=f'<a href="{url}">{text(post.title)}</a>' if on_index else text(post.title),
        html=post.html,
        filed=" and ".join(
            f'<a href="{words.home}archives/{slug(c)}/index.html">{text(c)}</a>' for c in post.categories
        ),
        clock=f"{_clock(post)} on <strong>{_date(post)}</strong>",
        links=links,
    )


def _post_page(words: Words, post: Post) -> str:
    url = _address(words, post)
    before = next((p for p in reversed(words.posts) if p.number < post.number), None)
    after = next((p for p in words.posts if p.number > post.number), None)
    parts: list[str] = []
    head = ""
    if before:
        head += f'<link rel="prev" href="{_address(words, before)}" title="{text(before.title)}" />\n'
        parts.append(f'<a href="{_address(words, before)}">&laquo; {text(before.title)}</a>')
    parts.append(f'<a href="{words.home}">Main</a>')
    if after:
        head += f'<link rel="next" href="{_address(words, after)}" title="{text(after.title)}" />\n'
        parts.append(f'<a href="{_address(words, after)}">{text(after.title)} &raquo;</a>')
    head += page(
        RDF,
        _facts(words),
        url=url,
        number=post.number,
        title=text(post.title),
        subject=text(post.categories[0]),
        iso=post.when.isoformat(),
    )
    body = f'<div id="menu">\n{" | ".join(parts)}\n</div>\n' + _entry(words, post, on_index=False)
    if post.pings:
        body += '<div class="trackback-head"><a name="trackbacks"></a>TrackBack</div>\n'
        body += "".join(_ping(c) for c in post.pings)
    body += '<div class="comments-head"><a name="comments"></a>Comments</div>\n'
    body += "".join(_comment(words, c) for c in post.talk)
    body += '<div class="comments-head">Post a comment</div>\n<div class="comments-body"><form method="post" '
    body += f'action="{words.home}mt-comments.cgi" name="comments_form"><input type="hidden" name="entry_id" value="{post.number}" />'
    body += '<textarea name="text" rows="5" cols="40"></textarea></form></div>\n'
    title = f"{text(words.title)}: {text(post.title)}"
    return page(PAGE, _facts(words), head_title=title, head=head, body=body)


def _comment(words: Words, comment: Comment) -> str:
    who = text(comment.author)
    if comment.url:
        who = f'<a href="{text(comment.url)}" rel="nofollow">{who}</a>'
    when = f"{_date(comment)} {_clock(comment)}"
    return page(COMMENT, {}, number=comment.number, html=comment.paragraphs, who=who, when=when)


def _ping(comment: Comment) -> str:
    when = f"{_date(comment)} {_clock(comment)}"
    title = " ".join(comment.html.split()[:4])
    facts = {"number": comment.number, "url": text(comment.url), "who": text(comment.author), "title": title}
    return page(PING, facts, html=comment.html, when=when)


def _index_page(words: Words, posts: Sequence[Post], title: str) -> str:
    body = "".join(_entry(words, post, on_index=True) for post in posts)
    return page(PAGE, _facts(words), head_title=text(title), head="", body=body)


def _archives_page(words: Words) -> str:
    items = "".join(
        f'{p.when:%Y-%m-%d}: <a href="{_address(words, p)}">{text(p.title)}</a><br />\n' for p in reversed(words.posts)
    )
    title = f"{text(words.title)}: Archives"
    return page(PAGE, _facts(words), head_title=title, head="", body=f"<h2>Archives</h2>\n{items}")


def _add_files(site: Site, words: Words) -> None:
    add = site.documents
    newest = words.posts[::-1]
    path = words.path
    places = "".join(f'<rdf:li rdf:resource="{_address(words, p)}" />' for p in newest[:FEED_LENGTH])
    items = "".join(
        f'<item rdf:about="{_address(words, p)}"><title>{text(p.title)}</title><link>{_address(words, p)}</link>'
        f"<description>{text(p.title)}</description><dc:date>{p.when.isoformat()}</dc:date></item>\n"
        for p in newest[:FEED_LENGTH]
    )
    add[f"{path}index.rdf"] = _document(
        page(RDF_FEED, _facts(words), places=places, items=items), newest[0], "application/rdf+xml"
    )
    entries = "".join(
        f'<entry><title>{text(p.title)}</title><link rel="alternate" type="text/html" href="{_address(words, p)}" />'
        f"<modified>{utc(p.when)}</modified><issued>{utc(p.when)}</issued>"
        f"<id>tag:www.tidewrack.example,{p.when.year}:/weblog//1.{p.number}</id>"
        f"<author><name>{text(words.author)}</name></author>"
        f'<content type="text/html" mode="escaped" xml:lang="en">{text(p.html)}</content></entry>\n'
        for p in newest[:FEED_LENGTH]
    )
    add[f"{path}atom.xml"] = _document(
        page(ATOM_FEED, _facts(words), updated=utc(newest[0].when), items=entries), newest[0], "application/atom+xml"
    )
    add[f"{path}styles-site.css"] = _document(STYLE.decode(), newest[0], "text/css")
    add[f"{path}pictures/glass.png"] = Document(stripes_png("glass"), "image/png", modified=newest[0].when)
    add["/robots.txt"] = Document(b"User-agent: *\nCrawl-delay: 0.2\nDisallow: /cgi-bin/\n", "text/plain")
