"""IntenseDebate: scripts that write the thread; a second script, named by the first, holds comments as calls."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from lxml import etree, html

from archive.models import Comment, Follow, Moment, Reading
from spiders.adapter import Api
from spiders.comments.scripts import markup_in, setting
from spiders.comments.told import moment, name, words
from spiders.markup import inner_html, words_of
from spiders.page import Page
from spiders.script import NotLiteral, read_literal
from spiders.systems import System, ask, parameter, permalink_of, post_asked_for, thread

NAME = "intensedebate"
_WRAPPER = "https://intensedebate.com/js/genericCommentWrapper2.php"
_WORDPRESS = "https://intensedebate.com/js/wordpressTemplateCommentWrapper2.php"
_NEXT = re.compile(r"IDCommentScript\.src\s*=\s*[\"']([^\"']+)[\"']")
_CALL = re.compile(r"new\s+IDComment\s*\(")
_FIELDS = (
    "userid", "commentid", "time", "status", "depth", "score", "children", "active", "parent", "div", "name"
)  # fmt: skip
"""What the script's call tells of a comment, in this order."""
_LONGEST = 2000
"""Characters that such a call may have: numbers, a time and a name."""
_TEXT_ID = re.compile(r"IDComment-CommentText(\d+)$")


@dataclass(frozen=True, slots=True)
class Shown:
    """A comment as the written markup shows it."""

    html: str | None
    author: str | None
    author_url: str | None
    words: str | None
    parent: str | None


def find(page: Page, reading: Reading) -> Iterator[Follow]:
    """The first script, with account and post as the page gives them."""
    post = permalink_of(page, reading)
    account, key = setting(page, "idcomments_acct"), setting(page, "idcomments_post_id")
    if account is not None and page.first("script[src*='CommentWrapper']") is not None:
        url = setting(page, "idcomments_post_url") or post
        yield ask(NAME, _WRAPPER, post, acct=account, postid=key or page.url, title="", url=url)
    for script in page.css("script[src*='wordpressTemplateCommentWrapper']"):
        told = page.join(script.get("src"))
        if told is not None and (account := parameter(told, "acct")):
            where = parameter(told, "url") or post
            yield ask(NAME, _WORDPRESS, post, acct=account, postid=parameter(told, "postid"), title="", url=where)


def read(page: Page) -> Reading:
    """One of the scripts: where the thread is, or the thread itself.

    A deleted comment is told but not shown: a tombstone. Parents are told with each comment, or shown by nesting.
    """
    about = post_asked_for(page, parameter(page.url, "url"))
    told = {key: row for row in _iter_calls(page.text) if (key := name(row, "commentid"))}
    shown = _read_markup(markup_in(page.text))
    found = _NEXT.search(page.text)
    following = page.join(found[1].replace("\\/", "/")) if found else None
    follow = (ask(NAME, following, about),) if following else ()
    keys = dict.fromkeys((*told, *shown))
    comments = (_merge(key, told.get(key), shown.get(key), about) for key in keys)
    return thread(page, NAME, "thread" if keys else "wrapper", about, comments, follow=follow)


def _iter_calls(text: str) -> Iterator[dict[str, Any]]:
    for found in _CALL.finditer(text):
        told = text[found.end() : found.end() + _LONGEST].partition(");")[0]
        try:
            values = read_literal(f"[{told}]")
        except NotLiteral:
            continue
        yield dict(zip(_FIELDS, values, strict=False))


def _read_markup(markup: str) -> dict[str, Shown]:
    """The comments that the written markup shows, by number."""
    if "IDComment" not in markup:
        return {}
    try:
        root = html.fragment_fromstring(markup, create_parent="div")
    except (etree.ParserError, ValueError):
        return {}
    known = {key: element for element in root.iter() if (key := element.get("id"))}
    found = ((m[1], element) for one, element in known.items() if (m := _TEXT_ID.search(one)))
    return {key: _read_shown(known, key, element) for key, element in found}


def _read_shown(known: dict[str, html.HtmlElement], key: str, text: html.HtmlElement) -> Shown:
    box, time = known.get(f"IDComment{key}"), known.get(f"IDCommentTime{key}")
    signed = "p[contains(@class, 'idc-i')]"
    names = box.xpath(f".//{signed}//a | .//{signed}//span") if box is not None else []
    above = (
        m[1]
        for a in text.iterancestors()
        if (m := re.fullmatch(r"(?:IDCommentSubThread|IDThread)(\d+)", a.get("id") or "")) and m[1] != key
    )
    return Shown(
        html=inner_html(text) or None,
        author=next((said for e in names if (said := words_of(e))), None),
        author_url=next((e.get("href") for e in names if e.tag == "a" and e.get("href")), None),
        words=words_of(time) if time is not None else None,
        parent=next(above, None),
    )


def _merge(key: str, told: dict[str, Any] | None, shown: Shown | None, about: str | None) -> Comment:
    parent = name(told, "parent") or (shown.parent if shown else None)
    when, printed = moment(told, "time"), shown.words if shown else None
    return Comment(
        source_id=key,
        url=f"{about}#IDComment{key}" if about else None,
        author=words(told, "name") or (shown.author if shown else None),
        author_url=shown.author_url if shown else None,
        author_id=name(told, "userid"),
        published=Moment(printed, when.machine if when else None) if when or printed else None,
        html=shown.html if shown else None,
        parent_source_id=parent if parent != key else None,
        parent_how=None if parent in (None, key) else "stated" if name(told, "parent") else "nested",
        deleted=told is not None and shown is None,
    )


INTENSEDEBATE = System(
    name=NAME,
    title="IntenseDebate",
    marks=("idcomments_acct", "commentwrapper"),
    find=find,
    apis=(
        Api(
            "IntenseDebate script",
            r"^https?://(?:[\w-]+\.)?intensedebate\.com/(?:js/\w*Comment\w*\.php|idc/js/getInnerComments\w*\.php)",
            read,
            ("html", "text", "other", "json"),
        ),
    ),
)
