"""Knows pages that stand in place of a blog: bot walls, parked domains, age gates, "not found" told with 200.

Conservative: only a page without comments is judged, and words alone convict it only where hardly any others
stand beside them. A wall taken for a page is a row too many; a page taken for a wall is a post lost.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from spiders.markup import words_of
from spiders.page import Page

MAX_SOURCE = 200_000
"""Characters: longer pages are not judged by their words; walls are small."""
MANY_LINKS = 40
"""A page with more links than this is no wall."""
FEW = 2000
"""Characters of visible text: a page that says more is a page."""


@dataclass(frozen=True, slots=True)
class Wall:
    """A kind of page that is not the blog. Patterns are searched in small letters.

    ``sure`` marks in the source convict a page that shows little text; ``title`` and ``words`` (of the
    visible text) do so only together with each other or with a ``hint`` in the source.
    """

    doubt: str
    sure: str | None = None
    title: str | None = None
    hint: str | None = None
    words: str | None = None


WALLS = (
    Wall(
        "bot wall",
        sure=r"_cf_chl_opt|cf-browser-verification|cf-challenge-running|cf-error-details|px-captcha"
        r"|anubis_challenge|/\.within\.website/x/cmd/anubis|awswafcookiedomainlist|ddos-guard/js-challenge"
        r"|sucuri website firewall|geo\.captcha-delivery\.com",
        title=r"^(?:just a moment|attention required|ddos-guard|access (?:to this page has been )?denied"
        r"|security check(?:point)?|(?:are you |robot or )human|robot check|(?:bot|human) verification"
        r"|verify(?:ing)? you(?:'re| are)|checking your browser|making sure you|pardon our interruption"
        r"|please wait|one moment|vercel security checkpoint|un instant|einen moment|captcha)",
        hint=r"cloudflare|challenge-platform|captcha|incapsula|ddos-guard|perimeterx|datadome|akamai|sucuri"
        r"|awswaf|anubis|/\.well-known/vercel/|distil_|edgesuite\.net",
        words=r"checking your browser|verify(?:ing)? (?:that )?you are (?:a )?(?:human|not a (?:ro)?bot)"
        r"|incapsula incident id|enable javascript and cookies to continue|unusual traffic from your"
        r"|complete the security check|making sure you(?:'|’)re not a bot|please enable js and disable",
    ),
    Wall(
        "parked domain",
        sure=r"(?:img|www)\.sedoparking\.com|parkingcrew\.net|parklogic\.com|hugedomains\.com/domain_profile"
        r"|dan\.com/buy-domain|afternic\.com/forsale|d\d+\.parkingpage|bodiscdn\.com|cdn\.parkinglogic",
        title=r"domain (?:name )?(?:is )?(?:for sale|parked)|is for sale|parked (?:free|domain)"
        r"|domain expired|this domain|domaine? (?:à vendre|zu verkaufen)",
        hint=r"\bsedo\b|godaddy|namecheap|dan\.com|afternic|bodis|parkingcrew|uniregistry|hugedomains",
        words=r"(?:this|the) domain (?:name )?(?:is|may be) (?:for sale|parked)|buy this domain"
        r"|domain (?:name )?has (?:recently )?(?:been registered|expired)|parked free, courtesy of"
        r"|diese domain (?:steht zum verkauf|ist geparkt)|ce domaine est à vendre",
    ),
    Wall(
        "site suspended",
        sure=r"/cgi-sys/(?:suspendedpage|defaultwebpage)\.cgi",
        title=r"^(?:account|site|website|blog) (?:is )?suspended",
        hint=r"suspended",
        words=r"(?:account|site|website|blog) (?:has been|is) suspended",
    ),
    Wall(
        "default page of a server",
        title=r"^(?:apache2? .{0,20}default page|welcome to (?:nginx|caddy|openresty)|iis ?\d|test page for"
        r"|default web ?site page|plesk|it works)",
        hint=r"apache|nginx|iis|caddy|cpanel|plesk",
        words=r"default (?:web ?)?(?:site )?page|welcome to (?:nginx|caddy|openresty)|it works"
        r"|internet information services",
    ),
    Wall(
        "age gate",
        sure=r"blogger\.com/blogin\.g\?|adult_concepts|/misc/adult",
        title=r"content warning|adult content|age (?:check|verification)|warnung|avertissement",
        hint=r"blogger|livejournal|dreamwidth|adult",
        words=r"content that may only be (?:suitable|appropriate) for adults"
        r"|i understand and i wish to continue|you must be (?:18|over)",
    ),
    Wall(
        "private blog",
        sure=r"wp-login\.php\?privacy|private-blog-notice",
        title=r"^(?:private (?:site|blog)|permission denied|protected blog|blog not found)",
        hint=r"wordpress|blogger|private",
        words=r"this (?:site|blog) is (?:private|open to invited readers|marked private)"
        r"|(?:sorry, )?the blog you were looking for does not exist",
    ),
)

_NOT_FOUND_TITLE = re.compile(
    r"^\W*(?:(?:error|http|fehler|erreur)?\W*(?:404|410)\b(?!\s*(?:days|posts|words|ways|things))"
    r"|(?:page|file|post|document|site|blog|object|resource) (?:was |is |could )?not (?:be )?found"
    r"|not found\W|nothing found|seite (?:wurde )?nicht gefunden|nicht gefunden|page (?:non|introuvable)"
    r"|p[áa]gina no encontrada|p[áa]gina n[ãa]o encontrada|pagina non trovata|pagina niet gevonden"
    r"|страница не найдена|ページが見つかりません)",
    re.IGNORECASE,
)
PROTECTED = "protected by a password"
_PASSWORD = re.compile(r"<input\b[^<>]{0,200}\bname\s*=\s*[\"']?post_password\b", re.IGNORECASE)
_NOT_FOUND_CLASS = "body.error404, body.error-404, body.page-not-found, #error-404, .error-404"


def find_wall(page: Page, *, has_post: bool = False) -> str | None:
    """What stands in the blog's place, in words; None for a page that is what it seems.

    Meant for HTML pages on which no comment was found. ``has_post``: a post with a body was; then its title
    may well be about pages that are not found.
    """
    if page.headers.get("cf-mitigated", "").lower() == "challenge":
        return "bot wall"
    title = title_of(page).lower()
    missing = not has_post and _NOT_FOUND_TITLE.search(title + " ") is not None
    if missing or page.first(_NOT_FOUND_CLASS) is not None:
        return f"not found, told with status {page.status}"
    if len(page.text) > MAX_SOURCE or page.lowered.count("<a ") > MANY_LINKS:
        return None
    visible: str | None = None
    for wall in WALLS:
        marked = _has(wall.sure, page.lowered)
        titled = _has(wall.title, title)
        if not (marked or titled or _has(wall.words, page.lowered)):
            continue
        if visible is None:
            visible = visible_text(page).lower()
        if len(visible) <= FEW and (marked or _is_told(wall, titled, visible, page)):
            return wall.doubt
    return None


def _is_told(wall: Wall, titled: bool, visible: str, page: Page) -> bool:
    worded = _has(wall.words, visible)
    hinted = _has(wall.hint, page.lowered)
    return (titled and (worded or hinted)) or (worded and hinted)


def _has(pattern: str | None, text: str) -> bool:
    return pattern is not None and re.search(pattern, text) is not None


def asks_password(body: str | None) -> bool:
    """Whether a body is WordPress's form for the password of a post: the words behind it are withheld.

    Since 1.5, whatever the language; it stands in place of the post, and of each comment in a feed.
    """
    return body is not None and _PASSWORD.search(body) is not None


def title_of(page: Page) -> str:
    """The words of ``<title>``; empty when there is none."""
    title = next(page.root.iter("title"), None)
    return words_of(title) if title is not None else ""


def visible_text(page: Page) -> str:
    """The words of the page's body, without scripts, styles and what is shown only where scripts are off."""
    body = next(page.root.iter("body"), page.root)
    return words_of(body)
