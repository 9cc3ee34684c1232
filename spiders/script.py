"""Values in scripts: a JavaScript literal (array, object, string, number) read as Python."""

from __future__ import annotations

import re
from typing import Any

MAX_DEPTH = 60
_SPACE = re.compile(r"(?:\s|//[^\n]*\n|/\*.*?\*/)*", re.DOTALL)
_WORD = re.compile(r"[A-Za-z_$][\w$]*")
_NUMBER = re.compile(r"[-+]?(?:0[xX][0-9a-fA-F]+|\d+(?:\.\d*)?(?:[eE][-+]?\d+)?|\.\d+)")
_STRINGS = {
    "'": re.compile(r"'([^'\\\n]*(?:\\.[^'\\\n]*)*)'", re.DOTALL),
    '"': re.compile(r'"([^"\\\n]*(?:\\.[^"\\\n]*)*)"', re.DOTALL),
}
_ESCAPE = re.compile(
    r"\\(?:x([0-9a-fA-F]{2})|u\{([0-9a-fA-F]{1,6})\}|u([0-9a-fA-F]{4})|([0-3]?[0-7]{1,2})|(\r\n|.))",
    re.DOTALL,
)
_CONTROLS = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "v": "\v", "\n": "", "\r\n": "", "\r": ""}
_WORDS: dict[str, Any] = {"true": True, "false": False, "null": None, "undefined": None, "NaN": None}


class NotLiteral(ValueError):
    """What stands there is no literal, or it is cut off."""


def find_literal(text: str, name: str) -> Any:
    """The value that a script gives to the variable ``name``; None when there is none or it is no literal."""
    for found in re.finditer(rf"\b{re.escape(name)}\s*=(?![=>])", text):
        try:
            value = read_literal(text, found.end())
        except NotLiteral:
            continue
        if value is not None:
            return value
    return None


def read_literal(text: str, start: int = 0) -> Any:
    """The literal that begins at ``start``. Raises :class:`NotLiteral`."""
    value, _ = _read(text, start, 0)
    return value


def _skip(text: str, at: int) -> int:
    found = _SPACE.match(text, at)
    return found.end() if found else at


def _read(text: str, at: int, depth: int) -> tuple[Any, int]:
    if depth > MAX_DEPTH:
        raise NotLiteral("too deep")
    at = _skip(text, at)
    sign = text[at : at + 1]
    if sign == "[":
        return _read_array(text, at + 1, depth + 1)
    if sign == "{":
        return _read_object(text, at + 1, depth + 1)
    if sign in _STRINGS:
        return _read_string(text, at)
    if number := _NUMBER.match(text, at):
        return _number(number[0]), number.end()
    if (word := _WORD.match(text, at)) and word[0] in _WORDS:
        return _WORDS[word[0]], word.end()
    raise NotLiteral(text[at : at + 20])


def _read_string(text: str, at: int) -> tuple[str, int]:
    found = _STRINGS[text[at]].match(text, at)
    if found is None:
        raise NotLiteral("a string without an end")
    value = found[1]
    if "\\" in value:
        value = _ESCAPE.sub(_unescape, value)
        value = value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return value, found.end()


def _unescape(found: re.Match[str]) -> str:
    for digits in (found[1], found[2], found[3]):
        if digits:
            code = int(digits, 16)
            return chr(code) if code < 0x110000 else "\ufffd"
    if found[4]:
        return chr(int(found[4], 8))
    return _CONTROLS.get(found[5], found[5])


def _number(word: str) -> int | float:
    if "x" in word or "X" in word:
        return int(word, 16)
    return float(word) if re.search(r"[.eE]", word) else int(word[:4000])


def _read_array(text: str, at: int, depth: int) -> tuple[list[Any], int]:
    values: list[Any] = []
    while True:
        at = _skip(text, at)
        if text[at : at + 1] == "]":
            return values, at + 1
        value, at = _read(text, at, depth)
        values.append(value)
        at = _skip(text, at)
        if text[at : at + 1] == ",":
            at += 1
        elif text[at : at + 1] != "]":
            raise NotLiteral("an array without an end")


def _read_object(text: str, at: int, depth: int) -> tuple[dict[str, Any], int]:
    values: dict[str, Any] = {}
    while True:
        at = _skip(text, at)
        sign = text[at : at + 1]
        if sign == "}":
            return values, at + 1
        name, at = _read_name(text, at, sign)
        at = _skip(text, at)
        if text[at : at + 1] != ":":
            raise NotLiteral("a name without a value")
        values[name], at = _read(text, at + 1, depth)
        at = _skip(text, at)
        if text[at : at + 1] == ",":
            at += 1
        elif text[at : at + 1] != "}":
            raise NotLiteral("an object without an end")


def _read_name(text: str, at: int, sign: str) -> tuple[str, int]:
    if sign in _STRINGS:
        return _read_string(text, at)
    if word := _WORD.match(text, at) or _NUMBER.match(text, at):
        return word[0], word.end()
    raise NotLiteral("no name")
