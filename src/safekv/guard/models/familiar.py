"""Out-of-distribution gate: text that the models were not trained for (another language, binary) stays private.

A unit is judged window by window, so that a letter in Polish behind a long English policy is seen.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from safekv.guard.models.features import cut
from safekv.guard.models.tongues import CONTROLS, ENGLISH_BIT, OTHERS, glance, letters, spoken
from safekv.guard.normalise import normalise
from safekv.types import Clean, Doubt, Undecided, Verdict

if TYPE_CHECKING:
    from numpy.typing import NDArray

WINDOW = 40
"""Words of a window; a shorter text is one window."""
FEWEST = 6
"""Words of another language in a window below which nothing is said."""
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


class Familiar:
    """A tier that only ever says `Undecided` or, with a score of 0, `Clean`."""

    name = "familiar"
    version = "1"
    gate = True

    def judge(self, text: str) -> Verdict:
        """Undecided for text that is not English prose, code or markup."""
        data = normalise(text).text.encode("utf-8", "replace")
        spaced = letters(data)
        odd = 0 in spaced
        if odd and len(data) - len(data.translate(None, CONTROLS)) > CONTROL_SHARE * len(data):
            return Undecided(reason="binary: the models know text only", doubt=Doubt.BINARY)
        if _unbroken(data):
            return Undecided(
                reason=f"a run of more than {LONGEST_WORD} bytes without a blank: data, not text", doubt=Doubt.BINARY
            )
        if (odd or _may_be_foreign(data, spaced)) and _foreign(data):
            return Undecided(reason="not English: the models were not trained for it", doubt=Doubt.LANGUAGE)
        return Clean(score=0.0)


def _unbroken(data: bytes) -> bool:
    """Whether there is a run that is too long: it would cover a whole stretch of half the length."""
    half = LONGEST_WORD // 2
    if all(data.find(b" ", at, at + half) >= 0 for at in range(0, len(data) - half + 1, half)):
        return False
    return max(map(len, data.translate(_BLANKS).split(b" "))) > LONGEST_WORD


def _may_be_foreign(data: bytes, spaced: bytes) -> bool:
    """Whether there is enough of another language or script in the text for one window at least."""
    first = glance()
    beyond = 0 if data.isascii() else len(data.translate(None, _ASCII))
    return first is None or beyond > FOREIGN_LETTERS * SHORTEST or first.crowded(spaced, FEWEST, WINDOW)


def _foreign(data: bytes) -> bool:
    found = cut(data)
    count = len(found.starts)
    if not count:
        return False
    firsts = np.append(np.arange(0, max(count - WINDOW, 1), WINDOW // 2), max(count - WINDOW, 0))
    lasts = np.minimum(firsts + WINDOW, count)
    beyond = _sums(found.raw >= 128)
    begins, ends = found.starts[firsts], found.ends[lasts - 1]
    if ((beyond[ends] - beyond[begins]) / np.maximum(ends - begins, SHORTEST) > FOREIGN_LETTERS).any():
        return True
    words = spoken(found.whole())
    most = max(range(1, len(OTHERS) + 1), key=lambda language: np.count_nonzero(words & 1 << language))
    ours, theirs = _sums(words & ENGLISH_BIT), _sums(words >> most & 1)
    near, far = ours[lasts] - ours[firsts], theirs[lasts] - theirs[firsts]
    return bool(((far >= FEWEST) & (far >= FOREIGN_WORDS * (lasts - firsts)) & (far > near)).any())


def _sums(flags: NDArray[Any]) -> NDArray[Any]:
    return np.concatenate([[0], np.cumsum(flags, dtype=np.int64)])
