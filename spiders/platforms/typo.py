"""Typo, later Publify: `ul#commentList` (or `ol`) with `li#comment-N`, trackbacks in a list of their own."""

from __future__ import annotations

from spiders.adapter import Adapter, CommentFields, Entries, Layout, Links, Marks, PostFields
from spiders.containers import Each
from spiders.fields import Const, Many, Span, attr, first, inner, link, permalink, text
from spiders.page import Page
from spiders.printed import CLOCK, DAY

_WHEN = rf"({DAY}(?:\s*(?:at|à|um|,|-)?\s*{CLOCK})?)"
_BY = r"(?i:by|par|von|av|door|di|de|por)"
_LIST = "#commentList > li, #commentlist > li, .commentlist > li"

COMMENTS = (
    Each(_LIST, unless=".trackbacks, #trackbacks, form", holds=".author, h4, cite, .content"),
    CommentFields(
        key=attr("id", match=r"^(?:comment-|c)(\d+)$"),
        url=permalink("a[href*='#comment-']"),
        author=first(
            text(".author cite", "cite", ".author a"),
            text("h4 a"),
            text("h4", match=rf"^(?:{_BY}\s+)?(.+?)\s+(?={DAY})"),
        text("h4", match=rf"^(?:{_BY}\s+)?(.+?)\s+(?:(?:about|almost|less than|over)\s+)?(?:\d+|an?)\s\w+\s+later\b"),
        ),
        author_url=link(
            ".author cite a[href]", ".author a[href]:not([href*='#'])", "cite a[href]", "h4 a[href]"
        ),
        words=first(
            text("h4", match=_WHEN), text("abbr", ".author abbr", "small", match=_WHEN), text(".author", match=_WHEN)
        ),
        machine=attr("title", "abbr[title]", match=r"^.*\d\d:\d\d.*$"),
        html=first(
            Span(".content > h4", ".content > hr, .spamwarning"),
            inner(".content", ".thecomment", without=".spamwarning"),
            Span(".author", "form, .spamwarning"),
        ),
    ),
)
TRACKBACKS = (
    Each("ol.trackbacks > li, #trackbackList > li, ul.trackbacks > li"),
    CommentFields(
        key=first(attr("id", match=r"^trackback-(\d+)$"), attr("d", match=r"^trackback-(\d+)$")),
        author=text("cite"),
        author_url=link(".author a[href]"),
        title=text(".author a"),
        html=inner(".content"),
        kind=Const("trackback"),
    ),
)

POST = PostFields(
    source_id=attr("id", "[id^=article-]", match=r"^article-(\d+)$"),
    title=text("[id^=article-] h1", "h1.page-header", "[id^=article-] h2", ".post h2", "h2.entry-title"),
    author=text(".meta .p-author", ".p-author", ".author .fn", "[id^=article-] .auth a", ".auth a"),
    words=first(
        text(".meta", "p.auth", ".article-meta", "#meta", match=_WHEN), text("[id^=article-] abbr", "abbr.published")
    ),
    machine=first(
        attr("datetime", ".meta time[datetime]"),
        attr("title", "p.auth .typo_date[title]", ".typo_date[title]"),
    ),
    html=first(
        inner(".e-content", ".entry-content", ".article-content", ".content .body"),
        Span("h1.page-header", ".meta, .well, h3.feedback, #commentList"),
        Span("[id^=article-] > h1", "#meta, h2#twitter, h3.feedback, #commentList, form"),
    ),
    tags=Many(".meta a[rel~=tag], p.meta a[rel~=tag], a[rel~=tag]"),
    categories=Many("a[href*='/category/'], a[href*='/categories/']"),
    open=attr("id", "form#commentform", "form#comment_form", "#commentform"),
    closed=text(".well.well-small", "p.postmetadata.alt", match=r"^.*(?:disabled|closed).*$"),
    promised=text("h3#commentaires", "h4.blueblk", "a[name=comments]", ".feedback", match=r"\d+"),
    promised_by="heading",
)


def _is_single(page: Page) -> bool:
    return page.first("#commentList, #commentlist, #commentform, #trackbackList") is not None


ARTICLE = Layout(
    name="article",
    when="[id^=article-], #commentList, #commentlist, #commentform",
    test=_is_single,
    post=POST,
    comments=(COMMENTS, TRACKBACKS),
    follow=(Links("feed", "article feed", "link[rel~=alternate][href*='/articles/'], a[href$='.atom']"),),
)
INDEX = Layout(
    name="index",
    when="[id^=article-], .h-entry, .hentry",
    page="index",
    entries=Entries(
        Each("[id^=article-], .hentry"),
        url=link(".entry-title a[href]", "h2 a[href]", "h1 a[href]"),
        promised=text(".comments a", "a[href*='#comments']", match=r"\d+"),
    ),
    follow=(Links("index", "pager", "a[href*='/page/']", match=r"/page/\d+$"),),
)

TYPO = Adapter(
    name="typo",
    title="Typo, Publify",
    marks=Marks(
        generator=r"^(?:typo(?! ?3)|publify)\b",
        css=(
            "#commentList > li[id^=comment-]",
            "h3#commentaires.feedback",
            "script[src*='javascripts/typo.js'], link[href*='stylesheets/user-styles.css'], span.typo_date",
        ),
        raw=("/stylesheets/theme/azure", "publify_"),
    ),
    layouts=(ARTICLE, INDEX),
    traps=(("preview", r"/comments/preview"), ("sign-in", r"/(?:accounts|admin)/")),
)
