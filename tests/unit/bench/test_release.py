"""What `safekv bench release` concludes from what it saw; each expectation can fail."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from safekv.cli.main import app
from safekv_lab.bench import release
from safekv_lab.bench.release import CLEAN, FEW, RARE, SENSITIVE, Look, Scenario, Story

SHARED = 1500
COMMON, RECORD, RARELY = "used by all", "with a customer record", f"used by {FEW}"


def look(prompt: str, who: str, seconds: float, cached: int) -> Look:
    return Look(prompt=prompt, who=who, seconds=seconds, shared_tokens=SHARED, cached_tokens=cached)


SOUND = Story(
    sent_seconds=20.0,
    looks=(
        *(look(prompt, "newcomer-0", -2.0, 0) for prompt in (COMMON, RECORD, RARELY)),
        look(COMMON, "newcomer-1", 30.0, 1472),
        look(COMMON, "tenant-7", 31.0, 1472),
        look(RECORD, "newcomer-1", 32.0, 0),
        look(RARELY, "newcomer-1", 33.0, 0),
    ),
    last_draw={"released": 1, "vetoed": 1, "undecided": 0},
    failures={},
)


def failing(story: Story) -> list[str]:
    return [check.text for check in release.judge(Scenario(), story) if not check.holds]


def test_a_sound_story_holds_in_full() -> None:
    assert failing(SOUND) == []


@pytest.mark.parametrize(
    ("place", "cached", "says"),
    [
        (0, 1472, "before the draw"),
        (1, 32, "before the draw"),
        (3, 0, "new tenant's first request"),
        (3, 700, "new tenant's first request"),
        (4, 0, "every other tenant"),
        (5, 1472, "never published"),
        (6, 1472, "is not published"),
    ],
)
def test_each_look_counts(place: int, cached: int, says: str) -> None:
    looks = list(SOUND.looks)
    looks[place] = replace(looks[place], cached_tokens=cached)
    (failed,) = failing(replace(SOUND, looks=tuple(looks)))
    assert says in failed


def test_what_was_not_looked_at_does_not_hold() -> None:
    assert len(failing(replace(SOUND, looks=()))) == 5


def test_an_undecided_unit_is_no_veto_and_failures_are_told() -> None:
    undecided = replace(SOUND, last_draw={"released": 1, "vetoed": 0, "undecided": 1}, failures={"draw": 1})
    assert failing(undecided) == ["ChunkGuard has vetoed it, after the draw", "the release process has had no failures"]


def test_the_probability_of_a_few_tenants_is_the_optimum_and_of_all_is_one() -> None:
    scenario = Scenario()
    assert float(scenario.chance(3)) == pytest.approx(1e-6 * (1 + 2.718281828459045), rel=1e-6)
    assert scenario.chance(1) == 0
    assert scenario.chance(40) == 1


def test_the_prompts_differ_in_the_record_only() -> None:
    at = next(place for place, (one, other) in enumerate(zip(CLEAN, SENSITIVE, strict=False)) if one != other)
    assert SENSITIVE[at:].endswith(CLEAN[at:])
    assert RARE[:10] != CLEAN[:10]


@pytest.mark.parametrize(("story", "code"), [(SOUND, 0), (replace(SOUND, failures={"draw": 2}), 1)])
def test_the_command_exits_by_what_was_seen(
    story: Story, code: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def play(scenario: Scenario, model: Path, **_: Any) -> Story:
        assert (scenario.tenants, scenario.period_seconds, model) == (12, 60, Path("m"))
        return story

    monkeypatch.setattr(release, "play", play)
    file = tmp_path / "r.json"
    arguments = ["bench", "release", "--model", "m", "--tenants", "12", "--period", "60", "--json", str(file)]
    result = CliRunner().invoke(app, arguments)
    assert result.exit_code == code, result.output
    document = json.loads(file.read_text())
    assert len(document["checks"]) == 7
    assert document["looks"][3]["cached_tokens"] == 1472
