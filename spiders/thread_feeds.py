"""Threads as feeds tell them: pages that comments name as theirs (WordPress), feeds that name parents (Blogger)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from urllib.parse import urlsplit

from archive.models import Comment, Follow
from archive.urls import key

MAX_TOLD_PAGES = 500
"""More pages than this are not believed: 25,000 comments at 50 a page."""

_NUMBER = re.compile(r"/comment-page-(\d{1,5})(?=/?$)|[?&]cpage=(\d{1,5})(?=&|$)")
_BLOGGER_THREAD = re.compile(r"/feeds/(?:\d+/)?(\d+)/comments/(?:default|full|summary)$")
_WITH_PARENTS = "v=2&orderby=published&reverse=false&start-index=1&max-results=250"


def pages_told(about: str, comments: Iterable[Comment]) -> Iterator[Follow]:
    """The pages of a thread, as the comments' own addresses number them: 1 to the highest, when there are several.

    Some themes of WordPress link no other page, and a comment feed ends after ten; each of the ten says on which
    page it stands.
    """
    templates: dict[int, str] = {}
    for url in dict.fromkeys(comment.url.partition("#")[0] for comment in comments if comment.url):
        found = _NUMBER.search(url)
        if found and key(_NUMBER.sub("", url)) == key(about):
            templates[int(found[1] or found[2])] = url
    last = max(templates, default=1)
    if 1 < last <= MAX_TOLD_PAGES:
        for number in range(1, last + 1):
            url = re.sub(r"(comment-page-|cpage=)\d+", rf"\g<1>{number}", templates[last])
            yield Follow(url, "comments", "comment page, told by feed")


def blogger_thread(host: str, post_number: str, scheme: str = "http") -> str:
    """Blogger's comment feed of one post in the form that names parents (``v=2``), oldest first, as long as it goes."""
    return f"{scheme}://{host}/feeds/{post_number}/comments/default?{_WITH_PARENTS}"


def thread_feed(url: str, address: str, platform: str) -> str:
    """The comment feed that a posts feed at ``address`` names, in the form that tells most."""
    parts, own = urlsplit(url), urlsplit(address)
    found = _BLOGGER_THREAD.search(parts.path) if platform == "blogger" else None
    if found is None:
        return url
    at_home = parts.netloc if not parts.netloc.endswith("blogger.com") else own.netloc
    return blogger_thread(at_home, found[1], own.scheme)
