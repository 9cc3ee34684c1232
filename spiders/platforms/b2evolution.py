"""b2evolution: `article.evo_comment` (6, 7) and `div.bComment` (1 to 5), each after its `a#cN`."""

from __future__ import annotations

import re

from spiders.adapter import Adapter, CommentFields, Entries, Layout, Links, Marks, PostFields
from spiders.containers import Each
from spiders.fields import Beside, Call, Many, Scope, attr, first, inner, link, permalink, text
from spiders.levels import by_level
from spiders.page import Page
from spiders.printed import CLOCK, DAY

_TYPES = {"trackback": "trackback", "pingback": "pingback", "webmention": "webmention"}
_FROM = r"^.*?\b(?:from|de|von|da|van|fra|från|od|por)\s*:\s*(.+?)\s*(?:\[[^\]]*\]\s*)*$"
_WHEN = rf"((?:{DAY})(?:\s*@\s*{CLOCK})?)"


_COMMENTS = "comm?ent|kommentar|coment[aá]rio|reactie|komentarz|komentář|комментари|коментар|yorum|hozzászólás"


def _kind(scope: Scope) -> str | None:
    told = text("a.evo_comment_type", "a.bComment-type", ".bCommentTitle").read(scope) or ""
    return _TYPES.get(told.partition(" ")[0].lower())


def _level(scope: Scope) -> str | None:
    found = re.search(r"margin-left:\s*(\d+)px", scope.element.get("style", ""))
    return str(int(found[1]) // 20) if found else "0"


def _fields(title: str, body: str, foot: str) -> CommentFields:
    return CommentFields(
        key=first(
            attr("id", match=r"^(?:comment_|c)(\d+)$"),
            Beside("a[id^=c], a[name^=c]", first(attr("id", match=r"^c(\d+)$"), attr("name", match=r"^c(\d+)$"))),
            attr("id", "a[id^=c]", match=r"^c(\d+)$"),
        ),
        url=permalink("a.evo_comment_type[href]", "a.bComment-type[href]", f"{foot} a[href*='#c']"),
        author=first(
            text(
                f"{title} bdi",
                f"{title} a.user",
                f"{title} .user",
                f"{title} a[rel~=nofollow]:not([href*='#c'])",
            ),
            text(title, match=_FROM),
            text(title, match=r":\s*(.+?)\s*(?:\[[^\]]*\]\s*)*$"),
        ),
        author_url=link(f"{title} a[rel~=nofollow]:not([href*='#c']):not([href*='disp='])", f"{title} a.user[href]"),
        words=text(foot, title, match=_WHEN),
        html=inner(body),
        kind=Call(_kind),
    )


_UNLESS = "#comment_preview, .evo_comment__preview, form"
COMMENTS = (
    (
        Each(".evo_comment", unless=f"{_UNLESS}, .evo_comment__meta", holds=".evo_comment_text"),
        _fields(".evo_comment_title", ".evo_comment_text", ".evo_comment_footer"),
    ),
    (
        Each(".bComment", unless=_UNLESS, holds=".bCommentText"),
        _fields(".bCommentTitle", ".bCommentText", ".bCommentSmallPrint"),
    ),
)

POST = PostFields(
    source_id=first(
        attr("id", ".evo_post[id^=item_]", ".bPost[id^=item_]", match=r"(\d+)$"),
        attr("id", "article[id^=item_]", match=r"(\d+)$"),
    ),
    title=text(".evo_post_title h1", ".evo_post_title", ".bPost .bTitle", "h1.evo_post_title"),
    author=text(
        ".evo_post .user bdi",
        ".evo_post .user",
        ".bPost .bSmallHead .user",
        ".evo_post .identity_link_username",
    ),
    author_url=link(".evo_post a.user[href]"),
    words=text(".evo_post header", ".evo_post .small", ".bPost .bSmallHead", match=_WHEN),
    machine=attr("datetime", ".evo_post header time[datetime]"),
    html=inner(".evo_post__full_text", ".evo_post__full", ".bPost .bText", ".bPost .content_full"),
    tags=Many(".post_tags a, .bPost a[rel~=tag]"),
    categories=Many(".evo_post header a[rel~=tag], .bSmallHead a[href*='cat=']"),
    previous=link("link[rel=prev]", ".previous a[href]"),
    next=link("link[rel=next]", ".next a[href]"),
    closed=text(".comments_closed", ".evo_comment_form__disabled"),
    open=attr("id", "form[id^=evo_comment_form]", "#bComment_form_id_1", "form[id^=bComment_form]"),
    promised=text(".evo_comment__list_title", "#feedbacks h3", match=rf"(\d+)\s+(?:{_COMMENTS})"),
    promised_by="heading",
)


def _is_single(page: Page) -> bool:
    if page.first("#feedbacks, form[id^=evo_comment_form], form[id^=bComment_form], .bComment") is not None:
        return True
    return page.first("body[class*='disp_single']") is not None


ENTRY = Layout(
    name="post",
    when=".evo_post, .bPost, .evo_comment, .bComment",
    test=_is_single,
    post=POST,
    comments=COMMENTS,
    follow=(
        Links("feed", "comment feed", "a[href*='tempskin=_rss2'][href*='disp=comments']"),
        Links("comments", "comment pager", ".pagination a[href*='#comments'], a[href*='paged=']"),
    ),
    amend=by_level(COMMENTS, Call(_level)),
)
INDEX = Layout(
    name="index",
    when=".evo_post, .bPost",
    page="index",
    entries=Entries(
        Each(".evo_post, .bPost"),
        url=link(".evo_post_title a[href]", ".bTitle a[href]", "a.permalink[href]"),
        promised=text("a[href$='#comments']", ".evo_post_feedback_link", match=r"\d+"),
    ),
    follow=(Links("index", "pager", "a[href*='paged=']"),),
)

B2EVOLUTION = Adapter(
    name="b2evolution",
    title="b2evolution",
    marks=Marks(
        generator=r"^b2evolution",
        css=(".evo_post, .evo_comment, .evo_container", ".bPost, .bComment", ".bSmallPrint, .bSmallHead"),
        raw=("evo_init_", "/rsc/css/evo_", "b2evo_"),
    ),
    layouts=(ENTRY, INDEX),
    traps=(
        ("reply form", r"[?&]reply_ID="),
        ("message form", r"[?&]disp=(?:msgform|login|register|lostpassword|user)\b"),
        ("trackback address", r"/htsrv/"),
        ("sort order", r"[?&]orderby="),
    ),
)
