"""Apache Roller: `a#comment-MS` before each `div.comment`, where MS is the time of writing in milliseconds."""

from __future__ import annotations

from spiders.adapter import Adapter, CommentFields, Entries, Layout, Links, Marks, PostFields
from spiders.containers import Each
from spiders.fields import Beside, Many, Own, Rdf, Span, attr, first, inner, link, permalink, text
from spiders.page import Page
from spiders.printed import CLOCK, DAY

_STAMP = r"^comment-(\d{9,14})$"
_ANCHOR = Beside("a[id^=comment-], a[name^=comment-]", first(attr("id", match=_STAMP), attr("name", match=_STAMP)))
_ON = r"\s(?:on|am|le|en|el|il|op|在|:|投稿日時:)\s+"

COMMENTS = (
    Each("#comments > .comment, .comments > .comment, #comments > [class^=comment]", holds=".comment-details"),
    CommentFields(
        key=first(_ANCHOR, attr("href", ".comment-details a[href*='#comment-']", match=r"#comment-(\d+)$")),
        url=permalink(".comment-details a[href*='#comment-']"),
        author=first(text(".comment-details b"), text(".comment-details", match=rf"\bby\s+(.+?){_ON}")),
        author_url=link(".comment-details a[rel~=nofollow][href]:not([href*='#comment-'])"),
        words=first(
            text(".comment-details", match=rf"^.*{_ON}(.*?\d.*?)\s*#?$", without="b"),
            text(".comment-details", match=r"^\S+\s+(\D*\d.*?)\s*#?$", without="b"),
        ),
        machine=_ANCHOR,
        html=Span(None, ".comment-details"),
    ),
)

_BOX = ".entryBox, .entry, .post"

POST = PostFields(
    source_id=first(attr("id", ".entryBox > a[id]"), attr("name", ".entryBox > a[name]"), Own(r"/entry/([^/?#]+)")),
    title=text(".entryBox .entryTitle", ".entryTitle", "h2.entry-title", ".entry h2"),
    author=first(
        text(".entryInfo", match=r"\bby\s+(.+?)\s+in\s"),
        text(".entryInfo", match=r"^(?!Posted)(.+?)\s+in\s"),
        Rdf("dc:creator"),
    ),
    words=first(
        text(".entryInfo a.permalink", ".entryInfo a[href*='/entry/']", match=r"^.*\d.*$"),
        text(".dayTitle", match=rf"{DAY}(?:\D{{0,9}}{CLOCK})?"),
    ),
    machine=Rdf("dc:date"),
    html=inner(".entryContent", ".entry-content", ".entryBox .content"),
    tags=Many(".entryInfo a.tagLink, a[rel~=tag]"),
    categories=Many(".entryInfo .category"),
    previous=link("link[rel=prev]"),
    next=link("link[rel=next]"),
    open=attr("action", ".comments-form form"),
    closed=text(".comments-form .status", match=r"^Comments are closed.*"),
    promised=text(".entryInfo a[class*=omments]", match=r"\[(\d+)\]|(\d+)$"),
    promised_by="comments link",
)


def _is_single(page: Page) -> bool:
    return page.first("#comments .comments-head, #comments > .comment, .comments-form, #id_permalink") is not None


ENTRY = Layout(
    name="entry",
    when=f"{_BOX}, .comments-head",
    test=_is_single,
    about=first(link("link[rel=canonical]"), Own(r"^(https?://[^/]+/[^?#]*?entry/[^/?#]+)")),
    post=POST,
    comments=(COMMENTS,),
)
INDEX = Layout(
    name="index",
    when=f"{_BOX}, .dayBox",
    page="index",
    entries=Entries(
        Each(_BOX),
        url=link(".entryInfo a.permalink[href]", "a[href*='/entry/']:not([href*='#'])", ".entryTitle a[href]"),
        promised=text("a[class*=omments]", match=r"\[(\d+)\]|(\d+)$"),
    ),
    follow=(
        Links("index", "pager", ".next-previous a[href]", match=r"[?&]page=\d|/date/"),
        Links("post", "pager", ".next-previous a[href*='/entry/']"),
    ),
)

ROLLER = Adapter(
    name="roller",
    title="Apache Roller",
    marks=Marks(
        generator=r"^(?:apache )?roller",
        css=(
            "link[href*='/feed/entries/atom'], link[href*='/feed/entries/rss']",
            "#comments .comments-head, .comment-details a.entrypermalink",
            "a[href*='roller-ui/'], script[src*='roller-ui/'], link[href*='roller-ui/']",
            ".entryBox .entryInfo",
        ),
    ),
    layouts=(ENTRY, INDEX),
    follow=(Links("feed", "comments feed", "link[href*='/feed/comments/atom']"),),
    traps=(
        ("calendar", r"/date/\d{8}"),
        ("sign-in", r"/roller-ui/"),
        ("search", r"/search\?"),
        ("category feed", r"/feed/[^?#]*\?(?:cat|tags)="),
    ),
)
