"""Medium: posts on the page and, with their responses, in the page's script."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from archive.models import Follow
from spiders.adapter import Adapter, Layout, Links, Marks, PostFields
from spiders.fields import Many, Own, attr, first, inner, link, text
from spiders.page import Page
from spiders.platforms.medium_answers import APIS as ANSWERS
from spiders.platforms.medium_answers import read_state
from spiders.platforms.medium_state import APIS

POST = PostFields(
    source_id=first(
        Own(r"(?:-|/p/)([0-9a-f]{8,12})(?:[/?#]|$)"),
        attr("content", "meta[property='al:android:url']", match=r"/p/([0-9a-f]{8,12})"),
    ),
    title=first(
        text("[data-testid=storyTitle]", "h1.graf--title", "h3.graf--title", "article h1"),
        attr("content", "meta[property='og:title']"),
    ),
    author=first(
        text("[data-testid=authorName]", "a[data-action='show-user-card']"),
        attr("content", "meta[name=author]", "meta[property=author]"),
    ),
    author_url=first(
        link("a[data-testid=authorName]"),
        attr("content", "meta[property='article:author']"),
        link("a[rel~=author]"),
    ),
    words=text("[data-testid=storyPublishDate]", "article time"),
    machine=first(
        attr("content", "meta[property='article:published_time']"),
        attr("datetime", "article time[datetime]"),
    ),
    html=inner(
        ".postArticle-content",
        ".section-content",
        "article section",
        "article",
        without="h1.graf--title, h3.graf--title, [data-testid=storyTitle]",
    ),
    tags=Many(".js-postTags a, a[href*='/tag/'][rel~=tag], a[href*='/tag/']"),
    promised=text("[data-testid=responsesCount]", "button[aria-label=responses]", match=r"\d[\d,.]*"),
    promised_by="responses button",
)


def discover(page: Page) -> Iterator[Follow]:
    """The feed of the writer or publication: the page's own list goes on by script alone."""
    parts = urlsplit(page.url)
    first = parts.path.split("/")[1] if "/" in parts.path else ""
    if parts.netloc == "medium.com":
        if re.fullmatch(r"@[\w.-]+|[a-z0-9][a-z0-9-]+", first) and first not in _NO_BLOGS:
            yield Follow(f"{parts.scheme}://{parts.netloc}/feed/{first}", "feed", "medium feed")
    elif first != "feed":
        yield Follow(f"{parts.scheme}://{parts.netloc}/feed", "feed", "medium feed")


_NO_BLOGS = frozenset("p m me tag tags search feed topic topics about membership sitemap policy u _".split())

MEDIUM = Adapter(
    name="medium",
    title="Medium",
    marks=Marks(
        css=(
            "meta[property='al:android:package'][content='com.medium.reader']",
            "link[href*='cdn-client.medium.com'], script[src*='cdn-client.medium.com']",
            "link[href*='cdn-static-1.medium.com'], script[src*='cdn-static-1.medium.com']",
        ),
        host=r"(?:^|\.)medium\.com$",
    ),
    layouts=(
        Layout(
            name="post",
            when="article .postArticle-content, meta[property='og:type'][content=article], article h1",
            post=POST,
            amend=read_state,
        ),
        Layout(
            name="index",
            when="article, a[href*='source=']",
            page="index",
            follow=(
                Links("post", "index", "article a[href]", match=r"-[0-9a-f]{8,12}(?:\?|$)"),
                Links("index", "archive", "a[href*='/archive']"),
            ),
        ),
    ),
    discover=discover,
    apis=(*APIS, *ANSWERS),
    traps=(
        ("source parameter", r"[?&](?:source|sk|postPublishedType|gi)="),
        ("sign-in", r"medium\.com/(?:m/|_/|me/)|/m/signin"),
        ("responses view", r"/responses/show"),
    ),
)
