"""The release process on a ledger that only takes notes: what is asked when, and what comes of failures."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, cast

import pytest

from safekv.errors import LedgerError
from safekv.guard.cascade import Cascade, Rules
from safekv.ledger.ledger import Ledger
from safekv.ledger.periods import DrawTime, Schedule
from safekv.release import wire, worker
from safekv.release.wire import Frame
from safekv.release.worker import ANCESTOR_TOKENS, ReleaseProcess
from safekv.types import Cause, Contribution, Mode, Note, OwnerTag, Release, UnitId
from safekv.verdicts import Category, Clean, Doubt, Finding, Sensitive, Undecided, Verdict

SCHEDULE = Schedule(period_seconds=100, draws=10)
DRAW = DrawTime(period=3, number=4)
NOW = SCHEDULE.time_of(DRAW) + 0.25


def unit_id(path: bytes, start: int) -> UnitId:
    return UnitId((path + bytes([start]))[-32:].rjust(32, b"\0"))


def release(path: bytes, start: int = 0, cause: Cause = Cause.LEDGER) -> Release:
    return Release(id=unit_id(path, start), path=path, start=start, cause=cause, expires=1000.0)


class Notes:
    """A ledger of which one draw is due, with the winners given; it writes down what it is asked."""

    def __init__(self, *winners: Release) -> None:
        self.schedule = SCHEDULE
        self.winners = winners
        self.calls: list[str] = []
        self.withdrawn_by: list[str | None] = []
        self.notes: list[tuple[UnitId, Note, str | None]] = []
        self.broken: set[str] = set()
        self.decided: list[tuple[Release, Verdict, str, str]] = []
        self.batches: list[list[Contribution]] = []
        self.detected: list[Verdict] = []
        self.known: set[UnitId] = set()
        self.living: list[Release] = []
        self.due_now: DrawTime | None = DRAW
        self.over: Sequence[UnitId] = ()

    def _note(self, call: str) -> None:
        self.calls.append(call)
        if call in self.broken:
            raise LedgerError("the disk is full")

    def contribute(self, batch: Sequence[Contribution], now: float) -> None:
        self._note("contribute")
        self.batches.append(list(batch))

    def due(self, now: float) -> DrawTime | None:
        return self.due_now

    def draw(self, draw: DrawTime, now: float) -> Sequence[Release]:
        self._note("draw")
        return self.winners

    def decide(self, draw: DrawTime, decisions: Sequence[Any], now: float) -> Sequence[Release]:
        self._note("decide")
        self.decided += decisions
        self.due_now = None
        return [winner for winner, verdict, *_ in decisions if isinstance(verdict, Clean)]

    def unit_id(self, path: bytes, start: int) -> UnitId:
        return unit_id(path, start)

    def is_known(self, unit: UnitId, now: float) -> bool:
        self._note("is_known")
        return unit in self.known

    def detect(self, given: Contribution, verdict: Verdict, guard: str, policy: str, now: float) -> Release | None:
        self._note("detect")
        self.detected.append(verdict)
        self.known.add(unit_id(given.path, given.start))
        return release(given.path, given.start, Cause.DETECTOR) if isinstance(verdict, Clean) else None

    def live(self, now: float) -> Sequence[Release]:
        self._note("live")
        return self.living

    def withdraw(self, unit: UnitId, now: float, by: str | None = None) -> None:
        self._note("withdraw")
        self.withdrawn_by.append(by)
        self.living = [one for one in self.living if one.id != unit]

    def note(self, unit: UnitId, note: Note, policy: str | None = None) -> None:
        self._note("declared")
        self.notes.append((unit, note, policy))

    def expire(self, now: float) -> Sequence[UnitId]:
        self._note("expire")
        over, self.over = self.over, ()
        return over

    def status(self, now: float) -> dict[str, Any]:
        if "status" in self.broken:
            raise LedgerError("the disk is full")
        return {"period": SCHEDULE.period_of(now)}


class World:
    """A process, the ledger that it drives, what the guard has seen, and what it has sent."""

    def __init__(
        self,
        ledger: Notes,
        *,
        mode: Mode = Mode.LEDGER,
        verdict: Callable[[str], Any] = lambda text: Clean(score=0.0),
        decode: Callable[[Sequence[int]], str] = lambda tokens: " ".join(map(str, tokens)),
        guard_counts: Mapping[tuple[str, str], int] | None = None,
    ) -> None:
        self.ledger = ledger
        self.now = NOW
        self.texts: list[str] = []
        self.sent: list[Frame] = []

        def judge(text: str) -> Verdict:
            ledger.calls.append("guard")
            self.texts.append(text)
            return cast(Verdict, verdict(text))

        def send(frame: Frame) -> None:
            ledger.calls.append(f"send {frame.op}")
            self.sent.append(frame)

        self.process = ReleaseProcess(
            cast(Ledger, ledger),
            judge=judge,
            guard_version="g1",
            decode=decode,
            guard_counts=guard_counts,
            send=send,
            clock=lambda: self.now,
            mode=mode,
            policy_version="p1",
        )

    def tick(self, seconds: float = 0.0) -> None:
        self.now += seconds
        self.process.tick(self.now)

    def ops(self) -> list[str]:
        return [frame.op for frame in self.sent if frame.op not in ("status", "note")]

    def notes(self) -> list[str]:
        """What the server's log is told, warnings with a mark."""
        notes = [frame.header for frame in self.sent if frame.op == "note"]
        return [("! " if note["warning"] else "") + note["text"] for note in notes]

    def status(self) -> Mapping[str, Any]:
        """What was sent last."""
        return [frame.header for frame in self.sent if frame.op == "status"][-1]

    def released(self) -> list[Release]:
        return [one for frame in self.sent if frame.op == "release" for one in wire.releases_of(frame)]


def path(*tokens: int) -> bytes:
    return wire.pack_path(tokens)


def vote(owner: int, *tokens: int, start: int = 0) -> Frame:
    return wire.contribute(Contribution(owner=OwnerTag(bytes([owner]) * 16), path=path(*tokens), start=start))


# ── vote, seal, draw, guard, release ─────────────────────────────────────────────────────────────


def test_the_guard_is_asked_after_the_draw_and_nothing_is_sent_before_it_is_decided() -> None:
    world = World(Notes(release(path(1, 2)), release(path(3, 4))))
    world.process.receive([vote(1, 1, 2), vote(2, 1, 2)])
    world.tick()
    order = [call for call in world.ledger.calls if call not in ("live", "expire", "send status", "send note")]
    assert order == ["contribute", "draw", "guard", "guard", "decide", "send release"]


def test_no_guard_is_asked_while_no_draw_is_due() -> None:
    ledger = Notes(release(path(1)))
    ledger.due_now = None
    world = World(ledger)
    world.process.receive([vote(owner, 1) for owner in range(50)])
    world.tick()
    assert world.texts == []
    assert world.released() == []


def test_all_winners_of_a_draw_go_out_at_once_at_a_time_fixed_with_the_draw() -> None:
    child, parent, other = release(path(1, 2, 3), 2), release(path(1, 2)), release(path(9))
    world = World(Notes(other, child, parent))
    world.tick(1.5)
    (frame,) = [frame for frame in world.sent if frame.op == "release"]
    assert list(wire.releases_of(frame)) == [other, parent, child]
    assert frame.header["step"] == 2.5  # a quarter of a slot of 10 s
    assert frame.header["not_before"] == SCHEDULE.time_of(DRAW) + 2.5


def test_a_step_is_ten_seconds_at_most() -> None:
    ledger = Notes()
    ledger.living, ledger.schedule = [release(path(1))], Schedule(period_seconds=604_800, draws=168)
    world = World(ledger)
    world.process.begin()
    assert [frame.header["step"] for frame in world.sent if frame.op == "release"] == [10.0]


def test_a_veto_and_a_doubt_keep_a_unit_private_and_the_others_go_out() -> None:
    verdicts = {"1": Clean(score=0.1), "2": Sensitive(findings=(), score=1.0), "3": Undecided(reason="no model")}
    world = World(Notes(*(release(path(n)) for n in (1, 2, 3))), verdict=verdicts.__getitem__)
    world.tick()
    assert world.released() == [release(path(1))]
    assert [(verdict, guard, policy) for _, verdict, guard, policy in world.ledger.decided] == [
        (verdict, "g1", "p1") for verdict in verdicts.values()
    ]


def test_the_guard_sees_the_unit_and_the_tail_of_what_stands_before_it() -> None:
    tokens = list(range(100))
    ledger = Notes(release(path(*tokens), 60), release(path(*tokens[:20]), 10), release(path(*tokens[:5])))
    world = World(ledger)
    world.tick()
    seen = [list(map(int, text.split())) for text in world.texts]
    assert seen == [tokens[60 - ANCESTOR_TOKENS :], tokens[:20], tokens[:5]]


def raises(error: BaseException) -> Callable[[object], Any]:
    def fail(_: object) -> Any:
        raise error

    return fail


@pytest.mark.parametrize("error", [RuntimeError("model"), MemoryError(), RecursionError(), LedgerError("not its own")])
def test_a_guard_or_decoder_that_fails_decides_nothing(error: Exception) -> None:
    for broken in ({"verdict": raises(error)}, {"decode": raises(error)}):
        world = World(Notes(release(path(1))), **cast(Any, broken))
        world.tick()
        ((_, verdict, *_),) = world.ledger.decided
        assert verdict == Undecided(reason=f"not judged: {type(error).__name__}")
        assert world.released() == []


@pytest.mark.parametrize("answer", [None, True, "clean"])
def test_an_answer_that_is_no_verdict_decides_nothing(answer: object) -> None:
    world = World(Notes(release(path(1))), verdict=lambda text: answer)
    world.tick()
    assert isinstance(world.ledger.decided[0][1], Undecided)
    assert world.released() == []


# ── a ledger that cannot be written ──────────────────────────────────────────────────────────────


@pytest.mark.parametrize("call", ["draw", "decide"])
def test_nothing_is_released_that_could_not_be_written_and_it_is_tried_again(call: str) -> None:
    world = World(Notes(release(path(1))))
    world.ledger.broken = {call}
    world.tick()
    assert world.released() == []
    assert world.process.failures == {"draw": 1}
    world.ledger.broken = set()
    world.tick(0.5)
    assert world.released() == [], "a broken disk is not tried on every wake"
    world.tick(0.6)
    assert world.released() == [release(path(1))]


def test_what_was_decided_though_the_ledger_failed_is_told_once_it_can_be_read() -> None:
    ledger = Notes(release(path(1, 2)))
    world = World(ledger)
    ledger.broken = {"decide"}
    world.tick()
    ledger.broken, ledger.due_now, ledger.living = set(), None, [release(path(1, 2))]
    world.tick(2.0)
    assert world.released() == [release(path(1, 2))]


def test_votes_that_could_not_be_written_are_said_to_be_lost() -> None:
    world = World(Notes())
    world.ledger.broken = {"contribute"}
    world.process.receive([vote(1, 1)])
    assert world.ops() == ["lost"]
    world.ledger.broken = set()
    world.process.receive([vote(1, 1)])
    assert world.ops() == ["lost"]
    assert len(world.ledger.batches) == 1


def test_what_lives_is_told_as_soon_as_it_can_be_read() -> None:
    ledger = Notes()
    ledger.due_now, ledger.living, ledger.broken = None, [release(path(1))], {"live"}
    world = World(ledger)
    world.process.begin()
    assert world.ops() == ["ready"]
    ledger.broken = set()
    world.tick(1.5)
    world.tick(1.5)
    assert world.ops() == ["ready", "release"]


# ── votes ────────────────────────────────────────────────────────────────────────────────────────


def test_all_votes_of_a_wake_are_one_transaction_and_one_that_is_none_spoils_no_other() -> None:
    world = World(Notes())
    bad = Frame(header={"op": "contribute", "owner": "?", "start": 0}, payload=b"abcd")
    world.process.receive([vote(1, 1), bad, Frame(header={"op": "dance"}), vote(2, 1)])
    assert [[one.owner[0] for one in batch] for batch in world.ledger.batches] == [[1, 2]]
    assert world.process.failures == {"frames": 2}


# ── mode detector ────────────────────────────────────────────────────────────────────────────────


def test_in_mode_detector_what_is_clean_goes_out_at_once_and_is_judged_once() -> None:
    ledger = Notes()
    world = World(
        ledger,
        mode=Mode.DETECTOR,
        verdict=lambda text: Clean(score=0.0) if text == "1" else Sensitive(findings=(), score=1.0),
    )
    world.process.receive([vote(1, 1), vote(2, 1), vote(1, 2), vote(2, 2)])
    world.tick()
    assert world.texts == ["1", "2"]
    assert world.released() == [release(path(1), cause=Cause.DETECTOR)]
    assert [frame.header["not_before"] for frame in world.sent if frame.op == "release"] == [NOW]
    assert not {"contribute", "draw"} & set(ledger.calls)


def test_in_mode_detector_nothing_is_released_that_could_not_be_written() -> None:
    world = World(Notes(), mode=Mode.DETECTOR)
    world.ledger.broken = {"detect"}
    world.process.receive([vote(1, 1)])
    assert world.ops() == ["lost"]


# ── start, operator, time ────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("broken", [set[str](), {"withdraw"}])
def test_at_the_start_all_that_lives_is_told_but_what_was_withdrawn_meanwhile(broken: set[str]) -> None:
    ledger = Notes()
    ledger.living, ledger.broken = [release(path(n)) for n in (1, 2, 3)], broken
    world = World(ledger)
    world.process.begin({unit_id(path(2), 0): "ops"})
    assert world.ledger.withdrawn_by == ([] if broken else ["ops"])
    world.tick(1.5)
    assert world.released() == [release(path(1)), release(path(3))]
    assert world.ops()[-2:] == ["release", "ready"]


def test_a_withdrawal_is_tried_until_it_is_written() -> None:
    world = World(Notes())
    world.ledger.broken = {"withdraw"}
    unit = unit_id(path(1), 0)
    world.process.receive([Frame(header={"op": "withdraw", "unit": unit.hex()})])
    world.tick(1.5)
    assert "withdrawn" not in world.ops()
    world.ledger.broken = set()
    world.tick(1.5)
    world.tick(1.5)
    assert [frame.header["unit"] for frame in world.sent if frame.op == "withdrawn"] == [unit.hex()]


def test_a_declared_unit_is_written_into_the_log() -> None:
    world = World(Notes())
    said = {"name": "rules", "at": 7.5, "by": "ops", "verdict": "clean", "guard": "g1"}
    frame = Frame(header={"op": "declared", "start": 0, "id": 3, **said}, payload=path(1))
    world.ledger.broken = {"declared"}
    world.process.receive([frame])
    assert not world.ledger.notes, "a disk that is full loses no declaration"
    assert "noted" not in world.ops()
    world.ledger.broken = set()
    world.tick(1.5)
    assert world.ledger.notes == [
        (unit_id(path(1), 0), Note(name="rules", at=7.5, by="ops", verdict="clean", guard="g1"), "p1")
    ]
    assert [sent.header["id"] for sent in world.sent if sent.op == "noted"] == [3]
    world.process.receive([Frame(header={**frame.header, "withdrawn": True, "id": 4}, payload=path(1))])
    assert [note.withdrawn for _, note, _ in world.ledger.notes] == [False, True]


@pytest.mark.parametrize("broken", [{"by": 1}, {"at": "now"}, {"at": float("inf")}, {"verdict": []}, {"start": 5}])
def test_a_note_that_is_none_is_counted_and_not_written(broken: dict[str, Any]) -> None:
    world = World(Notes())
    world.process.receive([Frame(header={"op": "declared", "name": "rules", "start": 0, **broken}, payload=path(1))])
    assert world.ledger.notes == []
    assert world.process.failures["frames"] == 1


def test_in_mode_declared_nothing_is_released_and_the_log_is_kept() -> None:
    world = World(Notes(), mode=Mode.DECLARED)
    world.process.begin()
    world.process.receive([Frame(header={"op": "declared", "name": "rules", "start": 0}, payload=path(1))])
    for _ in range(30):
        world.tick(0.5)
    assert len(world.ledger.notes) == 1
    assert set(world.ops()) <= {"ready", "status"}
    assert not [call for call in world.ledger.calls if call.startswith(("live", "due", "draw"))]


def test_the_status_is_sent_on_change_once_a_second_at_most() -> None:
    ledger = Notes()
    ledger.due_now = None
    world = World(ledger)
    world.process.begin()
    for _ in range(30):
        world.tick(0.1)
    assert sum(frame.op == "status" for frame in world.sent) == 1
    world.process.receive([Frame(header={"op": "dance"})])
    world.process.receive([Frame(header={"op": "dance"})])
    world.tick(2.0)
    world.tick(0.1)
    (_, second) = [frame.header for frame in world.sent if frame.op == "status"]
    assert second["failures"] == {"frames": 2}
    assert second["period"] == DRAW.period


def test_it_wakes_for_the_next_draw_and_once_a_second_before() -> None:
    process = World(Notes()).process
    assert process.next_wake(NOW) == 1.0
    assert process.next_wake(SCHEDULE.time_of(SCHEDULE.next_after(NOW)) - 0.125) == pytest.approx(0.125)


# ── what the operator's metrics are made of ──────────────────────────────────────────────────────


def told(world: World) -> dict[str, Any]:
    """The status that was sent last."""
    return [dict(frame.header) for frame in world.sent if frame.op == "status"][-1]


def test_verdicts_of_the_guard_are_told_though_it_had_none_when_the_process_began() -> None:
    counts: Counter[tuple[str, str]] = Counter()

    def verdict(text: str) -> Verdict:
        counts["rules", "undecided"] += 1
        return Undecided(reason="a tier failed")

    world = World(Notes(release(path(1))), verdict=verdict, guard_counts=counts)
    world.process.begin()
    assert told(world)["verdicts"] == {}
    world.tick(2.0)
    world.tick(2.0)
    assert told(world)["verdicts"] == {"rules": {"undecided": 1}}


def test_the_shipped_kind_of_guard_tells_each_tier_and_verdict_from_the_start() -> None:
    tiers = [Rules(lambda text: (), version="1")]
    guard = Cascade(tiers, clock=lambda: 0.0, seconds=1.0)
    world = World(Notes(), guard_counts=guard.counts)
    world.process.begin()
    assert told(world)["verdicts"] == {"rules": {"sensitive": 0, "clean": 0, "undecided": 0, "failed": 0, "late": 0}}


def test_releases_vetoes_doubts_and_expiries_are_tallied() -> None:
    card = Finding(category=Category.FINANCIAL_ID, start=0, end=4, tier=1, detector="card")
    name = Finding(category=Category.PERSON, start=5, end=9, tier=3, detector="strong")
    verdicts: dict[str, Verdict] = {
        "1": Clean(score=0.0),
        "2": Sensitive(findings=(card, card, name), score=1.0),
        "3": Undecided(reason="Polish", doubt=Doubt.LANGUAGE),
    }
    world = World(Notes(*(release(path(n)) for n in (1, 2, 3))), verdict=lambda text: verdicts[text.split()[-1]])
    world.process.begin()
    before = told(world)["tally"]
    assert (before["releases"], before["vetoed"], before["expiries"]) == (0, 0, 0)
    assert before["vetoes"] == dict.fromkeys(Category, 0)
    assert before["undecided"] == dict.fromkeys(Doubt, 0)
    world.ledger.over = [unit_id(path(9), 0)]
    world.tick(2.0)
    world.tick(2.0)
    after = told(world)["tally"]
    assert (after["releases"], after["vetoed"], after["expiries"]) == (1, 1, 1)
    assert {c: n for c, n in after["vetoes"].items() if n} == {"financial-id": 1, "person": 1}
    assert {d: n for d, n in after["undecided"].items() if n} == {"language": 1}


def test_what_could_not_be_written_down_is_not_tallied() -> None:
    world = World(Notes(release(path(1))))
    world.ledger.broken = {"decide"}
    world.process.begin()
    world.tick(2.0)
    world.tick(2.0)
    assert told(world)["tally"]["releases"] == 0
    world.ledger.broken = set()
    world.tick(2.0)
    world.tick(2.0)
    assert told(world)["tally"]["releases"] == 1


def test_every_failure_of_the_process_is_one_that_metrics_know() -> None:
    source = Path(worker.__file__).read_text()
    named = re.findall(r'(?:_try|_failed)\("(\w+)"|failures\["(\w+)"\]', source)
    assert {a or b for a, b in named} == set(worker.FAILURES)


# ── the server's log ─────────────────────────────────────────────────────────────────────────────


def finding(category: Category) -> Finding:
    return Finding(category=category, start=0, end=1, tier=1, detector="rule")


def test_the_log_is_told_what_a_draw_has_released_vetoed_and_left_undecided() -> None:
    both = (finding(Category.CONTACT), finding(Category.CONTACT), finding(Category.CREDENTIAL))
    verdicts: dict[str, Verdict] = {
        "1": Clean(score=0.0),
        "2": Sensitive(findings=both, score=1.0),
        "3": Sensitive(findings=both[:1], score=1.0),
        "4": Undecided(reason="Polish", doubt=Doubt.LANGUAGE),
    }
    world = World(Notes(*(release(path(n)) for n in (1, 2, 3, 4))), verdict=lambda text: verdicts[text])
    world.tick()
    assert world.notes() == [
        "draw 4 of period 3: 1 released, 2 vetoed (contact 2, credential 1), 1 undecided (language 1)",
        f"released: unit {unit_id(path(1), 0).hex()[:12]}, tokens 0 to 1",
    ]


def test_the_log_is_told_of_a_draw_in_which_nothing_won() -> None:
    world = World(Notes())
    world.tick()
    assert world.notes() == ["draw 4 of period 3: 0 released, 0 vetoed, 0 undecided"]


def test_the_log_is_told_of_expiries_and_withdrawals() -> None:
    ledger = Notes()
    ledger.due_now, ledger.over = None, [unit_id(path(7), 0)]
    world = World(ledger)
    world.tick()
    world.process.receive([Frame(header={"op": "withdraw", "unit": unit_id(path(8), 0).hex()})])
    named = [unit_id(path(n), 0).hex()[:12] for n in (7, 8)]
    assert world.notes() == [
        f"expired: 1 released unit(s), private again: {named[0]}",
        f"withdrawn: unit {named[1]}, by the operator",
    ]


def test_the_log_and_the_status_say_once_that_the_ledger_cannot_be_written_until_it_can() -> None:
    ledger = Notes()
    ledger.due_now, ledger.broken = None, {"contribute"}
    world = World(ledger)
    for _ in range(3):
        world.process.receive([vote(1, 1)])
    world.tick(2.0)
    sentence = "the ledger failed (contribute): the disk is full"
    assert world.notes() == [f"! {sentence}"]
    assert world.status()["failing"] == [sentence]
    ledger.broken = set()
    world.process.receive([vote(1, 1)])
    world.tick(2.0)
    assert world.status()["failing"] == []
    assert world.status()["failures"] == {"contribute": 3}


def test_in_mode_detector_the_log_is_told_in_sums_not_for_each_unit() -> None:
    ledger = Notes()
    world = World(ledger, mode=Mode.DETECTOR)
    for number in range(50):
        world.process.receive([vote(1, number)])
        world.tick(0.1)
    world.tick(20.0)
    assert len(world.notes()) == 2
    assert sum(int(note.split()[1]) for note in world.notes()) == 50


def test_no_text_and_no_owner_is_in_what_the_log_is_told() -> None:
    secret = Undecided(reason="canary", doubt=Doubt.FAILED)
    world = World(Notes(release(path(1, 2))), verdict=lambda text: secret, decode=lambda tokens: "canary")
    world.process.receive([vote(0xCA, 1, 2)])
    world.tick()
    assert world.notes(), "nothing is told: the test proves nothing"
    assert not any(word in note for note in world.notes() for word in ("canary", "caca"))
