"""Invented people, the same throughout one text."""

from __future__ import annotations

import string
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from faker import Faker

if TYPE_CHECKING:
    import random
    from collections.abc import Callable

ENGLISH = ("en_US", "en_GB", "en_IN", "en_AU", "en_CA", "en_IE", "en_NZ", "en_KE", "en_NG")
OTHERS = (
    "de_DE",
    "fr_FR",
    "es_ES",
    "es_MX",
    "it_IT",
    "nl_NL",
    "pl_PL",
    "pt_BR",
    "sv_SE",
    "tr_TR",
    "cs_CZ",
    "fi_FI",
    "hr_HR",
    "hu_HU",
    "id_ID",
    "ro_RO",
    "da_DK",
    "no_NO",
    "fr_CA",
    "en_PH",
    "sl_SI",
    "vi_VN",
    "tw_GH",
    "yo_NG",
    "zu_ZA",
    "az_AZ",
)
"""Locales of Faker whose names are in Latin letters."""
SYLLABLES = (
    "ba",
    "ren",
    "ko",
    "li",
    "mar",
    "sha",
    "to",
    "vin",
    "dra",
    "el",
    "jo",
    "ka",
    "mi",
    "no",
    "qua",
    "ri",
    "sen",
    "tha",
    "u",
    "wen",
    "xi",
    "yo",
    "zar",
    "ash",
    "bek",
    "cor",
    "den",
    "fa",
    "gor",
    "han",
    "is",
    "lo",
    "ne",
    "os",
    "pra",
    "ul",
)


@dataclass(frozen=True, slots=True)
class Person:
    """An invented person."""

    first: str
    last: str
    locale: str


class Cast:
    """The people and values of one text. The same slot of the same person is the same value."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        self._people: dict[int, Person] = {}
        self._values: dict[tuple[str, int], str] = {}

    def kept(self, slot: str, number: int, make: Callable[[Cast, int], str]) -> str:
        """Return the value of a slot for the numbered person, made at the first call."""
        if (slot, number) not in self._values:
            self._values[slot, number] = make(self, number)
        return self._values[slot, number]

    def person(self, number: int) -> Person:
        """Return the numbered person, made at the first call."""
        if number not in self._people:
            self._people[number] = _person(self.rng)
        return self._people[number]

    def digits(self, pattern: str) -> str:
        """Return the pattern with `#` as a digit and `?` as a capital."""
        chosen = {"#": string.digits, "?": string.ascii_uppercase}
        return "".join(self.rng.choice(chosen[sign]) if sign in chosen else sign for sign in pattern)

    def faked(self, locale: str, method: str) -> str:
        """Return what Faker makes of a locale, as one line; the American one where a locale lacks it."""
        fake = faker(locale)
        fake.seed_instance(self.rng.getrandbits(48))
        try:
            value = getattr(fake, method)()
        except AttributeError:
            value = self.faked("en_US", method)
        return str(value).replace("\n", self.rng.choice((", ", ", ", "\n", " ")))


@cache
def faker(locale: str) -> Any:
    """Return the one Faker of a locale."""
    return Faker(locale)


@cache
def names_of(locale: str) -> tuple[str, ...]:
    """Return the first names that Faker knows of a locale."""
    provider = next(p for p in faker(locale).get_providers() if hasattr(p, "first_names"))
    return tuple(provider.first_names)


def _person(rng: random.Random) -> Person:
    draw = rng.random()
    locale = rng.choice(ENGLISH if draw < 0.6 else OTHERS)
    fake = faker(locale)
    fake.seed_instance(rng.getrandbits(48))
    first, last = fake.first_name(), fake.last_name()
    if rng.random() < 0.04:  # names that no list holds
        last = _made(rng)
    if rng.random() < 0.03:
        first = _made(rng)
    if rng.random() < 0.05:
        last = f"{last}-{faker('en_GB').last_name()}"
    return Person(first, last, locale)


def _made(rng: random.Random) -> str:
    return "".join(rng.choice(SYLLABLES) for _ in range(rng.choice((2, 2, 3)))).capitalize()
