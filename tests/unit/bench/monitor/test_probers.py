"""Probers and innocents, before the real detector."""

from __future__ import annotations

import random

import pytest

from safekv.config import Monitor
from safekv.types import TenantId
from safekv_lab.bench.monitor import innocents, probers
from safekv_lab.bench.monitor.requests import UNKNOWN, Chain, asked, pieces
from safekv_lab.bench.traces.call import Call

FOUND = probers.WAYS[:8]
NOT_FOUND = probers.WAYS[8:]


@pytest.mark.parametrize("way", FOUND, ids=lambda way: way.__name__)
def test_these_are_found(way: probers.Way) -> None:
    seen, found = probers.answered(way, Monitor(), random.Random(1))
    assert found
    assert seen < (20 if way is not probers.twenty_accounts else 400)


@pytest.mark.parametrize("way", NOT_FOUND, ids=lambda way: way.__name__)
def test_these_are_not_and_the_documents_say_so(way: probers.Way) -> None:
    assert probers.answered(way, Monitor(), random.Random(1)) == (probers.MOST_GUESSES, False)


def test_a_guess_is_counted_as_seen_only_while_the_prober_shares() -> None:
    seen, found = probers.answered(probers.one_token, Monitor(answer="alert"), random.Random(1))
    assert (seen, found) == (probers.MOST_GUESSES, False)


def call(number: int, *, tenant: str = "t", session: str = "s", tokens: int = 100) -> Call:
    return Call(
        time=float(number),
        tenant=TenantId(tenant),
        session=session,
        blocks=(*range(20), 1000 + number),
        block_tokens=16,
        prompt_tokens=21 * 16,
        output_tokens=tokens,
    )


def test_innocents_are_counted_by_tenant_and_by_request() -> None:
    calls = [call(n, tenant="long") for n in range(30)] + [call(n, tenant="bulk", tokens=1) for n in range(30, 60)]
    row = innocents.play("made up", asked(calls, last_unknown=False), Monitor())
    assert (row.tenants, row.requests, row.tiny) == (2, 60, 0.5)
    assert row.restricted_tenants == 1
    assert 10 <= row.restricted_requests < 20


def test_answers_that_were_not_recorded_count_for_nothing() -> None:
    calls = [call(n, session=f"s{n}", tokens=1) for n in range(30)]
    requests = list(asked(calls, last_unknown=True))
    assert {one.tokens for one in requests} == {UNKNOWN}
    assert innocents.play("made up", requests, Monitor()).restricted_tenants == 0


def test_a_chain_is_private_and_stands_for_what_comes_before() -> None:
    one, same, other = Chain("a", (1, 2, 3)), Chain("a", (1, 2, 4)), Chain("b", (1, 2, 3))
    assert len(one) == 3
    assert one[1] == same[1]
    assert one[2] != same[2]
    assert one[1] != other[1]
    assert list(one[:2]) == [one[0], one[1]]


def test_pieces_are_about_as_long_as_tokens() -> None:
    assert pieces("international, {x}") == ["inte", "rnat", "iona", "l", ",", "{", "x", "}"]
