from __future__ import annotations

from dataclasses import replace

import pytest

from safekv.errors import LedgerError
from safekv.ledger.log import FIRST, Entry, Event, Head, Line, broken, chain, spell
from safekv.types import Cause
from safekv.verdicts import Category, Clean, Finding, Sensitive, Undecided
from tests.unit.ledger.ledgers import unit

KEY = b"k" * 32


def entry(text: str, event: Event = Event.RELEASED) -> Entry:
    return Entry(time=225.5, event=event, unit=unit(text), cause=Cause.LEDGER, period=2, draw=1, verdict="clean")


def lines(*texts: str) -> list[Line]:
    return list(chain(KEY, Head(), [entry(text) for text in texts]))


def test_entries_are_numbered_and_chained_from_the_head() -> None:
    first, second = lines("a", "b")
    (third,) = chain(KEY, Head(seq=2, digest=second.digest), [entry("c")])
    assert [line.seq for line in (first, second, third)] == [1, 2, 3]
    assert list(broken(KEY, [first, second, third])) == []
    assert Head() == Head(seq=0, digest=FIRST)


def test_an_entry_reads_as_it_was_written() -> None:
    (line,) = lines("a")
    assert Entry.read(line.body) == replace(entry("a"), seq=1)
    assert line.body == (
        '{"cause":"ledger","draw":1,"event":"released","period":2,"seq":1,"time":225.5,"unit":"'
        + unit("a").hex()
        + '","verdict":"clean"}'
    )


@pytest.mark.parametrize("event", Event)
def test_every_event_reads_as_it_was_written(event: Event) -> None:
    made = replace(entry("a", event), name="support", operator="ops", guard="g", policy="p", seq=7)
    assert Entry.read(made.body()) == made


def forged(key: bytes, of: list[Line]) -> dict[str, list[Line]]:
    first, second, third = of
    return {
        "changed": [first, replace(second, body=second.body.replace("released", "vetoed")), third],
        "cut out": [first, third],
        "swapped": [first, replace(third, seq=2), replace(second, seq=3)],
        "begins late": [second, third],
        "repeated": [first, first, second],
        "another unit": [first, replace(second, unit=unit("z")), third],
        "rewritten with another key": list(chain(b"x" * 32, Head(), [entry("a"), entry("b")])),
        "not an entry": [first, second, replace(third, body="{}")],
    }


@pytest.mark.parametrize("fault", forged(KEY, lines("a", "b", "c")))
def test_what_was_done_to_a_log_is_noticed(fault: str) -> None:
    assert list(broken(KEY, forged(KEY, lines("a", "b", "c"))[fault]))


def test_a_sound_digest_over_something_that_is_no_entry_is_noticed() -> None:
    class Odd(Entry):
        def body(self) -> str:
            return "[]"

    odd = Odd(time=1.0, event=Event.RELEASED, unit=unit("a"), cause=Cause.LEDGER)
    assert list(broken(KEY, chain(KEY, Head(), [odd]))) == ["entry 1 cannot be read"]


@pytest.mark.parametrize(
    "body", ["", "[]", "{}", '{"event":"sold","cause":"ledger","unit":"00","time":1}', "1", "null"]
)
def test_something_else_is_no_entry(body: str) -> None:
    with pytest.raises(LedgerError):
        Entry.read(body)


def test_verdicts_are_spelt_with_places_and_without_text() -> None:
    findings = [
        Finding(category=category, start=3, end=9, tier=1, detector="rule")
        for category in (Category.PERSON, Category.CONTACT, Category.PERSON)
    ]
    assert spell(Clean(score=0.2)) == "clean"
    assert spell(Sensitive(findings=tuple(findings), score=1.0)) == (
        "sensitive: contact, person; person 3-9 by rule; contact 3-9 by rule; person 3-9 by rule"
    )
    assert spell(Sensitive(findings=tuple(findings * 4), score=1.0)).endswith("; 4 more")
    assert spell(Sensitive(findings=(), score=1.0)) == "sensitive"
    assert spell(Undecided(reason="too slow")) == "undecided: too slow"
