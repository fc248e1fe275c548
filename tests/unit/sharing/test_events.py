"""The scheduler's events: what is counted is known by name, so that its series is there before it happens."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import safekv
from safekv.release.queue import Outgoing
from safekv.sharing.events import EVENTS
from safekv.types import OwnerTag

SOURCE = Path(safekv.__file__).parent
COUNTED = re.compile(r'counts\["(\w+)"\]|"(contributions_\w+)"')


def counted(text: str) -> set[str]:
    return {first or second for first, second in COUNTED.findall(text)}


def test_every_event_that_is_counted_has_a_name_and_every_name_is_counted() -> None:
    sources = [path.read_text() for path in SOURCE.rglob("*.py") if path.name != "events.py"]
    assert set().union(*map(counted, sources)) == set(EVENTS)


def test_an_event_without_a_name_would_be_noticed() -> None:
    assert counted('self._counts["surprises"] += 1') - set(EVENTS) == {"surprises"}


def test_a_vote_that_nobody_takes_is_an_event_of_a_known_name() -> None:
    counts: Counter[str] = Counter()
    Outgoing(quota=1, period_seconds=10, counts=counts).add(OwnerTag(b"o"), b"", [1, 2], 2, 0, now=0.0)
    assert set(counts) <= set(EVENTS)
    assert counts.total() == 1
