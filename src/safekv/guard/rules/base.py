"""What a rule is. Each detector is one small file with a tuple `RULES`, the source of its format, and twin tests.

A pattern is written in what Hyperscan and RE2 have in common: no look-around, no back references, bounded repeats
only, at most `WIDEST` characters. It is matched against normalised ASCII; a character without a plain form is `?`.
When it has a group `v`, that group is the finding. After the pattern come, in this order: the neighbours (a finding
is not a piece of a longer word, unless `free`), `refine`, the context words, and `valid`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from re import _parser as sre_parser  # type: ignore[attr-defined]  # nothing public tells how wide a pattern is

from safekv.guard.rules.anchors import Anchor
from safekv.verdicts import Category

WIDEST = 500
"""How many characters one match of a pattern may span. What is longer, `refine` extends."""

BOUND = 512
"""A pattern that is known to span no more is looked for right where the first pass points, others in whole segments."""

Span = tuple[int, int]
Valid = Callable[[str], bool]
"""Is the matched text what its format says: checksum, entropy, no placeholder?"""
Refine = Callable[[str, int, int], Span | None]
"""The span, corrected in view of the text around it, or None. Looks at a bounded stretch of the text only."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One pattern of a detector.

    `anchor` is a cheaper pattern (see `anchors`): rules that share it are looked for only where it is. `source` names
    where the format is documented. Of `context`, one must stand within `before` characters before the finding or
    `after` characters after it; a space in it also stands for `-`, `_` or nothing. `width` is the most characters that
    the pattern spans, or None: no bound that is known, or one above `BOUND`.
    """

    name: str
    category: Category
    pattern: str
    source: str
    anchor: Anchor | None = None
    caseless: bool = False
    free: bool = False
    context: tuple[str, ...] = ()
    before: int = 60
    after: int = 30
    refine: Refine | None = None
    valid: Valid | None = None
    width: int | None = field(default=None, init=False, repr=False, compare=False)
    words: re.Pattern[str] | None = field(default=None, init=False, repr=False, compare=False)
    stems: tuple[str, ...] = field(default=(), init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "width", bounded_width(self.pattern))
        if self.context:
            object.__setattr__(self, "words", context_pattern(self.context))
            object.__setattr__(self, "stems", tuple({word.lower().partition(" ")[0] for word in self.context}))

    def accepts(self, text: str, start: int, end: int) -> Span | None:
        """The finding that the match at `start` to `end` is, or None."""
        if start >= end or not (self.free or _stands_alone(text, start, end)):
            return None
        if self.refine is not None:
            refined = self.refine(text, start, end)
            if refined is None:
                return None
            start, end = refined
        if self.words is not None and not self._in_context(self.words, text, start, end):
            return None
        if self.valid is not None and not self.valid(text[start:end]):
            return None
        return start, end

    def _in_context(self, words: re.Pattern[str], text: str, start: int, end: int) -> bool:
        before, after = text[max(0, start - self.before) : start], text[end : end + self.after]
        around = f"{before}\n{after}".lower()
        if not any(stem in around for stem in self.stems):  # most often; the pattern takes ten times as long
            return False
        return words.search(before) is not None or words.search(after) is not None


def bounded_width(pattern: str) -> int | None:
    """How many characters a pattern spans at most, as Python's own parser counts them; None above `BOUND`.

    None as well for what Python does not read (RE2 has classes that Python has not).
    """
    try:
        _, most = sre_parser.parse(pattern).getwidth()
    except (re.error, RecursionError, OverflowError):
        return None
    return int(most) if most <= BOUND else None


def _stands_alone(text: str, start: int, end: int) -> bool:
    starts_word = start == 0 or not (text[start].isalnum() and text[start - 1].isalnum())
    return starts_word and (end >= len(text) or not (text[end - 1].isalnum() and text[end].isalnum()))


def context_pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    """Any of the words, in any case, as a word of its own or a part of a name in code (`patientId`)."""
    forms = (re.escape(word).replace(r"\ ", "[ _-]{0,2}") for word in words)
    return re.compile(
        rf"(?<![A-Za-z])(?i:{'|'.join(forms)})(?:s|es)?(?![a-z])|(?<=[a-z_])(?:{_camel(words)})" "(?![a-z])"
    )


def _camel(words: tuple[str, ...]) -> str:
    return "|".join(re.escape(word.title().replace(" ", "")) for word in words)
