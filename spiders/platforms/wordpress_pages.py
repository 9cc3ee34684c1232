"""The pages of a WordPress thread, and what a finished reading still needs: divided posts, files, AMP."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from archive.models import Follow, Reading
from archive.urls import key
from spiders.page import Page
from spiders.platforms.wordpress_posts import parts_of, without_view
from spiders.walls import PROTECTED, asks_password

MAX_COMMENT_PAGES = 500
"""More pages than this are not asked for by number: 25,000 comments at 50 a page."""

GUESSED = "comment page, guessed"
"""Who finds a page of comments that nothing links."""

_COMMENT_PAGE = re.compile(r"/comment-page-(\d{1,5})/?$|[?&]cpage=(\d{1,5})(?=&|$)")
_NAMED = "a[href*='comment-page-'], a[href*='cpage=']"


_PROTECTED_TITLE = re.compile(
    r"^(?:protected|gesch[üu]tzt|protégée?|protegid[oa]|protetto|beveiligd|chronion[ey]|zabezpieczone|skyddad|beskyttet"
    r"|suojattu|zabezpečeno|защищено|защищ[её]нн?ая запись|захищено|保護中|密码保护|密碼保護|보호된 글)\s?[:：]\s*",
    re.IGNORECASE,
)
"""What WordPress puts before the title of a post behind a password, in many languages."""


def comment_pages(page: Page, reading: Reading) -> Iterator[Follow]:
    """Every page of comments of this post, by number: 1 to the highest that any link names.

    The bare address may show the last page, and navigation mostly names one neighbour only. A thread that
    promises more than it shows and links no page at all (theme "classic") is asked for its next page.
    """
    about = reading.about or page.url
    numbers = dict(_numbered(page, about))
    here = _number_in(page.url)
    if numbers and max(numbers) <= MAX_COMMENT_PAGES:
        seen = (_number_in(c.url.partition("#")[0]) or 1 for c in reading.comments if c.url)
        shown = {here} if here else set(seen)
        template = numbers[max(numbers)]
        for number in sorted(set(range(1, max(numbers) + 1)) - shown):
            yield Follow(_with_number(template, number), "comments", "comment pager")
        return
    promised = next((p.count for p in reading.promised if p.of == "comments"), 0)
    following = (here or 0) + 1
    if not numbers and 0 < len(reading.comments) < promised and following <= min(promised, MAX_COMMENT_PAGES):
        yield Follow(_guess(about, following), "comments", GUESSED)


def _numbered(page: Page, about: str) -> Iterator[tuple[int, str]]:
    mine, others = key(about), parts_of(page)
    hrefs = {(element.get("href") or "").partition("#")[0] for element in page.css(_NAMED)}
    for url in sorted(url for href in hrefs if "replytocom=" not in href and (url := page.join(href))):
        if (number := _number_in(url)) and key(without_view(url, others)) == mine:
            yield number, url


def _number_in(url: str) -> int | None:
    found = _COMMENT_PAGE.search(url)
    return int(found[1] or found[2]) if found else None


def _with_number(url: str, number: int) -> str:
    return re.sub(r"(comment-page-|[?&]cpage=)\d+", rf"\g<1>{number}", url)


def _guess(about: str, number: int) -> str:
    if "?" in about:
        return f"{about}&cpage={number}"
    return f"{about.rstrip('/')}/comment-page-{number}{'/' if about.endswith('/') else ''}"


def amend_post(page: Page, reading: Reading) -> Reading:
    """Adds the pages of comments; a divided post's first part is no whole body, its further parts no post.

    A file's own page is a post only when people talk under it. A form that asks for a password is no body.
    """
    follow = [*reading.follow, *comment_pages(page, reading)]
    is_file = not reading.comments and page.first("body.attachment") is not None
    posts = () if is_file else reading.posts
    if posts and (parts := parts_of(page)):
        follow += [Follow(url, "post", "post pages") for url in parts]
        is_first = key(page.url) == key(reading.about or "") or _number_in(page.url) is not None
        posts = (replace(posts[0], whole=False),) if is_first else ()
    doubt = reading.doubt
    if posts and asks_password(posts[0].html):
        title = _PROTECTED_TITLE.sub("", posts[0].title or "") or None
        posts, doubt = (replace(posts[0], title=title, html=None, whole=False),), PROTECTED
    return replace(reading, posts=posts, follow=tuple(dict.fromkeys(follow)), doubt=doubt)


def amend_amp(page: Page, reading: Reading) -> Reading:
    """The AMP view repeats a post: asked for in its usual view, never a witness of its own."""
    follow = (Follow(reading.about, "post", "amp canonical"),) if reading.about else ()
    return replace(reading, follow=tuple(dict.fromkeys((*follow, *reading.follow))))
