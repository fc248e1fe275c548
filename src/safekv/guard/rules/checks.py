"""Check digits, entropy, and what placeholders look like. Each function says where its rule is written down."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence


def word_set(text: str) -> frozenset[str]:
    """The words of a list that is written as one text."""
    return frozenset(text.split())


def digits(text: str) -> str:
    """Only the digits."""
    return "".join(c for c in text if c.isdigit())


def compact(text: str) -> str:
    """Letters and digits only, in capitals."""
    return "".join(c for c in text if c.isalnum()).upper()


def varied(number: str, least: int = 3) -> bool:
    """Whether a number has enough different digits and is no run like 123456789: numbers made up have not."""
    run = number in "01234567890123456789" or number in "98765432109876543210" or "2345678" in number
    return len(set(number)) >= least and not run


def luhn(number: str) -> bool:
    """ISO/IEC 7812-1, annex B."""
    total = 0
    for i, c in enumerate(reversed(number)):
        value = int(c) * (1 + i % 2)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def weighted(number: str, weights: Sequence[int]) -> int:
    """The sum of the digits, each times its weight."""
    return sum(int(c) * w for c, w in zip(number, weights, strict=False))


def mod97(text: str) -> int:
    """ISO/IEC 7064, MOD 97-10, letters as 10 to 35."""
    return int("".join(str(int(c, 36)) for c in text)) % 97


def mod11_10(number: str) -> bool:
    """ISO/IEC 7064, MOD 11,10."""
    product = 10
    for c in number[:-1]:
        total = (int(c) + product) % 10 or 10
        product = total * 2 % 11
    return (11 - product) % 10 == int(number[-1])


def verhoeff(number: str) -> bool:
    """J. Verhoeff, Error Detecting Decimal Codes, 1969: the dihedral group of order ten."""
    check = 0
    for place, c in enumerate(reversed(number)):
        value = int(c)
        for _ in range(place % 8):
            value = (1, 5, 7, 6, 2, 8, 3, 0, 9, 4)[value]
        check = _dihedral(check, value)
    return check == 0


def _dihedral(a: int, b: int) -> int:
    if a < 5:
        return (a + b) % 5 if b < 5 else 5 + (a + b) % 5
    return 5 + (a - b) % 5 if b < 5 else (a - b) % 5


def entropy(text: str) -> float:
    """Shannon entropy of the characters, in bits per character; 0 for an empty text."""
    return -sum(n / len(text) * math.log2(n / len(text)) for n in Counter(text).values())


_HOLDERS = re.compile(
    r"(?i)x{4,}|y{5,}|z{5,}|0{8,}|1{8,}|a{8,}|\*{3,}|\.{2}|<|>|\$\{|\$\(|\{\{|\}\}|%[({]|_{8,}"
    r"|your|change[-_ ]?me|replace|insert|example|sample|placeholder|dummy|redacted|foo_?bar"
    r"|my[-_]?(?:secret|password|token|key)"
    r"|todo|fixme|lorem|abcdefgh|abcd1234|abc123|12345678901|1234abcd|deadbeef.{0,4}deadbeef"
)


def placeholder(value: str) -> bool:
    """Whether a value stands for one that the reader is to fill in, or was blotted out."""
    return bool(_HOLDERS.search(value)) or len(set(value)) < 4


def random_looking(value: str, bits: float = 3.0) -> bool:
    """A token that a machine made: no placeholder, enough entropy."""
    return not placeholder(value) and entropy(value) >= bits
