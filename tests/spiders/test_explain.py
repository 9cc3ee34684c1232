"""Which selector gave a value: told by asking the field's own parts."""

from __future__ import annotations

import pytest

from spiders.explain import explain, explain_many
from spiders.fields import (
    Before,
    Beside,
    Call,
    Const,
    Field,
    Inner,
    Many,
    Own,
    Raw,
    Rdf,
    Scope,
    Signpost,
    Span,
    Within,
    attr,
    first,
    inner,
    link,
    text,
    together,
)
from spiders.page import Page

PAGE = Page(
    "http://blog.example/2010/03/07/rope.html",
    b"""<html><body id=top class="postid-7"><!-- spm: 12 -->
<!-- <rdf:Description rdf:about="http://blog.example/2010/03/07/rope.html" dc:title="Rope" dc:date="2010"/> -->
<h1 class=title></h1><h2 class=title>Rope</h2>
<div class=box><p>nothing</p></div><div class=box><b>Ines</b><i>1 March</i></div>
<a name=c1></a><div class=signed id=me>by Ines</div><p class=body>One</p><p class=more>Two</p>
<p>before</p><hr><p>loose</p><p class=end>end</p><a href=/older>Older</a>
</body></html>""",
    content_type="text/html",
)
WHOLE = Scope(PAGE, PAGE.root)
SIGNED = Scope(PAGE, PAGE.css(".signed")[0])


def shout(scope: Scope) -> str | None:
    return "HO"


@pytest.mark.parametrize(
    ("field", "value", "by"),
    [
        (text("h1", "h2"), "Rope", "text of h2"),
        (text("h2", match=r"R(o)pe"), "o", "text of h2 matching /R(o)pe/"),
        (first(text("h3"), text("h1", "h2")), "Rope", "text of h2"),
        (attr("class", "html", "body"), "postid-7", "@class of body"),
        (link("a.none", "a[href]"), "http://blog.example/older", "@href of a[href]"),
        (inner(".none", ".body"), "One", "markup of .body"),
        (Inner((".body", ".none", ".more"), join=True), "One\nTwo", "markup of .body + markup of .more"),
        (Within(".box", first(text("u"), text("b"))), "Ines", ".box » text of b"),
        (together(text("b"), text("i")), "Ines 1 March", "text of b + text of i"),
        (Span("hr", ".end"), "<p>loose</p>", "markup after hr until .end"),
        (Own(r"/(\d{4})/"), "2010", r"the page's address matching /\/(\d{4})\//".replace(r"\/", "/")),
        (Rdf("dc:date"), "2010", "TrackBack RDF, dc:date"),
        (Signpost("^Older$"), "http://blog.example/older", "@href of the a[href] that says /^Older$/"),
        (Raw(r"spm: (\d+)"), "12", r"the page's source matching /spm: (\d+)/"),
        (Const("yes", "hr"), "yes", "'yes' since there is hr"),
        (Call(shout), "HO", "function shout"),
        (text("h5"), None, ""),
    ],
    ids=lambda value: type(value).__name__ if not isinstance(value, str) else value[:20],
)
def test_the_part_that_speaks_is_named(field: Field, value: str | None, by: str) -> None:
    assert explain(field, WHOLE) == (value, by)


def test_fields_beside_a_container_are_named_with_the_sibling() -> None:
    assert explain(Beside("a", first(text(""), attr("name"))), SIGNED) == (
        "c1",
        "before it, a » @name of the element itself",
    )
    assert explain(Beside("p", text("b", ""), after=True), SIGNED) == (
        "One",
        "after it, p » text of the element itself",
    )
    value, by = explain(Before("div"), SIGNED)
    assert (value, by) == ('<a name="c1"></a>', "markup before it, back to div")


def test_lists_are_named_by_their_selector() -> None:
    assert explain_many(Many("p", within=".box"), WHOLE) == (("nothing",), ".box » text of each p")
    assert explain_many(Many("u"), WHOLE) == ((), "")


def test_kinds_of_field_that_nobody_described_are_named_by_their_kind() -> None:
    class Always:
        def read(self, scope: Scope) -> str | None:
            return "here"

    assert explain(first(text("u"), Always()), WHOLE) == ("here", "always")
