"""The ledger's storage in one SQLite file with a write-ahead log; safe against a kill at any point.

Seals, draws and decisions are synced to disk before the call returns; votes are synced with the next of these, so
that a power cut can lose votes (less is shared), never a seal or an outcome (nothing is drawn twice).
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Self

from safekv.errors import OperatorError
from safekv.ledger.log import Line
from safekv.ledger.periods import DrawTime
from safekv.ledger.store import schema
from safekv.ledger.store.base import DrawState, Fate, Limits, Meta, Outcome, Vote
from safekv.ledger.store.locks import Locks
from safekv.ledger.store.room import ASIDE_BYTES, Room
from safekv.ledger.store.sqlite_records import SqliteRecords, explained
from safekv.types import UnitId

_COUNT = """
INSERT INTO units (period, unit, count) VALUES (?1, ?2, 1)
ON CONFLICT DO UPDATE SET count = min(count + 1, ?3) RETURNING count
"""
_WANTED = """
SELECT NOT EXISTS (SELECT 1 FROM contents WHERE unit = ?1)
AND NOT EXISTS (SELECT 1 FROM outcomes WHERE unit = ?1 AND period = ?2)
"""
_MOVED = "SELECT owner FROM parties WHERE period = ?1 AND owner != party"
_BIND = (
    """INSERT OR IGNORE INTO votes
    SELECT ?1, party, unit FROM votes JOIN parties USING (period, owner) WHERE period = ?1 AND owner != party""",
    f"DELETE FROM votes WHERE period = ?1 AND owner IN ({_MOVED})",  # noqa: S608
    """UPDATE units SET count = min(?2, tally.owners)
    FROM (SELECT unit, count(*) AS owners FROM votes WHERE period = ?1 GROUP BY unit) AS tally
    WHERE units.period = ?1 AND units.unit = tally.unit""",
)
_FORGET = (
    "DELETE FROM votes WHERE period < :before",
    "DELETE FROM parties WHERE period < :before",
    "DELETE FROM known WHERE period < :before",
    "DELETE FROM units WHERE period < :before",
    """DELETE FROM draws WHERE period < :before AND (period, number) <
    (SELECT period, number FROM draws ORDER BY period DESC, number DESC LIMIT 1)""",
    "DELETE FROM outcomes WHERE period < :before AND expires <= :at AND fate NOT IN ('won', 'released')",
    """DELETE FROM contents WHERE unit NOT IN (SELECT unit FROM units)
    AND unit NOT IN (SELECT unit FROM outcomes WHERE fate IN ('won', 'released'))""",
)
_TO_FORGET = """
SELECT EXISTS (SELECT 1 FROM votes WHERE period < :before) OR EXISTS (SELECT 1 FROM units WHERE period < :before)
OR EXISTS (SELECT 1 FROM outcomes WHERE period < :before AND expires <= :at AND fate NOT IN ('won', 'released'))
"""


class SqliteStore(SqliteRecords):
    """See the module."""

    _read_only = False

    def __init__(self, path: Path, db: sqlite3.Connection, locks: Locks) -> None:
        super().__init__(path, db)
        self._locks = locks
        self._room: Room | None = None
        self._period = -1
        self._known: set[bytes] = set()
        self._refused: set[bytes] = set()

    @classmethod
    def open(
        cls,
        path: Path,
        *,
        deployment: str,
        lock_directory: Path,
        shared: Sequence[Path] = (),
        names: Sequence[str] = (),
    ) -> Self:
        """The ledger of a deployment, made if it is not there, for this process alone.

        `shared` and `names` are what no other ledger of the deployment may hold at the same time: see Locks.

        Raises OperatorError for a second ledger or a file of another deployment, LedgerError for a damaged one.
        """
        check_directory(path)
        own = (Path(f"{path}.lock"), lock_directory / f"safekv-ledger-{deployment}.lock")
        locks = Locks(own, shared=shared, names=names)
        try:
            with explained(path):
                os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, 0o600))
                db = schema.connect(path, read_only=False)
                schema.prepare(db, path)
            store = cls(path, db, locks)
            store.check_deployment(deployment)
            store._keep_room()
        except BaseException:
            locks.close()
            raise
        return store

    def close(self) -> None:
        """See Records."""
        super().close()
        room, self._room = self._room, None
        if room is not None:
            room.close()
        self._locks.close()

    @contextlib.contextmanager
    def _transaction(self, *, durable: bool) -> Iterator[sqlite3.Connection]:
        room = self._room
        with (
            contextlib.nullcontext() if room is None else room.lent(None if durable else 2 * ASIDE_BYTES),
            self.connected() as db,
        ):
            db.execute(f"PRAGMA synchronous={'FULL' if durable else 'NORMAL'}")
            db.execute("PRAGMA wal_autocheckpoint=256")  # pages: what the log keeps for itself is bounded by this
            db.execute("BEGIN IMMEDIATE")
            try:
                yield db
                db.execute("COMMIT")
            except BaseException:
                with contextlib.suppress(sqlite3.Error):  # a connection that is gone has rolled back
                    db.execute("ROLLBACK")
                raise

    def begin(self, meta: Meta) -> None:
        """See Store."""
        with self._transaction(durable=True) as db:
            for table in ("votes", "parties", "known", "units", "draws", "meta"):
                db.execute(f"DELETE FROM {table}")  # noqa: S608
            db.execute(
                "INSERT INTO meta VALUES (1, ?, ?, ?, ?)",
                (meta.deployment, meta.created, meta.draws_from, meta.parameters),
            )

    def vote(self, period: int, votes: Sequence[Vote], limits: Limits) -> None:
        """See Store."""
        used: dict[bytes, int] = {}
        with self._transaction(durable=False) as db:
            for vote in votes:
                if vote.owner not in used:
                    (used[vote.owner],) = db.execute(
                        "SELECT count(*) FROM votes WHERE period = ? AND owner = ?", (period, vote.owner)
                    ).fetchone()
                if used[vote.owner] < limits.quota:
                    used[vote.owner] += _count(db, period, vote, limits)

    def bind(self, period: int, parties: Mapping[bytes, bytes], limits: Limits) -> None:
        """See Store."""
        with self._transaction(durable=True) as db:
            rows = [(period, owner, party) for owner, party in parties.items()]
            db.executemany("INSERT OR REPLACE INTO parties VALUES (?, ?, ?)", rows)
            for statement in _BIND:
                db.execute(statement, (period, limits.most)[: statement.count("?2") + 1])

    def reserve(self, period: int, owners: Collection[bytes], limits: Limits) -> set[bytes]:
        """See Store."""
        if not limits.room:
            return set()
        if period != self._period:
            self._known = {owner for (owner,) in self._rows("SELECT owner FROM known WHERE period = ?", (period,))}
            self._period, self._refused = period, set()
        for owner in sorted(set(owners) - self._known - self._refused):
            self._reserve(period, owner, limits.room)
        return self._refused & set(owners)

    def _reserve(self, period: int, owner: bytes, room: int) -> None:
        self._room = self._room or Room(self._path)
        rows = self._rows("SELECT base FROM room WHERE period = ?", (period,))
        base = rows[0][0] if rows else self._live()
        wanted = base + ASIDE_BYTES + (len(self._known) + 1) * room
        if not self._room.keep(wanted):
            self._refused.add(owner)
            return
        with self._transaction(durable=False) as db:
            db.execute("INSERT INTO known VALUES (?, ?)", (period, owner))
            db.execute("INSERT OR REPLACE INTO room VALUES (1, ?, ?, ?)", (period, base, wanted))
        self._known.add(owner)

    def _live(self) -> int:
        """Bytes of the file that are in use."""
        ((size,),) = self._rows("PRAGMA page_size")
        ((pages,),), ((free,),) = self._rows("PRAGMA page_count"), self._rows("PRAGMA freelist_count")
        return int(size * (pages - free))

    def _keep_room(self) -> None:
        """What was kept before the process ended is kept on."""
        for (wanted,) in self._rows("SELECT wanted FROM room"):
            self._room = Room(self._path)
            self._room.keep(wanted)

    def seal(self, draw: DrawTime, seed: bytes = b"") -> None:
        """See Store."""
        with self._transaction(durable=True) as db:
            last = self.last_draw()
            if last is not None and draw <= last:
                raise ValueError(f"{draw} is not later than {last}")
            db.execute("INSERT INTO draws VALUES (?, ?, ?, ?)", (draw.period, draw.number, DrawState.SEALED, seed))
            db.execute("UPDATE units SET sealed = count WHERE period = ? AND sealed != count", (draw.period,))

    def drawn(self, draw: DrawTime, winners: Sequence[Outcome]) -> None:
        """See Store."""
        with self._transaction(durable=True) as db:
            changed = db.execute(
                "UPDATE draws SET state = ?, seed = NULL WHERE period = ? AND number = ? AND state = ?",
                (DrawState.DRAWN, draw.period, draw.number, DrawState.SEALED),
            )
            if changed.rowcount != 1:
                raise ValueError(f"{draw} is not sealed, or drawn already")
            _write(db, winners)

    def settle(
        self,
        outcomes: Sequence[Outcome],
        lines: Sequence[Line],
        *,
        decided: DrawTime | None = None,
        contents: Mapping[UnitId, bytes] | None = None,
    ) -> None:
        """See Store."""
        with self._transaction(durable=True) as db:
            first = self.head().seq + 1
            if [line.seq for line in lines] != list(range(first, first + len(lines))):
                raise ValueError("the entries do not follow the head of the log")
            db.executemany(
                "INSERT INTO log VALUES (?, ?, ?, ?)", [(line.seq, line.unit, line.body, line.digest) for line in lines]
            )
            db.executemany("INSERT OR REPLACE INTO contents VALUES (?, ?)", list((contents or {}).items()))
            _write(db, outcomes)
            db.executemany(
                "DELETE FROM contents WHERE unit = ?1 "
                "AND NOT EXISTS (SELECT 1 FROM units WHERE units.unit = ?1 AND period > ?2)",
                [(o.unit, o.period) for o in outcomes if o.fate in (Fate.VETOED, Fate.UNDECIDED, Fate.WITHDRAWN)],
            )
            if decided is not None:
                db.execute(
                    "UPDATE draws SET state = ? WHERE period = ? AND number = ?",
                    (DrawState.DECIDED, decided.period, decided.number),
                )

    def forget(self, before: int, at: float) -> None:
        """See Store."""
        values = {"before": before, "at": at}
        if self._rows(_TO_FORGET, values) == [(0,)]:
            return
        with self._transaction(durable=False) as db:
            for statement in _FORGET:
                db.execute(statement, values)


def check_directory(path: Path) -> None:
    """Raise OperatorError where a ledger's file cannot come to be."""
    if not path.parent.is_dir():
        raise OperatorError(f"{path}: ledger.path is in a directory that does not exist; make {path.parent}")


def _count(db: sqlite3.Connection, period: int, vote: Vote, limits: Limits) -> bool:
    """Count a vote, and keep the content if it is wanted now. Whether the owner had not voted for the unit before."""
    added = db.execute("INSERT OR IGNORE INTO votes VALUES (?, ?, ?)", (period, vote.owner, vote.unit))
    if added.rowcount != 1:
        return False
    ((count,),) = db.execute(_COUNT, (period, vote.unit, limits.most)).fetchall()
    if count >= limits.enough and db.execute(_WANTED, (vote.unit, period)).fetchone() == (1,):
        db.execute("INSERT INTO contents VALUES (?, ?)", (vote.unit, vote.content()))
    return True


def _write(db: sqlite3.Connection, outcomes: Sequence[Outcome]) -> None:
    db.executemany(
        "INSERT OR REPLACE INTO outcomes VALUES (?, ?, ?, ?, ?, ?, ?)",
        [(o.unit, o.period, o.number, o.cause, o.fate, o.expires, o.path_id) for o in outcomes],
    )
