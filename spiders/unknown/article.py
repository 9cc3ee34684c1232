"""Reads the one post of a page: title, author, time and words, whatever they are called."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from archive.models import Moment, Post
from spiders.markup import words_of
from spiders.page import Page
from spiders.unknown.body import find_body, write_markup
from spiders.unknown.byline import find_author, find_time
from spiders.unknown.headline import find_headline
from spiders.unknown.jsonld import Told
from spiders.unknown.lines import words_in
from spiders.unknown.main_text import WAY as MAIN_TEXT
from spiders.unknown.main_text import find_main_text
from spiders.unknown.outline import Outline, is_heading_of_thread
from spiders.unknown.slight import is_fuller, is_slight
from spiders.unknown.stated import read_stated
from spiders.unknown.threads import Thread
from spiders.unknown.titles import find_title, window_title
from spiders.unknown.words import COUNT

_DATED_PATH = re.compile(r"/(?:19|20)\d\d/(?:\d\d?/)?[^/]+|/(?:19|20)\d\d-\d\d-\d\d")


def read_article(outline: Outline, thread: Thread, told: Told | None, url: str) -> tuple[Post | None, str]:
    """The page's post and how its words were found; None when the page shows none."""
    page = outline.page
    body, way = find_body(outline, thread)
    title_element = find_title(outline, body)
    machine, words = find_time(outline, thread, body, title_element, told)
    title = (words_of(title_element) if title_element is not None else None) or window_title(page)
    if told is not None and told.title and title_element is None:
        title = told.title
    title = find_headline(page, title) or title
    author, author_url = find_author(outline, title_element, thread, told)
    markup = write_markup(outline, body, thread, title_element, way) if body is not None else None
    if markup is None and told is not None and told.body:
        markup, way = f"<p>{told.body}</p>", "json-ld"
    if not (_is_told(page, told) or machine or words or thread.comments):
        return None, way
    if markup is None or is_slight(page, markup, thread.comments):
        last = find_main_text(outline, thread)
        if last is not None and (markup is None or is_fuller(last[0], markup)):
            markup, way = last[0], f"{MAIN_TEXT} {last[1]:.2f}"
    if markup is None:
        return None, way
    if not (machine and author):
        stated = read_stated(page)
        machine, author = machine or stated.published, author or stated.author
    return (
        Post(
            url=url,
            title=title,
            author=author,
            author_url=author_url,
            published=Moment(words, machine) if words or machine else None,
            updated=Moment(None, told.updated) if told and told.updated else None,
            html=markup,
            tags=told.tags if told and told.tags else _tags(outline),
            promised=told.count if told and told.count is not None else _promised(outline, thread),
        ),
        way,
    )


def _is_told(page: Page, told: Told | None) -> bool:
    """Whether the page itself says that it is one article."""
    kind = page.first("meta[property='og:type'][content='article']")
    return told is not None or kind is not None or _DATED_PATH.search(urlsplit(page.url).path) is not None


def _tags(outline: Outline) -> tuple[str, ...]:
    found = [words_of(a) for a in outline.page.css("a[rel~=tag], .p-category") if outline.place(a).region is None]
    return tuple(dict.fromkeys(t for t in found if t and len(t) < 80))[:50]


def _promised(outline: Outline, thread: Thread) -> int | None:
    for heading in outline.headings:
        words = words_in(heading)[:120]
        if is_heading_of_thread(words) and (found := COUNT.search(words)):
            return int(found[1] or found[2])
    return None
