"""What WordPress 4.9 prints: threads in html5, comment pages (the last one first), pings, feeds, wp-json."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from demo.pictures import stripes_png
from demo.site import Document, Query, Site, chunks, page, redirect, text
from demo.words import Comment, Post, Words, read_words, rfc822, slug, utc

PER_PAGE = 4
COMMENTS_PER_PAGE = 4
"""How many *top-level* comments stand on a page of comments, as WordPress counts."""
FEED_LENGTH = 10

PAGE = """<!DOCTYPE html>
<html lang="en-GB" class="no-js">
<head>
<meta charset="UTF-8">
<meta name="viewport" content="width=device-width">
<title>$head_title</title>
<link rel="alternate" type="application/rss+xml" title="$blog &raquo; Feed" href="${home}feed/" />
<link rel="alternate" type="application/rss+xml" title="$blog &raquo; Comments Feed" href="${home}comments/feed/" />
$head<link rel='stylesheet' id='slow-style-css' href='${home}wp-content/themes/slow/style.css?ver=4.9.8' type='text/css' media='all' />
<link rel='https://api.w.org/' href='${home}wp-json/' />
<link rel="EditURI" type="application/rsd+xml" title="RSD" href="${home}xmlrpc.php?rsd" />
<meta name="generator" content="WordPress 4.9.8" />
</head>
<body class="$kind">
<div id="page" class="hfeed site">
<header id="masthead" class="site-header"><p class="site-title"><a href="$home" rel="home">$blog</a></p>
<p class="site-description">$tagline</p></header>
<div id="content" class="site-content"><div id="primary" class="content-area"><main id="main" class="site-main" role="main">
$body
</main></div></div>
<aside id="secondary" class="widget-area">
<section id="recent-comments-2" class="widget widget_recent_comments"><h2 class="widget-title">Recent Comments</h2>
<ul id="recentcomments">$recent</ul></section>
<section id="archives-2" class="widget widget_archive"><h2 class="widget-title">Archives</h2><ul>
$months</ul></section>
</aside>
<footer id="colophon" class="site-footer"><a href="https://wordpress.example/">Proudly powered by WordPress</a></footer>
</div>
</body>
</html>
"""

ARTICLE = """<article id="post-$number" class="post-$number post type-post status-publish format-standard hentry">
<header class="entry-header">$heading</header>
<div class="entry-content">
$html
</div>
<footer class="entry-footer"><span class="posted-on"><span class="screen-reader-text">Posted on </span><a href="$url" rel="bookmark"><time class="entry-date published updated" datetime="$iso">$day</time></a></span><span class="byline"><span class="author vcard"><span class="screen-reader-text">Author </span><a class="url fn n" href="${home}author/$login/">$author</a></span></span><span class="cat-links"><span class="screen-reader-text">Categories </span>$categories</span>$tags$counts</footer>
</article>
"""

COMMENT = """<li id="comment-$number" class="$classes">
<article id="div-comment-$number" class="comment-body">
<footer class="comment-meta">
<div class="comment-author vcard"><b class="fn">$who</b> <span class="says">says:</span></div>
<div class="comment-metadata"><a href="$url#comment-$number"><time datetime="$iso">$when</time></a></div>
</footer>
<div class="comment-content">
$html
</div>
<div class="reply"><a rel='nofollow' class='comment-reply-link' href='$post?replytocom=$number#respond'>Reply</a></div>
</article>
$children</li><!-- #comment-## -->
"""

PING = """<li id="comment-$number" class="pingback even thread-even depth-1">
<div class="comment-body">Pingback: <a href='$url' rel='external nofollow' class='url'>$who</a></div>
</li><!-- #comment-## -->
"""

RSS = """<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:wfw="http://wellformedweb.org/CommentAPI/" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:atom="http://www.w3.org/2005/Atom" xmlns:sy="http://purl.org/rss/1.0/modules/syndication/" xmlns:slash="http://purl.org/rss/1.0/modules/slash/">
<channel>
<title>$title</title>
<atom:link href="$own" rel="self" type="application/rss+xml" />
<link>$url</link>
<description>$tagline</description>
<lastBuildDate>$updated</lastBuildDate>
<language>en-GB</language>
<generator>https://wordpress.org/?v=4.9.8</generator>
$items</channel>
</rss>
"""

POST_ITEM = """<item>
<title>$title</title>
<link>$url</link>
<comments>$url#comments</comments>
<pubDate>$when</pubDate>
<dc:creator><![CDATA[$author]]></dc:creator>
$categories<guid isPermaLink="false">${home}?p=$number</guid>
<description><![CDATA[$short]]></description>
<content:encoded><![CDATA[$html]]></content:encoded>
<wfw:commentRss>${url}feed/</wfw:commentRss>
<slash:comments>$count</slash:comments>
</item>
"""

COMMENT_ITEM = """<item>
<title>By: $author</title>
<link>$url#comment-$number</link>
<dc:creator><![CDATA[$author]]></dc:creator>
<pubDate>$when</pubDate>
<guid isPermaLink="false">$post#comment-$number</guid>
<description><![CDATA[$short]]></description>
<content:encoded><![CDATA[$html]]></content:encoded>
</item>
"""

STYLE = b"""body{font:17px/1.6 "Noto Serif",Georgia,serif;margin:0 auto;max-width:46em;padding:1em;color:#333}
.site-header{border-bottom:4px solid #263}.children{list-style:none;border-left:2px solid #9b9;padding-left:1em}
.comment-list{list-style:none;padding:0}time{color:#686}
"""


def build(name: str = "slowtrains") -> Site:
    """The whole blog as documents, with ``?paged=``, ``?p=`` and wp-json answered by :func:`_ask`."""
    words = read_words(name)
    site = Site(words.host, ask=lambda path, query: _ask(words, path, query))
    newest = words.posts[::-1]
    for post in words.posts:
        _add_post(site, words, post)
    _add_index(site, words, words.home, newest)
    for month in dict.fromkeys(p.when.strftime("%Y/%m") for p in newest):
        some = [p for p in newest if p.when.strftime("%Y/%m") == month]
        _add_index(site, words, f"{words.home}{month}/", some)
    for kind, names in (("category", _names(words, "categories")), ("tag", _names(words, "tags"))):
        for one in names:
            some = [p for p in newest if one in p.categories + p.tags]
            _add_index(site, words, f"{words.home}{kind}/{slug(one)}/", some)
    _add_index(site, words, f"{words.home}author/{slug(words.author)}/", newest)
    _add_files(site, words)
    return site


def _names(words: Words, kind: str) -> list[str]:
    return sorted({name for post in words.posts for name in getattr(post, kind)})


def _path(words: Words, address: str) -> str:
    return address.removeprefix(f"http://{words.host}")


def _address(words: Words, post: Post) -> str:
    return f"{words.home}{post.when:%Y/%m/%d}/{post.slug}/"


def _comment_address(words: Words, post: Post, comment: Comment) -> str:
    place = next((n for n, some in enumerate(_comment_pages(post), 1) if comment in some), 1)
    return _address(words, post) + (f"comment-page-{place}/" if len(_comment_pages(post)) > 1 else "")


def _comment_pages(post: Post) -> list[list[Comment]]:
    """Comments as WordPress cuts them: so many top-level ones a page, replies stay with theirs."""
    pages: list[list[Comment]] = []
    tops = 0
    for comment in post.comments:
        if comment.depth == 0:
            if tops % COMMENTS_PER_PAGE == 0:
                pages.append([])
            tops += 1
        pages[-1].append(comment)
    return pages or [[]]


def _facts(words: Words) -> dict[str, object]:
    latest = sorted(((c, p) for p in words.posts for c in p.talk), key=lambda pair: pair[0].when)[-3:]
    recent = "".join(
        f'<li class="recentcomments"><span class="comment-author-link">{text(c.author or "Anonymous")}</span> on '
        f'<a href="{_address(words, p)}#comment-{c.number}">{text(p.title)}</a></li>'
        for c, p in reversed(latest)
    )
    months = dict.fromkeys(p.when.strftime("%Y/%m|%B %Y") for p in reversed(words.posts))
    return {
        "home": words.home,
        "blog": text(words.title),
        "tagline": text(words.tagline),
        "author": text(words.author),
        "login": slug(words.author),
        "recent": recent,
        "months": "".join(
            f"<li><a href='{words.home}{m.split('|')[0]}/'>{m.split('|')[1]}</a></li>\n" for m in months
        ),
    }


def _article(words: Words, post: Post, *, on_index: bool) -> str:
    url = _address(words, post)
    title = f'<a href="{url}" rel="bookmark">{text(post.title)}</a>' if on_index else text(post.title)
    level = "h2" if on_index else "h1"
    tags = ", ".join(f'<a href="{words.home}tag/{slug(t)}/" rel="tag">{text(t)}</a>' for t in post.tags)
    count = len(post.comments)
    said = f"{count} Comment{'s' if count != 1 else ''}"
    return page(
        ARTICLE,
        _facts(words),
        number=post.number,
        heading=f'<{level} class="entry-title">{title}</{level}>',
        html=post.html,
        url=url,
        iso=post.when.isoformat(),
        day=f"{post.when.day} {post.when:%B %Y}",
        categories=", ".join(
            f'<a href="{words.home}category/{slug(c)}/" rel="category tag">{text(c)}</a>' for c in post.categories
        ),
        tags=f'<span class="tags-links"><span class="screen-reader-text">Tags </span>{tags}</span>' if tags else "",
        counts=f'<span class="comments-link"><a href="{url}#comments">{said}</a></span>' if on_index else "",
    )


def _add_post(site: Site, words: Words, post: Post) -> None:
    url = _address(words, post)
    pages = _comment_pages(post)
    for number, some in enumerate(pages, 1):
        body = _post_page(words, post, some, number, len(pages)).encode()
        document = Document(body, modified=post.when, headers=_api_header(words, post))
        if len(pages) > 1:
            site.documents[_path(words, url) + f"comment-page-{number}/"] = document
        if number == len(pages):
            site.documents[_path(words, url)] = document
    site.documents[_path(words, url) + "feed/"] = _rss(words, _comment_feed(words, post), post)


def _api_header(words: Words, post: Post) -> tuple[tuple[str, str], ...]:
    return (
        ("Link", f'<{words.home}wp-json/>; rel="https://api.w.org/"'),
        ("Link", f"<{words.home}?p={post.number}>; rel=shortlink"),
    )


def _post_page(words: Words, post: Post, some: Sequence[Comment], number: int, of: int) -> str:
    url = _address(words, post)
    count = len(post.comments)
    body = _article(words, post, on_index=False)
    if count:
        nav = _comment_nav(url, number, of)
        body += f'<div id="comments" class="comments-area">\n<h2 class="comments-title">{count} thoughts on &ldquo;{text(post.title)}&rdquo;</h2>\n'
        body += f'{nav}<ol class="comment-list">\n{_comment_items(words, post, some)}</ol>\n{nav}</div>\n'
    before = next((p for p in reversed(words.posts) if p.number < post.number), None)
    after = next((p for p in words.posts if p.number > post.number), None)
    body += '<nav class="navigation post-navigation" role="navigation"><div class="nav-links">'
    if before:
        body += f'<div class="nav-previous"><a href="{_address(words, before)}" rel="prev">{text(before.title)}</a></div>'
    if after:
        body += f'<div class="nav-next"><a href="{_address(words, after)}" rel="next">{text(after.title)}</a></div>'
    body += "</div></nav>"
    head = f'<link rel="alternate" type="application/rss+xml" title="{text(words.title)} &raquo; {text(post.title)} Comments Feed" href="{url}feed/" />\n'
    canonical = url if number == of else f"{url}comment-page-{number}/#comments"
    head += f'<link rel="canonical" href="{canonical}" />\n<link rel=\'shortlink\' href=\'{words.home}?p={post.number}\' />\n'
    title = f"{text(post.title)} &#8211; {text(words.title)}"
    kind = f"post-template-default single single-post postid-{post.number}"
    return page(PAGE, _facts(words), head_title=title, head=head, kind=kind, body=body)


def _comment_nav(url: str, number: int, of: int) -> str:
    links = ""
    if number > 1:
        links += f'<div class="nav-previous"><a href="{url}comment-page-{number - 1}/#comments">Older Comments</a></div>'
    if number < of:
        links += f'<div class="nav-next"><a href="{url}comment-page-{number + 1}/#comments">Newer Comments</a></div>'
    return f'<nav class="navigation comment-navigation" role="navigation"><div class="nav-links">{links}</div></nav>\n' if links else ""


def _comment_items(words: Words, post: Post, some: Sequence[Comment], parent: int | None = None) -> str:
    return "".join(_comment(words, post, c, some) for c in some if c.parent == parent)


def _comment(words: Words, post: Post, comment: Comment, some: Sequence[Comment]) -> str:
    if comment.ping:
        return page(PING, {}, number=comment.number, url=text(comment.url), who=text(comment.author))
    children = _comment_items(words, post, some, comment.number)
    who = text(comment.author or "Anonymous")
    if comment.url:
        who = f"<a href='{text(comment.url)}' rel='external nofollow' class='url'>{who}</a>"
    parity = "odd alt" if comment.number % 2 else "even"
    classes = f"comment {parity} depth-{comment.depth + 1}"
    if comment.author == words.author:
        classes = f"comment byuser comment-author-{slug(words.author)} bypostauthor {parity} depth-{comment.depth + 1}"
    return page(
        COMMENT,
        {},
        number=comment.number,
        classes=classes + (" parent" if children else ""),
        who=who,
        url=_comment_address(words, post, comment),
        post=_address(words, post),
        iso=comment.when.isoformat(),
        when=f"{comment.when.day} {comment.when:%B %Y} at {comment.when:%H:%M}",
        html=comment.paragraphs,
        children=f'<ol class="children">\n{children}</ol><!-- .children -->\n' if children else "",
    )


def _add_index(site: Site, words: Words, address: str, posts: Sequence[Post]) -> None:
    pages = chunks(posts, PER_PAGE)
    for number, some in enumerate(pages, 1):
        body = "".join(_article(words, post, on_index=True) for post in some)
        links = ""
        if number > 1:
            back = address if number == 2 else f"{address}page/{number - 1}/"
            links += f'<a class="prev page-numbers" href="{back}">Previous page</a>'
        if number < len(pages):
            links += f'<a class="next page-numbers" href="{address}page/{number + 1}/">Next page</a>'
        if links:
            body += f'<nav class="navigation pagination" role="navigation"><div class="nav-links">{links}</div></nav>'
        title = f"{text(words.title)} &#8211; {text(words.tagline)}"
        html = page(PAGE, _facts(words), head_title=title, head="", kind="archive blog hfeed", body=body)
        at = _path(words, address if number == 1 else f"{address}page/{number}/")
        site.documents[at] = Document(html.encode(), modified=some[0].when)


def _short(html: str) -> str:
    return html.split("</p>")[0].removeprefix("<p>")


def _post_feed(words: Words, posts: Sequence[Post]) -> str:
    return "".join(
        page(
            POST_ITEM,
            _facts(words),
            title=text(p.title),
            url=_address(words, p),
            when=rfc822(p.when),
            categories="".join(f"<category><![CDATA[{c}]]></category>\n" for c in p.categories + p.tags),
            number=p.number,
            short=_short(p.html),
            html=p.html,
            count=len(p.comments),
        )
        for p in posts
    )


def _comment_feed(words: Words, post: Post | None) -> str:
    """The newest comments, ten at most, as WordPress cuts its comment feeds."""
    pairs = [(c, p) for p in ((post,) if post else words.posts) for c in p.comments]
    pairs.sort(key=lambda pair: pair[0].when, reverse=True)
    items = ""
    for comment, owner in pairs[:FEED_LENGTH]:
        above = next((c for c in owner.comments if c.number == comment.parent), None)
        reply = ""
        if above:
            to = f"{_comment_address(words, owner, above)}#comment-{above.number}"
            reply = f'<p>In reply to <a href="{to}">{text(above.author or "Anonymous")}</a>.</p>\n'
        items += page(
            COMMENT_ITEM,
            {},
            author=text(comment.author or "Anonymous"),
            url=_comment_address(words, owner, comment),
            post=_address(words, owner),
            number=comment.number,
            when=rfc822(comment.when),
            short=_short(comment.html),
            html=reply + comment.paragraphs,
        )
    return items


def _rss(words: Words, items: str, about: Post | None = None, own: str = "feed/") -> Document:
    url = _address(words, about) if about else words.home
    title = f"Comments on: {text(about.title)}" if about else text(words.title)
    updated = (about or words.posts[-1]).when
    body = page(RSS, _facts(words), title=title, own=url + own, url=url, updated=rfc822(updated), items=items)
    return Document(body.encode(), "application/rss+xml; charset=UTF-8", modified=updated)


def _add_files(site: Site, words: Words) -> None:
    newest = words.posts[::-1]
    add = site.documents
    add["/feed/"] = _rss(words, _post_feed(words, newest[:PER_PAGE]))
    add["/comments/feed/"] = _rss(words, _comment_feed(words, None), own="comments/feed/")
    add["/robots.txt"] = Document(
        f"User-agent: *\nDisallow: /wp-admin/\n\nSitemap: {words.home}wp-sitemap.xml\n".encode(), "text/plain"
    )
    posts = "".join(f"<url><loc>{_address(words, p)}</loc></url>" for p in words.posts)
    add["/wp-sitemap.xml"] = _sitemap(
        "sitemapindex", f"<sitemap><loc>{words.home}wp-sitemap-posts-post-1.xml</loc></sitemap>"
    )
    add["/wp-sitemap-posts-post-1.xml"] = _sitemap("urlset", posts)
    add["/wp-content/themes/slow/style.css"] = Document(STYLE, "text/css", modified=newest[0].when)
    for name in ("halt", "levers"):
        add[f"/pictures/{name}.png"] = Document(stripes_png(name), "image/png", modified=newest[0].when)
    add["/wp-json/"] = _json({"name": words.title, "home": words.home, "namespaces": ["oembed/1.0", "wp/v2"]})
    add["/wp-json/wp/v2/posts"] = _api(words, "posts", {})
    add["/wp-json/wp/v2/comments"] = _api(words, "comments", {})


def _sitemap(kind: str, inner: str) -> Document:
    body = f'<?xml version="1.0" encoding="UTF-8"?>\n<{kind} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{inner}</{kind}>\n'
    return Document(body.encode(), "application/xml; charset=UTF-8")


def _json(value: Any, *headers: tuple[str, str], status: int = 200) -> Document:
    body = json.dumps(value, ensure_ascii=False).encode()
    return Document(body, "application/json; charset=UTF-8", status, headers=headers)


def _ask(words: Words, path: str, query: Query) -> Document | None:
    """Addresses with a query: pages of the feed, short links, the API."""
    if path == "/feed/" and query.get("paged", "").isdigit():
        pages = chunks(words.posts[::-1], PER_PAGE)
        number = int(query["paged"])
        return _rss(words, _post_feed(words, pages[number - 1])) if 0 < number <= len(pages) else Document(b"", status=404)
    if path == "/" and query.get("p", "").isdigit():
        post = next((p for p in words.posts if str(p.number) == query["p"]), None)
        return redirect(_address(words, post)) if post else None
    if path in ("/wp-json/wp/v2/posts", "/wp-json/wp/v2/comments"):
        return _api(words, path.rpartition("/")[2], query)
    return None


def _api(words: Words, what: str, query: Query) -> Document:
    """A page of wp-json, with ``X-WP-Total`` and a ``Link`` to the next one; pings are never given, as in WordPress."""
    items = [_api_post(words, p) for p in reversed(words.posts)]
    if what == "comments":
        pairs = [(c, p) for p in words.posts for c in p.talk if query.get("post", str(p.number)) == str(p.number)]
        pairs.sort(key=lambda pair: pair[0].when, reverse=query.get("order") != "asc")
        items = [_api_comment(words, c, p) for c, p in pairs]
    size = int(query.get("per_page", "10"))
    number = int(query.get("page", "1"))
    pages = chunks(items, size) or [[]]
    if number > len(pages):
        return _json({"code": "rest_post_invalid_page_number", "data": {"status": 400}}, status=400)
    headers = [("X-WP-Total", str(len(items))), ("X-WP-TotalPages", str(len(pages)))]
    if number < len(pages):
        rest = "&".join(f"{k}={v}" for k, v in query.items() if k != "page")
        following = f"{words.home}wp-json/wp/v2/{what}?{rest + '&' if rest else ''}page={number + 1}"
        headers.append(("Link", f'<{following}>; rel="next"'))
    return _json(list(pages[number - 1]), *headers)


def _api_post(words: Words, post: Post) -> dict[str, Any]:
    return {
        "id": post.number,
        "date": post.when.strftime("%Y-%m-%dT%H:%M:%S"),
        "date_gmt": _gmt(post),
        "modified_gmt": _gmt(post),
        "guid": {"rendered": f"{words.home}?p={post.number}"},
        "slug": post.slug,
        "status": "publish",
        "type": "post",
        "link": _address(words, post),
        "title": {"rendered": text(post.title)},
        "content": {"rendered": post.html, "protected": False},
        "author": 1,
        "comment_status": "open",
    }


def _api_comment(words: Words, comment: Comment, post: Post) -> dict[str, Any]:
    return {
        "id": comment.number,
        "post": post.number,
        "parent": comment.parent or 0,
        "author": 1 if comment.author == words.author else 0,
        "author_name": comment.author,
        "author_url": comment.url,
        "date": comment.when.strftime("%Y-%m-%dT%H:%M:%S"),
        "date_gmt": _gmt(comment),
        "content": {"rendered": comment.paragraphs + "\n"},
        "link": f"{_comment_address(words, post, comment)}#comment-{comment.number}",
        "status": "approved",
        "type": "comment",
    }


def _gmt(item: Comment | Post) -> str:
    return utc(item.when).removesuffix("Z")
