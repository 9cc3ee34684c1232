"""Squarespace 6 and 7: posts on the page (`article`, `div.sqs-layout`), lists and comments as JSON; 5 beside it."""

from __future__ import annotations

from collections.abc import Iterable

from archive.models import Follow
from spiders.adapter import Adapter, CommentFields, Entries, Layout, Links, Marks, PostFields, canonical
from spiders.containers import Each
from spiders.fields import Call, Many, Raw, Scope, attr, first, inner, link, text
from spiders.markup import pick, words_of
from spiders.page import Page
from spiders.platforms.squarespace_api import APIS, comments_url
from spiders.platforms.squarespace_five import ENTRY, JOURNAL

_ITEM = first(
    attr("id", ".squarespace-comments[id^=comments-]", match=r"^comments-([0-9a-f]{24})$"),
    attr(
        "data-item-id",
        "article[data-item-id]",
        ".squarespace-comments[data-item-id]",
        ".hentry[data-item-id]",
    ),
    attr("id", "article[id^=article-], article[id^=post-]", match=r"^(?:article|post)-([0-9a-f]{24})$"),
    Raw(r'"item":\{"id":"([0-9a-f]{24})"'),
)

COMMENTS = (
    Each(".squarespace-comments .comment[id^=comment-]", unless="form, .comment-form, .new-comment-area"),
    CommentFields(
        key=attr("id", match=r"^comment-(\w+)$"),
        author=text(".comment-header .author", ".author", ".comment-author"),
        author_url=link(".comment-header .author a[href]", ".author a[href]"),
        words=text(".comment-header .date", ".date", ".comment-date"),
        html=inner(".comment-body"),
    ),
)


def _linked_count(scope: Scope) -> str | None:
    """The number in the link that leads to this very post's comments; lists on the page link others'."""
    item = _ITEM.read(scope)
    own = (one for one in scope.page.css("a.sqs-comment-link[data-id]") if one.get("data-id") == item)
    told = next((words_of(one) for one in own), "")
    return "0" if told.startswith("No ") else pick(told, r"^(\d[\d,.]*)")


POST = PostFields(
    source_id=_ITEM,
    title=first(
        text("h1.entry-title", ".blog-item-title h1", "h1.BlogItem-title", "h1.post-title", "article h1"),
        attr("content", "meta[itemprop=headline]", "meta[property='og:title']"),
    ),
    author=first(
        text(".blog-author-name", ".Blog-meta-item--author", ".entry-author a", "a[href*='?author=']"),
        attr("content", "meta[itemprop=author]"),
    ),
    author_url=link("a.blog-author-name[href]", "a[href*='?author=']"),
    words=text("time.dt-published", "time.Blog-meta-item--date", "time.published", "time.entry-date"),
    machine=first(
        attr("content", "meta[itemprop=datePublished]"),
        attr("datetime", "time.dt-published[datetime]", "time.published[datetime]", "article time[datetime]"),
    ),
    updated=attr("content", "meta[itemprop=dateModified]"),
    html=inner(
        ".blog-item-content .sqs-layout",
        ".blog-item-content",
        ".BlogItem-content",
        ".entry-content .sqs-layout",
        "article .sqs-layout",
        ".entry-content",
    ),
    tags=Many("a.blog-item-tag, a[href*='/tag/'], a[href*='?tag=']"),
    categories=Many("a.blog-item-category, a[href*='/category/'], a[href*='?category=']"),
    previous=link(".item-pagination-link--prev[href]", "a.BlogItem-pagination-link--prev[href]"),
    next=link(".item-pagination-link--next[href]", "a.BlogItem-pagination-link--next[href]"),
    promised=first(
        text(".squarespace-comments .comment-count", ".comments-header .comment-count", match=r"\d[\d,.]*"),
        Call(_linked_count),
    ),
    promised_by="comment count",
)


def discover(page: Page) -> Iterable[Follow]:
    """The page's own JSON on a list of posts; on a post its comments."""
    here = page.url.partition("#")[0].partition("?")[0]
    if POST_PAGE.fits(page):
        item = _ITEM.read(Scope(page, page.root))
        if item and page.first(".squarespace-comments:not(#disqus_thread)") is not None:
            permalink = canonical(page) or here
            yield Follow(comments_url(page.url, item, permalink), "embed", "squarespace comments")
    elif INDEX.fits(page):
        yield Follow(f"{here}?format=json", "api", "squarespace json")


POST_PAGE = Layout(
    name="post",
    when="body[class*=view-item] article, .blog-item-wrapper, .BlogItem, .squarespace-comments",
    post=POST,
    comments=(COMMENTS,),
)
INDEX = Layout(
    name="index",
    when="body[class*=view-list] article, .blog-basic-grid, .BlogList, article.hentry, article[id^=article-]",
    page="index",
    entries=Entries(
        Each("article"),
        url=link(
            ".blog-title a[href]",
            ".entry-title a[href]",
            "h1 a[href]",
            "h2 a[href]",
            "a.blog-more-link[href]",
        ),
        promised=text("a[href*='#comments']", match=r"\d[\d,.]*"),
    ),
    follow=(Links("index", "older posts", "a[href*='?offset='], .older a[href]"),),
)

SQUARESPACE = Adapter(
    name="squarespace",
    title="Squarespace",
    marks=Marks(
        generator=r"squarespace",
        css=(
            "link[href*='static1.squarespace.com'], script[src*='static1.squarespace.com']",
            "script[src*='assets.squarespace.com'], link[href*='assets.squarespace.com']",
            ".sqs-layout, .sqs-block",
            ".journal-entry-wrapper .journal-entry",
        ),
        raw=("static.squarespace_context", "<!-- this is squarespace. -->"),
        host=r"\.squarespace\.com$",
    ),
    layouts=(ENTRY, JOURNAL, POST_PAGE, INDEX),
    discover=discover,
    apis=APIS,
    traps=(
        ("other view", r"[?&](?:format=(?:main-content|ical)|view=calendar|reply)"),
        ("Squarespace 5's own page", r"/display/(?:ShowProfile|Login|Search|ShowRegister|admin)\b"),
        ("cart", r"/(?:cart|checkout|account/login)(?:[?#/]|$)"),
    ),
)
