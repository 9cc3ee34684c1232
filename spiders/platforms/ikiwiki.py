"""ikiwiki: `.comment#comment-MD5`, subject above, body, then "Comment by NAME — date"; flat."""

from __future__ import annotations

from spiders.adapter import Adapter, CommentFields, Entries, Layout, Links, Marks, PostFields
from spiders.containers import Each
from spiders.fields import Many, attr, first, inner, link, permalink, text
from spiders.page import Page

COMMENTS = (
    Each(".comment[id]", unless="form, .inlinepage", holds=".comment-header, .comment-subject"),
    CommentFields(
        key=attr("id", match=r"^(?:comment-)?(\w+)$|/(comment_\w+)$"),
        url=permalink(".comment-subject > a[href]"),
        author=text(".comment-header .author"),
        author_url=link(".comment-header .author a[href]"),
        title=text(".comment-subject"),
        words=first(
            text(".comment-header .date", ".comment-header time"),
            text(".comment-header", match=r"—\s*(.+)$|\(([^()]*\d{4}[^()]*)\)\s*$"),
        ),
        machine=attr("datetime", ".comment-header time[datetime]"),
        html=inner(".inlinecontent"),
    ),
)

POST = PostFields(
    title=first(
        text(".pageheader .title", ".header .title", "header .title", "h1"),
        text(".pageheader .header", without=".parentlinks"),
    ),
    author=first(text(".pagecopyright .author", ".inlineheader .author"), attr("content", "meta[name=author]")),
    words=first(text(".pagedate time[pubdate]"), text(".pagedate", match=r"Posted\s+(.+)$")),
    machine=attr("datetime", ".pagedate time[pubdate][datetime]"),
    updated_words=text(".pagedate", match=r"Last edited\s+(.+?)(?:\s+Posted.*)?$"),
    updated=attr("datetime", ".pagedate time[datetime]:not([pubdate])"),
    html=inner("#pagebody #content", "#content", "#pagebody"),
    tags=Many("#pageinfo .tags a[href], .tags a[rel~=tag]"),
    closed=text(".addcomment", match=r"^.*\bclosed\b.*$"),
    open=link(".addcomment > a[href]"),
)


def _is_single(page: Page) -> bool:
    return page.first("#content .inlinepage, #content .archivepage, #pagebody .inlinepage") is None


IKIWIKI = Adapter(
    name="ikiwiki",
    title="ikiwiki",
    marks=Marks(
        generator=r"^ikiwiki",
        css=(
            ".pageheader .parentlinks, .header .parentlinks",
            "#pageinfo .pagedate, .pagefooter .pagedate",
            ".comment .comment-subject",
            ".inlinepage .inlineheader",
        ),
        raw=("ikiwiki.cgi", "/ikiwiki/ikiwiki.js"),
    ),
    layouts=(
        Layout(
            name="page",
            when="#content, #pagebody",
            test=_is_single,
            post=POST,
            comments=(COMMENTS,),
            follow=(
                Links(
                    "feed",
                    "comment feed",
                    "link[rel~=alternate][href*='comments.'], a.feedbutton[href*='comments.']",
                ),
            ),
        ),
        Layout(
            name="index",
            when=".inlinepage, .archivepage",
            page="index",
            entries=Entries(
                Each(".inlinepage, .archivepage"),
                url=link(".inlineheader > a[href]", ".header > a[href]", ".archivepagedate ~ a[href]", "a[href]"),
                promised=text("a[href*='#comments']", match=r"\d+"),
            ),
        ),
    ),
    traps=(("wiki action", r"ikiwiki\.cgi|[?&]do=(?:edit|comment|goto|prefs|blog|recentchanges)\b"),),
)
