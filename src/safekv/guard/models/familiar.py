"""Out-of-distribution gate: text that the models were not trained for (another language, binary) stays private.

A unit is judged window by window, so that a letter in Polish behind a long English policy is seen; a greeting in German
as an example is not. Only letters count: emoji, frames, signs and colour codes belong to no language.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from typing import TYPE_CHECKING, Any

import numpy as np

from safekv.guard.models.features import cut
from safekv.guard.models.tongues import CONTROLS, ENGLISH_BIT, NAMES, OTHERS, glance, letters, spoken
from safekv.guard.normalise import normalise
from safekv.verdicts import Clean, Doubt, Undecided, Verdict

if TYPE_CHECKING:
    from numpy.typing import NDArray

WINDOW = 40
"""Words of a window; a shorter text is one window."""
FEWEST = 6
"""Words of another language in a window below which nothing is said of a text that is longer than one."""
LONE = 9
"""As many are wanted where less than half of the windows are of that language: a letter has them, an example not."""
FEW = 2
"""Different words of another language, one with an accent among them, that tell a text of one window; else one more."""
FOREIGN_WORDS = 0.15
FOREIGN_LETTERS = 0.3
"""Shares of a window, of its words and of its bytes, from which on it is foreign."""
CONTROL_SHARE = 0.02
"""Share of control characters from which on a text is binary."""
SHORTEST = 40
"""Bytes that a window counts for at least."""
LONGEST_WORD = 1000
"""Bytes between two blanks from which on it is data, not text."""

_BLANKS = bytes(max(c, ord(" ")) for c in range(256))
_ASCII = bytes(range(128))
_COLOURS = re.compile(r"\x1b\[[0-9;]{0,16}[A-Za-z]")
_ACCENTED = re.compile(r"[^\W\d_]*[\xc0-\xd6\xd8-\xf6\xf8-\u024f][^\W\d_]*")
_SCRIPTS = {"CJK": "Chinese", "HIRAGANA": "Japanese", "KATAKANA": "Japanese", "HANGUL": "Korean"}


class Familiar:
    """A tier that only ever says `Undecided` or, with a score of 0, `Clean`."""

    name = "familiar"
    version = "2"
    gate = True

    def judge(self, text: str) -> Verdict:
        """Undecided for text that is not English prose, code or markup."""
        plain = normalise(text).text
        data = _of_letters(plain).encode("utf-8", "replace")
        spaced = letters(data)
        odd = 0 in spaced
        if odd and len(data) - len(data.translate(None, CONTROLS)) > CONTROL_SHARE * len(data):
            return Undecided(reason="binary: the models know text only", doubt=Doubt.BINARY)
        if _unbroken(data):
            return Undecided(
                reason=f"a run of more than {LONGEST_WORD} bytes without a blank: data, not text", doubt=Doubt.BINARY
            )
        language = _foreign(data, plain, text) if odd or _may_be_foreign(data, spaced) else None
        if language is not None:
            return Undecided(
                reason=f"not English but {language}: the models were not trained for it", doubt=Doubt.LANGUAGE
            )
        return Clean(score=0.0)


def _of_letters(text: str) -> str:
    """The text with a blank for what is beyond ASCII and neither a letter nor a mark on one."""
    if "\x1b" in text:
        text = _COLOURS.sub(" ", text)
    if text.isascii():
        return text
    signs = {ord(c): " " for c in set(text) if c > "\x7f" and unicodedata.category(c)[0] not in "LM"}
    return text.translate(signs) if signs else text


def _unbroken(data: bytes) -> bool:
    """Whether there is a run that is too long: it would cover a whole stretch of half the length."""
    half = LONGEST_WORD // 2
    if all(data.find(b" ", at, at + half) >= 0 for at in range(0, len(data) - half + 1, half)):
        return False
    return max(map(len, data.translate(_BLANKS).split(b" "))) > LONGEST_WORD


def _may_be_foreign(data: bytes, spaced: bytes) -> bool:
    """Whether there is enough of another language or script in the text for one window at least."""
    if len(spaced.split(None, WINDOW)) <= WINDOW:
        return True
    first = glance()
    beyond = 0 if data.isascii() else len(data.translate(None, _ASCII))
    return first is None or beyond > FOREIGN_LETTERS * SHORTEST or first.crowded(spaced, FEWEST, WINDOW)


def _foreign(data: bytes, plain: str, text: str) -> str | None:
    """The language, or the script, that a window of the text is in; None where it is English."""
    found = cut(data)
    count = len(found.starts)
    if not count:
        return None
    firsts = np.append(np.arange(0, max(count - WINDOW, 1), WINDOW // 2), max(count - WINDOW, 0))
    lasts = np.minimum(firsts + WINDOW, count)
    beyond = _sums(found.raw >= 128)
    begins, ends = found.starts[firsts], found.ends[lasts - 1]
    if ((beyond[ends] - beyond[begins]) / np.maximum(ends - begins, SHORTEST) > FOREIGN_LETTERS).any():
        return _script(plain)
    words = spoken(found.whole())
    most = max(range(1, len(OTHERS) + 1), key=lambda language: np.count_nonzero(words & 1 << language))
    ours, theirs = _sums(words & ENGLISH_BIT), _sums(words >> most & 1)
    near, far = ours[lasts] - ours[firsts], theirs[lasts] - theirs[firsts]
    those = (far >= FEWEST) & (far >= FOREIGN_WORDS * (lasts - firsts)) & (far > near)
    if those.mean() >= 0.5 or (those & (far >= LONE)).any():
        return NAMES[most - 1]
    return (
        NAMES[most - 1] if count <= WINDOW and _briefly(found.whole()[words >> most & 1 > 0], near[0], text) else None
    )


def _briefly(theirs: NDArray[Any], near: int, text: str) -> bool:
    """Whether a text of one window is of another language: by its different common words and words with accents."""
    told = len(np.unique(theirs))
    accented = len(set(_ACCENTED.findall(text[: 40 * WINDOW])))
    enough = told >= FEW + 1 or (accented and told and told + accented >= FEW)
    return bool(enough) and told + accented > max(near, FOREIGN_WORDS * len(text.split()))


def _script(text: str) -> str:
    """The script that most letters beyond ASCII are of, by its name in Unicode, or the language that it stands for."""
    kinds = Counter(unicodedata.name(c, "UNKNOWN").split()[0] for c in text[:4000] if c > "\x7f" and c.isalpha())
    kinds = kinds or Counter(unicodedata.name(c, "UNKNOWN").split()[0] for c in text if c > "\x7f" and c.isalpha())
    if "HIRAGANA" in kinds or "KATAKANA" in kinds:
        return "Japanese"
    script = kinds.most_common(1)[0][0] if kinds else "another script"
    return _SCRIPTS.get(script, script.capitalize())


def _sums(flags: NDArray[Any]) -> NDArray[Any]:
    return np.concatenate([[0], np.cumsum(flags, dtype=np.int64)])
