"""Language identification by the commonest words of English and of other languages in Latin script.

One table for all languages, and in front of it one pass of Hyperscan, where it is installed, that says of most texts
that no other language has enough words in them.
"""

from __future__ import annotations

import threading
from collections import Counter
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

from safekv.guard.models.features import cut
from safekv.guard.normalise import normalise

if TYPE_CHECKING:
    from numpy.typing import NDArray

ENGLISH = (
    "the of and to in is that it for you was with on as are this be have at or from not by an they which "
    "we your can will if"
)
SHARED = "a i o is an on as of he me my so are by do no one be at to in all ten far man can for om"
OTHERS = (
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
"""Words that are English ones as well, or are the same in short, are not counted for the others."""

NAMES = (
    *("German", "French", "Spanish", "Italian", "Portuguese", "Dutch", "Polish", "Swedish", "Danish", "Turkish"),
    *("Indonesian", "Finnish", "Romanian", "Hungarian"),
)
"""What the others are called, in their order."""

ENGLISH_BIT = 1
_SLOTS = 1 << 16
CONTROLS = bytes(c for c in range(128) if c < ord("\t") or ord("\r") < c < ord(" ") or c == 127)


def _letter(code: int) -> int:
    if code in CONTROLS:
        return 0
    return code | 32 if 65 <= code <= 90 or 97 <= code <= 122 else code if code >= 128 else 32


_LETTERS = bytes(map(_letter, range(256)))


def letters(data: bytes) -> bytes:
    """Return small letters, with a blank for each sign and digit, and 0 for control characters."""
    return b" " + data.translate(_LETTERS) + b" "


@cache
def tongues() -> dict[str, int]:
    """Return every word with the languages that it counts for: bit 0 is English, bit i the i-th of the others."""
    english = set(_plain(ENGLISH))
    known = dict.fromkeys(english, ENGLISH_BIT)
    for number, listed in enumerate(OTHERS, start=1):
        for word in set(_plain(listed)) - english - set(_plain(SHARED)):
            known[word] = known.get(word, 0) | 1 << number
    return known


def _plain(listed: str) -> list[str]:
    return normalise(listed).text.split()


@cache
def _table() -> tuple[NDArray[Any], NDArray[Any], np.uint64]:
    """Return hashes and languages by slot, and by how much a hash is shifted to be a slot that no other word has."""
    known = tongues()
    found = cut(" ".join(known).encode()).whole()
    bits = np.fromiter(known.values(), dtype=np.uint32, count=len(known))
    shift = next(s for s in range(49) if len(np.unique(found >> np.uint64(s) & np.uint64(_SLOTS - 1))) == len(found))
    slots = found >> np.uint64(shift) & np.uint64(_SLOTS - 1)
    keys, languages = np.zeros(_SLOTS, dtype=np.uint64), np.zeros(_SLOTS, dtype=np.uint32)
    keys[slots], languages[slots] = found, bits
    return keys, languages, np.uint64(shift)


def spoken(hashes: NDArray[Any]) -> NDArray[Any]:
    """Return the languages of each word, by its hash, as bits, (n,); 0 for a word that no list has."""
    keys, languages, shift = _table()
    slots = hashes >> shift & np.uint64(_SLOTS - 1)
    found: NDArray[Any] = np.where(keys[slots] == hashes, languages[slots], 0)
    return found


class Glance:
    """Counts the words of other languages without cutting the text into words."""

    def __init__(self) -> None:
        import hyperscan  # noqa: PLC0415 (an extra)

        foreign = {word: bits for word, bits in tongues().items() if bits != ENGLISH_BIT}
        self._of = [[n for n in range(1, len(OTHERS) + 1) if bits >> n & 1] for bits in foreign.values()]
        self._scratches = threading.local()
        self._hyperscan = hyperscan
        self._database: Any = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
        self._database.compile(
            expressions=[f" {word} ".encode() for word in foreign],
            ids=list(range(len(foreign))),
            elements=len(foreign),
            flags=[0] * len(foreign),
        )

    def crowded(self, spaced: bytes, count: int, window: int) -> bool:
        """Whether `count` words of the other language that has the most may stand in a window of so many words.

        `spaced` is what `letters` gives. False is certain: at least the runs of letters are words.
        """
        scratch = getattr(self._scratches, "own", None)
        if scratch is None:
            scratch = self._scratches.own = self._hyperscan.Scratch(self._database)
        seen: list[tuple[int, int]] = []
        self._database.scan(spaced, match_event_handler=_note, context=seen, scratch=scratch)
        if len(seen) < count:
            return False
        counts = [0] * (len(OTHERS) + 1)
        for word, times in Counter(word for _, word in seen).items():
            for language in self._of[word]:
                counts[language] += times
        if (most := max(counts)) < count:
            return False
        for language in (number for number, times in enumerate(counts) if times == most):
            ends = sorted(end for end, word in seen if language in self._of[word])
            pairs = zip(ends, ends[count - 1 :], strict=False)
            if any(len(spaced[first - 1 : last].split(None, window)) < window for first, last in pairs):
                return True
        return False


def _note(word: int, _start: int, end: int, _flags: int, seen: list[tuple[int, int]]) -> None:
    seen.append((end, word))


@cache
def glance() -> Glance | None:
    """Return the first pass; None without Hyperscan."""
    try:
        return Glance()
    except ImportError:
        return None
