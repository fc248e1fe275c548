"""What the demo concludes from what it measured."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping

import pytest
from rich.console import Console

from safekv.types import Mode
from safekv_lab.bench import demo_report
from safekv_lab.bench.accounting import Attribution
from safekv_lab.bench.demo import CONTROL_TOKENS, MODES, Record, Run, judge
from safekv_lab.bench.workloads import agents

PUBLIC = 64


def record(tenant: str, *, private: int = 0, cached: int = PUBLIC, output: int = 7) -> Record:
    return Record(
        tenant=tenant,
        session=f"{tenant}-0",
        turn=0,
        prompt_tokens=2000,
        hits=Attribution(cached=cached + private, own=0, public=PUBLIC),
        ttft=0.02,
        total=0.03,
        output_ids=(output, 987654),
    )


def run(mode: Mode, *records: Record) -> Run:
    return Run(mode=mode, public_tokens=PUBLIC, records=records)


LEAKING = run(Mode.SHARE_ALL_UNSAFE, record("a", cached=0), record("b", private=CONTROL_TOKENS))
ISOLATED = run(Mode.ISOLATE, record("a", cached=0), record("b", cached=0))
DECLARED = run(Mode.DECLARED, record("a"), record("b"))


def verdicts(*runs: Run) -> list[str]:
    return [claim.verdict for claim in judge({run.mode: run for run in runs})]


def test_all_claims_hold_where_they_should() -> None:
    assert verdicts(LEAKING, ISOLATED, DECLARED) == ["holds"] * 5


@pytest.mark.parametrize(
    ("runs", "expected"),
    [
        pytest.param(
            (LEAKING, run(Mode.ISOLATE, record("a", cached=0), record("b", cached=32))),
            ["holds", "fails", "holds"],
            id="isolate shares public blocks",
        ),
        pytest.param(
            (LEAKING, run(Mode.DECLARED, record("a"), record("b", private=1))),
            ["holds", "fails", "holds", "holds"],
            id="declared leaks one token",
        ),
        pytest.param(
            (LEAKING, run(Mode.DECLARED, record("a", cached=PUBLIC - 32), record("b"))),
            ["holds", "holds", "fails", "holds"],
            id="a first request misses part of the prefix",
        ),
        pytest.param(
            (LEAKING, run(Mode.ISOLATE, record("a", cached=0, output=8), record("b", cached=0))),
            ["holds", "holds", "fails"],
            id="another output",
        ),
        pytest.param(
            (run(Mode.SHARE_ALL_UNSAFE, record("a"), record("b", private=CONTROL_TOKENS - 1)), ISOLATED),
            ["void", "void", "holds"],
            id="the control leaks too little",
        ),
        pytest.param((ISOLATED,), ["void", "void"], id="no control"),
    ],
)
def test_what_is_wrong_is_said(runs: tuple[Run, ...], expected: list[str]) -> None:
    assert verdicts(*runs) == expected


def test_a_leak_fails_even_without_a_control() -> None:
    assert verdicts(run(Mode.ISOLATE, record("a", private=32))) == ["void", "fails"]


def all_runs() -> Mapping[Mode, Run]:
    return dict(zip(MODES, (LEAKING, ISOLATED, DECLARED), strict=True))


def test_the_record_has_every_request_and_no_text_or_token() -> None:
    workload = agents.build()
    document = demo_report.document(
        workload, all_runs(), judge(all_runs()), seed=5, flags=["--x"], model="m", started="now"
    )
    text = json.dumps(document)
    assert len(document["records"]) == 6
    assert document["seed"] == 5
    assert document["versions"]["safekv"]
    assert "987654" not in text
    for request in workload.requests:
        assert request.messages[1]["content"][:40] not in text


def test_the_table_and_the_claims_fit_a_terminal() -> None:
    shown = io.StringIO()
    console = Console(width=80, file=shown)
    console.print(demo_report.table(agents.build(), all_runs(), seed=0))
    for line in demo_report.claim_lines(judge(all_runs())):
        console.print(line)
    text = shown.getvalue()
    assert "…" not in text
    assert "2 of 2 tenants" in text
    assert "20 [20-20]" in text
