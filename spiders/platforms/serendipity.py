"""Serendipity (s9y): `.serendipity_comment`, threads by indent or level class, trackbacks of the same class."""

from __future__ import annotations

import re
from collections.abc import Iterable

from archive.models import Follow
from spiders.adapter import Adapter, CommentFields, Entries, Layout, Links, Marks, PostFields
from spiders.containers import Each
from spiders.fields import (
    Beside,
    Call,
    Const,
    Many,
    Raw,
    Scope,
    Span,
    attr,
    first,
    inner,
    link,
    permalink,
    text,
    together,
)
from spiders.levels import by_level
from spiders.page import Page
from spiders.printed import CLOCK

_PINGS = ".serendipity_section_trackbacks, section#trackbacks"
_KEY = first(
    attr("id", match=r"^(?:serendipity_comment_|c)(\d+)$"),
    Beside("a[id^=c]", attr("id", match=r"^c(\d+)$")),
    attr("id", "a[id^=c]", match=r"^c(\d+)$"),
)


def _name(scope: Scope) -> str | None:
    """The writer's name in "NAME on 12. March 2012:", the connecting word in whatever language."""
    words = text("h4", without="time, .twitter_follow").read(scope)
    found = re.match(r"^(.+?)\s+\S+\s*:?$", words or "")
    return found[1] if found else None


def _level(scope: Scope) -> str | None:
    if found := re.search(r"\bcommentlevel-(\d+)", scope.element.get("class", "")):
        return found[1]
    found = re.search(r"padding-left:\s*(\d+)px", scope.element.get("style", ""))
    if found:
        return str(int(found[1]) // 20)
    trace = text("a.comment_source_trace", match=r"^#(\d+(?:\.\d+)*)$").read(scope)
    return str(trace.count(".")) if trace else None


_REMOVED = (
    "comment removed|kommentar (?:entfernt|slettet|borttagen)|reactie verwijderd|comentario eliminado"
    "|comentário removido|hozzászólás törölve|komentarz usunięty|komentár odstránený|komentář odstraněn"
    "|коментарът е премахнат|комментарий удал[её]н|نظر حذف شد|コメントは削除されました|回复被删除"
    "|迴響已被移除|덧글 삭제됨"
)
"""What the languages that Serendipity speaks say in place of a comment that was taken away."""

COMMENTS = (
    Each(
        ".serendipity_comment",
        unless=f"{_PINGS}, form",
        holds=".comment_source_trace, .comment_source_author",
    ),
    CommentFields(
        key=_KEY,
        url=permalink("a.comment_source_trace[href]"),
        author=first(text(".comment_source_author"), text("h4 a[href]"), Call(_name)),
        author_url=link("a.comment_source_url[href]", "h4 > a[href]"),
        words=text(".comment_source_date", "h4 time", "header time"),
        machine=attr("datetime", "h4 time[datetime]", "header time[datetime]"),
        html=inner(".serendipity_commentBody", without="img.comment_avatar"),
        parent=attr("href", "a.reply_origin[href]", match=r"#c(\d+)"),
        deleted=text(".serendipity_commentBody", match=rf"^\((?:{_REMOVED})\)$"),
        owner=attr("class", match=r"serendipity_comment_author_self"),
    ),
)

_PING_LINE = r"^[^:]{2,30}:\s*(.+?)\s+[^\s:]{2,30}:\s"
PINGS = (
    Each(".serendipity_comment", unless=".serendipity_section_comments, section#comments, form"),
    CommentFields(
        key=_KEY,
        author=first(text("h4 cite"), text(".serendipity_comment_source", match=_PING_LINE)),
        author_url=link("h4 > a[href]", ".serendipity_commentBody > a[href]"),
        title=text("h4 > a[href]", ".serendipity_commentBody > a[href]"),
        words=first(
            text("h4 time"),
            text(".serendipity_comment_source", match=r"([^\W\d_]{2,12}\.? \d{1,2}, \d\d:\d\d)"),
        ),
        machine=attr("datetime", "h4 time[datetime]"),
        html=first(Span(".serendipity_commentBody > a:first-child + br", None), inner(".serendipity_commentBody")),
        kind=Const("trackback"),
    ),
)

_LISTS = (COMMENTS, PINGS)
_FOOT = ".serendipity_entryFooter"

POST = PostFields(
    source_id=first(
        attr("id", "article.serendipity_entry[id^=post_]", match=r"^post_(\d+)$"),
        Raw(r"comment\.php\?type=(?:trackback|pingback|webmention)&(?:amp;)?entry_id=(\d+)"),
    ),
    title=text(".serendipity_entry > header h2", ".serendipity_title", ".serendipity_entry h2", "h1.entry-title"),
    author=text(".serendipity_byline .single_user a", f"{_FOOT} > a[href*='author']", f"{_FOOT} > a[href]"),
    author_url=link(".serendipity_byline .single_user a", f"{_FOOT} > a[href*='author']"),
    words=first(
        text(".serendipity_byline time"),
        together(text(".serendipity_date"), text(f"{_FOOT} > a", match=rf"^({CLOCK})$")),
        text(".serendipity_date"),
    ),
    machine=attr("datetime", ".serendipity_byline time[datetime]"),
    html=inner(".serendipity_entry_body", ".serendipity_entry_extended", ".serendipity_entry > #extended", join=True),
    tags=Many(".serendipity_freeTag a, a[rel~=tag]"),
    categories=Many(f".serendipity_entry > footer a[href*='/categories/'], {_FOOT} a[href*='/categories/']"),
    closed=text(".serendipity_msg_important"),
    open=attr("id", "#serendipity_CommentForm"),
    promised=text(f"{_FOOT} a[href$='#comments']", ".serendipity_entry > footer a[href$='#comments']", match=r"\d+"),
    promised_by="comments link",
)

ENTRY = Layout(
    name="entry",
    when=".serendipity_section_comments, .serendipity_comments, #serendipity_CommentForm",
    test=lambda page: len(page.css(".serendipity_entry_body")) < 2,
    about=link("link[rel=canonical]", ".serendipity_title a[href]", ".serendipity_entry > header h2 a[href]"),
    post=POST,
    comments=_LISTS,
    amend=by_level(_LISTS, Call(_level)),
)
INDEX = Layout(
    name="index",
    when=".serendipity_entry",
    page="index",
    entries=Entries(
        Each("article.serendipity_entry, .serendipity_Entry_Date"),
        url=link("h2 a[href]", ".serendipity_title a[href]"),
        promised=text("a[href$='#comments']", match=r"\d+"),
    ),
    follow=(
        Links(
            "index",
            "pager",
            f".serendipity_pagination a[href], {_FOOT} a[href*='/P'], {_FOOT} a[href*='serendipity[page]']",
        ),
        Links("post", "index", ".serendipity_title a[href]"),
    ),
)


def discover(page: Page) -> Iterable[Follow]:
    """The feed that holds every entry, and on an entry's page the feed of its comments."""
    for element in page.css("link[rel~=alternate][href*='/feeds/']"):
        root = (page.join(element.get("href")) or "").partition("/feeds/")[0]
        if root:
            yield Follow(f"{root}/rss.php?version=2.0&all=1", "feed", "serendipity all entries")
            number = POST.source_id.read(Scope(page, page.root)) if POST.source_id and ENTRY.fits(page) else None
            if number:
                ask = f"{root}/rss.php?version=2.0&type=comments&cid={number}"
                yield Follow(ask, "feed", "serendipity comments feed")
            return


SERENDIPITY = Adapter(
    name="serendipity",
    title="Serendipity",
    marks=Marks(
        generator=r"^serendipity",
        css=(
            ".serendipity_entry, .serendipity_entry_body",
            ".serendipity_comment, #serendipity_CommentForm",
            "link[href*='serendipity.css']",
        ),
        headers=(("x-blog", r"serendipity"),),
    ),
    layouts=(ENTRY, INDEX),
    discover=discover,
    traps=(
        ("other view of a thread", r"serendipity(?:\[|%5B)cview"),
        ("reply or delete", r"serendipity(?:\[|%5B)(?:delete|replyTo|adminModule|action)"),
        ("trackback address", r"comment\.php\?(?:[^#]*&)?type="),
        ("exit link", r"/exit\.php\?"),
    ),
)
