"""What a feed holds, whatever its dialect: RSS 0.9x–2.0, RSS 1.0, Atom 0.3 and 1.0, JSON Feed.

The reader is our own on lxml: feeds of a crawl come by the thousand, and feedparser takes many times as long
and gives dates and bodies already changed. lxml is told to load no DTD, no entity and nothing from the net.
feedparser is asked only where lxml's recovery finds no entry although the text shows some (unescaped markup
that swallows the rest).
"""

from __future__ import annotations

import html as entities
import re
from collections.abc import Iterable
from copy import deepcopy
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from lxml import etree

from archive.urls import join
from spiders.page import Page

MAX_FEED = 32 * 1024 * 1024
"""Characters that are parsed of a feed; what is beyond stays in the WARC and the feed counts as cut off."""

_PREFIXES = (
    (r"https?://www\.w3\.org/2005/atom/?$|https?://purl\.org/atom/ns#", ""),
    (r"https?://purl\.org/rss/1\.0/?$|netscape\.com/rdf/simple|userland\.com/rss|blogs\.law\.harvard", ""),
    (r"1999/02/22-rdf-syntax-ns", "rdf:"),
    (r"purl\.org/dc/elements", "dc:"),
    (r"purl\.org/dc/terms", "dcterms:"),
    (r"purl\.org/rss/1\.0/modules/content", "content:"),
    (r"purl\.org/rss/1\.0/modules/slash", "slash:"),
    (r"wellformedweb\.org/commentapi", "wfw:"),
    (r"purl\.org/syndication/thread", "thr:"),
    (r"a9\.com/-/spec/opensearch", "opensearch:"),
    (r"feedburner", "feedburner:"),
    (r"schemas\.google\.com/g/2005", "gd:"),
)
_START = re.compile(r"<\?xml|<rss\b|<feed\b|<(?:\w+:)?rdf\b", re.IGNORECASE)
_END = re.compile(r"</(?:\w+:)?(?:rss|feed|rdf)\s*>\s*(?:<!--.*?-->\s*)*$", re.IGNORECASE | re.DOTALL)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|&#x?0*(?:[0-8bcef]|1[0-9a-f]);", re.I)
_NAMED = re.compile(r"&(\w+);")
_BARE = re.compile(r"&(?!#?\w+;)")
_DATE = re.compile(r"\s*(?:(?:[A-Za-z]{2,9}\.?,?\s*)?\d{1,2}[ -][A-Za-z]{3,9}[ -]\d{2,4}|\d{4}-?\d\d|\d{9,13}\s*$)")
_EMAIL = re.compile(r"[^\s<>()@,;:]+@[\w-]+(?:\.[\w-]+)+")


REMOVED = "blogger.contentRemoved"


@dataclass(frozen=True, slots=True)
class Entry:
    """One item of a feed, still undecided whether it is a post or a comment.

    Addresses are absolute; ``title`` and ``author`` are plain words, ``html`` is markup, ``whole`` False when
    only a summary was given. ``reply_ref``/``reply_url`` are RFC 4685's in-reply-to. ``replies`` is how many
    comments are promised, ``replies_by`` which element says so. ``classes``: Blogger's extended properties.
    ``removed``: Blogger's word that the comment was removed; its text says by whom.
    """

    id: str | None = None
    url: str | None = None
    title: str | None = None
    author: str | None = None
    author_url: str | None = None
    published: str | None = None
    updated: str | None = None
    html: str | None = None
    whole: bool = True
    tags: tuple[str, ...] = ()
    related: str | None = None
    reply_ref: str | None = None
    reply_url: str | None = None
    replies: int | None = None
    replies_by: str = ""
    replies_feed: str | None = None
    replies_page: str | None = None
    classes: tuple[str, ...] = ()
    removed: bool = False


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed as told; ``cut``: its end is missing. ``total``, ``start``, ``per_page`` are openSearch's."""

    dialect: str
    entries: tuple[Entry, ...] = ()
    id: str | None = None
    title: str | None = None
    url: str | None = None
    self_url: str | None = None
    next_url: str | None = None
    archive_url: str | None = None
    generator: str = ""
    language: str | None = None
    description: str | None = None
    total: int | None = None
    start: int | None = None
    per_page: int | None = None
    cut: bool = False


def open_feed(page: Page) -> Feed | None:
    """The feed in a page's text; None when there is none."""
    text = page.text
    cut = len(text) > MAX_FEED or not _END.search(text[-4096:])
    found = _START.search(text[: 64 * 1024])
    if found is None:
        return None
    text = text[found.start() : MAX_FEED]
    root = _parse(text)
    feed = _read_root(root, page.url) if root is not None else None
    if (feed is None or not feed.entries) and re.search(r"<(?:item|entry)\b", text):
        feed = _ask_feedparser(text, page.url) or feed
    return replace(feed, cut=cut) if feed is not None else None


def _parse(text: str) -> Any:
    """The root element: first strictly, then mended and with lxml's recovery; None when nothing is left."""
    try:
        return etree.fromstring(text.encode("utf-8", "replace"), _parser(recover=False))
    except (etree.XMLSyntaxError, ValueError):
        pass
    text = _BARE.sub("&amp;", _NAMED.sub(_character, _CONTROL.sub("", text)))
    try:
        return etree.fromstring(text.encode("utf-8", "replace"), _parser(recover=True))
    except (etree.XMLSyntaxError, ValueError):
        return None


def _parser(recover: bool) -> etree.XMLParser:
    return etree.XMLParser(
        encoding="utf-8",
        recover=recover,
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )


def _character(found: re.Match[str]) -> str:
    """An HTML entity that XML does not know, as its character; XML's own five stay."""
    character = entities.unescape(found[0])
    return found[0] if character == found[0] or character in "<>&\"'" else character


@lru_cache(maxsize=1024)
def _name(tag: str) -> str:
    """``{namespace}Local`` as ``prefix:local`` in lower case, the dialects' own namespaces without prefix."""
    if not tag.startswith("{"):
        return tag.lower()
    space, _, local = tag[1:].partition("}")
    prefix = next((p for pattern, p in _PREFIXES if re.search(pattern, space, re.IGNORECASE)), "other:")
    return prefix + local.lower()


def _children(element: Any) -> dict[str, list[Any]]:
    grouped: dict[str, list[Any]] = {}
    for child in element:
        if isinstance(child.tag, str):
            grouped.setdefault(_name(child.tag), []).append(child)
    return grouped


def _read_root(root: Any, address: str) -> Feed | None:
    dialect = {"rss": "rss2", "rdf:rdf": "rss1", "rdf": "rss1", "feed": "atom"}.get(_name(root.tag))
    if dialect is None:
        return None
    base = _base(root, address)
    top = _children(root)
    channel = top.get("channel", [root])[0]
    base = _base(channel, base)
    head = _children(channel)
    items = [*head.get("item", ()), *head.get("entry", ())]
    if channel is not root:
        items += [*top.get("item", ()), *top.get("entry", ())]
    inherited = _author(head) if dialect == "atom" else (None, None)
    entries = tuple(_read_entry(item, base, inherited) for item in items)
    links = _links(head, base)
    generator = _first(head, "generator")
    uri = (generator.get("uri") or generator.get("url") or "") if generator is not None else ""
    if not uri and (agent := _first(head, "other:generatoragent")) is not None:
        uri = next((str(v) for v in agent.attrib.values()), "")
    return Feed(
        dialect=dialect,
        entries=entries,
        id=_value(head, "id"),
        title=_plain(head, "title"),
        url=links.get("alternate"),
        self_url=links.get("self"),
        next_url=links.get("next"),
        archive_url=links.get("prev-archive"),
        generator=f"{_text(generator) or ''} {uri}".strip(),
        language=_value(head, "language", "dc:language") or root.get(_XML + "lang"),
        description=_plain(head, "description", "subtitle", "tagline"),
        total=_count(head, "opensearch:totalresults"),
        start=_count(head, "opensearch:startindex"),
        per_page=_count(head, "opensearch:itemsperpage"),
    )


_XML = "{http://www.w3.org/XML/1998/namespace}"


def _base(element: Any, address: str) -> str:
    stated = element.get(_XML + "base")
    return (join(address, stated) if stated else None) or address


def _read_entry(item: Any, base: str, inherited: tuple[str | None, str | None]) -> Entry:
    parts = _children(item)
    base = _base(item, base)
    links = _links(parts, base)
    guid = _first(parts, "guid", "id")
    own = _text(guid)
    url = links.get("alternate")
    if original := _value(parts, "feedburner:origlink"):
        url = join(base, original) or url
    if url is None and own and guid is not None and (guid.get("isPermaLink") or "true").lower() != "false":
        url = join(base, own) if own.startswith("http") else None
    author, author_url = _author(parts)
    if author is None:
        author, author_url = inherited
    html, whole = _body(parts)
    reply = _first(parts, "thr:in-reply-to")
    replies, replies_by = _replies(parts)
    about = item.get("{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about")
    comments_page = _value(parts, "comments")
    return Entry(
        id=own or about,
        url=url or (join(base, about) if about and about.startswith("http") else None),
        title=_plain(parts, "title"),
        author=author,
        author_url=join(base, author_url) if author_url else None,
        published=_value(parts, "published", "pubdate", "issued", "created", "dc:date", "dcterms:created"),
        updated=_value(parts, "updated", "modified", "dcterms:modified"),
        html=html,
        whole=whole,
        tags=_tags(parts),
        related=links.get("related"),
        reply_ref=reply.get("ref") if reply is not None else None,
        reply_url=join(base, reply.get("href") or "") if reply is not None else None,
        replies=replies,
        replies_by=replies_by,
        replies_feed=links.get("replies") or _address(parts, "wfw:commentrss", base),
        replies_page=join(base, comments_page) if comments_page else None,
        classes=tuple(c.get("value") or "" for c in parts.get("gd:extendedproperty", ())),
        removed=any(c.get("name") == REMOVED for c in parts.get("gd:extendedproperty", ())),
    )


def _first(parts: dict[str, list[Any]], *names: str) -> Any:
    return next((parts[name][0] for name in names if name in parts), None)


def _text(element: Any) -> str | None:
    """The text of an element; markup that was never escaped comes back as markup."""
    if element is None:
        return None
    value = _inside(element) if len(element) else element.text
    return (value or "").strip() or None


def _inside(element: Any) -> str:
    """The markup inside, without namespaces: a copy has no ancestors whose declarations it would repeat."""
    element = deepcopy(element)
    for one in element.iter():
        if isinstance(one.tag, str) and one.tag.startswith("{"):
            one.tag = one.tag.rpartition("}")[2]
    etree.cleanup_namespaces(element)
    parts = [entities.escape(element.text or "", quote=False)]
    parts.extend(etree.tostring(child, encoding="unicode", method="html") for child in element)
    return "".join(parts)


def _value(parts: dict[str, list[Any]], *names: str) -> str | None:
    for name in names:
        for element in parts.get(name, ()):
            if value := _text(element):
                return value
    return None


def _address(parts: dict[str, list[Any]], name: str, base: str) -> str | None:
    value = _value(parts, name)
    return join(base, value) if value else None


def _count(parts: dict[str, list[Any]], name: str) -> int | None:
    value = _value(parts, name)
    return int(value) if value and value.isascii() and value.isdigit() and len(value) < 10 else None


def _replies(parts: dict[str, list[Any]]) -> tuple[int | None, str]:
    for name, by in (("thr:total", "thr:total"), ("slash:comments", "slash:comments")):
        if (count := _count(parts, name)) is not None:
            return count, by
    return None, ""


def _plain(parts: dict[str, list[Any]], *names: str) -> str | None:
    """An element's words: titles are text, escaped markup or real markup, as the maker pleased."""
    value = _value(parts, *names)
    return strip_markup(value) if value else None


def strip_markup(value: str) -> str | None:
    """``value`` without tags and entities, white space folded; None when nothing is left."""
    value = re.sub(r"<[a-zA-Z/!][^<>]*>", "", value) if "<" in value else value
    return " ".join(entities.unescape(value).split()) or None


def _links(parts: dict[str, list[Any]], base: str) -> dict[str, str]:
    """Absolute addresses by relation; ``replies`` only as a feed, ``alternate`` preferably as a page."""
    found: dict[str, str] = {}
    for element in parts.get("link", ()):
        href = element.get("href")
        stated = href or element.text
        url = join(_base(element, base), stated) if stated and stated.strip() else None
        if url is None:
            continue
        rel = (element.get("rel") or "alternate").lower() if href else "alternate"
        kind = (element.get("type") or "").lower()
        if rel == "alternate":
            anchor = stated.strip().partition("#")[2]
            url += f"#{anchor}" if anchor else ""
            if "xml" in kind and "xhtml" not in kind and "alternate" in found:
                continue
        if rel == "replies" and "xml" not in kind:
            continue
        found.setdefault(rel, url)
    return found


def _author(parts: dict[str, list[Any]]) -> tuple[str | None, str | None]:
    """Name and address; e-mail addresses are dropped: they are nobody's name."""
    for name in ("dc:creator", "author", "creator"):
        for element in parts.get(name, ()):
            inner = _children(element)
            if "name" in inner or "uri" in inner or "url" in inner:
                told, url = _plain(inner, "name"), _value(inner, "uri", "url")
            else:
                told, url = strip_markup(_text(element) or ""), None
            if told := _without_email(told):
                return told, url
    return None, None


def _without_email(name: str | None) -> str | None:
    if not name or "@" not in name:
        return name
    inside = re.search(r"\(([^()]+)\)\s*$", name)
    if _EMAIL.search(name) and inside:
        return inside[1].strip() or None
    return _EMAIL.sub("", name).strip(" <>()\"'") or None


def _body(parts: dict[str, list[Any]]) -> tuple[str | None, bool]:
    """The fullest body that is given, and whether it claims to be the whole one."""
    for name, whole in (
        ("content:encoded", True),
        ("content", True),
        ("description", False),
        ("summary", False),
        ("dc:description", False),
    ):
        for element in parts.get(name, ()):
            if element.get("src") is None and (markup := _markup(element)):
                return markup, whole
    return None, True


def _markup(element: Any) -> str | None:
    kind = (element.get("type") or "").lower()
    mode = (element.get("mode") or "").lower()
    if len(element):
        top = element
        if len(element) == 1 and _name(element[0].tag).rpartition(":")[2] == "div":
            top = element[0]
        return _inside(top).strip() or None
    text = (element.text or "").strip()
    if kind in ("text", "text/plain") and mode != "escaped":
        text = entities.escape(text, quote=False).replace("\n", "<br>\n")
    return text or None


def _tags(parts: dict[str, list[Any]]) -> tuple[str, ...]:
    told: list[str | None] = []
    for element in (*parts.get("category", ()), *parts.get("dc:subject", ())):
        told.append(strip_markup(element.get("label") or element.get("term") or _text(element) or ""))
    return tuple(dict.fromkeys(tag for tag in told if tag))


def is_date(value: str) -> bool:
    """Whether a feed's date has a shape that machines read (ISO 8601, RFC 822, epoch)."""
    return _DATE.match(value) is not None


def _ask_feedparser(text: str, address: str) -> Feed | None:
    import feedparser  # slow to load and hardly ever asked

    told = feedparser.parse(text[: 2 * 1024 * 1024].encode("utf-8", "replace"), sanitize_html=False)
    entries = tuple(_from_feedparser(one, address) for one in told.entries)
    if not entries:
        return None
    return Feed(
        dialect="atom" if (told.version or "").startswith("atom") else "rss2",
        entries=entries,
        title=strip_markup(told.feed.get("title", "")),
        url=join(address, told.feed.get("link", "")),
        generator=told.feed.get("generator", ""),
        language=told.feed.get("language"),
    )


def _from_feedparser(one: Any, address: str) -> Entry:
    content = next((c.get("value") for c in one.get("content", ()) if c.get("value")), None)
    link = one.get("link") or ""
    anchor = link.partition("#")[2]
    url = join(address, link) if link else None
    count = str(one.get("slash_comments", ""))
    return Entry(
        id=one.get("id"),
        url=f"{url}#{anchor}" if url and anchor else url,
        title=strip_markup(one.get("title", "")),
        author=_without_email(one.get("author")),
        published=one.get("published"),
        updated=one.get("updated"),
        html=content or one.get("summary"),
        whole=content is not None,
        tags=tuple(t["term"] for t in one.get("tags", ()) if t.get("term")),
        replies=int(count) if count.isdigit() else None,
        replies_by="slash:comments",
        replies_feed=join(address, one.get("wfw_commentrss") or ""),
    )


def open_json_feed(told: Any, address: str) -> Feed | None:
    """A JSON Feed (jsonfeed.org, any version); None when ``told`` is something else."""
    if not isinstance(told, dict) or "jsonfeed.org" not in str(told.get("version", "")):
        return None
    items = told.get("items")
    entries = [e for one in items if (e := _from_json(one, address))] if isinstance(items, list) else []
    return Feed(
        dialect="json",
        entries=tuple(entries),
        title=_string(told, "title"),
        url=_joined(address, _string(told, "home_page_url")),
        self_url=_joined(address, _string(told, "feed_url")),
        next_url=_joined(address, _string(told, "next_url")),
        language=_string(told, "language"),
        description=_string(told, "description"),
    )


def _from_json(one: Any, address: str) -> Entry | None:
    if not isinstance(one, dict):
        return None
    authors = one.get("authors") if isinstance(one.get("authors"), list) else [one.get("author")]
    author = next((a for a in authors or () if isinstance(a, dict)), {})
    plain = _string(one, "content_text")
    body = _string(one, "content_html") or (entities.escape(plain, quote=False) if plain else None)
    tags: Iterable[Any] = one["tags"] if isinstance(one.get("tags"), list) else ()
    return Entry(
        id=str(one["id"]) if isinstance(one.get("id"), str | int) else None,
        url=_joined(address, _string(one, "url")),
        title=_string(one, "title"),
        author=_string(author, "name"),
        author_url=_joined(address, _string(author, "url")),
        published=_string(one, "date_published"),
        updated=_string(one, "date_modified"),
        html=body or _string(one, "summary"),
        whole=body is not None,
        tags=tuple(t for t in tags if isinstance(t, str) and t),
    )


def _string(told: dict[str, Any], name: str) -> str | None:
    value = told.get(name)
    return value.strip() or None if isinstance(value, str) else None


def _joined(address: str, url: str | None) -> str | None:
    return join(address, url) if url else None
