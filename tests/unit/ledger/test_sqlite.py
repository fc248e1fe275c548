"""What only a file can do: be another's, be damaged, be full, be read by others, outlive its process."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from safekv.errors import LedgerError, OperatorError
from safekv.ledger.store import schema
from safekv.ledger.store.base import DrawState, Limits, Meta, Vote
from safekv.ledger.store.sqlite import SqliteStore
from safekv.ledger.store.sqlite_records import SqliteRecords
from safekv.types import UnitId
from tests.unit.ledger.ledgers import at, unit

LIMITS = Limits(quota=1000, enough=1, most=9)
META = Meta(deployment="d", created=1.5, draws_from=3, parameters="p")
CANARY = b"canary" * 1000


def opened(
    directory: Path, *, deployment: str = "d", name: str = "ledger.db", locks: Path | None = None
) -> SqliteStore:
    return SqliteStore.open(directory / name, deployment=deployment, lock_directory=locks or directory)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqliteStore]:
    made = opened(tmp_path)
    made.begin(META)
    yield made
    made.close()


def vote(
    store: SqliteStore, *units: UnitId, owner: bytes = b"x", content: Callable[[], bytes] = lambda: CANARY
) -> None:
    store.vote(3, [Vote(owner=owner * 8, unit=each, content=content) for each in units], LIMITS)


def damage(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[200:] = os.urandom(len(content) - 200)
    path.write_bytes(content)


# ── whose it is ──────────────────────────────────────────────────────────────────────────────────


def test_a_second_ledger_on_the_same_file_is_refused(store: SqliteStore, tmp_path: Path) -> None:
    locks = tmp_path / "elsewhere"
    locks.mkdir()
    with pytest.raises(OperatorError, match="spend the privacy budget twice"):
        opened(tmp_path, locks=locks)


def test_a_second_ledger_of_the_same_deployment_is_refused_whatever_its_file(
    store: SqliteStore, tmp_path: Path
) -> None:
    with pytest.raises(OperatorError, match="spend the privacy budget twice"):
        opened(tmp_path, name="another.db")
    opened(tmp_path, name="another.db", deployment="e").close()


def test_a_refused_ledger_holds_no_lock(store: SqliteStore, tmp_path: Path) -> None:
    with pytest.raises(OperatorError):
        opened(tmp_path, name="another.db")
    store.close()
    opened(tmp_path, name="another.db").close()


def test_a_ledger_of_another_process_is_refused_until_that_is_killed(tmp_path: Path) -> None:
    code = (
        "import sys, time; from pathlib import Path; from safekv.ledger.store.sqlite import SqliteStore\n"
        "d = Path(sys.argv[1]); s = SqliteStore.open(d / 'ledger.db', deployment='d', lock_directory=d)\n"
        "print('open', flush=True); time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", code, str(tmp_path)], stdout=subprocess.PIPE) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == b"open\n"
        with pytest.raises(OperatorError):
            opened(tmp_path)
        child.kill()
        child.wait()
    opened(tmp_path).close()


def test_another_deployments_file_is_refused_and_let_go(store: SqliteStore, tmp_path: Path) -> None:
    store.close()
    with pytest.raises(OperatorError, match="another deployment"):
        opened(tmp_path, deployment="e")
    with pytest.raises(OperatorError, match="another deployment"):
        SqliteRecords.read(tmp_path / "ledger.db", deployment="e")
    opened(tmp_path).close()


def test_somebody_elses_database_is_left_alone(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "ledger.db") as other:
        other.execute("CREATE TABLE accounts (name TEXT)")
    other.close()
    with pytest.raises(OperatorError, match="not a ledger"):
        opened(tmp_path)


def test_a_ledger_of_another_format_is_left_alone(store: SqliteStore, tmp_path: Path) -> None:
    with store.connected() as db:
        db.execute(f"PRAGMA user_version={schema.SCHEMA + 1}")
    store.close()
    with pytest.raises(OperatorError, match=f"format {schema.SCHEMA + 1}"):
        opened(tmp_path)


@pytest.mark.parametrize("version", [1, 2])
def test_a_ledger_of_a_format_before_is_brought_up_to_date_and_read_before_that(
    store: SqliteStore, tmp_path: Path, version: int
) -> None:
    vote(store, unit("a"))
    gone = "DROP TABLE known; DROP TABLE room; ALTER TABLE draws DROP COLUMN seed;"
    with store.connected() as db:
        db.executescript(f"{gone} {'DROP TABLE parties;' if version == 1 else ''} PRAGMA user_version={version}")
    store.close()
    reader = SqliteRecords.read(tmp_path / "ledger.db", deployment="d")
    assert reader.meta() == META
    reader.close()
    again = opened(tmp_path)
    again.bind(3, {b"x" * 8: b"a" * 8}, LIMITS)
    again.seal(at(3, 1), b"seed")
    assert again.seed(at(3, 1)) == b"seed"
    assert again.pending(at(3, 1), 310, 1) == [(unit("a"), 1)]
    again.close()


def test_a_directory_that_does_not_exist_is_named(tmp_path: Path) -> None:
    with pytest.raises(OperatorError, match="nowhere"):
        opened(tmp_path / "nowhere", locks=tmp_path)


def test_a_link_is_no_lock(tmp_path: Path) -> None:
    (tmp_path / "ledger.db.lock").symlink_to(tmp_path / "target")
    with pytest.raises(LedgerError, match=r"ledger\.db\.lock"):
        opened(tmp_path)
    assert not (tmp_path / "target").exists()


def test_only_its_owner_can_read_it(store: SqliteStore, tmp_path: Path) -> None:
    vote(store, unit("a"))
    assert {path.stat().st_mode & 0o077 for path in tmp_path.iterdir()} == {0}


# ── what lasts ───────────────────────────────────────────────────────────────────────────────────


def test_what_was_written_is_there_again(store: SqliteStore, tmp_path: Path) -> None:
    vote(store, unit("a"))
    store.seal(at(3, 1))
    store.close()
    again = opened(tmp_path)
    assert again.meta() == META
    assert again.state(at(3, 1)) is DrawState.SEALED
    assert again.pending(at(3, 1), 310, 1) == [(unit("a"), 1)]
    again.close()


def test_a_content_that_fails_leaves_nothing_of_its_batch(store: SqliteStore) -> None:
    def fails() -> bytes:
        raise RuntimeError

    with pytest.raises(RuntimeError):
        vote(store, unit("a"), unit("b"), content=fails)
    vote(store, unit("b"))
    store.seal(at(3, 1))
    assert store.pending(at(3, 1), 310, 1) == [(unit("b"), 1)]


def test_seals_and_outcomes_are_synced_and_votes_need_not_be(store: SqliteStore) -> None:
    def level() -> int:
        with store.connected() as db:
            return int(db.execute("PRAGMA synchronous").fetchone()[0])

    full, normal = 2, 1
    vote(store, unit("a"))
    assert level() == normal
    for step in (
        lambda: store.seal(at(3, 1)),
        lambda: store.drawn(at(3, 1), []),
        lambda: store.settle([], [], decided=at(3, 1)),
        lambda: store.begin(META),
    ):
        vote(store, unit("b"))
        step()
        assert level() == full


# ── others read ──────────────────────────────────────────────────────────────────────────────────


def test_others_read_while_it_is_written(store: SqliteStore, tmp_path: Path) -> None:
    reader = SqliteRecords.read(tmp_path / "ledger.db", deployment="d")
    assert reader.last_draw() is None
    store.seal(at(3, 1))
    assert reader.last_draw() == at(3, 1)
    store.close()
    assert reader.last_draw() == at(3, 1)
    reader.close()
    assert SqliteRecords.read(tmp_path / "ledger.db", deployment="d").last_draw() == at(3, 1)


def test_a_reader_cannot_write_and_makes_no_file(store: SqliteStore, tmp_path: Path) -> None:
    reader = SqliteRecords.read(tmp_path / "ledger.db", deployment="d")
    with pytest.raises(LedgerError, match="read-only"), reader.connected() as db:
        db.execute("DELETE FROM meta")
    assert store.meta() == META
    with pytest.raises(OperatorError, match="no ledger yet"):
        SqliteRecords.read(tmp_path / "none.db", deployment="d")
    assert not (tmp_path / "none.db").exists()


# ── what goes wrong ──────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("content", [b"not a database" * 500, b"SQLite format 3\0" + bytes(5000)], ids=["text", "torn"])
def test_a_file_that_is_no_ledger_is_refused_with_the_mend(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "ledger.db").write_bytes(content)
    with pytest.raises(LedgerError, match="move it away"):
        opened(tmp_path)
    (tmp_path / "ledger.db").unlink()
    opened(tmp_path).close()


def test_a_damaged_file_is_noticed_at_the_start(store: SqliteStore, tmp_path: Path) -> None:
    vote(store, *(unit(str(number)) for number in range(100)))
    store.close()
    damage(tmp_path / "ledger.db")
    for opening in (
        lambda: opened(tmp_path),
        lambda: SqliteRecords.read(tmp_path / "ledger.db", deployment="d"),
    ):
        with pytest.raises(LedgerError, match="move it away"):
            opening()


def test_damage_behind_what_is_read_first_is_noticed_at_the_start_and_by_a_check(
    store: SqliteStore, tmp_path: Path
) -> None:
    vote(store, *(unit(str(number)) for number in range(100)))
    store.close()
    file = tmp_path / "ledger.db"
    content = bytearray(file.read_bytes())
    page = next(p for p in range(len(content) // 4096 - 1, 0, -1) if content[p * 4096] in (2, 5, 10, 13))
    content[page * 4096 : page * 4096 + 8] = b"\xff" * 8
    file.write_bytes(content)
    with pytest.raises(LedgerError, match="move it away"):
        opened(tmp_path)
    reader = SqliteRecords.read(file, deployment="d")
    with pytest.raises(LedgerError, match="move it away"):
        reader.check()


def test_a_full_disk_fails_the_call_and_the_ledger_goes_on_when_there_is_room(store: SqliteStore) -> None:
    vote(store, unit("before"))
    with store.connected() as db:
        (pages,) = db.execute("PRAGMA page_count").fetchone()
        db.execute(f"PRAGMA max_page_count={pages}")
    with pytest.raises(LedgerError, match="the disk is full; make room") as raised:
        vote(store, *(unit(str(number)) for number in range(100)))
    assert b"canary" not in str(raised.value).encode()
    vote(store, unit("after"))  # by a new connection, without the limit
    store.seal(at(3, 1))
    assert {found for found, _ in store.pending(at(3, 1), 310, 1)} == {unit("before"), unit("after")}


def test_a_file_that_is_removed_under_the_server_is_not_made_anew(store: SqliteStore, tmp_path: Path) -> None:
    (tmp_path / "ledger.db").unlink()
    for call in (lambda: vote(store, unit("a")), lambda: store.seal(at(3, 1)), store.head):
        with pytest.raises(LedgerError, match="removed or replaced"):
            call()
    assert not (tmp_path / "ledger.db").exists()


def test_a_file_that_is_replaced_under_the_server_is_not_used(store: SqliteStore, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    opened(other, deployment="e").close()
    os.replace(other / "ledger.db", tmp_path / "ledger.db")
    with pytest.raises(LedgerError, match="removed or replaced"):
        store.seal(at(3, 1))


def test_a_foreign_writer_makes_a_call_fail_and_not_hang(
    store: SqliteStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with store.connected() as db:
        db.execute("PRAGMA busy_timeout=10")
    foreign = sqlite3.connect(tmp_path / "ledger.db", isolation_level=None)
    foreign.execute("BEGIN IMMEDIATE")
    with pytest.raises(LedgerError, match="another process keeps it locked"):
        store.seal(at(3, 1))
    foreign.close()
    store.seal(at(3, 1))
