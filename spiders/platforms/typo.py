"""Typo, later Publify: `ul#commentList` (or `ol`) with `li#comment-N`, trackbacks in a list of their own."""

from __future__ import annotations

from spiders.adapter import Adapter, CommentFields, Entries, Layout, Links, Marks, PostFields
from spiders.containers import Each
from spiders.fields import Beside, Const, Many, Span, attr, first, inner, link, permalink, text
from spiders.page import Page
from spiders.printed import CLOCK, DAY

_WHEN = rf"({DAY}(?:\s*(?:at|à|um|,|-)?\s*{CLOCK})?)"
_BY = r"(?i:by|par|von|av|door|di|de|por)"
_LATER = r"((?:(?:about|almost|less than|over) )?(?:\d+|an?) \w+ later)"
"""How long after the article, which is all that most themes say of a comment's time."""
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
            text("h4", match=rf"^(?:{_BY}\s+)?(.+?)\s+{_LATER[1:-1]}"),
        ),
        author_url=link(".author cite a[href]", ".author a[href]:not([href*='#'])", "cite a[href]", "h4 a[href]"),
        words=first(
            text("h4", match=_WHEN),
            text("abbr", ".author abbr", "small", match=_WHEN),
            text(".author", match=_WHEN),
            text("h4", ".author", match=_LATER),
            text("", match=rf"\bsaid {_LATER}"),
        ),
        machine=attr("title", "abbr[title]", match=r"^.*\d\d:\d\d.*$"),
        html=first(
            Span(".content > h4", ".content > hr, .spamwarning"),
            inner(".content", ".thecomment", without=".spamwarning"),
            Span(".author", "form, .spamwarning"),
            Span("cite + br", "form, .spamwarning"),
        ),
    ),
)
TRACKBACKS = (
    Each("ol.trackbacks > li, #trackbackList > li, ul.trackbacks > li"),
    CommentFields(
        key=first(attr("id", match=r"^trackback-(\d+)$"), attr("d", match=r"^trackback-(\d+)$")),
        author=text("cite", "strong"),
        author_url=link(".author a[href]", "a[rel~=nofollow][href]"),
        title=text(".author a", "a[rel~=nofollow]"),
        html=first(inner(".content"), Span("a[rel~=nofollow] + br", ".admintools")),
        kind=Const("trackback"),
    ),
)

POST = PostFields(
    source_id=attr("id", "[id^=article-]", match=r"^article-(\d+)$"),
    title=text("[id^=article-] h1", "h1.page-header", "[id^=article-] h2", ".post h2", "h2.entry-title"),
    author=first(
        text(".meta .p-author", ".p-author", ".author .fn", "[id^=article-] .auth a", ".auth a"),
        text("p.auth", without=".typo_date", match=r"^Posted by (\S.{0,80})$"),
    ),
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
        Span(".post > p.auth", "form, .meta, #commentList"),
        Span("[id^=article-] > h1", "#meta, h2#twitter, h3.feedback, #commentList, form"),
    ),
    tags=Many(".meta a[rel~=tag], p.meta a[rel~=tag], a[rel~=tag]"),
    categories=Many("a[href*='/category/'], a[href*='/categories/']"),
    open=attr("id", "form#commentform", "form#comment_form", "#commentform"),
    closed=text(".well.well-small", "p.postmetadata.alt", "p:not([class])", match=r"^.{0,20}(?:disabled|closed)\W*$"),
    promised=text("h3#commentaires", "h4.blueblk", "a[name=comments]", ".feedback", match=r"\d+"),
    promised_by="heading",
)


def _is_single(page: Page) -> bool:
    if page.first("#commentList, #commentlist, #commentform, #trackbackList") is not None:
        return True
    return len(page.css(".post > p.auth")) == 1 and page.first(".post > h2 a") is None


ARTICLE = Layout(
    name="article",
    when="[id^=article-], #commentList, #commentlist, #commentform, .post > p.auth",
    test=_is_single,
    post=POST,
    comments=(COMMENTS, TRACKBACKS),
    follow=(
        Links("feed", "article feed", "link[rel~=alternate][href*='/articles/'], a[href$='.atom']"),
        Links("feed", "article feed", ".postmetadata a[href*='/xml/'], .postmetadata a[href$='.rss']"),
    ),
)
INDEX = Layout(
    name="index",
    when="[id^=article-], .h-entry, .hentry, .post > p.auth",
    page="index",
    entries=Entries(
        Each("[id^=article-], .hentry, .post:has(> p.auth)"),
        url=link(".entry-title a[href]", "h2 a[href]", "h1 a[href]"),
        promised=first(
            text(".comments a", "a[href*='#comments']", match=r"\d+"),
            Beside("p.meta", text("a[href*='#comments']", match=r"\d+"), after=True),
        ),
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
