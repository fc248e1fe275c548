"""Windows of hits, and alerts about them."""

from __future__ import annotations

import pytest

from safekv.monitor.alerts import Alerts
from safekv.monitor.signals import Signals

SECONDS = 100.0


def alerts(*, growth: float = 2.0, least: int = 20, diversity: float = 1.0) -> Alerts[str]:
    return Alerts(seconds=SECONDS, growth=growth, least=least, diversity=diversity)


def burst(to: Alerts[str], window: int, hits: int, *, owners: int = 1, unit: str = "u") -> bool:
    """Hits within a window; whether they have raised an alert."""
    raised = False
    for number in range(hits):
        raised |= to.hit(unit, f"owner-{number % owners}", (window + (number + 1) / (hits + 2)) * SECONDS)
    return raised


# ── windows ──────────────────────────────────────────────────────────────────────────────────────


def test_a_window_counts_hits_and_owners_and_becomes_the_one_before() -> None:
    signals: Signals[str] = Signals(seconds=SECONDS, growth=2.0, least=20)
    signals.turn(1.0)
    for number in range(10):
        signals.hit("u", f"owner-{number % 5}")
    assert signals.current("u").hits == 10
    assert signals.current("u").owners == pytest.approx(5, abs=1)
    assert signals.current("u").diversity == pytest.approx(0.5, abs=0.1)
    assert signals.turn(SECONDS)
    assert signals.previous("u").hits == 10
    assert signals.current("u").hits == signals.current("u").diversity == 0
    assert list(signals) == ["u"]


def test_after_a_window_without_hits_nothing_is_left() -> None:
    signals: Signals[str] = Signals(seconds=SECONDS, growth=2.0, least=20)
    signals.turn(1.0)
    signals.hit("u", "owner")
    assert not signals.turn(SECONDS - 1)
    assert signals.turn(2 * SECONDS + 1)
    assert signals.previous("u").hits == 0
    assert list(signals) == []


def test_a_unit_has_never_more_owners_than_hits() -> None:
    signals: Signals[str] = Signals(seconds=SECONDS, growth=2.0, least=20)
    signals.turn(1.0)
    for number in range(200):
        signals.hit("u", f"owner-{number}")
        assert signals.current("u").diversity <= 1.0


# ── alerts ───────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("before", "now", "least", "raised"),
    [
        pytest.param(20, 39, 21, False, id="not quite twice as many"),
        pytest.param(20, 40, 21, True, id="twice as many"),
        pytest.param(5, 19, 20, False, id="too few to say"),
        pytest.param(5, 20, 20, True, id="enough"),
        pytest.param(0, 20, 20, True, id="from nothing"),
    ],
)
def test_the_published_rule(before: int, now: int, least: int, raised: bool) -> None:
    rule = alerts(least=least)
    burst(rule, 0, before)
    assert burst(rule, 1, now) is raised
    assert ("u" in rule) is raised


def test_growth_is_a_parameter() -> None:
    rule = alerts(growth=4.0, least=21)
    burst(rule, 0, 20)
    assert not burst(rule, 1, 79)
    assert rule.hit("u", "owner", 1.999 * SECONDS)


@pytest.mark.parametrize(("owners", "raised"), [(1, True), (10, True), (60, False), (100, False)])
def test_a_crowd_is_spared_and_one_account_is_not(owners: int, raised: bool) -> None:
    rule = alerts(diversity=0.3)
    assert burst(rule, 1, 100, owners=owners) is raised


def test_an_alert_says_why() -> None:
    rule = alerts(least=21)
    burst(rule, 0, 20)
    burst(rule, 1, 45, owners=3)
    ((unit, alert),) = rule
    assert unit == "u"
    assert alert.before == 20
    assert "40 hits by about 3 owners, after 20 in the window before" in alert.reason


def test_an_alert_ends_with_a_whole_window_that_grows_little() -> None:
    rule = alerts()
    assert burst(rule, 0, 30)
    rule.advance(1 * SECONDS)
    assert "u" in rule, "its own window says nothing about its end"
    burst(rule, 1, 50)
    rule.advance(2 * SECONDS)
    assert "u" in rule, "1.67 times as many is no calm, though it would not raise an alert"
    burst(rule, 2, 60)
    rule.advance(3 * SECONDS)
    assert "u" not in rule


def test_an_alert_ends_when_nobody_comes_any_more() -> None:
    rule = alerts()
    burst(rule, 0, 30)
    rule.advance(7 * SECONDS)
    rule.advance(9 * SECONDS)
    assert "u" not in rule


def test_an_alert_is_raised_once() -> None:
    rule = alerts()
    assert burst(rule, 0, 30)
    assert not burst(rule, 0, 300)


def test_units_do_not_meet() -> None:
    rule = alerts()
    burst(rule, 0, 19, unit="a")
    assert not burst(rule, 0, 19, unit="b")
