"""Who signed a post, where only the names of classes or a link to all that one person wrote tell it."""

from __future__ import annotations

import pytest

from spiders.page import Page
from spiders.platforms import GENERIC
from spiders.read import read_page

URL = "http://gutterwise.example/2014/06/ledger/"
BODY = "<p>Every rain goes into the green book, with its day and its depth.</p>"


def author(signature: str, generator: str = "", below: str = "") -> str | None:
    """Whom the reader takes for the author of a post that is signed so."""
    text = (
        f'<html><head><title>Ledger | Gutterwise</title><meta name="generator" content="{generator}"></head>'
        f'<body class="single postid-88"><div class="post"><h1 class="entry-title">Ledger</h1>{signature}'
        f'<p class="date">3 June 2014</p><div class="entry-content">{BODY}</div></div>{below}</body></html>'
    )
    page = Page(URL, text.encode(), content_type="text/html; charset=utf-8")
    found = (read_page(page) if generator else GENERIC.read(page)).post
    return found.author if found is not None else None


@pytest.mark.parametrize(
    "signature",
    [
        '<div class="article-author-name">Perpetua Lunt</div>',
        '<span class="news-list-author">Geschrieben von Perpetua Lunt</span>',
        '<p class="header__authors">Text und Zahlen: Perpetua Lunt</p>',
        '<p class="top"><a href="/autoren/perpetua-lunt/">Perpetua Lunt</a></p>',
    ],
)
def test_part_called_after_the_author_or_link_to_all_of_hers_signs_the_post(signature: str) -> None:
    assert author(signature) == "Perpetua Lunt"


@pytest.mark.parametrize(
    "signature",
    [
        '<div class="photo-author">Foto: Hob Nye</div>',
        '<p class="top"><a href="/autoren/hob-nye/">Alle Artikel von Hob Nye</a></p>',
        '<div class="author-avatar">Hob Nye</div>',
        '<div class="comment-author-name">Hob Nye</div>',
    ],
)
def test_who_took_the_picture_or_said_something_has_not_signed_the_post(signature: str) -> None:
    assert author(signature) is None


def test_author_nearest_to_the_title_signs_not_one_of_another_post() -> None:
    other = '<div class="teaser"><span class="teaser-author">Hob Nye</span></div>'
    assert author('<span class="post-meta-author">Perpetua Lunt</span>', below=other) == "Perpetua Lunt"


def test_wordpress_link_to_the_archive_of_the_author_signs() -> None:
    link = '<div class="top"><a href="/author/lunt/">{}</a></div>'
    assert author(link.format("Perpetua Lunt"), "WordPress 6.4") == "Perpetua Lunt"
    assert author(link.format("Alle Beiträge →") + link.format("Perpetua Lunt"), "WordPress 6.4") == "Perpetua Lunt"


def test_wordpress_archives_of_two_authors_outside_the_post_sign_nothing() -> None:
    margin = '<div class="margin"><a href="/author/lunt/">Perpetua</a><a href="/author/nye/">Hob</a></div>'
    assert author("", "WordPress 6.4", below=margin) is None


def test_author_of_a_tagdiv_module_beside_the_post_has_not_signed_it() -> None:
    module = '<div class="post"><span class="td-post-author-name"><a href="/hob/">Hob Nye</a></span></div>'
    mine = '<div class="td-post-author-name"><div>By</div> <a href="/lunt/">Perpetua Lunt</a></div>'
    assert author(module + mine, "WordPress 6.4") == "Perpetua Lunt"


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("von Perpetua Lunt", "Perpetua Lunt"),
        ("Written by: Perpetua Lunt,", "Perpetua Lunt"),
        ("Autorin: Perpetua Lunt", "Perpetua Lunt"),
        ("Vonda Lunt", "Vonda Lunt"),
        ("Archiv anzeigen →", None),
        ("Perpetua counts rain. She was born by the sea, and writes down whatever falls on her three roofs.", None),
    ],
)
def test_wordpress_part_called_author_gives_the_name_without_what_leads_to_it(words: str, name: str | None) -> None:
    assert author(f'<div class="entry-author">{words}</div>', "WordPress 6.4") == name
