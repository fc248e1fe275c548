"""Room on the disk is each owner's own: whether others' votes, seals and draws can be written depends on no vote.

Two worlds on file systems of 24 MB that differ in one vote of the victim, with a filler tuned to every level between an
empty disk and a full one. Without room that is kept, some level tells them apart: the positive control.
"""

from __future__ import annotations

import contextlib
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from safekv.errors import LedgerError
from safekv.ledger.keys import LedgerKeys
from safekv.ledger.ledger import Ledger
from safekv.ledger.periods import DrawTime
from safekv.ledger.store.base import Limits, Outcome
from safekv.ledger.store.room import LONGEST_PATH_BYTES, room_of
from safekv.ledger.store.sqlite import SqliteStore
from safekv.types import Contribution
from safekv.verdicts import Clean
from tests.factories import keyring
from tests.unit.ledger.ledgers import SCHEDULE, From, owner

MOUNT, UNMOUNT = (shutil.which(name) or f"/bin/{name}" for name in ("mount", "umount"))
DISK = 24 * 2**20
QUOTA = 8
VICTIM, FRIEND = 1, 2
ATTACKERS = range(10, 26)
LEVELS = [number * 2**20 for number in (0, 8, 12, 14, 16, 17, 18, 19, 20, 21, 22, 23)]


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    place = tmp_path / "disk"
    place.mkdir()
    options: list[str | Path] = ["-t", "tmpfs", "-o", f"size={DISK}", "tmpfs", place]
    if subprocess.run([MOUNT, *options], capture_output=True, check=False).returncode:
        pytest.skip("only root can mount a file system")
    try:
        yield place
    finally:
        subprocess.run([UNMOUNT, "--lazy", place], check=True)


def path_of(number: int, size: int = LONGEST_PATH_BYTES) -> bytes:
    return number.to_bytes(4, "little") * (size // 4)


def opened(place: Path, *, kept: bool) -> Ledger:
    limits = Limits(quota=QUOTA, enough=2, most=1000, room=room_of(QUOTA, 2) if kept else 0)
    return Ledger(
        store=SqliteStore.open(place / "l.db", deployment="d", lock_directory=place),
        schedule=SCHEDULE,
        selection=From(least=2),
        keys=LedgerKeys.derive(keyring().ledger_key),
        limits=limits,
        now=150.0,
        deployment="d",
        parameters="p",
    )


def played(place: Path, filler: int, *, votes: bool, kept: bool) -> list[Any]:
    """What others see of a period: which of their votes were written, and what was released. Leaves the disk empty."""
    ledger = opened(place, kept=kept)
    seen: list[Any] = []
    (place / "filler").write_bytes(bytes(filler))  # by then, the disk is as full as the attacker likes
    ledger.meet([owner(number) for number in (VICTIM, FRIEND)], 205.0)
    with contextlib.suppress(LedgerError):
        ledger.contribute([Contribution(owner=owner(FRIEND), path=path_of(1), start=0)], 206.0)
    if votes:  # the content is kept with this vote
        with contextlib.suppress(LedgerError):
            ledger.contribute([Contribution(owner=owner(VICTIM), path=path_of(1), start=0)], 207.0)
    for number in ATTACKERS:
        for text in range(QUOTA):
            given = Contribution(owner=owner(number), path=path_of(100 + 10 * (number // 2) + text), start=0)
            try:
                ledger.meet([owner(number)], 210.0)
                ledger.contribute([given], 210.0)
                seen.append(None)
            except LedgerError:
                seen.append("lost")
    draw = ledger.due(225.0)
    assert draw is not None
    try:
        winners = ledger.draw(draw, 226.0)
        ledger.decide(draw, [(winner, Clean(score=0.0), "g", "p") for winner in winners], 227.0)
        seen.append(sorted(winner.path[:4] for winner in winners if winner.path != path_of(1)))
    except LedgerError:
        seen.append("no draw")
    ledger.close()
    for file in place.iterdir():
        file.unlink()
    return seen


def test_one_vote_decides_nothing_about_others_on_a_small_disk(disk: Path) -> None:
    released = set()
    for level in LEVELS:
        with_it, without = (played(disk, level, votes=votes, kept=True) for votes in (True, False))
        assert with_it == without, f"filler of {level}"
        released.add(len(with_it[-1]))
    assert len(released) > 2, "room for all, for some, for none"


def test_without_room_that_is_kept_one_vote_decides(disk: Path) -> None:
    """The positive control: what the former code did."""
    levels = range(16 * 2**20, 17 * 2**20, 2**16)
    assert any(
        played(disk, level, votes=True, kept=False) != played(disk, level, votes=False, kept=False) for level in levels
    )


def test_what_was_kept_is_kept_over_a_restart_and_used(disk: Path) -> None:
    ledger = opened(disk, kept=True)
    ledger.meet([owner(VICTIM), owner(FRIEND)], 205.0)
    ledger.close()
    ledger = opened(disk, kept=True)
    with contextlib.suppress(OSError), (disk / "filler").open("wb") as filler:
        while True:
            filler.write(bytes(2**16))
            filler.flush()
    for number in (VICTIM, FRIEND):
        texts = [Contribution(owner=owner(number), path=path_of(text), start=0) for text in range(QUOTA)]
        ledger.contribute(texts, 210.0)
    draw = ledger.due(225.0)
    assert draw is not None
    winners = ledger.draw(draw, 226.0)
    assert len(ledger.decide(draw, [(winner, Clean(score=0.0), "g", "p") for winner in winners], 227.0)) == QUOTA
    ledger.contribute([Contribution(owner=owner(9), path=path_of(0), start=0)], 230.0)
    assert ledger.crowded, "another owner has no room"
    ledger.close()


def test_coins_that_could_not_be_written_fall_the_same_way_again(disk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also when they cannot be written because there are winners: else only draws without any would be."""

    class Half:
        name = "half"

        def hazard(self, count: int) -> int:
            return 1 << 191

    ledger = opened(disk, kept=True)
    ledger._selection = Half()
    for text in range(QUOTA):
        votes = [Contribution(owner=owner(n), path=path_of(text, 64), start=0) for n in (VICTIM, FRIEND)]
        ledger.contribute(votes, 210.0)
    thrown: list[list[Outcome]] = []

    def full(_: SqliteStore, __: DrawTime, winners: list[Outcome]) -> None:
        thrown.append(winners)
        raise LedgerError("the disk is full")

    monkeypatch.setattr(SqliteStore, "drawn", full)
    draw = ledger.due(225.0)
    assert draw is not None
    for _ in range(2):
        with pytest.raises(LedgerError):
            ledger.draw(draw, 226.0)
    ledger.close()
    again = opened(disk, kept=True)
    again._selection = Half()
    with pytest.raises(LedgerError):
        again.draw(draw, 226.0)
    again.close()
    assert thrown[0] == thrown[1] == thrown[2]
