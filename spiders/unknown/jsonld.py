"""JSON-LD: what a page tells machines of its post, its comments and how many there are."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from html import unescape
from typing import Any

from archive.models import Comment, Moment
from spiders.page import Page
from spiders.unknown.words import NUMBERED

_POSTS = frozenset(
    "BlogPosting Article NewsArticle SocialMediaPosting DiscussionForumPosting TechArticle Report ScholarlyArticle"
    " LiveBlogPosting Posting ReportageNewsArticle OpinionNewsArticle AnalysisNewsArticle".split()
)
_ABOUT_ONE = frozenset("WebPage Recipe HowTo PodcastEpisode VideoObject CreativeWork".split())
"""What else may be dated and signed on a page that holds one post."""
_NO_PERSON = re.compile(r"Organi[sz]ation|WebSite|Corporation|Business|Brand|^Blog$")
_COMMENTS = frozenset(("Comment", "UserComments", "Answer"))
_LISTS = frozenset(("Blog", "CollectionPage", "ItemList"))
_MOST = 5_000
_CONTROL = re.compile(r"[\x00-\x1f]")


@dataclass(frozen=True, slots=True)
class Told:
    """What the structured data say; None means nobody says."""

    title: str | None = None
    author: str | None = None
    author_url: str | None = None
    published: str | None = None
    updated: str | None = None
    body: str | None = None
    count: int | None = None
    tags: tuple[str, ...] = ()
    comments: tuple[Comment, ...] = ()


def read_jsonld(page: Page, *, of_page: bool = False) -> Told | None:
    """What the page's JSON-LD says of its post; None when it says nothing of one, or of several.

    With ``of_page`` it is enough that the page is dated, where no article is named: of a page known to hold one post.
    """
    things = [thing for data in _iter_data(page) for thing in _iter_things(data)]
    posts = [thing for thing in things if not _POSTS.isdisjoint(_types(thing))]
    if len({_text(p.get("headline") or p.get("name")) for p in posts}) == 1:
        return _tell(page, posts[0], things)
    if not of_page or posts:
        return None
    pages = [one for one in things if not _ABOUT_ONE.isdisjoint(_types(one)) and one.get("datePublished")]
    told = [_tell(page, one, things) for one in sorted(pages, key=lambda one: "WebPage" not in _types(one))]
    signed = next((one for one in told if one.author), None)
    return replace(told[0], author=signed.author, author_url=signed.author_url) if signed else next(iter(told), None)


def _tell(page: Page, post: dict[str, Any], things: list[dict[str, Any]]) -> Told:
    author = _writer(post.get("author") or post.get("creator"), things)
    return Told(
        title=_text(post.get("headline") or post.get("name")),
        author=_text(author.get("name")) if isinstance(author, dict) else _text(author),
        author_url=_address(page, author.get("url")) if isinstance(author, dict) else None,
        published=_text(post.get("datePublished") or post.get("dateCreated")),
        updated=_text(post.get("dateModified")),
        body=_text(post.get("articleBody") or post.get("text")),
        count=_number(post),
        tags=_tags(post.get("keywords")),
        comments=tuple(_iter_comments(page, post.get("comment") or post.get("comments"))),
    )


def _writer(value: Any, things: list[dict[str, Any]]) -> Any:
    """The first author that is a person; one that is told by ``@id`` alone stands elsewhere in the data.

    The site itself and who publishes it have written nothing.
    """
    for one in value if isinstance(value, list) else [value]:
        if isinstance(one, dict) and not one.get("name") and one.get("@id"):
            one = next((t for t in things if t.get("@id") == one["@id"] and t.get("name")), one)
        if not isinstance(one, dict) or not any(_NO_PERSON.search(name) for name in _types(one)):
            if _text(one.get("name")) if isinstance(one, dict) else _text(one):
                return one
    return None


def _iter_data(page: Page) -> Iterator[Any]:
    for script in page.css("script[type*='ld+json']")[:50]:
        text = (script.text or "").strip().removeprefix("<!--").removesuffix("-->").strip().rstrip(";")
        for one in (text, _CONTROL.sub(" ", text)):
            try:
                yield json.loads(one)
                break
            except (ValueError, RecursionError):
                continue


def _iter_things(data: Any) -> Iterator[dict[str, Any]]:
    """Objects at the top, in ``@graph`` and in what a page is about; a blog's list of posts stays closed."""
    stack, seen = [data], 0
    while stack and seen < _MOST:
        seen += 1
        one = stack.pop()
        if isinstance(one, list):
            stack.extend(reversed(one))
        elif isinstance(one, dict):
            yield one
            for name in ("@graph", "mainEntity"):
                if name in one:
                    stack.append(one[name])
            if isinstance(one.get("mainEntityOfPage"), dict):
                stack.append(one["mainEntityOfPage"])
            if not _LISTS.isdisjoint(_types(one)):
                stack.extend(v for k, v in one.items() if k in ("blogPost", "blogPosts", "itemListElement"))


def _types(thing: dict[str, Any]) -> set[str]:
    told = thing.get("@type")
    found = told if isinstance(told, list) else [told]
    return {str(one).rpartition("/")[2] for one in found if isinstance(one, str)}


def _iter_comments(page: Page, data: Any) -> Iterator[Comment]:
    stack: list[tuple[Any, str | None, int]] = [(data, None, 0)]
    position = 0
    while stack and position < _MOST:
        one, parent, depth = stack.pop()
        if isinstance(one, list):
            stack.extend((item, parent, depth) for item in reversed(one))
        elif isinstance(one, dict) and not _COMMENTS.isdisjoint(_types(one)):
            comment = _comment(page, one, parent, depth, position)
            position += 1
            yield comment
            if one.get("comment"):
                stack.append((one["comment"], comment.source_id, depth + 1))


def _comment(page: Page, one: dict[str, Any], parent: str | None, depth: int, position: int) -> Comment:
    author = _first(one.get("author") or one.get("creator"))
    address = _text(one.get("url") or one.get("@id"))
    anchor = NUMBERED.match((address or "").partition("#")[2])
    told = _text(one.get("datePublished") or one.get("dateCreated") or one.get("commentTime"))
    body = _text(one.get("text") or one.get("commentText") or one.get("description"))
    return Comment(
        source_id=anchor["number"] if anchor else _text(one.get("identifier")),
        url=page.join_anchor(address) if address else None,
        author=_text(author.get("name")) if isinstance(author, dict) else _text(author),
        author_url=_address(page, author.get("url")) if isinstance(author, dict) else None,
        published=Moment(None, told) if told else None,
        html=_as_markup(body),
        parent_source_id=parent,
        parent_how="stated" if parent else None,
        depth=depth,
        position=position,
    )


def _as_markup(text: str | None) -> str | None:
    if text is None or re.search(r"<(?:p|br|a|em|strong)\b", text):
        return text
    escaped = text.replace("&", "&amp;").replace("<", "&lt;")
    return "".join(f"<p>{part}</p>" for part in re.split(r"\s*\n\s*\n\s*|\s*\n\s*", escaped) if part)


def _first(value: Any) -> Any:
    return value[0] if isinstance(value, list) and value else value


def _text(value: Any) -> str | None:
    value = _first(value)
    if isinstance(value, dict):
        value = value.get("@value") or value.get("name")
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    return unescape(value).strip() or None if isinstance(value, str) else None


def _address(page: Page, value: Any) -> str | None:
    value = _first(value)
    return page.join(value) if isinstance(value, str) else None


def _number(post: dict[str, Any]) -> int | None:
    told = post.get("commentCount")
    if told is None and isinstance(post.get("interactionStatistic"), dict | list):
        stats = post["interactionStatistic"]
        for one in stats if isinstance(stats, list) else [stats]:
            if isinstance(one, dict) and "Comment" in str(one.get("interactionType")):
                told = one.get("userInteractionCount")
    digits = str(told) if told is not None else ""
    return int(digits) if digits.isdigit() and len(digits) < 8 else None


def _tags(value: Any) -> tuple[str, ...]:
    if isinstance(value, str):
        value = value.split(",")
    return tuple(t.strip() for t in value if isinstance(t, str) and t.strip())[:100] if isinstance(value, list) else ()
