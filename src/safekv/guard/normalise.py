"""One plain spelling of a text for matching, with the way back to the original, character by character.

What is undone: compatibility forms (NFKC), accents, zero-width and direction controls, look-alikes of Latin letters
in Cyrillic, Greek and other alphabets, words in wIlD cAsE, and digits that were spaced, dotted or dashed out
("4 1 1 1 - 1 1 1 1"). Each character is folded by itself, so time is linear in the text whatever it holds
(`unicodedata.normalize` of a whole text is quadratic in runs of combining marks). Plain ASCII without such words and
digits is returned as it is.

Letters of other alphabets that look like no Latin letter stay. Sources: Unicode Standard Annex 15 (NFKC) and
Technical Standard 39 (confusable characters; the table here is our own short choice).
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass, field, replace

_LOOKALIKES = {
    **dict(zip("АВЕЅІЈКМНОРСТУХԚԜҮӀЗаеіјорсухѕԛԝһԁӏүѵгп", "ABESIJKMHOPCTYXQWYI3aeijopcyxsqwhdlyvrn", strict=True)),
    **dict(zip("вкмнтьё", "bkmhtbe", strict=True)),
    **dict(zip("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧαγικνορυχϲϳτεη", "ABEZHIKMNOPTYXayikvopuxcjten", strict=True)),
    **dict(zip("ıȷɑɡɩʏƖꓐꓑꓒꓓꓖꓗꓙꓚꓛꓜ", "ijagiYlBPdDGKJCCZ", strict=True)),
    **dict(zip("ᎪᏴᏟᎠᎬᏀᎻᏆᎫᏦᏞᎷᏢᏒᏚᎢᏙᎳᏃ", "ABCDEGHIJKLMPRSTVWZ", strict=True)),
    **dict(zip("ՕօԼսոհց", "OoLunhg", strict=True)),
    **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u2043\ufe58\uff0d\u2796", "-"),
    **dict.fromkeys("\u2018\u2019\u201a\u201b\u2032\u02bc\u02b9`\u00b4\uff07", "'"),
    **dict.fromkeys("\u201c\u201d\u201e\u201f\u2033\u301d\u301e\uff02", '"'),
    **dict.fromkeys("\u00b7\u2022\u2219\u22c5\u30fb\u2027\u2024", "."),
    **dict.fromkeys("\u2215\u2044\uff0f", "/"),
    **dict.fromkeys("\u0589\u05c3\u2236\u02d0\ua789\uff1a", ":"),
    "ß": "ss",
    "ẞ": "SS",
    "æ": "ae",
    "Æ": "AE",
    "œ": "oe",
    "Œ": "OE",
    "ø": "o",
    "Ø": "O",
    "ł": "l",
    "Ł": "L",
    "đ": "d",
    "Đ": "D",
    "ð": "d",
    "þ": "th",
    "Þ": "Th",
    "ħ": "h",
    "Ħ": "H",
    "ŋ": "n",
    "№": "No",
    "。": ".",
}
_INVISIBLE = frozenset({"Cf", "Mn", "Me"})
"""Format controls (zero-width, direction, soft hyphen, tags) and marks that sit on another character."""

_FORMAT_FILLERS = frozenset("\u115f\u1160\u3164\uffa0\u2800")
_CATEGORY_MARKS = frozenset({"Mn", "Me"})

_GAP = r"(?: ?[-./_:] ?| {1,2})"
_SPACED = re.compile(rf"(?<!\d)\d(?:{_GAP}\d){{3,}}(?!\d)")
_GAPS = re.compile(r"\D+")
_SHORTEST = {" ": 4, "-": 6, "_": 6}
"""How many lone digits make a run, by what stands between them; eight for the others (1.2.3.4 is an address)."""
_SHAKEN = re.compile(r"\b[A-Za-z]?(?:(?:[a-z][A-Z]){2,}[a-z]?|(?:[A-Z][a-z]){2,}[A-Z]?)\b")
"""A word whose letters change case at every step, but for the first."""


def _class(code: int) -> int:
    char = chr(code)
    known = (("d", char.isdecimal()), ("s", char in " -./_:"), ("l", char.islower()), ("u", char.isupper()))
    return ord(next((name for name, is_one in known if code < 128 and is_one), "x"))


_CLASSES = bytes(map(_class, range(256)))
_SHAKEN_HINT = b"ulu"
_RUN_HINT = b"dsdsd"


@dataclass(frozen=True, slots=True, kw_only=True)
class Normalised:
    """A text for matching and its map: pieces of it, each copied (`copied`) or made of original characters.

    Piece i begins at `at[i]` of `text` and at `start[i]` of the original; when it was not copied, every character of
    it stands for the original's `start[i]` to `end[i]`. No pieces: the text is the original.
    """

    text: str = field(repr=False)
    length: int
    at: tuple[int, ...] = field(default=(), repr=False)
    start: tuple[int, ...] = field(default=(), repr=False)
    end: tuple[int, ...] = field(default=(), repr=False)
    copied: tuple[bool, ...] = field(default=(), repr=False)

    def original(self, index: int) -> tuple[int, int]:
        """Start and end, in the original, of what became the character at `index`."""
        if not self.at:
            return index, index + 1
        piece = bisect_right(self.at, index) - 1
        if self.copied[piece]:
            begin = self.start[piece] + index - self.at[piece]
            return begin, begin + 1
        return self.start[piece], self.end[piece]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where characters `start` to `end` (at least one) of `text` stand in the original."""
        return self.original(start)[0], self.original(end - 1)[1]


class _Builder:
    """Collects pieces from left to right."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.pieces: list[tuple[int, int, int, bool]] = []
        self.size = 0
        self._end = 0

    def add(self, text: str, start: int, end: int, *, copied: bool) -> None:
        """Append what became of the original's `start` to `end`; when `copied`, character for character."""
        if not text:
            return
        if not (copied and self.pieces and self.pieces[-1][3] and self._end == start):
            self.pieces.append((self.size, start, end, copied))
        self.parts.append(text)
        self.size += len(text)
        self._end = end

    def done(self, length: int) -> Normalised:
        text = "".join(self.parts)
        if len(self.pieces) == 1 and self.pieces[0][3] and len(text) == length:
            return Normalised(text=text, length=length)
        at, start, end, copied = zip(*self.pieces, strict=True) if self.pieces else ((), (), (), ())
        return Normalised(text=text, length=length, at=at, start=start, end=end, copied=copied)


class _Folded(dict[str, str]):
    """What one character becomes; computed once for each."""

    def __missing__(self, char: str) -> str:
        folded = _fold(char)
        if len(self) < 65_536:
            self[char] = folded
        return folded


def _fold(char: str) -> str:
    if char in _LOOKALIKES:
        return _LOOKALIKES[char]
    if char in _FORMAT_FILLERS or unicodedata.category(char) == "Cf":
        return ""
    if unicodedata.category(char) in _CATEGORY_MARKS:
        return "" if unicodedata.combining(char) or 0xFE00 <= ord(char) <= 0xFE0F else char
    if unicodedata.category(char) == "Zs" or char in "\u2028\u2029\x85":
        return " " if unicodedata.category(char) == "Zs" else "\n"
    apart = [c for c in unicodedata.normalize("NFKD", char) if unicodedata.category(c) not in _INVISIBLE]
    plain = "".join(_LOOKALIKES.get(c, c) for c in apart)
    if plain.isascii() and plain:
        return plain
    digit = unicodedata.digit(char, None)
    return str(digit) if digit is not None else unicodedata.normalize("NFKC", char)


_FOLDED = _Folded()


def normalise(text: str) -> Normalised:
    """The text as rules see it. Linear in the text; never raises."""
    plain = Normalised(text=text, length=len(text)) if text.isascii() else _folded(text)
    return _collapsed(plain)


def _folded(text: str) -> Normalised:
    made = _Builder()
    marked = text.encode("ascii", "replace")  # fast; what is not ASCII is a question mark, and so is a question mark
    done, at = 0, marked.find(b"?")
    while at >= 0:
        end = at
        while end < len(text) and text[end] > "\x7f":
            end += 1
        if end > at:
            made.add(text[done:at], done, at, copied=True)
            _fold_run(made, text[at:end], at)
            done = end
        at = marked.find(b"?", end + 1)
    made.add(text[done:], done, len(text), copied=True)
    return made.done(len(text))


def _fold_run(made: _Builder, run: str, offset: int) -> None:
    plain = [_FOLDED[char] for char in run]
    if all(len(folded) == 1 for folded in plain):
        made.add("".join(plain), offset, offset + len(run), copied=True)
        return
    kept = 0
    for i, char in enumerate(run):
        folded = _FOLDED[char]
        if folded == char:
            continue
        made.add(run[kept:i], offset + kept, offset + i, copied=True)
        made.add(folded, offset + i, offset + i + 1, copied=len(folded) == 1)
        kept = i + 1
    made.add(run[kept:], offset + kept, offset + len(run), copied=True)


def _collapsed(plain: Normalised) -> Normalised:
    """Words in wIlD cAsE put right; digits that stand alone drawn together, other separators between them shortened."""
    text = plain.text
    hint = _hint(text)
    if _SHAKEN_HINT in hint:
        text = _tamed(text, hint)
        plain = replace(plain, text=text)
    at = hint.find(_RUN_HINT)
    if at < 0:
        return plain
    made = _Builder()
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
            _copy(made, plain, done, gap.start())
            if gap.group() != gaps[0].group() and (mark := gap.group().strip()):
                place = gap.start() + gap.group().index(mark)
                _copy(made, plain, place, place + 1)
            done = gap.end()
    _copy(made, plain, done, len(text))
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


def _copy(made: _Builder, plain: Normalised, start: int, end: int) -> None:
    """Add `plain.text[start:end]`, piece by piece."""
    if start >= end:
        return
    if not plain.at:
        made.add(plain.text[start:end], start, end, copied=True)
        return
    piece = bisect_right(plain.at, start) - 1
    while start < end:
        stop = min(end, plain.at[piece + 1] if piece + 1 < len(plain.at) else end)
        if plain.copied[piece]:
            begin = plain.start[piece] + start - plain.at[piece]
            made.add(plain.text[start:stop], begin, begin + stop - start, copied=True)
        else:
            made.add(plain.text[start:stop], plain.start[piece], plain.end[piece], copied=False)
        start, piece = stop, piece + 1
