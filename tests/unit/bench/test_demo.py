"""What the demo concludes from what it measured."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from rich.console import Console

from safekv.config import Policy
from safekv.errors import OperatorError
from safekv.types import Mode
from safekv_lab.bench import demo_plot, demo_report
from safekv_lab.bench.accounting import Attribution
from safekv_lab.bench.demo import MODES, Record, Run
from safekv_lab.bench.demo_claims import CONTROL_TOKENS, judge, judge_vote
from safekv_lab.bench.demo_vote import COMMON, RECORD, Look, Vote
from safekv_lab.bench.workloads import agents

PUBLIC = 960
TIMES = ("before", "after")


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


def run(mode: Mode, *records: Record, vote: Vote | None = None) -> Run:
    return Run(mode=mode, public_tokens=PUBLIC, records=records, vote=vote)


def look(prompt: str, *, after: bool, cached: int, ttft: float = 0.2) -> Look:
    return Look(prompt=prompt, after=after, prompt_tokens=1000, cached_tokens=cached, ttft=ttft)


VOTE = Vote(
    owners=40,
    epsilon=1.0,
    delta=1e-6,
    public_tokens=PUBLIC,
    sent_seconds=12.0,
    published_seconds=10.5,
    looks=(
        look(COMMON, after=False, cached=0),
        look(RECORD, after=False, cached=0),
        look(COMMON, after=True, cached=PUBLIC - 32, ttft=0.03),
        look(COMMON, after=True, cached=PUBLIC - 32, ttft=0.04),
        look(RECORD, after=True, cached=0),
    ),
    last_draw={"released": 1, "vetoed": 1, "undecided": 0},
)


LEAKING = run(Mode.SHARE_ALL_UNSAFE, record("a", cached=0), record("b", private=CONTROL_TOKENS))
ISOLATED = run(Mode.ISOLATE, record("a", cached=0), record("b", cached=0))
DECLARED = run(Mode.DECLARED, record("a"), record("b"))
VOTED = run(Mode.LEDGER, record("a", cached=PUBLIC - 32), record("b", cached=PUBLIC - 32), vote=VOTE)


def verdicts(*runs: Run) -> list[str]:
    return [claim.verdict for claim in judge({run.mode: run for run in runs})]


def test_all_claims_hold_where_they_should() -> None:
    assert verdicts(LEAKING, ISOLATED, DECLARED) == ["holds"] * 5
    assert verdicts(LEAKING, ISOLATED, DECLARED, VOTED) == ["holds"] * 11


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
    return dict(zip(MODES, (LEAKING, ISOLATED, DECLARED, VOTED), strict=True))


def test_the_demo_runs_the_default_mode_and_ends_with_it() -> None:
    assert MODES[-1] is Policy().mode is Mode.LEDGER


def changed(place: int, **changes: object) -> Vote:
    looks = list(VOTE.looks)
    looks[place] = replace(looks[place], **changes)  # type: ignore[arg-type]
    return replace(VOTE, looks=tuple(looks))


@pytest.mark.parametrize(
    ("vote", "fails"),
    [
        pytest.param(changed(0, cached_tokens=32), "before the draw", id="shared before the draw"),
        pytest.param(changed(2, cached_tokens=0), "is released", id="a newcomer computes it"),
        pytest.param(changed(3, cached_tokens=PUBLIC - 64), "is released", id="a newcomer hits a part"),
        pytest.param(changed(4, cached_tokens=32), "customer's record is not shared", id="the record is hit"),
        pytest.param(replace(VOTE, last_draw={"released": 1, "vetoed": 0, "undecided": 1}), "vetoed", id="undecided"),
        pytest.param(replace(VOTE, last_draw={}), "vetoed", id="no draw"),
    ],
)
def test_what_the_vote_does_not_show_is_said(vote: Vote, fails: str) -> None:
    (claim,) = [claim for claim in judge_vote(vote) if claim.verdict != "holds"]
    assert fails in claim.text


def test_a_vote_that_nobody_looked_at_shows_nothing() -> None:
    assert [claim.verdict for claim in judge_vote(replace(VOTE, looks=()))] == ["fails", "fails", "fails", "holds"]


def test_what_is_hit_across_tenants_in_mode_ledger_fails() -> None:
    leaking = run(Mode.LEDGER, record("a", private=32), record("b"), vote=VOTE)
    assert verdicts(LEAKING, leaking)[1] == "fails"
    unshared = run(Mode.LEDGER, record("a", cached=0), record("b"), vote=VOTE)
    assert verdicts(LEAKING, unshared)[2] == "fails"


def test_forty_owners_are_certain() -> None:
    assert VOTE.chance == 1
    assert replace(VOTE, owners=3).chance < 1e-5


def test_the_record_has_every_request_and_no_text_or_token() -> None:
    workload = agents.build()
    document = demo_report.document(
        workload, all_runs(), judge(all_runs()), seed=5, flags=["--x"], model="m", started="now"
    )
    text = json.dumps(document)
    assert len(document["records"]) == 8
    assert len(document["vote"]["looks"]) == 5
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
    for mode in MODES:
        assert mode.value in text
    before, after = (next(line for line in text.splitlines() if f"all use it, {when}" in line) for when in TIMES)
    assert [cell.strip() for cell in before.split("│")[2:6]] == ["1,000", "", "200", ""]
    assert [cell.strip() for cell in after.split("│")[2:6]] == ["72", "", "35", ""]


@pytest.mark.parametrize("modes", [MODES, MODES[:2]], ids=["all", "no vote"])
def test_the_picture_is_drawn(tmp_path: Path, modes: tuple[Mode, ...]) -> None:
    pytest.importorskip("matplotlib")
    runs = {mode: run for mode, run in all_runs().items() if mode in modes}
    file = tmp_path / "new" / "demo.png"
    demo_plot.draw(file, runs, demo_report.summarise(runs, seed=0))
    assert file.read_bytes().startswith(b"\x89PNG")


def test_a_picture_that_cannot_be_drawn_is_told_before_anything_starts(tmp_path: Path) -> None:
    with pytest.raises(OperatorError, match="png"):
        demo_plot.check(tmp_path / "demo.txt")
    demo_plot.check(tmp_path / "demo.svg")
