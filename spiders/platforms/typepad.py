"""TypePad (2003–2025), modern and classic templates: `div.comment#comment-…`, footers "Posted by: NAME |"."""

from __future__ import annotations

from spiders.adapter import Adapter, CommentFields, Entries, Layout, Links, Marks, PostFields
from spiders.fields import Each, Many, attr, first, inner, link, permalink, text

_PAGER = Links("comments", "comment pager", "a[href*='/comments/page/']")

MODERN = Layout(
    name="modern",
    when="div.entry[id^=entry-]",
    unless="div.entry[id^=entry-] ~ div.entry[id^=entry-]",
    about=first(link("div.entry a.permalink"), link("link[rel=canonical]")),
    post=PostFields(
        source_id=attr("id", "div.entry[id^=entry-]", match=r"entry-(\w+)"),
        title=text("h3.entry-header"),
        author=text("span.post-footers", match=r"Posted by (.+?) (?:at|on|in) "),
        words=first(text("h2.date-header"), text("span.post-footers", match=r"\bon (.+)")),
        html=inner("div.entry-body", "div.entry-more", join=True),
        categories=Many("span.post-footers a"),
        previous=link("a.content-nav-prev", "link[rel=prev]"),
        next=link("a.content-nav-next", "link[rel=next]"),
        closed=text("p.comments-closed"),
        open=attr("id", "form#comment-form", "#comment-preview", "#comments-form"),
    ),
    comments=(
        (
            Each("div.comment[id^=comment-]", unless="#comment-preview"),
            CommentFields(
                key=first(
                    attr("href", "p.comment-footer a[href*='#comment-']", match=r"#comment-(\w+)"),
                    attr("id", "", match=r"comment-(\w+)"),
                ),
                url=permalink("p.comment-footer a[href*='#comment-']"),
                author=text("p.comment-footer", match=r"Posted by:?\s*(.*?)\s*\|"),
                author_url=link("p.comment-footer a:not([href*='#comment-'])"),
                author_id=attr("at:flyout-userxid", "img"),
                words=text("p.comment-footer a[href*='#comment-']"),
                html=first(inner("div.comment-content > span[id$=-content]"), inner("div.comment-content")),
                owner=attr("class", "", match=r"comment-by-owner"),
            ),
        ),
    ),
    follow=(_PAGER, Links("feed", "comment feed", "div.comments-info a[href*='/comments/']")),
)

INDEX = Layout(
    name="index",
    when="div.entry[id^=entry-], .archive-content, body.layout-archive-index",
    page="index",
    entries=Entries(
        Each("div.entry[id^=entry-]"),
        url=link("a.permalink", "h3.entry-header a"),
        promised=text("a[href$='#comments']", match=r"Comments? \((\d+)\)"),
    ),
)

TYPEPAD = Adapter(
    name="typepad",
    title="TypePad",
    marks=Marks(
        generator=r"typepad\.com",
        css=("html#typepad-standard",),
        raw=(r"static\.typepad\.com/\.shared", r"www\.typepad\.com/t/stats\?blog_id=", r"Typepad\.set"),
        host=r"\.typepad\.com$",
    ),
    layouts=(MODERN, INDEX),
    follow=(
        Links("index", "pager", ".pager-inner a[href], .content-nav a.content-nav-main"),
        Links("post", "content nav", "a.content-nav-prev, a.content-nav-next"),
    ),
    traps=(("no_prefetch", r"[?&]no_prefetch="), ("comment address", r"[?&]cid=")),
)
