"""Archived style sheets: every address led to what is kept of it, the others to nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator

from archive import urls
from archive.site.kept import Kept

NOTHING = "data:,"
"""An empty picture or sheet: asks nobody."""

_PICTURE = re.compile(r"data:image/(?:png|gif|jpe?g|webp|svg\+xml)[;,][!#-&*-;=-\[\]-~]*\Z", re.IGNORECASE)
_ADDRESS = re.compile(
    r"""(?P<how>url\(\s*|@import\s+(?=["']))(?:"(?P<two>[^"\n]*)"|'(?P<one>[^'\n]*)'|(?P<bare>[^\s()"';]*))(?P<end>\s*\))?""",
    re.IGNORECASE,
)


def iter_css_addresses(css: str, base: str) -> Iterator[str]:
    """The absolute web addresses that a style sheet standing at ``base`` asks for."""
    for found in _ADDRESS.finditer(css):
        address = urls.join(base, _told(found))
        if address:
            yield address


def rewrite_css(css: str, base: str, kept: Kept) -> str:
    """``css`` with its addresses led to this archive's replay; without any ``<``, so that it fits in HTML."""

    def lead(found: re.Match[str]) -> str:
        told = _told(found)
        address = urls.join(base, told)
        place = (kept.replay(address) if address else None) or (told if is_picture(told) else NOTHING)
        if told.startswith("#"):
            place = told if re.fullmatch(r"#[\w-]+", told) else NOTHING
        return f'{"@import " if found["how"].startswith("@") else ""}url("{place}")'

    bare = css.replace("<!--", " ").replace("-->", " ").replace("\0", "\ufffd")
    return _ADDRESS.sub(lead, bare).replace("<", "\\3c ")


def is_picture(address: str) -> bool:
    """Whether ``address`` is a picture written out in the address itself, of a kind that can be shown."""
    return _PICTURE.match(address) is not None


def _told(found: re.Match[str]) -> str:
    return (found["two"] or found["one"] or found["bare"] or "").strip()
