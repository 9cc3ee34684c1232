"""The last resort for a post's words: main text extraction (trafilatura), where nothing else gives a body."""

from __future__ import annotations

import logging

from lxml import html

from spiders.markup import inner_html
from spiders.unknown.lines import copy_out, words_in
from spiders.unknown.outline import Outline
from spiders.unknown.threads import Thread

WAY = "main text"
MAX_ELEMENTS = 10_000
MAX_LETTERS = 500_000
MAX_DEPTH = 200
"""Beyond any of these nothing is asked: the extraction takes up to a second of CPU within them, and more the deeper."""
_LEAST = 25
_BEST = 0.6
"""How sure it is at best, when it took all that the page says: a text without a name, on a page that names nothing."""

log = logging.getLogger(__name__)


def find_main_text(outline: Outline, thread: Thread) -> tuple[str, float] | None:
    """The page's main text as markup, and how sure that is (0–0.6); None when there is none.

    Nothing of a thread is shown to the extraction, nor what stands where a thread would. Never raises.
    """
    body = outline.page.root.find("body")
    if body is None or _is_too_much(body):
        return None
    box = copy_out(list(body), frozenset((*thread.elements, *outline.regions)))
    whole = html.Element("html")
    box.tag = "body"
    whole.append(box)
    seen = len(words_in(box))
    found = _extract(whole)
    letters = len(words_in(found)) if found is not None else 0
    if found is None or letters < _LEAST:
        return None
    return inner_html(found), round(_BEST * min(letters / seen, 1.0), 2) if seen else 0.0


def _is_too_much(body: html.HtmlElement) -> bool:
    depths = {body: 0}
    letters = 0
    for element in body.iter("*"):
        if element is not body:
            depth = depths[element] = depths[element.getparent()] + 1
            if depth > MAX_DEPTH or len(depths) > MAX_ELEMENTS:
                return True
        letters += len(element.text or "") + len(element.tail or "")
    return letters > MAX_LETTERS


def _extract(whole: html.HtmlElement) -> html.HtmlElement | None:
    """What trafilatura takes for the main text, as a ``<body>``; None when it finds none, or breaks.

    It is imported here, since that takes most of a second, and most archives never need it.
    """
    import trafilatura

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # it complains of each page without a text
    try:
        said = trafilatura.extract(
            whole,
            output_format="html",
            include_comments=False,
            include_formatting=True,
            include_links=True,
            include_images=True,
        )
        root = html.document_fromstring(said) if said else None
    except Exception as error:  # a page that breaks the last resort has no body, and that is all
        log.info("main text extraction failed: %r", error)
        return None
    return root.find("body") if root is not None else None
