"""De-obfuscation: joins digits that were spaced or dashed out ("4 1 1 1 - 1 1 1 1"), and mends wIlD cAsE."""

from __future__ import annotations

import re
from dataclasses import replace

from safekv.guard.plain import Builder, Normalised, copy

_GAP = r"(?: ?[-./_:] ?| {1,2})"
_SPACED = re.compile(rf"(?<!\d)\d(?:{_GAP}\d){{3,}}(?!\d)")
_GAPS = re.compile(r"\D+")
_SHORTEST = {" ": 4, "-": 6, "_": 6}
"""How many lone digits make a run, by what stands between them; eight for the others (1.2.3.4 is an address)."""
_SHAKEN = re.compile(r"\b[A-Za-z]?(?:(?:[a-z][A-Z]){2,}[a-z]?|(?:[A-Z][a-z]){2,}[A-Z]?)\b")
"""A word whose letters change case at every step, but for the first."""


WILD = r"(?:^|[^A-Za-z0-9])[A-Za-z]?[a-z]?(?:[A-Z][a-z])+[A-Z][a-z]?(?:[^A-Za-z0-9]|$)"
SPACED = r"(?:^|\D)\d(?:(?: ?[-./_:] ?| {1,2})\d){3}(?:\D|$)"
"""Patterns, one of which is in every text that `collapsed` changes."""


def _class(code: int) -> int:
    char = chr(code)
    known = (("d", char.isdecimal()), ("s", char in " -./_:"), ("l", char.islower()), ("u", char.isupper()))
    return ord(next((name for name, is_one in known if code < 128 and is_one), "x"))


_CLASSES = bytes(map(_class, range(256)))
_SHAKEN_HINT = b"ulu"
_RUN_HINT = b"dsdsd"


def collapsed(plain: Normalised) -> Normalised:
    """Words in wIlD cAsE put right; digits that stand alone drawn together, other separators between them shortened."""
    text = plain.text
    hint = _hint(text)
    if _SHAKEN_HINT in hint:
        text = _tamed(text, hint)
        plain = replace(plain, text=text)
    at = hint.find(_RUN_HINT)
    if at < 0:
        return plain
    made = Builder()
    done = 0
    while at >= 0:
        run = _SPACED.match(text, at)
        at = hint.find(_RUN_HINT, run.end() if run else at + 2)
        if run is None:
            continue
        gaps = list(_GAPS.finditer(text, run.start(), run.end()))
        usual = gaps[0].group().strip() or " "
        if sum(gap.group() == gaps[0].group() for gap in gaps) + 1 < _SHORTEST.get(usual, 8):
            continue
        for gap in gaps:
            copy(made, plain, done, gap.start())
            if gap.group() != gaps[0].group() and (mark := gap.group().strip()):
                place = gap.start() + gap.group().index(mark)
                copy(made, plain, place, place + 1)
            done = gap.end()
    copy(made, plain, done, len(text))
    return made.done(plain.length)


def _tamed(text: str, hint: bytes) -> str:
    """Words in wild case written as names are; the length stays."""
    parts, done, at = [], 0, hint.find(_SHAKEN_HINT)
    while at >= 0:
        start, end = at, at + len(_SHAKEN_HINT)
        while start > done and hint[start - 1] in b"lud":
            start -= 1
        while end < len(hint) and hint[end] in b"lud":
            end += 1
        if _SHAKEN.fullmatch(text, start, end):
            parts += [text[done:start], text[start:end].capitalize()]
            done = end
        at = hint.find(_SHAKEN_HINT, end)
    return "".join([*parts, text[done:]])


def _hint(text: str) -> bytes:
    return text.encode("ascii", "replace").translate(_CLASSES)
