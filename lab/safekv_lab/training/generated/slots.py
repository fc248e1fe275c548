"""What fills a slot: what is private of an invented person, and the neutral things around it."""

from __future__ import annotations

import string
from typing import TYPE_CHECKING

from safekv_lab.bench.guard import labels
from safekv_lab.training.generated import words
from safekv_lab.training.generated.cast import ENGLISH, Cast, faker

if TYPE_CHECKING:
    import random
    from collections.abc import Callable


def _name(cast: Cast, number: int) -> str:
    person = cast.person(number)
    middle = ""
    draw = cast.rng.random()
    if draw < 0.06:
        middle = cast.rng.choice(string.ascii_uppercase) + ". "
    elif draw < 0.09:
        middle = faker(person.locale).first_name() + " "
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


def fill(cast: Cast, slot: str, number: int) -> tuple[str | None, str]:
    """Return the label of a slot, None for a neutral one, and its value for the numbered person."""
    label, value = _SLOTS[slot]
    if label is None and slot not in _LASTING:
        return None, value(cast, number)
    return label, cast.kept(slot, number, value)
