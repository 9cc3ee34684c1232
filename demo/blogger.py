"""What Blogger printed after 2012: a thread as `var items`, feeds in Atom and JSON with openSearch totals."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from demo.pictures import stripes_png
from demo.site import Document, Query, Site, page, text
from demo.words import Comment, Post, Words, epoch_ms, hex_id, long_id, read_words, slug

PER_PAGE = 3
FEED_LENGTH = 25
SLOW = 1.0
"""Seconds that the one slow page takes."""

PAGE = """<!DOCTYPE html>
<html class='v2' dir='ltr' lang='en'>
<head>
<meta content='text/html; charset=UTF-8' http-equiv='Content-Type'/>
<meta content='blogger' name='generator'/>
<link href='${home}favicon.ico' rel='icon' type='image/x-icon'/>
<link href='$url' rel='canonical'/>
<link rel="alternate" type="application/atom+xml" title="$blog - Atom" href="${home}feeds/posts/default" />
<link rel="alternate" type="application/rss+xml" title="$blog - RSS" href="${home}feeds/posts/default?alt=rss" />
$head<link href='${home}static/widgets.css' rel='stylesheet' type='text/css'/>
<meta content='$url' property='og:url'/>
<title>$head_title</title>
</head>
<body class='loading'>
<div class='header section' id='header'><div class='widget Header' id='Header1'>
<h1 class='title'><a href='$home'>$blog</a></h1><div class='descriptionwrapper'><p class='description'><span>$tagline</span></p></div>
</div></div>
<div class='main section' id='main'><div class='widget Blog' data-version='1' id='Blog1'>
<div class='blog-posts hfeed'>
$body
</div>
<div class='blog-pager' id='blog-pager'>
$pager</div>
</div></div>
<div class='sidebar section' id='sidebar'><div class='widget BlogArchive' data-version='1' id='BlogArchive1'>
<h2>Blog Archive</h2><div class='widget-content'><div id='ArchiveList'>
$months</div></div></div></div>
</body>
</html>
"""

POST = """<div class="date-outer">
<h2 class='date-header'><span>$day</span></h2>
<div class="date-posts">
<div class='post-outer'>
<div class='post hentry'>
<a name='$id'></a>
<h3 class='post-title entry-title'>$heading</h3>
<div class='post-header'><div class='post-header-line-1'></div></div>
<div class='post-body entry-content' id='post-body-$id'>
$html
<div style='clear: both;'></div>
</div>
<div class='post-footer'>
<div class='post-footer-line post-footer-line-1'><span class='post-author vcard'>Posted by <span class='fn'>$author</span></span>
<span class='post-timestamp'>at <a class='timestamp-link' href='$url' rel='bookmark' title='permanent link'><abbr class='published' title='$iso'>$clock</abbr></a></span>
<span class='post-comment-link'>$counts</span></div>
<div class='post-footer-line post-footer-line-2'><span class='post-labels'>Labels: $labels</span></div>
</div>
</div>
$comments</div>
</div></div>
"""

COMMENTS = """<div class='comments' id='comments'>
<a name='comments'></a>
<h4>$said</h4>
<div class='comments-content'>
<script type='text/javascript'>
    (function() {
      var items = $items;
      var msgs = {'loadMore': 'Load more...', 'loading': 'Loading...', 'addComment': 'Add comment'};
      var config = $config;
    })();
</script>
<div id='comment-holder'>
<div class="comment-thread toplevel-thread"><ol id="top-ra">$rendered</ol></div>
</div>
</div>
<p class='comment-footer'><a href='#comment-editor'>Add comment</a></p>
</div>
"""

ITEM = """<li class="comment" id="c$id"><div class="comment-block"><div class="comment-header"><cite class="user">$who</cite><span class="icon user "></span><span class="datetime secondary-text"><a rel="nofollow" href="$link">$when</a></span></div><p class="comment-content">$html</p></div><div class="comment-replies"><div id="c$id-rt" class="comment-thread inline-thread"><ol id="c$id-ra" class="thread-chrome thread-expanded">$replies</ol></div></div></li>"""

FEED = """<?xml version='1.0' encoding='UTF-8'?><feed xmlns='http://www.w3.org/2005/Atom' xmlns:openSearch='http://a9.com/-/spec/opensearchrss/1.0/' xmlns:gd='http://schemas.google.com/g/2005' xmlns:thr='http://purl.org/syndication/thread/1.0'><id>$id</id><updated>$updated</updated><title type='text'>$title</title><link rel='alternate' type='text/html' href='$url'/>$next<author><name>$author</name></author><generator version='7.00' uri='http://www.blogger.com'>Blogger</generator><openSearch:totalResults>$total</openSearch:totalResults><openSearch:startIndex>$start</openSearch:startIndex><openSearch:itemsPerPage>$size</openSearch:itemsPerPage>$entries</feed>
"""

STYLE = b"""body{font:15px/1.5 Arial,sans-serif;background:#181c24;color:#dde;max-width:52em;margin:1em auto}a{color:#9cf}
.comment-replies{margin-left:2em}.comment{list-style:none}h2.date-header{color:#89a}
"""


def build(name: str = "mothnotes") -> Site:
    """The whole blog as documents; the feeds are answered by :func:`_ask`."""
    words = read_words(name)
    site = Site(words.host, ask=lambda path, query: _ask(words, path, query))
    newest = words.posts[::-1]
    for post in words.posts:
        document = Document(_post_page(words, post).encode(), modified=post.when)
        slow = SLOW if post.number == 4 else 0.0
        site.documents[_path(words, _address(words, post))] = replace(document, pause=slow)
        _add(site, words, _comment_feed_path(words, post), _ask(words, _comment_feed_path(words, post), {}))
    site.documents["/"] = Document(_index_page(words, words.home, newest[:PER_PAGE], newest).encode())
    for month in dict.fromkeys(p.when.strftime("%Y/%m") for p in newest):
        some = [p for p in newest if p.when.strftime("%Y/%m") == month]
        site.documents[f"/{month}/"] = Document(_index_page(words, f"{words.home}{month}/", some).encode())
    for label in sorted({t for p in words.posts for t in p.tags}):
        some = [p for p in newest if label in p.tags]
        at = f"/search/label/{slug(label)}"
        site.documents[at] = Document(_index_page(words, words.home + at[1:], some).encode())
    for path in ("/feeds/posts/default", "/feeds/comments/default", "/search"):
        _add(site, words, path, _ask(words, path, {}))
    _add_files(site, words)
    return site


def _add(site: Site, words: Words, path: str, document: Document | None) -> None:
    assert document is not None
    site.documents[path] = document


def _path(words: Words, address: str) -> str:
    return address.removeprefix(f"http://{words.host}")


def _address(words: Words, post: Post) -> str:
    return f"{words.home}{post.when:%Y/%m}/{post.slug}.html"


def _comment_feed_path(words: Words, post: Post) -> str:
    return f"/feeds/{_post_id(words, post)}/comments/default"


def _blog_id(words: Words) -> str:
    return long_id("blog", words.title)


def _post_id(words: Words, post: Post) -> str:
    return long_id("post", words.title, post.number)


def _comment_id(words: Words, number: int) -> str:
    return long_id("comment", words.title, number)


def _link(words: Words, post: Post, comment: Comment) -> str:
    anchor = f"?showComment={epoch_ms(comment.when)}#c{_comment_id(words, comment.number)}"
    return _address(words, post) + anchor


def _facts(words: Words) -> dict[str, object]:
    months = dict.fromkeys(p.when.strftime("%Y/%m|%B %Y") for p in reversed(words.posts))
    links = (f"<a class='post-count-link' href='{words.home}{m.split('|')[0]}/'>{m.split('|')[1]}</a>\n" for m in months)
    return {
        "home": words.home,
        "blog": text(words.title),
        "tagline": text(words.tagline),
        "author": text(words.author),
        "months": "".join(links),
    }


def _who(comment: Comment) -> str:
    return comment.author or "Anonymous"


def _body(comment: Comment) -> str:
    if comment.removed:
        return '<span class="deleted-comment">This comment has been removed by the author.</span>'
    return comment.html


def _when(comment: Comment) -> str:
    hour = comment.when.strftime("%I:%M %p").lstrip("0")
    return f"{comment.when.day} {comment.when:%B %Y} at {hour}"


def _post(words: Words, post: Post, *, on_index: bool) -> str:
    url = _address(words, post)
    count = len(post.comments)
    said = f"{count} comment{'s' if count != 1 else ''}:"
    return page(
        POST,
        _facts(words),
        day=f"{post.when:%A}, {post.when.day} {post.when:%B %Y}",
        id=_post_id(words, post),
        heading=f"<a href='{url}'>{text(post.title)}</a>" if on_index else text(post.title),
        html=post.html,
        url=url,
        iso=post.when.isoformat(),
        clock=post.when.strftime("%I:%M %p").lstrip("0"),
        counts=f"<a class='comment-link' href='{url}#comment-form'>{said}</a>" if on_index else "",
        labels=", ".join(f"<a href='{words.home}search/label/{slug(t)}' rel='tag'>{text(t)}</a>" for t in post.tags),
        comments="" if on_index else _comments(words, post, said),
    )


def _comments(words: Words, post: Post, said: str) -> str:
    items = [_item(words, post, c) for c in post.comments]
    url = _address(words, post)
    config = {
        "blogId": _blog_id(words),
        "postId": _post_id(words, post),
        "feed": words.home[:-1] + _comment_feed_path(words, post),
        "authorName": words.author,
        "authorUrl": "http://profiles.example/ines",
        "baseUri": "http://www.blogger.example",
        "maxThreadDepth": 2,
        "postUrl": url,
    }
    as_script = json.dumps(items, ensure_ascii=False).replace("<", "\\u003c").replace(">", "\\u003e")
    return page(
        COMMENTS,
        {},
        said=said,
        items=as_script if items else "null",
        config=json.dumps(config).replace('"', "'"),
        rendered="".join(_rendered(words, post, c) for c in post.comments if c.parent is None),
    )


def _item(words: Words, post: Post, comment: Comment) -> dict[str, Any]:
    item: dict[str, Any] = {
        "id": _comment_id(words, comment.number),
        "body": _body(comment),
        "timestamp": str(epoch_ms(comment.when)),
        "permalink": _link(words, post, comment),
        "author": {"name": _who(comment), "avatarUrl": "", "profileUrl": comment.url},
        "displayTime": _when(comment),
        "deleteclass": f"item-control blog-admin pid-{hex_id(_who(comment), digits=8)}",
    }
    if comment.parent is not None:
        item["parentId"] = _comment_id(words, comment.parent)
    return item


def _rendered(words: Words, post: Post, comment: Comment) -> str:
    who = text(_who(comment))
    return page(
        ITEM,
        {},
        id=_comment_id(words, comment.number),
        who=f'<a href="{text(comment.url)}" rel="nofollow">{who}</a>' if comment.url else who,
        link=_link(words, post, comment),
        when=_when(comment),
        html=_body(comment),
        replies="".join(_rendered(words, post, c) for c in post.comments if c.parent == comment.number),
    )


def _post_page(words: Words, post: Post) -> str:
    url = _address(words, post)
    after = next((p for p in words.posts if p.number > post.number), None)
    before = next((p for p in reversed(words.posts) if p.number < post.number), None)
    pager = ""
    if after:
        pager += f"<span id='blog-pager-newer-link'><a class='blog-pager-newer-link' href='{_address(words, after)}' id='Blog1_blog-pager-newer-link' title='Newer Post'>Newer Post</a></span>\n"
    if before:
        pager += f"<span id='blog-pager-older-link'><a class='blog-pager-older-link' href='{_address(words, before)}' id='Blog1_blog-pager-older-link' title='Older Post'>Older Post</a></span>\n"
    pager += f"<a class='home-link' href='{words.home}'>Home</a>\n"
    feed = words.home[:-1] + _comment_feed_path(words, post)
    head = f'<link rel="alternate" type="application/atom+xml" title="{text(words.title)} - Atom" href="{feed}" />\n'
    title = f"{text(words.title)}: {text(post.title)}"
    body = _post(words, post, on_index=False)
    return page(PAGE, _facts(words), url=url, head=head, head_title=title, body=body, pager=pager)


def _index_page(words: Words, url: str, posts: Sequence[Post], newest: Sequence[Post] = ()) -> str:
    body = "".join(_post(words, post, on_index=True) for post in posts)
    pager = f"<a class='home-link' href='{words.home}'>Home</a>\n"
    last = posts[-1]
    if any(p.number < last.number for p in newest):
        older = f"{words.home}search?updated-max={last.when.isoformat()}&amp;max-results={PER_PAGE}".replace("+", "%2B")
        pager = f"<span id='blog-pager-older-link'><a class='blog-pager-older-link' href='{older}' title='Older Posts'>Older Posts</a></span>\n{pager}"
    return page(PAGE, _facts(words), url=url, head="", head_title=text(words.title), body=body, pager=pager)


def _add_files(site: Site, words: Words) -> None:
    add = site.documents
    add["/static/widgets.css"] = Document(STYLE, "text/css")
    add["/pictures/sheet.png"] = Document(stripes_png("sheet"), "image/png")
    add["/favicon.ico"] = Document(stripes_png("moth", 16, 16), "image/x-icon")
    add["/robots.txt"] = Document(b"User-agent: *\nDisallow: /share-widget\nAllow: /\n", "text/plain")


def _ask(words: Words, path: str, query: Query) -> Document | None:
    """The feeds (Atom, or JSON with ``alt=json``) and the older index pages."""
    if path == "/search":
        before = query.get("updated-max", "9999").replace(" ", "+")
        older = [p for p in reversed(words.posts) if p.when.isoformat() < before]
        html = _index_page(words, words.home + "search", older[:PER_PAGE] or words.posts[:1], older)
        return Document(html.encode())
    if path == "/feeds/posts/default":
        return _feed(words, query, [_post_entry(words, p) for p in reversed(words.posts)], None, path)
    for post in words.posts:
        if path == _comment_feed_path(words, post):
            return _feed(words, query, [_comment_entry(words, post, c) for c in post.comments], post, path)
    if path == "/feeds/comments/default":
        pairs = sorted(((c, p) for p in words.posts for c in p.comments), key=lambda pair: pair[0].when)
        return _feed(words, query, [_comment_entry(words, p, c) for c, p in reversed(pairs)], None, path)
    return None


Entry = dict[str, Any]
"""An entry in the JSON form of the feed: the Atom form is printed from it."""


def _post_entry(words: Words, post: Post) -> Entry:
    url = _address(words, post)
    feed = words.home[:-1] + _comment_feed_path(words, post)
    return {
        "id": {"$t": f"tag:blogger.com,1999:blog-{_blog_id(words)}.post-{_post_id(words, post)}"},
        "published": {"$t": post.when.isoformat(timespec="milliseconds")},
        "updated": {"$t": post.when.isoformat(timespec="milliseconds")},
        "category": [{"scheme": "http://www.blogger.com/atom/ns#", "term": t} for t in post.tags],
        "title": {"type": "text", "$t": post.title},
        "content": {"type": "html", "$t": post.html},
        "link": [
            {"rel": "replies", "type": "application/atom+xml", "href": feed, "title": "Post Comments"},
            {"rel": "replies", "type": "text/html", "href": f"{url}#comment-form"},
            {"rel": "alternate", "type": "text/html", "href": url, "title": post.title},
        ],
        "author": [{"name": {"$t": words.author}, "uri": {"$t": "http://profiles.example/ines"}}],
        "thr$total": {"$t": str(len(post.comments))},
    }


def _comment_entry(words: Words, post: Post, comment: Comment) -> Entry:
    url = _address(words, post)
    feed = words.home[:-1] + _comment_feed_path(words, post)
    who: dict[str, Any] = {"name": {"$t": _who(comment)}}
    if comment.url:
        who["uri"] = {"$t": comment.url}
    links = [{"rel": "alternate", "type": "text/html", "href": _link(words, post, comment), "title": ""}]
    if comment.parent is not None:
        links.append({"rel": "related", "href": f"{feed}/{_comment_id(words, comment.parent)}"})
    properties = [{"name": "blogger.itemClass", "value": f"pid-{hex_id(_who(comment), digits=8)}"}]
    if comment.removed:
        properties.append({"name": "blogger.contentRemoved", "value": "true"})
    return {
        "id": {"$t": f"tag:blogger.com,1999:blog-{_blog_id(words)}.post-{_comment_id(words, comment.number)}"},
        "published": {"$t": comment.when.isoformat(timespec="milliseconds")},
        "updated": {"$t": comment.when.isoformat(timespec="milliseconds")},
        "title": {"type": "text", "$t": comment.html[:40]},
        "content": {
            "type": "html",
            "$t": "This comment has been removed by the author." if comment.removed else comment.html,
        },
        "link": links,
        "author": [who],
        "thr$in-reply-to": {
            "href": url,
            "ref": f"tag:blogger.com,1999:blog-{_blog_id(words)}.post-{_post_id(words, post)}",
            "type": "text/html",
        },
        "gd$extendedProperty": properties,
    }


def _feed(words: Words, query: Query, entries: list[Entry], about: Post | None, path: str) -> Document:
    start = max(1, int(query.get("start-index", "1")))
    size = min(500, int(query.get("max-results", FEED_LENGTH)))
    some = entries[start - 1 : start - 1 + size]
    url = _address(words, about) if about else words.home
    title = f"Comments on {words.title}: {about.title}" if about else words.title
    id_ = f"tag:blogger.com,1999:blog-{_blog_id(words)}" + (f".post{_post_id(words, about)}..comments" if about else "")
    following = None
    if start - 1 + size < len(entries):
        alt = f"&alt={query['alt']}" if "alt" in query else ""
        following = f"{words.home[:-1]}{path}?start-index={start + size}&max-results={size}{alt}"
    updated = words.posts[-1].when.isoformat(timespec="milliseconds")
    if query.get("alt") == "json":
        links = [{"rel": "alternate", "type": "text/html", "href": url}]
        if following:
            links.append({"rel": "next", "type": "application/atom+xml", "href": following})
        feed = {
            "id": {"$t": id_},
            "updated": {"$t": updated},
            "title": {"type": "text", "$t": title},
            "link": links,
            "author": [{"name": {"$t": words.author}}],
            "generator": {"version": "7.00", "uri": "http://www.blogger.com", "$t": "Blogger"},
            "openSearch$totalResults": {"$t": str(len(entries))},
            "openSearch$startIndex": {"$t": str(start)},
            "openSearch$itemsPerPage": {"$t": str(size)},
            "entry": some,
        }
        body = json.dumps({"version": "1.0", "encoding": "UTF-8", "feed": feed}, ensure_ascii=False)
        return Document(body.encode(), "application/json; charset=UTF-8")
    atom = page(
        FEED,
        _facts(words),
        id=id_,
        updated=updated,
        title=text(title),
        url=url,
        next=f"<link rel='next' type='application/atom+xml' href='{text(following)}'/>" if following else "",
        total=len(entries),
        start=start,
        size=size,
        entries="".join(map(_as_atom, some)),
    )
    return Document(atom.encode(), "application/atom+xml; charset=UTF-8")


def _as_atom(entry: Entry) -> str:
    who = entry["author"][0]
    uri = f"<uri>{text(who['uri']['$t'])}</uri>" if "uri" in who else ""
    parts = [
        f"<id>{entry['id']['$t']}</id><published>{entry['published']['$t']}</published>",
        f"<updated>{entry['updated']['$t']}</updated>",
        *(f"<category scheme='{c['scheme']}' term='{text(c['term'])}'/>" for c in entry.get("category", ())),
        f"<title type='text'>{text(entry['title']['$t'])}</title>",
        f"<content type='html'>{text(entry['content']['$t'])}</content>",
        *("<link " + " ".join(f"{k}='{text(v)}'" for k, v in link.items()) + "/>" for link in entry["link"]),
        f"<author><name>{text(who['name']['$t'])}</name>{uri}<email>noreply@blogger.com</email></author>",
    ]
    if "thr$total" in entry:
        parts.append(f"<thr:total>{entry['thr$total']['$t']}</thr:total>")
    if "thr$in-reply-to" in entry:
        to = entry["thr$in-reply-to"]
        parts.append(f"<thr:in-reply-to href='{to['href']}' ref='{to['ref']}' type='text/html'/>")
    for one in entry.get("gd$extendedProperty", ()):
        parts.append(f"<gd:extendedProperty name='{one['name']}' value='{one['value']}'/>")
    return f"<entry>{''.join(parts)}</entry>"
