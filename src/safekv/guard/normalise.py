"""Unicode normalisation for matching, with a map back to the original characters.

What is undone: compatibility forms (NFKC), accents, zero-width and direction controls, look-alikes of Latin letters
in Cyrillic, Greek and other alphabets, words in wIlD cAsE, and digits that were spaced, dotted or dashed out
("4 1 1 1 - 1 1 1 1"). Each character is folded by itself, so time is linear in the text whatever it holds
(`unicodedata.normalize` of a whole text is quadratic in runs of combining marks). Plain ASCII without such words and
digits is returned as it is.

Letters of other alphabets that look like no Latin letter stay. Sources: Unicode Standard Annex 15 (NFKC) and
Technical Standard 39 (confusable characters; the table here is our own short choice).
"""

from __future__ import annotations

import threading
import unicodedata
from collections.abc import Iterable, Iterator

from safekv.guard.collapse import collapsed
from safekv.guard.plain import Builder, Normalised

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
_FEW = 16
"""Kinds of characters up to which replacing them one kind at a time is faster."""
_ASCII = bytes(range(128))
_INVISIBLE = frozenset({"Cf", "Mn", "Me"})
"""Format controls (zero-width, direction, soft hyphen, tags) and marks that sit on another character."""

_FORMAT_FILLERS = frozenset("\u115f\u1160\u3164\uffa0\u2800")
_CATEGORY_MARKS = frozenset({"Mn", "Me"})


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


class _Last(threading.local):
    """What this thread normalised last: tiers ask for the same text one after the other."""

    text: str | None = None
    plain: Normalised


_last = _Last()


def normalise(text: str) -> Normalised:
    """The text as rules see it. Linear in the text; never raises."""
    return _last.plain if _last.text is text else remember(text, collapsed(folded(text)))


def remember(text: str, plain: Normalised) -> Normalised:
    """Keep what `normalise` would give for this very object, until the thread normalises the next one."""
    _last.text, _last.plain = text, plain
    return plain


def folded(text: str) -> Normalised:
    """The text without compatibility forms, accents, look-alikes and what nobody sees."""
    if text.isascii():
        return Normalised(text=text, length=len(text))
    kinds = _changing(text)
    if len(kinds) > _FEW:
        return _folded(text)
    moving = []
    for char, plain in kinds.items():
        if len(plain) == 1 and plain.isascii():
            text = text.replace(char, plain)
        else:
            moving.append(char)
    return _moved(text, moving) if moving else Normalised(text=text, length=len(text))


def _changing(text: str) -> dict[str, str]:
    """What becomes of those characters that do not stay as they are."""
    beyond = text.encode("utf-8", "surrogatepass").translate(None, _ASCII)
    return {char: _FOLDED[char] for char in set(beyond.decode("utf-8", "surrogatepass")) if _FOLDED[char] != char}


def _moved(text: str, kinds: Iterable[str]) -> Normalised:
    """The text with only these characters folded."""
    made, done = Builder(), 0
    for at in sorted(at for char in kinds for at in _places(text, char)):
        plain = _FOLDED[text[at]]
        made.add(text[done:at], done, at, copied=True)
        made.add(plain, at, at + 1, copied=len(plain) == 1)
        done = at + 1
    made.add(text[done:], done, len(text), copied=True)
    return made.done(len(text))


def _places(text: str, char: str) -> Iterator[int]:
    at = text.find(char)
    while at >= 0:
        yield at
        at = text.find(char, at + 1)


def _folded(text: str) -> Normalised:
    made = Builder()
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


def _fold_run(made: Builder, run: str, offset: int) -> None:
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
