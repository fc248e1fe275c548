"""Ratios between modes: over starts, against the control of the same round."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from safekv.cli.main import app
from safekv.types import Mode
from safekv_lab.bench import modes
from safekv_lab.bench.modes import MODES, Load, Result, rows


def result(mode: Mode, start: int, number: int, *, ttft: float, throughput: float = 1000.0) -> Result:
    times = (ttft, ttft * 0.5, ttft * 2)
    return Result(mode=mode, start=start, round=number, ttft=times, throughput=throughput, cached_share=0.5)


def measured(factor: float, *, drift: bool = True) -> list[Result]:
    """Two starts of two rounds, the second start on a machine half as fast; the ledger slower by `factor`."""
    found = []
    for start in range(2):
        for number in (1, 2):
            slow = 0.1 * (1 + start if drift else 1) * number
            found.append(result(Mode.LEDGER, start, number, ttft=slow * factor, throughput=50 / slow / factor))
            found.append(result(Mode.SHARE_ALL_UNSAFE, start, number, ttft=slow, throughput=50 / slow))
    return found


@pytest.mark.parametrize(("factor", "on_target"), [(0.9, True), (1.04, True), (1.06, False), (2.0, False)])
def test_the_ratio_is_that_within_rounds_whatever_the_machine_does(factor: float, on_target: bool) -> None:
    control, ledger = rows(measured(factor))
    assert (control.mode, ledger.mode) == (Mode.SHARE_ALL_UNSAFE, Mode.LEDGER)
    assert control.ttft_ratio is None
    assert ledger.ttft_ratio is not None
    assert ledger.throughput_ratio is not None
    assert ledger.paired_ratio is not None
    assert ledger.ttft_ratio.value == ledger.paired_ratio.value == pytest.approx(factor)
    assert ledger.throughput_ratio.value == pytest.approx(1 / factor)
    assert ledger.ttft_ratio.low == pytest.approx(ledger.ttft_ratio.high)
    assert ledger.on_target is on_target


def test_a_lower_throughput_alone_misses_the_target() -> None:
    found = measured(1.0)
    slower = [
        result(r.mode, r.start, r.round, ttft=r.ttft[0], throughput=r.throughput * 0.9) if r.mode is Mode.LEDGER else r
        for r in found
    ]
    assert [row.on_target for row in rows(slower)] == [True, False]


def test_one_start_has_no_ratio() -> None:
    assert rows([r for r in measured(1.5) if r.start == 0])[1].ttft_ratio is None


def test_starts_that_differ_widen_the_interval() -> None:
    found = [*measured(1.0), *(result(m, 2, 1, ttft=0.1 if m is MODES[0] else 0.13) for m in MODES[:2])]
    ratio = rows(found)[1].ttft_ratio
    assert ratio is not None
    assert ratio.low < 1.0 < ratio.value < ratio.high


def test_rounds_have_customers_of_their_own() -> None:
    one, other = (Load().workload(seed).requests[0] for seed in (1, 2))
    assert one.messages[0] == other.messages[0]
    assert one.messages[1] != other.messages[1]


def test_customers_are_in_common_only_where_it_is_asked_for() -> None:
    def openings(common: int) -> list[str]:
        requests = Load(common=common).workload(1).requests
        return [str(r.messages[1]["content"]) for r in requests if len(r.messages) == 2]

    assert len(set(openings(0))) == len(openings(0))
    assert len(set(openings(1))) < len(openings(1))


@pytest.mark.parametrize(("factor", "code"), [(1.0, 0), (1.2, 1)])
def test_the_command_exits_by_the_target(
    factor: float, code: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def measure(model: Path, **given: Any) -> Iterator[list[Result]]:
        assert (model, given["starts"], given["load"].rounds) == (Path("m"), 2, 3)
        found = measured(factor)
        for start in range(2):
            yield [result for result in found if result.start == start]

    monkeypatch.setattr(modes, "measure", measure)
    file = tmp_path / "modes.json"
    outcome = CliRunner().invoke(app, ["bench", "modes", "--model", "m", "--starts", "2", "--json", str(file)])
    assert outcome.exit_code == code, outcome.output
    assert "ledger" in outcome.output
    assert len(json.loads(file.read_text())["results"]) == 8
