"""The games: coins that are the ledger's, bounds that are those of the binomial, verdicts that can go both ways."""

from __future__ import annotations

import math

import pytest

np = pytest.importorskip("numpy")
pytest.importorskip("scipy")

from safekv.ledger.selection import COIN_BITS, SURE, StoppedDraw, exact  # noqa: E402
from safekv_lab.audit import report  # noqa: E402
from safekv_lab.audit.alternatives import AboveThreshold  # noqa: E402
from safekv_lab.audit.candidates import Candidate, candidates  # noqa: E402
from safekv_lab.audit.divergence import law  # noqa: E402
from safekv_lab.audit.games import Result, below, epsilon_low, judge, play  # noqa: E402
from safekv_lab.audit.worlds import Worlds, choose, event_names, events  # noqa: E402

GAMES = 40_000


def named(name: str, *, draws: int, epsilon: float = 1.0) -> Candidate:
    return next(c for c in candidates(epsilon, 1e-6) if c.name == name and c.draws == draws)


@pytest.mark.parametrize("share", [0.0, 0.25, 0.9, 1.0])
def test_coins_fall_below_a_hazard_with_its_probability(share: float) -> None:
    hazard = int(share * 1024) * (SURE // 1024)
    won = below(hazard, 100_000, np.random.default_rng(1))
    assert abs(won.mean() - share) < 0.01


def test_a_tie_of_the_leading_bits_is_settled_by_the_rest() -> None:
    class Ties:
        def __init__(self, rest: bytes) -> None:
            self._rest = rest

        def integers(self, low: int, high: int, size: int, dtype: object) -> object:
            return np.full(size, 5, dtype=np.uint64)

        def bytes(self, length: int) -> bytes:
            return self._rest[:length]

    hazard = (5 << (COIN_BITS - 64)) + 7
    assert below(hazard, 3, Ties((6).to_bytes(16, "little"))).all()  # type: ignore[arg-type]
    assert not below(hazard, 3, Ties((7).to_bytes(16, "little"))).any()  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "selection",
    [
        StoppedDraw(epsilon=1.0, delta=1e-6, draws=4, min_owners=2),
        AboveThreshold(epsilon=1.0, delta=1e-6, draws=4, min_owners=2),
    ],
    ids=lambda selection: selection.name,
)
def test_games_follow_the_exact_law(selection: StoppedDraw | AboveThreshold) -> None:
    counts = (14, 20, 34, 36)
    times = play(selection, counts, 200_000, np.random.default_rng(2))
    shares = np.bincount(times, minlength=5) / len(times)
    expected = [part / 2 ** (5 * COIN_BITS) for part in law(selection, counts)]
    assert np.abs(shares - expected).max() < 0.006


def test_events_are_at_by_and_not_by_a_draw() -> None:
    found = dict(zip(event_names(2), events(np.array([0.5, 0.2, 0.3])), strict=True))
    assert found == pytest.approx(
        {
            "at draw 1": 0.5,
            "at draw 2": 0.2,
            "by draw 1": 0.5,
            "by draw 2": 0.7,
            "not by draw 1": 0.5,
            "not by draw 2": 0.3,
        }
    )


def test_the_bound_is_that_of_clopper_and_pearson() -> None:
    """No hit in n games: the share is at most 1 - 0.025^(1/n); n hits in n: at least 0.025^(1/n)."""
    low = epsilon_low(np.array([100.0]), np.array([0.0]), 100, 0.1)[0]
    share = 0.025 ** (1 / 100)
    assert low == pytest.approx(math.log((share - 0.1) / (1 - share)))
    assert epsilon_low(np.array([5.0]), np.array([5.0]), 100, 0.5)[0] == -math.inf


def test_a_sound_draw_stays_below_its_epsilon_and_the_games_come_near() -> None:
    candidate = named("stopped-draw", draws=16)
    result = judge(candidate, choose(candidate, GAMES), GAMES, np.random.default_rng(3))
    assert 0.7 < result.epsilon_low <= 1.0


@pytest.mark.parametrize(
    "name", [c.name for c in candidates(1.0, 1e-6) if not c.sound and c.name != "restarted-above-threshold"]
)
def test_a_broken_one_is_found(name: str) -> None:
    candidate = next(c for c in candidates(1.0, 1e-6) if c.name == name and not c.sound)
    result = judge(candidate, choose(candidate, GAMES), GAMES, np.random.default_rng(4))
    assert result.epsilon_low > report.CLEARLY


def test_a_game_that_shows_nothing_says_so() -> None:
    candidate = named("stopped-draw", draws=1)
    nothing = Worlds(without=(1,), with_victim=(1,))
    assert judge(candidate, nothing, GAMES, np.random.default_rng(5)).epsilon_low < 0.1


def test_the_same_seed_plays_the_same_games() -> None:
    candidate = named("stopped-draw", draws=1)
    worlds = choose(candidate, GAMES)
    first, second, other = (judge(candidate, worlds, GAMES, np.random.default_rng(seed)) for seed in (6, 6, 7))
    assert first == second
    assert first.seen != other.seen


@pytest.mark.parametrize(
    ("sound", "low", "passed"), [(True, 1.0, True), (True, 1.01, False), (False, 1.6, True), (False, 1.4, False)]
)
def test_a_point_passes_if_it_shows_what_it_must(sound: bool, low: float, passed: bool) -> None:
    worlds = Worlds(without=(1,), with_victim=(2,))
    result = Result(worlds=worlds, event="", likelier="with", seen=1, other=1, games=1, epsilon_low=low)
    row = report.Played(name="", draws=1, epsilon=1.0, delta=1e-6, sound=sound, why="", result=result)
    assert row.passed is passed


def test_every_candidate_states_what_the_report_says() -> None:
    assert {c.epsilon for c in candidates(0.5, 1e-6)} == {exact(0.5)}
