"""Typecho: nested `li.comment-body`; its times are wall clock, whatever offset they are written with."""

from __future__ import annotations

from spiders.adapter import Adapter, CommentFields, Entries, Layout, Links, Marks, PostFields
from spiders.containers import Each
from spiders.fields import Call, Field, Many, Own, Scope, attr, first, inner, link, permalink, text
from spiders.markup import words_of
from spiders.page import Page


def _clock(*css: str) -> Field:
    """A time's attribute without the offset 0, which older versions write behind the local time."""
    return first(attr("datetime", *css, match=r"^([\d-]{10}T[\d:]{8})\+00:00$"), attr("datetime", *css))


COMMENTS = (
    Each("li.comment-body[id^=comment-]", unless="form"),
    CommentFields(
        key=attr("id", match=r"^comment-(\d+)$"),
        url=permalink(".comment-meta > a[href*='#comment-']"),
        author=text(".comment-author cite", ".comment-author .fn"),
        author_url=link(".comment-author cite a[href]", ".comment-author .fn a[href]"),
        words=text(".comment-meta time", ".comment-meta > a"),
        machine=_clock(".comment-meta time[datetime]"),
        html=inner(".comment-content"),
        owner=attr("class", match=r"comment-by-author"),
    ),
)


def _in_words(scope: Scope) -> str | None:
    """None and one, which the heading over the thread says in words."""
    for heading in scope.css("#comments > h3, .comment-title"):
        words = words_of(heading)
        if "一条评论" in words:
            return "1"
        if "暂无" in words:
            return "0"
    return None


POST = PostFields(
    source_id=first(
        attr("action", "form#comment-form[action]", match=r"/(\d+)/comment"),
        attr("id", "[id^=respond-post-]", match=r"(\d+)$"),
        Own(r"/archives/(\d+)"),
    ),
    title=text("article .post-title", ".post-title", "article h1"),
    author=text("[itemprop=author] [itemprop=name]", ".post-meta a[rel~=author]"),
    author_url=link("[itemprop=author] a[href]", ".post-meta a[rel~=author]"),
    words=text("time[itemprop=datePublished]", ".post-meta time"),
    machine=_clock("time[itemprop=datePublished][datetime]", ".post-meta time[datetime]"),
    html=inner("article [itemprop=articleBody]", ".post-content", ".entry-content", without="[itemprop=keywords]"),
    tags=Many("[itemprop=keywords] a, .tags a"),
    categories=Many(".post-meta a[href*='/category/']"),
    previous=link(".post-near li:first-child a[href]", ".post-nav .prev a[href]"),
    next=link(".post-near li:last-child a[href]", ".post-nav .next a[href]"),
    open=attr("id", "form#comment-form"),
    promised=first(text("#comments > h3", ".comment-title", match=r"\d+"), Call(_in_words)),
    promised_by="heading",
)


def _is_single(page: Page) -> bool:
    return page.first("#comments, form#comment-form, .post-near, .post-nav") is not None


ENTRY = Layout(
    name="post",
    when="article.post, .post-content, li.comment-body",
    test=_is_single,
    about=first(
        link(".post-title > a[itemprop=url]"),
        Own(r"^(.*?)/comment-page-\d+/?(?:[?#]|$)", r"\1"),
        link("link[rel=canonical]"),
    ),
    post=POST,
    comments=(COMMENTS,),
    follow=(Links("comments", "comment pager", ".page-navigator a[href*='comment-page-']"),),
)
INDEX = Layout(
    name="index",
    when="article.post, .post-content",
    page="index",
    entries=Entries(
        Each("article.post"),
        url=link(".post-title a[href]"),
        promised=text("[itemprop=interactionCount] a", "a[href$='#comments']", match=r"\d+"),
    ),
    follow=(Links("index", "pager", ".page-navigator a[href]"),),
)

TYPECHO = Adapter(
    name="typecho",
    title="Typecho",
    marks=Marks(
        generator=r"^typecho",
        css=(
            "li.comment-body.comment-parent",
            "[id^=respond-post-] form#comment-form",
            "link[href*='/usr/themes/']",
        ),
        raw=("typechocomment", "/action/xmlrpc?rsd"),
    ),
    layouts=(ENTRY, INDEX),
    traps=(("reply form", r"[?&]replyTo="), ("feedback address", r"/feed/.*/comments/.*\?")),
)
