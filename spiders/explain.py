"""Says which selector of a field gave its value, by asking the field's own parts one after the other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from spiders.fields import (
    Attr,
    Before,
    Beside,
    Call,
    Const,
    Field,
    First,
    Inner,
    Many,
    Own,
    Raw,
    Rdf,
    Scope,
    Signpost,
    Span,
    Text,
    Together,
    Within,
    iter_within,
)

OWN_ELEMENT = "the element itself"


def explain(field: Field, scope: Scope) -> tuple[str | None, str]:
    """The value that ``field.read(scope)`` gives, and the part that gave it in words; ``""`` when none did.

    There is no second engine: every part is asked with its own ``read``.
    """
    value = field.read(scope)
    return value, "" if value is None else _tell(field, scope)


def explain_many(field: Many, scope: Scope) -> tuple[tuple[str, ...], str]:
    """The values of a list and its selector in words; ``""`` when it is empty."""
    values = field.read_all(scope)
    inside = f"{field.within} » " if field.within else ""
    return values, f"{inside}{_words(replace(field, within=None))}" if values else ""


def _tell(field: Field, scope: Scope) -> str:
    """The part of a field that speaks in this scope; the field does say something there."""
    if isinstance(field, Together):
        return " + ".join(_tell(one, scope) for one in field.fields)
    if isinstance(field, Inner) and field.join:
        parts = (replace(field, css=(css,)) for css in field.css)
        return " + ".join(_words(one) for one in parts if one.read(scope) is not None)
    if isinstance(field, Within):
        for part in iter_within(scope, field.css):
            if field.field.read(part) is not None:
                return f"{field.css} » {_tell(field.field, part)}"
    if isinstance(field, Beside):
        for one in _iter_parts(field.field):
            if replace(field, field=one).read(scope) is not None:
                return f"{'after' if field.after else 'before'} it, {field.css} » {_words(one)}"
    if isinstance(field, First):
        return next((_tell(one, scope) for one in field.fields if one.read(scope) is not None), "")
    return next((_words(one) for one in _iter_parts(field) if one.read(scope) is not None), _words(field))


def _iter_parts(field: Field) -> Iterator[Field]:
    """A field's alternatives in the order they are asked, each as a field of its own."""
    if isinstance(field, First):
        for one in field.fields:
            yield from _iter_parts(one)
    elif isinstance(field, Text | Attr) or (isinstance(field, Inner) and not field.join):
        for css in field.css:
            yield replace(field, css=(css,))
    else:
        yield field


def _words(field: Field | Many) -> str:
    """One field in words: what is taken, where, and the pattern it must match."""
    match field:
        case Text(css=css, match=pattern):
            return f"text of {_where(css)}{_matching(pattern)}"
        case Inner(css=css):
            return f"markup of {_where(css)}"
        case Attr(name=name, css=css, match=pattern):
            return f"@{name} of {_where(css)}{_matching(pattern)}"
        case Many(css=single, name=name, match=pattern):
            return f"{f'@{name}' if name else 'text'} of each {single}{_matching(pattern)}"
        case Span() | Before():
            return _words_between(field)
        case Own(match=pattern):
            return f"the page's address{_matching(pattern)}"
        case Rdf(name=name):
            return f"TrackBack RDF, {name}"
        case Signpost(says=says, css=single):
            return f"@href of the {single} that says /{_short(says)}/"
        case Raw(match=pattern):
            return f"the page's source{_matching(pattern)}"
        case Const(value=value, css=optional):
            return f"'{value}'{f' since there is {_short(optional)}' if optional else ''}"
        case Call(function=function):
            return f"function {getattr(function, '__qualname__', repr(function))}"
        case _:
            return type(field).__name__.lower()


def _words_between(field: Span | Before) -> str:
    if isinstance(field, Before):
        return f"markup before it, back to {field.until}"
    start = field.start or "the beginning"
    if field.back:
        return f"markup before {start}, back to {field.until or 'the beginning'}"
    return f"markup after {start} until {field.until or 'the end'}"


def _where(css: tuple[str, ...]) -> str:
    return ", ".join(selector or OWN_ELEMENT for selector in css)


def _matching(pattern: str | None) -> str:
    return f" matching /{_short(pattern)}/" if pattern else ""


def _short(text: str, most: int = 60) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"
