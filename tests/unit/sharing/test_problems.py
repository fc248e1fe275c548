from __future__ import annotations

from typing import Any

import pytest

from safekv.sharing.problems import problems_of

GOOD: dict[str, Any] = {"process": "ready", "problems": [], "votable_roles": ["system"]}


def status(*, state: str = "published", release: dict[str, Any] | None = None) -> dict[str, Any]:
    return {"log": None, "mode": "ledger", "declared": [{"name": "house", "state": state}], "release": release}


@pytest.mark.parametrize("release", [None, GOOD, {**GOOD, "votable_roles": None}], ids=["none", "ready", "not learnt"])
def test_a_server_that_works_has_no_problem(release: dict[str, Any] | None) -> None:
    assert problems_of(status(release=release)) == []


@pytest.mark.parametrize(
    ("release", "problem"),
    [
        ({**GOOD, "process": "down"}, "the release process is not up (down)"),
        ({**GOOD, "process": "refused: another ledger"}, "refused: another ledger"),
        ({**GOOD, "votable_roles": []}, "nothing can be voted for: messages cannot be told apart"),
        ({**GOOD, "problems": ["ChunkGuard needs x"]}, "nothing new is shared: ChunkGuard needs x"),
        ({**GOOD, "failing": ["the ledger failed"]}, "nothing new is shared: the ledger failed"),
    ],
    ids=["down", "refused", "no boundaries", "no guard", "full disk"],
)
def test_a_mode_that_cannot_do_its_work_is_a_problem(release: dict[str, Any], problem: str) -> None:
    (sentence,) = problems_of(status(release=release))
    assert problem in sentence


@pytest.mark.parametrize(("state", "problem"), [("failed", "could not be computed"), ("pending", "not shared yet")])
def test_a_declared_prefix_that_is_not_published_is_a_problem(state: str, problem: str) -> None:
    (sentence,) = problems_of(status(state=state))
    assert "'house'" in sentence
    assert problem in sentence


@pytest.mark.parametrize(("mode", "number"), [("ledger", 1), ("declared", 1), ("isolate", 0)])
def test_a_model_that_generates_nothing_shares_nothing(mode: str, number: int) -> None:
    assert len(problems_of({**status(), "mode": mode}, generates=False)) == number


@pytest.mark.parametrize(("process", "number"), [("ready", 0), ("down", 1), ("refused: another ledger", 1)])
def test_a_log_of_declarations_that_cannot_be_written_is_a_problem(process: str, number: int) -> None:
    assert len(problems_of({**status(), "mode": "declared", "log": {"process": process}})) == number
