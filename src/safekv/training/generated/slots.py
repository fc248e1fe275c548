"""What fills a slot: invented people, the same throughout one text, and the neutral things around them."""

from __future__ import annotations

import string
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from faker import Faker

from safekv.bench.guard import labels
from safekv.training.generated import words

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

    def fill(self, slot: str, number: int) -> tuple[str | None, str]:
        """Return the label of a slot, None for a neutral one, and its value for the numbered person."""
        label, value = _SLOTS[slot]
        if label is None and slot not in _LASTING:
            return None, value(self, number)
        if (slot, number) not in self._values:
            self._values[slot, number] = value(self, number)
        return label, self._values[slot, number]

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
        fake = _faker(locale)
        fake.seed_instance(self.rng.getrandbits(48))
        try:
            value = getattr(fake, method)()
        except AttributeError:
            value = self.faked("en_US", method)
        return str(value).replace("\n", self.rng.choice((", ", ", ", "\n", " ")))


@cache
def _faker(locale: str) -> Any:
    return Faker(locale)


@cache
def names_of(locale: str) -> tuple[str, ...]:
    """Return the first names that Faker knows of a locale."""
    provider = next(p for p in _faker(locale).get_providers() if hasattr(p, "first_names"))
    return tuple(provider.first_names)


def _person(rng: random.Random) -> Person:
    draw = rng.random()
    locale = rng.choice(ENGLISH if draw < 0.6 else OTHERS)
    fake = _faker(locale)
    fake.seed_instance(rng.getrandbits(48))
    first, last = fake.first_name(), fake.last_name()
    if rng.random() < 0.04:  # names that no list holds
        last = _made(rng)
    if rng.random() < 0.03:
        first = _made(rng)
    if rng.random() < 0.05:
        last = f"{last}-{_faker('en_GB').last_name()}"
    return Person(first, last, locale)


def _made(rng: random.Random) -> str:
    return "".join(rng.choice(SYLLABLES) for _ in range(rng.choice((2, 2, 3)))).capitalize()


def _name(cast: Cast, number: int) -> str:
    person = cast.person(number)
    middle = ""
    draw = cast.rng.random()
    if draw < 0.06:
        middle = cast.rng.choice(string.ascii_uppercase) + ". "
    elif draw < 0.09:
        middle = _faker(person.locale).first_name() + " "
    return f"{person.first} {middle}{person.last}"


def _initials(cast: Cast, number: int) -> str:
    person = cast.person(number)
    return cast.rng.choice(
        (
            f"{person.first[0]}. {person.last}",
            f"{person.first[0]}.{person.last[0]}.",
            f"{person.first} {person.last[0]}.",
            f"{person.first[0]} {person.last}",
        )
    )


def _formal(cast: Cast, number: int) -> str:
    title = cast.rng.choice(("Mr", "Mrs", "Ms", "Mr.", "Mrs.", "Ms.", "Dr", "Dr.", "Prof.", "Miss"))
    return f"{title} {cast.person(number).last}"


def _caps(cast: Cast, number: int) -> str:
    person = cast.person(number)
    return cast.rng.choice(
        (
            f"{person.last.upper()}, {person.first}",
            f"{person.last.upper()} {person.first}",
            f"{person.first.upper()} {person.last.upper()}",
            f"{person.last}, {person.first}",
        )
    )


def _login(cast: Cast, number: int) -> str:
    person, rng = cast.person(number), cast.rng
    first = "".join(sign for sign in person.first.lower() if sign.isalnum())
    last = "".join(sign for sign in person.last.lower() if sign.isalnum())
    sign = rng.choice(("", ".", "_", "-"))
    base = rng.choice(
        (
            first + sign + last,
            first[:1] + sign + last,
            last + sign + first,
            first,
            first + sign + rng.choice(words.HOBBIES).split()[0],
        )
    )
    return base + rng.choice(("", "", "", str(rng.randint(1, 99)), str(rng.randint(1960, 2012))))


def _handle(cast: Cast, number: int) -> str:
    return "@" + _login(cast, number).replace(".", "_").replace("-", "_")


def _email(cast: Cast, number: int) -> str:
    domain = cast.rng.choice(words.MAIL_DOMAINS) if cast.rng.random() < 0.6 else _domain(cast)
    login = _login(cast, number).encode("ascii", "ignore").decode() or "office"
    return f"{login}@{domain}"


def _domain(cast: Cast) -> str:
    name = "".join(sign for sign in _company(cast).lower().split(" ")[0] if sign.isascii() and sign.isalnum())
    return (name or "acme") + cast.rng.choice((".com", ".com", ".org", ".co.uk", ".net", ".edu", ".de", ".io"))


def _phone(cast: Cast, number: int) -> str:
    if cast.rng.random() < 0.5:
        return cast.digits(cast.rng.choice(words.PHONES))
    return cast.faked(cast.rng.choice((*ENGLISH, cast.person(number).locale)), "phone_number")


def _street(cast: Cast, number: int) -> str:
    return cast.faked(cast.rng.choice((*ENGLISH, cast.person(number).locale)), "street_address")


def _address(cast: Cast, number: int) -> str:
    return cast.faked(cast.rng.choice((*ENGLISH, cast.person(number).locale)), "address")


def _birth(cast: Cast, _: int) -> str:
    return _dated(cast, cast.rng.randint(1935, 2015))


def _dated(cast: Cast, year: int) -> str:
    rng = cast.rng
    month, day = rng.randint(1, 12), rng.randint(1, 28)
    name = words.MONTHS[month - 1]
    return rng.choice(
        (
            f"{day:02}/{month:02}/{year}",
            f"{month:02}/{day:02}/{year}",
            f"{year}-{month:02}-{day:02}",
            f"{day} {name} {year}",
            f"{name} {day}, {year}",
            f"{day}.{month}.{year}",
            f"{name[:3]} {day}, {year}",
            f"{month}/{day}/{year % 100:02}",
        )
    )


def _date(cast: Cast, _: int) -> str:
    rng = cast.rng
    if rng.random() < 0.3:
        return f"{rng.choice(words.MONTHS)} {rng.randint(1, 28)}"
    return _dated(cast, rng.randint(1990, 2026))


def _time(rng: random.Random) -> str:
    hour, half = rng.randint(1, 12), rng.choice((" PM", "am", " p.m.", ""))
    return rng.choice(
        (
            f"{rng.randint(0, 23):02}:{rng.randint(0, 59):02}",
            f"{hour} {rng.choice(('am', 'pm'))}",
            f"{hour}:{rng.choice(('00', '15', '30', '45'))}{half}",
        )
    )


def _company(cast: Cast) -> str:
    if cast.rng.random() < 0.5:
        return cast.rng.choice(words.COMPANIES)
    return cast.faked(cast.rng.choice(ENGLISH), "company")


def _amount(cast: Cast, _: int) -> str:
    sum_ = cast.rng.choice((cast.rng.randint(3, 99), cast.rng.randint(100, 9999), cast.rng.randint(10_000, 400_000)))
    sign = cast.rng.choice(("$", "$", "€", "£", "₹", "USD ", "EUR "))
    return sign + (f"{sum_:,}" if cast.rng.random() < 0.5 else f"{sum_:,}.{cast.rng.randint(0, 99):02}")


def _customer(cast: Cast, number: int) -> str:
    if cast.rng.random() < 0.35:
        person = cast.person(number)
        return f"{person.first}_{person.last}_{cast.rng.randint(100, 9999)}".lower().replace(" ", "_")
    return cast.digits(cast.rng.choice(words.CUSTOMER_IDS))


def _password(cast: Cast, _: int) -> str:
    rng = cast.rng
    if rng.random() < 0.5:
        return (
            rng.choice(words.OBJECTS).split()[-1].capitalize()
            + cast.digits("##")
            + rng.choice("!@#$%&*")
            + rng.choice(words.ANIMALS)
        )
    return "".join(rng.choice(string.ascii_letters + string.digits + "!@#$%^&*") for _ in range(rng.randint(9, 18)))


def _apikey(cast: Cast, _: int) -> str:
    rng = cast.rng
    signs = rng.choice(
        (string.ascii_letters + string.digits, string.hexdigits.lower(), string.ascii_uppercase + string.digits)
    )
    return rng.choice(words.KEY_PREFIXES) + "".join(rng.choice(signs) for _ in range(rng.choice((24, 32, 36, 40, 48))))


def _of(method: str, *, locales: tuple[str, ...] = ENGLISH) -> Callable[[Cast, int], str]:
    return lambda cast, _: cast.faked(cast.rng.choice(locales), method)


def _one(choices: tuple[str, ...]) -> Callable[[Cast, int], str]:
    return lambda cast, _: cast.rng.choice(choices)


def _shaped(*patterns: str) -> Callable[[Cast, int], str]:
    return lambda cast, _: cast.digits(cast.rng.choice(patterns))


def _between(low: int, high: int) -> Callable[[Cast, int], str]:
    return lambda cast, _: str(cast.rng.randint(low, high))


_SLOTS: dict[str, tuple[str | None, Callable[[Cast, int], str]]] = {
    "name": (labels.PERSON, _name),
    "first": (labels.PERSON, lambda cast, number: cast.person(number).first),
    "last": (labels.PERSON, lambda cast, number: cast.person(number).last),
    "initials": (labels.PERSON, _initials),
    "formal": (labels.PERSON, _formal),
    "caps": (labels.PERSON, _caps),
    "handle": (labels.HANDLE, _handle),
    "username": (labels.HANDLE, _login),
    "email": (labels.EMAIL, _email),
    "phone": (labels.PHONE, _phone),
    "street": (labels.ADDRESS, _street),
    "address": (labels.ADDRESS, _address),
    "birth": (labels.BIRTH_DATE, _birth),
    "ssn": (
        labels.NATIONAL_ID,
        _shaped("###-##-####", "###-##-####", "?? ## ## ## ?", "#### #### ####", "###.###.###-##", "######-####"),
    ),
    "passport": (labels.NATIONAL_ID, _shaped("?#######", "??#######", "#########", "???######")),
    "licence": (
        labels.LICENSE,
        _shaped("?#######", "????? ######", "??-##-####-#######", "?###-####-####", "########"),
    ),
    "card": (labels.CARD, _of("credit_card_number")),
    "iban": (labels.IBAN, _of("iban", locales=("en_GB", "de_DE", "fr_FR", "es_ES", "it_IT", "nl_NL", "pl_PL"))),
    "account": (
        labels.PAYMENT_ID,
        _shaped("########", "##########", "###-####-###", "##-##-## ########", "****####", "#### ######"),
    ),
    "customer": (labels.CUSTOMER_ID, _customer),
    "ip": (labels.IP, _of("ipv4_public")),
    "plate": (labels.LICENSE, _shaped("??## ???", "???-####", "###-???", "?-?? ####", "??-##-??-####")),
    "password": (labels.SECRET, _password),
    "apikey": (labels.SECRET, _apikey),
    "age": (None, _between(18, 93)),
    "city": (None, _of("city")),
    "country": (None, _of("country")),
    "state": (None, _of("state", locales=("en_US", "en_AU", "en_IN"))),
    "company": (None, lambda cast, _: _company(cast)),
    "product": (None, _one(words.PRODUCTS)),
    "date": (None, _date),
    "time": (None, lambda cast, _: _time(cast.rng)),
    "weekday": (None, _one(words.WEEKDAYS)),
    "month": (None, _one(words.MONTHS)),
    "year": (None, _between(1950, 2027)),
    "amount": (None, _amount),
    "n": (None, _between(2, 12)),
    "nn": (None, _between(10, 99)),
    "nnn": (None, _between(100, 999)),
    "percent": (
        None,
        lambda cast, _: cast.rng.choice(
            (
                f"{cast.rng.randint(1, 99)}%",
                f"{cast.rng.randint(1, 99)} percent",
                f"{cast.rng.randint(0, 40)}.{cast.rng.randint(1, 9)} %",
            )
        ),
    ),
    "job": (None, lambda cast, _: cast.rng.choice(words.JOBS)),
    "school": (None, lambda cast, _: cast.rng.choice(words.SCHOOLS).replace("*", cast.faked("en_GB", "city"))),
    "drug": (None, _one(words.DRUGS)),
    "disease": (None, _one(words.DISEASES)),
    "orderno": (None, _shaped("#W#######", "ORD-######", "###-#######-#######", "#######", "?#?#?#", "INV-####-###")),
    "url": (
        None,
        lambda cast, _: (
            f"https://{cast.rng.choice(('www.', ''))}{_domain(cast)}/{cast.rng.choice(words.OBJECTS).replace(' ', '-')}"
        ),
    ),
    "hobby": (None, _one(words.HOBBIES)),
    "food": (None, _one(words.FOODS)),
    "animal": (None, _one(words.ANIMALS)),
    "colour": (None, _one(words.COLOURS)),
    "object": (None, _one(words.OBJECTS)),
    "department": (None, _one(words.DEPARTMENTS)),
    "flight": (None, _shaped("??###", "??####")),
}
_LASTING = frozenset({"city", "company", "school", "job", "product", "disease", "age"})
"""Neutral slots that keep their value within a text."""
NAMES = tuple(sorted(_SLOTS, key=len, reverse=True))
"""Names of slots, longer ones first."""
