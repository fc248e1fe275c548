"""A script, and what is made of how it was answered; the engine here is the simulator itself, or wrong on purpose."""

from __future__ import annotations

import dataclasses
import itertools
from collections import defaultdict
from pathlib import Path

import pytest

from safekv.errors import OperatorError
from safekv.types import Mode
from safekv_lab.bench.client import Answer
from safekv_lab.bench.simulator import comparison, plot, replay
from safekv_lab.bench.simulator.replay import Comparison, Played, Run
from safekv_lab.bench.simulator.script import DECLARED, Load
from safekv_lab.bench.traces.compose import Recipe, compose
from safekv_lab.simulator.cost import SMALL_ON_CPU
from tests.unit.bench.traces.sources import call
from tests.unit.engines.simulator.engines import PLAIN_COST, asked, setting

LOAD = Load(requests=60, tenants=10)


def test_a_script_is_its_seeds_and_its_turns_go_on() -> None:
    lines = LOAD.script(3)
    assert lines == LOAD.script(3)
    assert lines != LOAD.script(4)
    assert len(lines) == 60
    assert [line.time for line in lines] == sorted(line.time for line in lines)
    last: dict[str, int] = {}
    for line in lines:
        assert line.messages[: len(DECLARED.messages)] == DECLARED.messages
        assert line.tenant in LOAD.names()
        if before := last.get(line.session):
            assert len(line.messages) == before + 2
        last[line.session] = len(line.messages)


def test_tenants_ask_about_the_same_documents() -> None:
    by_document = defaultdict(set)
    for line in LOAD.script(3):
        by_document[line.messages[1]["content"][:200]].add(line.tenant)
    assert max(map(len, by_document.values())) > 1


def answered(times: list[float], *, wrong_hits: int = 0, factor: float = 1.0) -> Run:
    """A run of requests whose prompts begin with 64 public tokens, timed as the simulator has it, times a factor."""
    played = []
    for number, time in enumerate(times):
        prompt = (*range(64), *range(1000 + 100 * number, 1100 + 100 * number))
        answer = Answer(ttft=0.0, total=0.0, prompt_ids=prompt, output_ids=(1, 2), cached_tokens=64, text="")
        line = LOAD.script(0)[number]
        played.append(Played(line=dataclasses.replace(line, time=time), answer=answer, late=0.001))
    run = Run(mode=Mode.DECLARED, public=64, played=tuple(played))
    simulated = replay.compare(run, SMALL_ON_CPU).simulated
    return dataclasses.replace(
        run,
        played=tuple(
            dataclasses.replace(
                one,
                answer=dataclasses.replace(one.answer, ttft=factor * ttft, cached_tokens=0 if n < wrong_hits else 64),
            )
            for n, (one, ttft) in enumerate(zip(played, simulated, strict=True))
        ),
    )


def test_an_engine_like_the_simulator_is_found_equal() -> None:
    found = replay.compare(answered([0.0, 0.01, 0.02, 3.0]), SMALL_ON_CPU)
    assert found.ratio == 1.0
    assert found.distance == 0.0
    assert found.same_hits == 1.0
    assert found.hits[0] == found.hits[1] == 64 / 164
    assert found.late == 0.001


def test_a_slower_engine_and_other_hits_are_noticed() -> None:
    found = replay.compare(answered([0.0, 1.0, 2.0, 3.0], wrong_hits=1, factor=2.0), SMALL_ON_CPU)
    assert found.ratio == 0.5
    assert found.distance == 1.0
    assert found.same_hits == 0.75
    assert found.hits[0] < found.hits[1]


def test_what_was_sent_is_what_is_simulated() -> None:
    first, second = replay.calls(answered([0.0, 1.0]))
    assert (first.public, len(first.blocks), first.prompt_tokens, first.output_tokens) == (2, 5, 164, 2)
    assert first.blocks[:2] == second.blocks[:2]
    assert first.blocks[2] != second.blocks[2]
    assert second.time == 1.001


def compared(mode: Mode, real: float, simulated: float) -> Comparison:
    return Comparison(mode=mode, real=(real,), simulated=(simulated,), hits=(0.5, 0.5), same_hits=1.0, late=0.0)


def test_the_order_of_the_modes_is_that_of_their_medians() -> None:
    slow, fast = compared(Mode.ISOLATE, 3.0, 2.5), compared(Mode.DECLARED, 1.0, 2.0)
    assert replay.same_order([slow, fast])
    assert not replay.same_order([slow, compared(Mode.DECLARED, 1.0, 2.6)])


def test_the_figures_of_a_mode() -> None:
    calls = [asked([1, 2], output=3), asked([1, 2], time=10.0), asked(range(500), time=20.0)]
    isolated, shared = comparison.compare(
        lambda: calls, setting(), PLAIN_COST, modes=[Mode.ISOLATE, Mode.SHARE_ALL_UNSAFE], clock=iter(range(9)).__next__
    )
    assert (isolated.requests, isolated.refused, isolated.took) == (3, 1, 1)
    assert isolated.hit_share == shared.hit_share == 8 / (9 + 9 + 2001)
    assert isolated.ttft_p50 == isolated.ttft_p99 == 1.0


def test_the_ideal_is_what_an_endless_cache_would_hit() -> None:
    calls = [call([1, 2], generated=(3,)), call([1, 2, 3, 4], prompt_tokens=17), call([1, 9, 3, 4], prompt_tokens=16)]
    assert comparison.ideal(calls) == (12 + 4) / (9 + 17 + 16)


def test_no_mode_hits_more_than_the_ideal_but_what_was_published_before() -> None:
    recipe = Recipe(tenants=30, applications=4, block_tokens=64)
    calls = list(itertools.islice(compose(recipe, seed=1), 300))
    best = comparison.ideal(calls)
    modes = (Mode.ISOLATE, Mode.LEDGER, Mode.SHARE_ALL_UNSAFE)
    small = setting(blocks=5000, block_tokens=64)
    rows = list(comparison.compare(lambda: calls, small, SMALL_ON_CPU, modes=modes))
    assert all(0 < row.hit_share <= best for row in rows)


def test_a_plot_needs_a_share_to_draw_over(tmp_path: Path) -> None:
    pytest.importorskip("matplotlib")
    plot.draw(tmp_path / "p.png", [{"sensitive": 0.1, "mode": "isolate", "ttft_p50": 0.2}])
    assert (tmp_path / "p.png").stat().st_size > 1000
    with pytest.raises(OperatorError, match="composed"):
        plot.draw(tmp_path / "q.png", [{"sensitive": None, "mode": "isolate", "ttft_p50": 0.2}])
