from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from safekv.errors import DeclarationError
from safekv.sharing.commands import Commands
from safekv.sharing.control import Command
from safekv.sharing.publisher import MAX_ATTEMPTS, Publisher
from safekv.types import Mode
from tests.factories import Pool, compute, leave, new_request

BLOCK = 4


class Scheduler:
    """What the scheduler does with commands between two steps."""

    def __init__(self, mode: Mode = Mode.DECLARED) -> None:
        self.pool = Pool(64)
        self.publisher = Publisher(
            self.pool, new_request=new_request(BLOCK), block_size=BLOCK, budget=8, max_tokens=100
        )
        self.commands = Commands(self.publisher, mode, counts=Counter(planned=3), block_size=BLOCK)

    def obey(self, **body: Any) -> Command:
        command = Command(body=body)
        self.commands.obey(command)
        return command

    def declare(self, name: str = "a", **changes: Any) -> Command:
        body = {"op": "declare", "name": name, "group": None, "tokens": list(range(16)), "ends": [8, 16], **changes}
        return self.obey(**body)

    def step(self, *, complete: bool = True) -> None:
        for request in self.publisher.submit():
            compute(self.pool, request)
            self.publisher.finished(request, request.blocks, complete=complete)
            leave(self.pool, request)
        self.commands.settle()


@pytest.fixture
def scheduler() -> Scheduler:
    return Scheduler()


def answer(command: Command) -> dict[str, Any]:
    return command.answer.result(timeout=0)


def refusal(command: Command) -> str:
    error = command.answer.exception(timeout=0)
    assert isinstance(error, DeclarationError)
    return str(error)


def test_a_declaration_is_answered_once_it_is_published(scheduler: Scheduler) -> None:
    command = scheduler.declare()
    scheduler.commands.settle()
    assert not command.answer.done()
    scheduler.step()
    assert answer(command) == {
        "name": "a",
        "group": None,
        "state": "published",
        "tokens": 16,
        "blocks": 4,
        "units": 2,
    }


def test_two_that_declare_the_same_are_both_answered(scheduler: Scheduler) -> None:
    commands = scheduler.declare(), scheduler.declare()
    scheduler.step()
    assert answer(commands[0]) == answer(commands[1])


def test_a_group_is_named_in_the_answer(scheduler: Scheduler) -> None:
    command = scheduler.declare(group="org")
    scheduler.step()
    assert answer(command)["group"] == "org"


def test_a_declaration_that_the_engine_cannot_compute_is_refused_and_forgotten(scheduler: Scheduler) -> None:
    command = scheduler.declare()
    for _ in range(MAX_ATTEMPTS):
        scheduler.step(complete=False)
    assert "could not be computed by the engine" in refusal(command)
    assert scheduler.publisher.declarations == ()
    assert scheduler.publisher.pinned == 0


def test_withdrawing_answers_both_who_withdrew_and_who_was_waiting(scheduler: Scheduler) -> None:
    waiting = scheduler.declare()
    assert answer(scheduler.obey(op="withdraw", name="a")) == {"withdrawn": "a"}
    scheduler.commands.settle()
    assert "was withdrawn meanwhile" in refusal(waiting)


def test_the_status_shows_what_the_operator_may_see_and_no_content(scheduler: Scheduler) -> None:
    scheduler.declare()
    scheduler.step()
    status = answer(scheduler.obey(op="status"))
    assert (status["mode"], status["block_size"], status["pinned_blocks"], status["pin_budget_blocks"]) == (
        "declared",
        BLOCK,
        4,
        8,
    )
    assert status["counts"] == {"planned": 3}
    assert [row["name"] for row in status["declared"]] == ["a"]
    assert "15" not in str(status["declared"])  # no token of it


@pytest.mark.parametrize("mode", [Mode.ISOLATE, Mode.SHARE_ALL_UNSAFE])
def test_only_in_a_mode_that_publishes_can_anything_be_declared(mode: Mode) -> None:
    scheduler = Scheduler(mode)
    assert "the policy must say `mode: ledger` or `mode: declared`" in refusal(scheduler.declare())
    assert not scheduler.publisher.has_pending()


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        pytest.param({"ends": [16, 8]}, "ascend", id="ends descend"),
        pytest.param({"ends": [96]}, "stay within the prompt", id="ends past the prompt"),
        pytest.param({"ends": []}, "nothing to share", id="no end"),
        pytest.param({"ends": ["8"]}, "", id="an end that is no number"),
        pytest.param({"ends": [6]}, "", id="an end within a block"),
        pytest.param({"tokens": ["a"] * 16}, "", id="tokens that are no numbers"),
        pytest.param({"tokens": [[1]] * 16}, "", id="tokens that are lists"),
        pytest.param({"group": ["org"]}, "", id="a group that is no name"),
        pytest.param({"name": None}, "unknown command", id="no name"),
        pytest.param({"op": "declair"}, "unknown command", id="unknown operation"),
        pytest.param({"tokens": list(range(60)), "ends": [60]}, "needs 15 blocks", id="more than the budget"),
        pytest.param({"tokens": list(range(100)), "ends": [100]}, "fewer than 100", id="longer than a prompt"),
    ],
)
def test_a_command_that_makes_no_sense_is_refused_and_the_engine_lives(
    scheduler: Scheduler, changes: dict[str, Any], message: str
) -> None:
    assert message in refusal(scheduler.declare(**changes))
    assert scheduler.publisher.pinned == 0
    good = scheduler.declare("b")
    scheduler.step()
    assert answer(good)["state"] == "published"


def test_an_empty_command_is_refused(scheduler: Scheduler) -> None:
    assert refusal(scheduler.obey()) == "unknown command"
