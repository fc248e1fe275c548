"""What the models were not trained for: other languages and scripts, binary. There is no verdict, so it stays private.

A unit is judged window by window, so that a letter in Polish behind a long English policy is seen.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

from safekv.guard.models.features import words
from safekv.guard.normalise import normalise
from safekv.types import Clean, Undecided, Verdict

if TYPE_CHECKING:
    from numpy.typing import NDArray

WINDOW = 40
"""Words of a window; a shorter text is one window."""
FEWEST = 6
"""Words of another language in a window below which nothing is said."""
FOREIGN_WORDS = 0.15
FOREIGN_LETTERS = 0.3
"""Shares of a window, of its words and of its bytes, from which on it is foreign."""
CONTROLS = 0.02
"""Share of control characters from which on a text is binary."""
LONGEST_WORD = 1000
"""Bytes between two blanks from which on it is data, not text."""

_ENGLISH = (
    "the of and to in is that it for you was with on as are this be have at or from not by an they which "
    "we your can will if"
)
_SHARED = "a i o is an on as of he me my so are by do no one be at to in all ten far man can for om"
_OTHERS = (
    (
        "der die und das ist nicht ich mit für auf ein eine zu den dem von sie wir sich auch werden wird bei "
        "aber wie nach oder mein"
    ),
    (
        "le la les et des une est que pour dans qui sur pas vous nous avec ce il elle je mon ma au aux du ne "
        "plus sont être cette"
    ),
    ("el los las una que por con para como pero más este esta sus del al se su mi está muy yo lo nos ya son fue hay"),
    ("il che di per non una sono con del della è gli anche come più questo mio mi ho ha nel alla ci si ma dei delle"),
    ("os as uma não com para por mais como seu sua ao você meu minha foi são ele ela isso mas dos das muito eu em"),
    ("het een van en niet dat ik je zijn op te met voor maar ook aan als bij naar wij heeft mijn dit er nog"),
    "nie się na jest że do jak ale tak za od czy mnie już tylko ma są może jego przez dla był pan moja",
    "och att det är som på jag inte med för av har den ett till om men så vi han hon min ska kan från",
    "og at det er som på jeg ikke med for av har den et til om men så vi han hun min skal kan fra ikke",
    "bir ve bu için ile çok ne gibi daha ben sen olarak olan var değil ama kadar sonra benim",
    ("yang dan di untuk dengan ini itu tidak dari dalam akan pada saya adalah ada juga anda mereka oleh kami"),
    "ja on ei että se hän oli mutta kun niin mitä tai joka minä olen ovat sen vain kuin",
    "și nu este un o pe cu care din la pentru mai ca să am fost sunt ce prin dar",
    "a az és hogy nem egy van is ez meg de csak volt már vagy mint még lesz",
)


class Familiar:
    """A tier that only ever says `Undecided` or, with a score of 0, `Clean`."""

    name = "familiar"
    version = "1"

    def judge(self, text: str) -> Verdict:
        """Undecided for text that is not English prose, code or markup."""
        data = normalise(text).text.encode("utf-8", "replace")
        raw = np.frombuffer(data, dtype=np.uint8)
        if len(raw) and _controls(raw) > CONTROLS:
            return Undecided(reason="binary: the models know text only")
        blanks = np.flatnonzero(raw <= ord(" "))
        gaps = np.diff(np.concatenate([[-1], blanks, [len(raw)]]))
        if gaps.max() > LONGEST_WORD:
            return Undecided(reason=f"a run of more than {LONGEST_WORD} bytes without a blank: data, not text")
        if self._foreign(raw, data):
            return Undecided(reason="not English: the models were not trained for it")
        return Clean(score=0.0)

    @staticmethod
    def _foreign(raw: NDArray[Any], data: bytes) -> bool:
        found = words(data)
        count = len(found.starts)
        if not count:
            return False
        english, others = _known()
        firsts = np.append(np.arange(0, max(count - WINDOW, 1), WINDOW // 2), max(count - WINDOW, 0))
        lasts = np.minimum(firsts + WINDOW, count)
        beyond = _sums(raw >= 128)
        begins, ends = found.starts[firsts], found.ends[lasts - 1]
        letters = (beyond[ends] - beyond[begins]) / np.maximum(ends - begins, 40)
        ours = _sums(_among(found.words, english))
        theirs = max((_sums(_among(found.words, one)) for one in others), key=lambda sums: int(sums[-1]))
        near, far = ours[lasts] - ours[firsts], theirs[lasts] - theirs[firsts]
        speech = (far >= FEWEST) & (far >= FOREIGN_WORDS * (lasts - firsts)) & (far > near)
        return bool((speech | (letters > FOREIGN_LETTERS)).any())


def _controls(raw: NDArray[Any]) -> float:
    return float(np.mean((raw < ord("\t")) | ((raw > ord("\r")) & (raw < ord(" "))) | (raw == 127)))


def _sums(flags: NDArray[Any]) -> NDArray[Any]:
    return np.concatenate([[0], np.cumsum(flags)])


def _among(hashes: NDArray[Any], known: NDArray[Any]) -> NDArray[Any]:
    place = np.minimum(np.searchsorted(known, hashes), len(known) - 1)
    same: NDArray[Any] = known[place] == hashes
    return same


@cache
def _known() -> tuple[NDArray[Any], tuple[NDArray[Any], ...]]:
    """Return the sorted hashes of English function words, and of each other language's that are not English ones."""

    def hashed(listed: str) -> NDArray[Any]:
        return np.unique(words(normalise(listed).text.encode()).words)

    english = hashed(_ENGLISH)
    shared = np.unique(np.concatenate([english, hashed(_SHARED)]))
    return english, tuple(np.setdiff1d(hashed(listed), shared) for listed in _OTHERS)
