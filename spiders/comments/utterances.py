"""utterances: comments kept as a GitHub issue, found by its title."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from archive.models import Comment, Follow, Promise, Reading
from spiders.adapter import Api, canonical
from spiders.comments.giscus import term_of
from spiders.comments.told import dig, moment, name, number, rows, words
from spiders.page import Page
from spiders.systems import System, ask, more, parameter, permalink_of, post_asked_for, refused, thread

NAME = "utterances"
API = "https://api.github.com"
SYSTEM = "blogkeep_system"
"""The parameter in which a question for a GitHub issue names the system that keeps comments there, if another."""
_OTHERS = ("gitalk", "gitment")
_AT_ONCE = 100


def find(page: Page, reading: Reading) -> Iterator[Follow]:
    """The issue of this page: by number, or searched by its title."""
    script = page.first("script[repo][src*='utteranc.es/client.js'], script[repo][src*='/client.js'][issue-term]")
    script = script if script is not None else page.first("script[repo][issue-number]")
    repo = script.get("repo", "") if script is not None else ""
    if script is None or not re.fullmatch(r"[\w.-]+/[\w.-]+", repo):
        return
    post, told = permalink_of(page, reading), script.get("issue-term")
    if (numbered := script.get("issue-number", "")).isdecimal():
        yield comments_of(repo, numbered, post)
    elif told:
        term = (canonical(page) or page.url) if told == "url" else told
        if told in ("pathname", "title", "og:title"):
            term = term_of(page, told)
        query = f'"{term}" type:issue in:title repo:{repo}'
        yield ask(NAME, f"{API}/search/issues", post, q=query, sort="created", order="asc")


def comments_of(repo: str, issue: str, post: str | None, system: str = NAME) -> Follow:
    """The first page of an issue's comments."""
    said = {SYSTEM: system} if system != NAME else {}
    return ask(system, f"{API}/repos/{repo}/issues/{issue}/comments", post, per_page=_AT_ONCE, page=1, **said)


def read_search(page: Page) -> Reading | None:
    """The issue that was searched for: how many comments it has and where they are."""
    if not isinstance(dig(page.json, "items"), list):
        why = words(page.json, "message")
        return refused(page, NAME, "search", f"GitHub gives no list: {why}") if why else None
    asked = parameter(page.url, "q") or ""
    searched = re.match(r'"(.*)" type:issue in:title repo:([\w.-]+/[\w.-]+)$', asked)
    about = post_asked_for(page)
    items = rows(page.json["items"])
    if searched is None or not items:
        return Reading(page.url, "embed", NAME, "search", about=about)
    term = searched[1].lower()
    issue = next((one for one in items if term in (words(one, "title") or "").lower()), items[0])
    count, issue_number = number(issue, "comments"), number(issue, "number")
    return Reading(
        url=page.url,
        source="embed",
        adapter=NAME,
        layout="search",
        about=about,
        promised=(Promise("comments", count, "utterances issue", about),) if count is not None and about else (),
        follow=(comments_of(searched[2], str(issue_number), about),) if issue_number and count else (),
    )


def read_comments(page: Page) -> Reading | None:
    """A page of an issue's comments. GitHub gives Markdown to whom does not ask for HTML: then it is the text."""
    if not isinstance(page.json, list):
        return None
    items = rows(page.json)
    at_once, here = parameter(page.url, "per_page"), parameter(page.url, "page") or "1"
    is_full = len(items) >= int(at_once if at_once and at_once.isdecimal() and len(at_once) < 5 else 30)
    has_next = 'rel="next"' in page.headers["link"] if "link" in page.headers else is_full
    system = parameter(page.url, SYSTEM)
    system = system if system in _OTHERS else NAME
    follow = (more(page, system, page=int(here) + 1),) if has_next and here.isdecimal() and len(here) < 6 else ()
    comments = (_read_comment(one) for one in items)
    return thread(page, system, "comments", post_asked_for(page), comments, follow=follow)


def _read_comment(row: dict[str, Any]) -> Comment:
    html, made, changed = words(row, "body_html"), words(row, "created_at"), words(row, "updated_at")
    return Comment(
        source_id=name(row, "id"),
        url=words(row, "html_url"),
        author=words(row, "user", "login"),
        author_url=words(row, "user", "html_url"),
        author_id=words(row, "user", "login"),
        published=moment(row, "created_at"),
        updated=moment(row, "updated_at") if changed != made else None,
        html=html,
        text=words(row, "body") if html is None else None,
    )


UTTERANCES = System(
    name=NAME,
    title="utterances",
    marks=("utteranc.es", "issue-term", "issue-number"),
    find=find,
    apis=(
        Api("utterances search", r"^https://api\.github\.com/search/issues\?", read_search),
        Api("issue comments", r"^https://api\.github\.com/repos/[^/]+/[^/]+/issues/\d+/comments\b", read_comments),
    ),
)
