"""Finds a page's elements by CSS selector through an index of ids, classes and tags, many times as fast as XPath.

A crawl asks some sixty selectors of every page, and XPath walks the whole tree for each. Here only the elements
that bear the selector's last id, class, attribute or tag are looked at. What this cannot say (``:has``,
``:nth-child``, namespaces) is left to XPath; both give the same elements in the same order.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, TypeAlias, cast

from cssselect import HTMLTranslator, parser
from lxml import etree, html

Element: TypeAlias = html.HtmlElement
Test: TypeAlias = Callable[[Element], bool]

_COMMON = ("tag", "any")
"""Elements so many that it is better to look below what stands to the left."""
_SPACE = re.compile(r"[ \t\r\n]+")


@lru_cache(maxsize=4096)
def compile_css(selector: str) -> Callable[[Element], list[Element]]:
    """A CSS selector as compiled XPath below the context node; an error names the selector."""
    found: Any = etree.XPath(HTMLTranslator().css_to_xpath(selector, prefix="descendant::"))
    return cast(Callable[[Element], list[Element]], found)


class Unsaid(Exception):
    """A selector says more than this module understands."""


@dataclass(frozen=True, slots=True, eq=False)
class Step:
    """One compound selector: what to look among (``by``, ``name``), the test that each must pass, and where.

    ``left`` is what stands before the ``combinator``; None for the first.
    """

    by: str
    name: str
    test: Test
    combinator: str = ""
    left: Step | None = None


class Index:
    """The elements below ``root`` by what selectors ask for; each part is made when it is first asked.

    ``source`` is what the root was parsed from, in small letters: an attribute whose name does not stand in it
    need not be looked for.
    """

    def __init__(self, root: Element, source: str | None = None) -> None:
        self.root = root
        self._source = source
        self._parts: dict[str, list[Element]] = {}
        self._classes: dict[str, list[Element]] | None = None
        self._ids: dict[str, list[Element]] | None = None
        self._places: dict[Element, int] | None = None

    def find(self, selector: str) -> list[Element]:
        """All elements below the root that match, in document order."""
        steps = steps_of(selector)
        if steps is None:
            return compile_css(selector)(self.root)
        if len(steps) == 1:
            return self._find(steps[0])
        lists = [found for step in steps if (found := self._find(step))]
        if len(lists) < 2:
            return lists[0] if lists else []
        return self._sort({e for found in lists for e in found})

    def _find(self, step: Step) -> list[Element]:
        if step.left is None:
            return [e for e in self._candidates(step) if step.test(e)]
        left = self._find(step.left)
        if not left:
            return []
        lefts = set(left)
        if step.combinator == " ":
            if step.by not in _COMMON:
                return [e for e in self._candidates(step) if step.test(e) and _is_below(e, lefts)]
            tops = [e for e in left if not _is_below(e, lefts)]
            return [e for top in tops for e in top.iter(_tag(step)) if e is not top and step.test(e)]
        if step.combinator == ">":
            if step.by not in _COMMON:
                return [e for e in self._candidates(step) if e.getparent() in lefts and step.test(e)]
            found = [e for above in left for e in above.iterchildren(_tag(step)) if step.test(e)]
            return self._sort(found) if len(left) > 1 else found
        near = step.combinator == "+"
        return [e for e in self._candidates(step) if step.test(e) and _is_after(e, lefts, near=near)]

    def _sort(self, elements: Collection[Element]) -> list[Element]:
        """In document order."""
        if len(elements) < 2:
            return list(elements)
        if self._places is None:
            self._places = {e: place for place, e in enumerate(self.root.iter(etree.Element))}
        return sorted(elements, key=self._places.__getitem__)

    def _candidates(self, step: Step) -> Iterable[Element]:
        if step.by == "id":
            if self._ids is None:
                self._ids = {}
                for element in self._part("@id"):
                    self._ids.setdefault(element.get("id"), []).append(element)
            return self._ids.get(step.name, ())
        if step.by == "class":
            if self._classes is None:
                self._classes = {}
                for element in self._part("@class"):
                    for name in dict.fromkeys(_SPACE.split(element.get("class"))):
                        self._classes.setdefault(name, []).append(element)
            return self._classes.get(step.name, ())
        return self._part(f"@{step.name}" if step.by == "attribute" else step.name or "*")

    def _part(self, name: str) -> list[Element]:
        part = self._parts.get(name)
        if part is None:
            if name.startswith("@"):
                part = _having(name[1:])(self.root) if not self._source or name[1:] in self._source else []
            else:
                part = [e for e in self.root.iter(etree.Element if name == "*" else name) if e is not self.root]
            self._parts[name] = part
        return part


@lru_cache(maxsize=256)
def _having(attribute: str) -> Callable[[Element], list[Element]]:
    return cast(Callable[[Element], list[Element]], etree.XPath(f"descendant::*[@{attribute}]"))


@lru_cache(maxsize=4096)
def steps_of(selector: str) -> tuple[Step, ...] | None:
    """How to find what ``selector`` asks for, a step an alternative; None when that is XPath's work."""
    try:
        parsed = parser.parse(selector)
        if any(one.pseudo_element is not None for one in parsed):
            return None
        return tuple(_step(one.parsed_tree) for one in parsed)
    except Unsaid:
        return None


def _step(tree: Any) -> Step:
    if not isinstance(tree, parser.CombinedSelector):
        key = _key(tree)
        return Step(*key, _test(tree, key))
    if tree.combinator not in (" ", ">", "+", "~"):
        raise Unsaid
    key = _key(tree.subselector)
    return Step(*key, _test(tree.subselector, key), tree.combinator, _step(tree.selector))


def _key(tree: Any) -> tuple[str, str]:
    """The rarest thing that a compound selector asks for: id, class, tag, else an attribute."""
    keys = dict(_iter_keys(tree))
    for by in ("id", "class", "tag", "attribute"):
        if by in keys:
            return by, keys[by]
    return "any", ""


def _iter_keys(tree: Any) -> Iterable[tuple[str, str]]:
    while True:
        if isinstance(tree, parser.Element):
            if tree.element:
                yield "tag", tree.element.lower()
            return
        if isinstance(tree, parser.Hash):
            yield "id", tree.id
        elif isinstance(tree, parser.Class):
            yield "class", tree.class_name
        elif isinstance(tree, parser.Attrib):
            if tree.operator != "!=":
                yield "attribute", _attribute(tree)
        elif not isinstance(tree, parser.Negation | parser.Matching):
            raise Unsaid
        tree = tree.selector


def _attribute(tree: parser.Attrib) -> str:
    if tree.namespace or not re.fullmatch(r"[A-Za-z_][\w-]*", tree.attrib):
        raise Unsaid
    return tree.attrib.lower()


def _test(tree: Any, key: tuple[str, str] = ("", "")) -> Test:
    """The test for a compound selector; what ``key`` already makes sure of is not tested again."""
    tests: list[Test] = []
    while not isinstance(tree, parser.Element):
        if isinstance(tree, parser.Hash):
            if key != ("id", tree.id):
                tests.append(_value_test("id", "=", tree.id))
        elif isinstance(tree, parser.Class):
            if key != ("class", tree.class_name):
                tests.append(_value_test("class", "~=", tree.class_name))
        elif isinstance(tree, parser.Attrib):
            if tree.operator != "exists" or key != ("attribute", _attribute(tree)):
                value = tree.value.value if tree.value is not None else None
                tests.append(_value_test(_attribute(tree), tree.operator, value or ""))
        elif isinstance(tree, parser.Negation):
            tests.append(_refuse(_test(tree.subselector)))
        elif isinstance(tree, parser.Matching):
            tests.append(_any([_test(one) for one in tree.selector_list]))
        else:
            raise Unsaid
        tree = tree.selector
    if tree.namespace:
        raise Unsaid
    if tree.element and key[0] != "tag":
        tests.append(_tag_test(tree.element.lower()))
    return _all(tuple(reversed(tests)))


def _all(tests: tuple[Test, ...]) -> Test:
    if not tests:
        return _anything
    if len(tests) == 1:
        return tests[0]
    if len(tests) == 2:
        one, two = tests
        return lambda element: one(element) and two(element)
    return lambda element: all(test(element) for test in tests)


def _anything(element: Element) -> bool:
    return True


def _refuse(test: Test) -> Test:
    return lambda element: not test(element)


def _any(tests: list[Test]) -> Test:
    return lambda element: any(test(element) for test in tests)


def _tag_test(tag: str) -> Test:
    return lambda element: bool(element.tag == tag)


def _value_test(name: str, operator: str, value: str) -> Test:
    """A test of one attribute, with the meaning that CSS gives the operator (an empty value matches nothing)."""
    if operator == "exists":
        return lambda element: element.get(name) is not None
    if operator == "=":
        return lambda element: bool(element.get(name) == value)
    if operator == "!=":
        return lambda element: bool(element.get(name) != value)
    if operator == "|=":
        return lambda element: (
            (told := element.get(name)) is not None and (told == value or told.startswith(value + "-"))
        )
    if operator == "~=":
        if not value or _SPACE.search(value):
            return lambda element: False
        return lambda element: (
            (told := element.get(name)) is not None and (value in told and value in _SPACE.split(told))
        )
    if not value or operator not in ("^=", "$=", "*="):
        return _never(operator)
    if operator == "^=":
        return lambda element: (told := element.get(name)) is not None and told.startswith(value)
    if operator == "$=":
        return lambda element: (told := element.get(name)) is not None and told.endswith(value)
    return lambda element: (told := element.get(name)) is not None and value in told


def _never(operator: str) -> Test:
    if operator not in ("^=", "$=", "*="):
        raise Unsaid
    return lambda element: False


def _tag(step: Step) -> Any:
    """What lxml's iterators take: a tag, or any element (no comments)."""
    return step.name or etree.Element


def _is_below(element: Element, tops: set[Element]) -> bool:
    above = element.getparent()
    while above is not None:
        if above in tops:
            return True
        above = above.getparent()
    return False


def _is_after(element: Element, lefts: set[Element], *, near: bool) -> bool:
    for sibling in element.itersiblings(etree.Element, preceding=True):
        if sibling in lefts:
            return True
        if near:
            return False
    return False
