"""Gitalk and Gitment: comments kept as a GitHub issue, found by its labels."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import islice
from urllib.parse import urlsplit

from archive.models import Follow, Promise, Reading
from spiders.adapter import Api
from spiders.comments.scripts import is_comment, object_settings
from spiders.comments.told import number, rows, words
from spiders.comments.utterances import API, SYSTEM, comments_of
from spiders.page import Page
from spiders.systems import System, ask, parameter, permalink_of, post_asked_for, refused

_CALL = r"\bnew\s+{}\s*\("
_MOST_CALLS = 50
_CLOSE = 2000
"""Characters of a script in which the settings of a call stand."""
_ID = re.compile(r"\bid[\"']?\s*:\s*([^,\n}]*)")
_PLACE = re.compile(r"(?:decodeURI(?:Component)?\()?(?:window\.|document\.)*location\.(pathname|href)\)?\s*(?://.*)?$")
_LABELS = re.compile(r"\blabels[\"']?\s*:\s*\[([^\]]*)\]")
_MOST_LABEL = 50
"""Characters of a label at GitHub."""


@dataclass(frozen=True, slots=True)
class _Kind:
    """One of the two: how its script is called, the labels that its issues are looked for by besides the page's id
    (none: no setting adds any), and whether they are the owner's own."""

    name: str
    title: str
    css: str
    labels: tuple[str, ...]
    is_by_owner: bool = False


_GITALK = _Kind("gitalk", "Gitalk", "#gitalk-container", ("Gitalk",))
_GITMENT = _Kind("gitment", "Gitment", "#gitment-container, #gitment_thread", (), is_by_owner=True)


def _ask(page: Page, reading: Reading, kind: _Kind) -> Follow | None:
    """The question for the issue of this page; None when its script does not say in words which one it is."""
    calls = islice(re.finditer(_CALL.format(kind.title), page.text), _MOST_CALLS)
    call = next((one for one in calls if not is_comment(page.text, one.start())), None)
    if call is None:
        return None
    told, script = object_settings(page, kind.title), page.text[call.end() : call.end() + _CLOSE]
    owner, repo, page_id = words(told, "owner"), words(told, "repo"), _page_id(page, script, words(told, "id"))
    if not (owner and repo and page_id and re.fullmatch(r"[\w-]+", owner) and re.fullmatch(r"[\w.-]+", repo)):
        return None
    post = permalink_of(page, reading)
    if (issue := number(told, "number")) is not None and issue > 0:
        return comments_of(f"{owner}/{repo}", str(issue), post, kind.name)
    labels = _LABELS.search(script.partition("})")[0]) if kind.labels else None
    own = tuple(re.findall(r"[\"']([^\"']+)[\"']", labels[1])) if labels else kind.labels
    if len(page_id) > _MOST_LABEL:
        return None
    return ask(
        kind.name,
        f"{API}/repos/{owner}/{repo}/issues",
        post,
        labels=",".join((*own, page_id)),
        creator=owner if kind.is_by_owner else None,
        **{SYSTEM: kind.name},
    )


def _page_id(page: Page, script: str, literal: str | None) -> str | None:
    """The id that the page's script gives its thread: a text, the page's path or (unsaid) its address."""
    given = _ID.search(script)
    if given is None:
        return page.url
    if literal is not None:
        return literal
    place = _PLACE.match(given[1].strip())
    if place is None:
        return None
    return urlsplit(page.url).path if place[1] == "pathname" else page.url


def _finder(kind: _Kind) -> Callable[[Page, Reading], Iterable[Follow]]:
    def find(page: Page, reading: Reading) -> Iterable[Follow]:
        follow = _ask(page, reading, kind)
        return (follow,) if follow is not None else ()

    return find


def _refusal(kind: _Kind) -> Callable[[Page, Reading], str | None]:
    def refuse(page: Page, reading: Reading) -> str | None:
        if page.first(kind.css) is None or _ask(page, reading, kind) is not None:
            return None
        return f"comments not read: {kind.title} keeps threads as GitHub issues, and the page's script works out which"

    return refuse


def read_issues(page: Page) -> Reading | None:
    """The issue that was looked for: how many comments it has and where they are. None when it is no list."""
    system, about = parameter(page.url, SYSTEM), post_asked_for(page)
    if system not in (_GITALK.name, _GITMENT.name):
        return None
    if not isinstance(page.json, list):
        why = words(page.json, "message")
        return refused(page, system, "issues", f"GitHub gives no list: {why}") if why else None
    repo = re.match(r"/repos/([\w-]+/[\w.-]+)/issues$", urlsplit(page.url).path)
    issue = next(iter(rows(page.json)), None)
    count, key = number(issue, "comments"), number(issue, "number")
    return Reading(
        url=page.url,
        source="embed",
        adapter=system,
        layout="issues",
        about=about,
        promised=(Promise("comments", count, f"{system} issue", about),) if count is not None and about else (),
        follow=(comments_of(repo[1], str(key), about, system),) if repo and key and count else (),
    )


GITALK = System(
    name=_GITALK.name,
    title=_GITALK.title,
    marks=("gitalk",),
    find=_finder(_GITALK),
    refuses=_refusal(_GITALK),
    apis=(Api("issues by label", r"^https://api\.github\.com/repos/[^/]+/[^/]+/issues\?", read_issues),),
)
GITMENT = System(
    name=_GITMENT.name,
    title=_GITMENT.title,
    marks=("gitment",),
    find=_finder(_GITMENT),
    refuses=_refusal(_GITMENT),
)
