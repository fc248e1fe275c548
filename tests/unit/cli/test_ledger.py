from __future__ import annotations

import json
import re
import time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest

from safekv.cli.ledger import _why
from safekv.config import Session, load_policy
from safekv.ledger.ledger import Ledger
from safekv.ledger.log import Entry, Event
from safekv.pipeline import open_ledger
from safekv.types import Cause, Contribution, Note, OwnerTag, UnitId
from safekv.verdicts import Clean, Sensitive
from tests.unit.cli.runner import safekv

SYSTEM_PROMPT = b"Be kind to everybody. " * 4
RECORD = b"Canary owes 4711 euros. " * 4


class Deployment:
    """A policy, its secret, and a ledger with one release and one veto."""

    def __init__(self, directory: Path, secret_file: Path) -> None:
        self.directory = directory
        self.policy = directory / "policy.yaml"
        self.policy.write_text(
            f"mode: ledger\nidentity: {{master_secret_file: {secret_file}}}\n"
            "ledger: {period_seconds: 1000000, draws_per_period: 4}\n"
        )

    def open(self, now: float) -> Ledger:
        return open_ledger(load_policy(self.policy), Session(directory=self.directory), now=now, coin=lambda: 0)

    def play(self) -> Ledger:
        """Release one unit and veto another one, by a draw of the period before; the ledger stays open."""
        start = (time.time() // 1e6 - 1) * 1e6
        ledger = self.open(start - 100)
        drawn = start + 250_000
        owners = [OwnerTag(bytes([number]) * 16) for number in range(30)]
        for path in (SYSTEM_PROMPT, RECORD):
            ledger.contribute([Contribution(owner=owner, path=path, start=2) for owner in owners], start + 10)
        draw = ledger.due(drawn)
        assert draw is not None
        decisions = [
            (w, Sensitive(findings=(), score=1.0) if w.path == RECORD else Clean(score=0.0), "guard-1", "policy-1")
            for w in ledger.draw(draw, drawn)
        ]
        assert len(ledger.decide(draw, decisions, drawn)) == 1
        return ledger

    def units(self) -> dict[str, str]:
        rows = json.loads(safekv("ledger", "list", "--all", "--json", "--policy", self.policy).out)
        return {row["state"]: row["unit"] for row in rows}


@pytest.fixture
def deployment(tmp_path: Path, secret_file: Path, monkeypatch: pytest.MonkeyPatch) -> Deployment:
    locks = tmp_path / "locks"
    locks.mkdir()
    monkeypatch.setattr("tempfile.gettempdir", lambda: str(locks))
    return Deployment(tmp_path, secret_file)


READING = [("status",), ("list",), ("show", "00" * 32), ("log",), ("verify",)]


@pytest.mark.parametrize("running", [True, False])
def test_what_is_released_is_shown_whether_the_server_runs_or_not(deployment: Deployment, running: bool) -> None:
    ledger = deployment.play()
    if not running:
        ledger.close()
    listed = json.loads(safekv("ledger", "list", "--json", "--policy", deployment.policy).out)
    assert [(row["state"], row["cause"], row["draw"], row["tokens"]) for row in listed] == [
        ("released", "ledger", 1, len(SYSTEM_PROMPT) // 4 - 2)
    ]
    assert deployment.units().keys() == {"released", "vetoed"}
    shown = safekv("ledger", "list", "--policy", deployment.policy).out
    assert listed[0]["unit"] in shown, "whole, so that it can be given to withdraw"
    status = json.loads(safekv("ledger", "status", "--json", "--policy", deployment.policy).out)
    assert (status["live"], status["log"]["entries"], status["last_draw"]["vetoed"]) == (1, 2, 1)
    said = safekv("ledger", "status", "--policy", deployment.policy).out
    assert "1 unit(s) released and live, 2 log entries" in said
    assert "1 released, 1 vetoed, 0 undecided" in said
    ledger.close()


def test_one_unit_is_shown_by_the_first_digits_of_its_id(deployment: Deployment) -> None:
    deployment.play().close()
    vetoed = deployment.units()["vetoed"]
    shown = json.loads(safekv("ledger", "show", vetoed[:8].upper(), "--json", "--policy", deployment.policy).out)
    assert shown["unit"] == vetoed
    assert [(e["event"], e["verdict"], e["guard"], e["policy"]) for e in shown["log"]] == [
        ("vetoed", "sensitive", "guard-1", "policy-1")
    ]
    assert "vetoed by ledger" in safekv("ledger", "show", vetoed, "--policy", deployment.policy).out
    for wrong, reason in (("0" * 64, "no unit in this ledger"), ("xyz", "hexadecimal"), ("", "hexadecimal")):
        assert reason in safekv("ledger", "show", wrong, "--policy", deployment.policy, code=2).err


def test_declarations_and_withdrawals_are_in_the_log_with_their_operators(deployment: Deployment) -> None:
    """Row 2 of what strangers met."""
    ledger = deployment.play()
    for second, (by, withdrawn) in enumerate([(None, False), ("ops", True), ("eve", False)]):
        ledger.note(UnitId(b"d" * 32), Note(name="support", at=time.time() + second, by=by, withdrawn=withdrawn))
    ledger.close()
    lines = safekv("ledger", "log", "--json", "--last", "3", "--policy", deployment.policy).out.splitlines()
    assert [(e["event"], e["cause"], e["name"], e.get("operator")) for e in map(json.loads, lines)] == [
        ("declared", "policy", "support", None),
        ("withdrawn", "declared", "support", "ops"),
        ("declared", "declared", "support", "eve"),
    ]
    shown = safekv("ledger", "log", "--policy", deployment.policy).out
    assert all(word in shown for word in ("operator", "ops", "eve", "support"))
    assert "all sound" in safekv("ledger", "verify", "--policy", deployment.policy).out


@pytest.mark.parametrize("command", [("list", "--all"), ("log",)], ids=["list", "log"])
@pytest.mark.parametrize("columns", ["80", "200"])
def test_on_a_terminal_nothing_is_cut_off(deployment: Deployment, command: tuple[str, ...], columns: str) -> None:
    ledger = deployment.play()
    ledger.note(UnitId(b"d" * 32), Note(name="support-agent", at=time.time(), by="ops", withdrawn=True))
    ledger.close()
    terminal = {"FORCE_COLOR": "1", "COLUMNS": columns, "TERM": "xterm"}
    shown = safekv("ledger", *command, "--policy", deployment.policy, environ=terminal).out
    whole = safekv("ledger", *command, "--policy", deployment.policy).out
    words = re.findall(r"[\w.:-]+", whole)
    assert words
    assert all(word in shown for word in words), "each in one piece"
    assert max(len(re.sub(r"\x1b\[[\d;]*m", "", line)) for line in shown.splitlines()) <= int(columns)
    assert ("┃" in shown) is (columns == "200")


def test_show_takes_any_beginning_that_fits_one_unit_and_names_the_candidates_otherwise(deployment: Deployment) -> None:
    ledger = deployment.play()
    for number in range(256):  # whatever the ids of the two are, others begin alike
        ledger.note(UnitId(bytes([number]) * 32), Note(name=f"name {number}", at=time.time()))
    unit = ledger.outcomes()[0].unit.hex()
    known = {entry.unit.hex() for entry in ledger.log()}
    ledger.close()
    for digits in range(1, 9):
        alike = [other for other in known if other.startswith(unit[:digits])]
        ran = safekv("ledger", "show", unit[:digits], "--policy", deployment.policy, code=2 if len(alike) > 1 else 0)
        if len(alike) == 1:
            assert unit in ran.out
        else:
            assert f"{len(alike)} units" in ran.err
            assert sum(other in ran.err for other in alike) == min(10, len(alike))
    assert len(alike) == 1, "the last was found"


def test_the_log_is_a_table_or_json_lines(deployment: Deployment) -> None:
    deployment.play().close()
    lines = safekv("ledger", "log", "--json", "--policy", deployment.policy).out.splitlines()
    assert [json.loads(line)["seq"] for line in lines] == [1, 2]
    last = safekv("ledger", "log", "--last", "1", "--json", "--policy", deployment.policy).out.splitlines()
    assert [json.loads(line)["seq"] for line in last] == [2]
    assert {"released", "vetoed", "guard-1"} <= set(
        re.split(r"\W*\s\W*", safekv("ledger", "log", "--policy", deployment.policy).out)
    )


def test_a_sound_log_verifies_and_an_earlier_head_is_looked_for(deployment: Deployment) -> None:
    ledger = deployment.play()
    said = safekv("ledger", "verify", "--policy", deployment.policy).out
    head = re.search(r"2 entries, all sound; head ([0-9a-f]{64})", said)
    assert head is not None
    ledger.withdraw(bytes.fromhex(deployment.units()["released"]), time.time())  # type: ignore[arg-type]
    ledger.close()
    assert "3 entries" in safekv("ledger", "verify", "--head", head[1], "--policy", deployment.policy).out
    missing = safekv("ledger", "verify", "--head", "ab" * 32, "--policy", deployment.policy, code=1).out
    assert "cut off" in missing


def test_a_log_that_was_changed_is_exit_code_1(deployment: Deployment) -> None:
    ledger = deployment.play()
    with ledger._store.connected() as db:  # type: ignore[attr-defined]
        db.execute("UPDATE log SET body = replace(body, 'guard-1', 'guard-2') WHERE seq = 1")
    ledger.close()
    assert "entry 1 does not follow" in safekv("ledger", "verify", "--policy", deployment.policy, code=1).out
    answer = json.loads(safekv("ledger", "verify", "--json", "--policy", deployment.policy, code=1).out)
    assert answer["sound"] is False


@pytest.mark.parametrize("command", READING, ids=lambda command: command[0])
def test_without_a_lasting_ledger_every_command_says_so_with_the_mend(tmp_path: Path, command: tuple[str, ...]) -> None:
    policy = tmp_path / "policy.yaml"
    policy.write_text("mode: ledger\n")
    ran = safekv("ledger", *command, "--policy", policy, code=2)
    assert "master_secret_file" in ran.err
    assert "openssl rand" in ran.err


@pytest.mark.parametrize("command", READING, ids=lambda command: command[0])
def test_a_ledger_that_is_not_there_yet_is_not_made(deployment: Deployment, command: tuple[str, ...]) -> None:
    assert "no ledger yet" in safekv("ledger", *command, "--policy", deployment.policy, code=2).err
    assert not list(deployment.directory.glob("*.db*"))


def test_a_damaged_ledger_is_named_with_the_mend(deployment: Deployment) -> None:
    (deployment.directory / "safekv-ledger.db").write_bytes(b"nonsense" * 1000)
    assert "move it away" in safekv("ledger", "status", "--policy", deployment.policy, code=2).err


def test_a_new_ledger_says_from_when_on_it_draws(deployment: Deployment) -> None:
    deployment.open(time.time()).close()
    begins = (time.time() // 1e6 + 1) * 1e6
    said = safekv("ledger", "status", "--policy", deployment.policy).out
    assert f"{datetime.fromtimestamp(begins + 250_000, UTC):%Y-%m-%d %H:%M:%S} UTC" in said, "the first draw"
    assert f"with the votes since {datetime.fromtimestamp(begins, UTC):%Y-%m-%d %H:%M:%S} UTC" in said
    told = json.loads(safekv("ledger", "status", "--json", "--policy", deployment.policy).out)
    assert (told["next_draw"]["time"], told["votes_count_from"]) == (begins + 250_000, begins)


def test_nothing_that_is_shown_has_a_text_or_an_owner(deployment: Deployment) -> None:
    deployment.play().close()
    unit = deployment.units()["vetoed"]
    commands = [(c, unit) if c == "show" else (c, *rest) for c, *rest in READING]
    for command in [*commands, ("list", "--all")]:
        for form in ((), ("--json",)):
            out = safekv("ledger", *command, *form, "--policy", deployment.policy).out
            assert "Canary" not in out
            assert not any(bytes([number] * 16).hex() in out for number in range(30))


@pytest.mark.parametrize("given", ["ab" * 32, "AB" * 32, "abab", "a"])
@pytest.mark.parametrize("was_shared", [True, False])
def test_withdraw_asks_the_running_server_which_unit_begins_so(
    monkeypatch: pytest.MonkeyPatch, given: str, was_shared: bool
) -> None:
    asked: list[tuple[str, str]] = []

    def request(method: str, url: str, **options: object) -> httpx.Response:
        asked.append((method, url))
        answer = {"withdrawn": "ab" * 32, "was_shared": was_shared}
        return httpx.Response(200, json=answer, request=httpx.Request(method, url))

    monkeypatch.setattr("safekv.cli.declare.httpx.request", request)
    ran = safekv("ledger", "withdraw", given, "--operator-key", "sk-safekv-x", "--url", "http://h:1")
    assert asked == [("DELETE", f"http://h:1/safekv/released/{given.lower()}")]
    assert f"{'ab' * 32}: withdrawn" in ran.out
    assert ("no room" in ran.out) is not was_shared
    for wrong in ("../declared/x", "a" * 65, ""):
        assert "hexadecimal" in safekv("ledger", "withdraw", wrong, "--operator-key", "k", code=2).err
    assert len(asked) == 1


def test_all_that_a_draw_has_released_is_withdrawn_one_by_one(
    deployment: Deployment, monkeypatch: pytest.MonkeyPatch
) -> None:
    deployment.play().close()
    asked: list[str] = []

    def request(method: str, url: str, **options: object) -> httpx.Response:
        asked.append(f"{method} {url}")
        answer = {"withdrawn": url.rpartition("/")[2], "was_shared": True}
        return httpx.Response(200, json=answer, request=httpx.Request(method, url))

    monkeypatch.setattr("safekv.cli.declare.httpx.request", request)
    unit = deployment.units()["released"]
    (row,) = json.loads(safekv("ledger", "list", "--json", "--policy", deployment.policy).out)
    draw = f"{row['period']}.{row['draw']}"
    given = ("--operator-key", "k", "--url", "http://h:1")
    said = safekv("ledger", "withdraw", "--all-of", draw, "--policy", deployment.policy, *given).out
    assert said == f"{unit}: withdrawn\n"
    assert asked == [f"DELETE http://h:1/safekv/released/{unit}"], "not what was vetoed"
    for wrong, says in (
        (("--all-of", "1.1", "--policy", deployment.policy), "nothing that it has released lives"),
        (("--all-of", "junk", "--policy", deployment.policy), "2941.17"),
        (("--all-of", draw), "--policy"),
        (("ab", "--all-of", draw), "one unit, or"),
        ((), "one unit, or"),
    ):
        assert says in safekv("ledger", "withdraw", *wrong, *given, code=2).err
    assert len(asked) == 1


def test_a_veto_is_told_by_categories_and_places() -> None:
    vetoed = Entry(
        time=0.0,
        event=Event.VETOED,
        unit=UnitId(bytes(32)),
        cause=Cause.LEDGER,
        verdict="sensitive: contact, person; contact 3-9 by email; person 20-31 by strong",
    )
    told = "\n".join(_why([vetoed]))
    assert "sensitive: contact, person\n  contact 3-9 by email\n  person 20-31 by strong\n" in told
    assert "safekv declare add" in told
    assert list(_why([replace(vetoed, event=Event.RELEASED, verdict="clean")])) == []
