"""The closed world of tau-bench: every customer's values are known, so their occurrences in any text are too.

Candidates are found by shape and kept only if the value is one of the records: names (first and last together, in
running text or as neighbouring JSON fields), e-mail addresses, customer ids (they hold the name), dates of birth,
street addresses, payment ids. There are no phone numbers in the records. First names alone, postcodes, cities and
reservation or order numbers are doubtful: they concern a customer, without saying which.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from safekv_lab.bench.guard import labels
from safekv_lab.bench.guard.document import Span, without_overlap

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.\w+)+")
_CUSTOMER = re.compile(r"\b[a-z]+_[a-z]+_\d{4}\b")
_PAYMENT = re.compile(r"\b(?:credit_card|gift_card|certificate|paypal)_\d+\b")
_DATE = re.compile(r"\b\d{4}-\d{2}-\d{2}\b")
_STREET = re.compile(r"\b\d{1,4} [A-Z]\w+ [A-Z]\w+\b")
_NAME = re.compile(r"(?=\b([A-Z]\w+ [A-Z]\w+)\b)")
_FIELDS = re.compile(r'\\?"first_name\\?": \\?"(\w+)\\?", \\?"last_name\\?": \\?"(\w+)\\?"')
_BORN = re.compile(r'\\?"dob\\?": \\?"(\d{4}-\d{2}-\d{2})\\?"')
_WORD = re.compile(r"\b[A-Z][a-z]+\b")
_NUMBER = re.compile(r"#W\d{7}\b|\b\d{5}\b|\b[A-Z0-9]{6}\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class Values:
    """What the records hold. `parts` are first and last names, `numbers` postcodes, orders and reservations."""

    names: frozenset[str]
    parts: frozenset[str]
    emails: frozenset[str]
    customers: frozenset[str]
    births: frozenset[str]
    streets: frozenset[str]
    payments: frozenset[str]
    numbers: frozenset[str]

    def customer_in(self, text: str) -> str | None:
        """Return the first customer id that stands in a text."""
        return next((m.group() for m in _CUSTOMER.finditer(text) if m.group() in self.customers), None)

    def spans(self, text: str) -> tuple[Span, ...]:
        """Return where the text holds values of customers."""
        found = [
            *_kept(_EMAIL, text, self.emails, labels.EMAIL),
            *_kept(_CUSTOMER, text, self.customers, labels.CUSTOMER_ID),
            *_kept(_PAYMENT, text, self.payments, labels.PAYMENT_ID),
            *_kept(_DATE, text, self.births, labels.BIRTH_DATE),
            *_kept(_STREET, text, self.streets, labels.ADDRESS),
        ]
        found += [
            Span(start=m.start(1), end=m.end(1), label=labels.PERSON)
            for m in _NAME.finditer(text)
            if m.group(1) in self.names
        ]
        found += [Span(start=m.start(), end=m.end(), label=labels.PERSON) for m in _FIELDS.finditer(text)]
        return without_overlap(found)

    def doubtful(self, text: str) -> tuple[Span, ...]:
        """Return what concerns a customer without telling which: first or last names alone, numbers."""
        found = [
            *_kept(_WORD, text, self.parts, labels.UNCERTAIN),
            *_kept(_NUMBER, text, self.numbers, labels.UNCERTAIN),
        ]
        return tuple(sorted(found, key=lambda span: span.start))

    def heard_in(self, text: str) -> Values:
        """Return the values, with the passengers that a conversation adds to them as JSON fields."""
        names = {f"{first} {last}" for first, last in _FIELDS.findall(text)} - self.names
        births = set(_BORN.findall(text)) - self.births
        if not names and not births:
            return self
        return replace(self, names=self.names | names, parts=self.parts | _parts(names), births=self.births | births)


def _parts(names: Iterable[str]) -> frozenset[str]:
    return frozenset(part for name in names for part in name.split())


def _kept(pattern: re.Pattern[str], text: str, known: frozenset[str], label: str) -> Iterator[Span]:
    for match in pattern.finditer(text):
        if match.group() in known:
            yield Span(start=match.start(), end=match.end(), label=label)


def values_of(users: dict[str, Any], reservations: dict[str, Any], orders: dict[str, Any]) -> Values:
    """Collect the values of the records of both domains."""
    people = [user["name"] for user in users.values()]
    travellers = [p for user in users.values() for p in user.get("saved_passengers", ())]
    travellers += [p for booking in reservations.values() for p in booking["passengers"]]
    addresses = [record["address"] for record in (*users.values(), *orders.values())]
    names = frozenset(f"{p['first_name']} {p['last_name']}" for p in (*people, *travellers))
    return Values(
        names=names,
        parts=_parts(names),
        emails=frozenset(user["email"] for user in users.values()),
        customers=frozenset(users),
        births=frozenset(p["dob"] for p in travellers) | {u["dob"] for u in users.values() if "dob" in u},
        streets=frozenset(address["address1"] for address in addresses),
        payments=frozenset(key for user in users.values() for key in user["payment_methods"]),
        numbers=frozenset(a["zip"] for a in addresses) | frozenset(reservations) | frozenset(orders),
    )
