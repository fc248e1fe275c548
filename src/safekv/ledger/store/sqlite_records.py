"""Read access to a ledger's SQLite file, for the server and for commands beside it."""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Self

from safekv.errors import LedgerError, OperatorError
from safekv.ledger.log import Head, Line
from safekv.ledger.periods import DrawTime
from safekv.ledger.store import schema
from safekv.ledger.store.base import DrawState, Fate, Meta, Outcome
from safekv.types import Cause, UnitId

_OUTCOME = "SELECT unit, period, number, cause, fate, expires, path_id FROM outcomes"
_PENDING = """
SELECT unit, sealed FROM units WHERE period = :period AND sealed >= :enough
AND EXISTS (SELECT 1 FROM contents WHERE contents.unit = units.unit)
AND NOT EXISTS (SELECT 1 FROM outcomes WHERE outcomes.unit = units.unit AND (
    outcomes.period = :period OR (outcomes.fate IN ('released', 'withdrawn') AND outcomes.expires > :at)))
ORDER BY unit
"""
_MENDS = {
    sqlite3.SQLITE_FULL: "the disk is full; make room",
    sqlite3.SQLITE_READONLY: "it is read-only; make it and its directory writable",
    sqlite3.SQLITE_CANTOPEN: "it cannot be opened; make it and its directory readable and writable",
    sqlite3.SQLITE_BUSY: "another process keeps it locked; stop whatever writes to it beside the server",
    sqlite3.SQLITE_IOERR: "the disk reports an error, or is full; see to it",
}


class SqliteRecords:
    """Records in a file. After an error the connection is dropped, and the next call opens the file anew."""

    _read_only = True

    def __init__(self, path: Path, db: sqlite3.Connection) -> None:
        self.where = str(path)
        self._path = path
        self._db: sqlite3.Connection | None = db
        self._file = _inode(path)

    @classmethod
    def read(cls, path: Path, *, deployment: str) -> Self:
        """A ledger to look into, while its server runs or not.

        Raises OperatorError if it is not there or another deployment's, LedgerError if it is damaged.
        """
        if not path.exists():
            raise OperatorError(
                f"{path}: there is no ledger yet; a server in mode declared, ledger or detector makes it"
            )
        with explained(path):
            db = schema.connect(path, read_only=True)
            schema.check(db, path)
        records = cls(path, db)
        records.check_deployment(deployment)
        return records

    def check_deployment(self, deployment: str) -> None:
        """Raise OperatorError, and close, unless the ledger is this deployment's."""
        meta = self.meta()
        if meta is not None and meta.deployment != deployment:
            self.close()
            raise OperatorError(
                f"{self.where}: the ledger of another deployment, whose master secret is not this one's; "
                "give ledger.path a file of its own"
            )

    @contextlib.contextmanager
    def connected(self) -> Iterator[sqlite3.Connection]:
        """The connection, opened anew after an error. Raises LedgerError, also when the file is no longer the same."""
        try:
            with explained(self._path):
                self._check_file()
                if self._db is None:
                    self._db = schema.connect(self._path, read_only=self._read_only)
                yield self._db
        except LedgerError:
            self._disconnect()
            raise

    def _check_file(self) -> None:
        if _inode(self._path) != self._file:
            raise LedgerError(
                f"{self.where}: the file was removed or replaced under the server; restart the server: "
                "a new ledger draws from the next period on"
            )

    def _disconnect(self) -> None:
        if self._db is not None:
            with contextlib.suppress(sqlite3.Error):
                self._db.close()
            self._db = None

    def check(self) -> None:
        """See Records."""
        with self.connected() as db:
            schema.check_pages(db, self._path)

    def close(self) -> None:
        """See Records."""
        self._disconnect()

    def _rows(self, statement: str, values: Sequence[Any] | Mapping[str, Any] = ()) -> list[Any]:
        with self.connected() as db:
            return db.execute(statement, values).fetchall()

    def meta(self) -> Meta | None:
        """See Records."""
        if not self._rows("SELECT 1 FROM sqlite_schema WHERE name = 'meta'"):
            return None
        rows = self._rows("SELECT deployment, created, draws_from, parameters FROM meta")
        names = ("deployment", "created", "draws_from", "parameters")
        return Meta(**dict(zip(names, rows[0], strict=True))) if rows else None

    def state(self, draw: DrawTime) -> DrawState | None:
        """See Records."""
        rows = self._rows("SELECT state FROM draws WHERE period = ? AND number = ?", (draw.period, draw.number))
        return DrawState(rows[0][0]) if rows else None

    def last_draw(self) -> DrawTime | None:
        """See Records."""
        rows = self._rows("SELECT period, number FROM draws ORDER BY period DESC, number DESC LIMIT 1")
        return DrawTime(period=rows[0][0], number=rows[0][1]) if rows else None

    def pending(self, draw: DrawTime, at: float, enough: int) -> list[tuple[UnitId, int]]:
        """See Records."""
        return self._rows(_PENDING, {"period": draw.period, "at": at, "enough": enough})

    def seed(self, draw: DrawTime) -> bytes:
        """See Records."""
        rows = self._rows("SELECT seed FROM draws WHERE period = ? AND number = ?", (draw.period, draw.number))
        return (rows[0][0] or b"") if rows else b""

    def won(self) -> list[Outcome]:
        """See Records."""
        return self._outcomes("WHERE fate = ?", Fate.WON)

    def outcomes(self, *, draw: DrawTime | None = None, unit: UnitId | None = None) -> list[Outcome]:
        """See Records."""
        if unit is not None:
            return self._outcomes("WHERE unit = ?", unit)
        if draw is not None:
            return self._outcomes("WHERE period = ? AND number = ?", draw.period, draw.number)
        return self._outcomes("")

    def released(self) -> list[Outcome]:
        """See Records."""
        return self._outcomes("WHERE fate = ?", Fate.RELEASED)

    def parents(self, path_id: bytes) -> list[Outcome]:
        """See Records."""
        return self._outcomes("WHERE fate = ? AND path_id = ?", Fate.RELEASED, path_id)

    def _outcomes(self, where: str, *values: Any) -> list[Outcome]:
        return [
            Outcome(
                unit=UnitId(unit),
                period=period,
                number=number,
                cause=Cause(cause),
                fate=Fate(fate),
                expires=expires,
                path_id=path_id,
            )
            for unit, period, number, cause, fate, expires, path_id in self._rows(f"{_OUTCOME} {where}", values)
        ]

    def parties(self, period: int) -> dict[bytes, bytes]:
        """See Records."""
        return dict(self._rows("SELECT owner, party FROM parties WHERE period = ?", (period,)))

    def contents(self, units: Iterable[UnitId]) -> dict[UnitId, bytes]:
        """See Records."""
        found = {unit: self._rows("SELECT sealed FROM contents WHERE unit = ?", (unit,)) for unit in units}
        return {unit: rows[0][0] for unit, rows in found.items() if rows}

    def head(self) -> Head:
        """See Records."""
        rows = self._rows("SELECT seq, digest FROM log ORDER BY seq DESC LIMIT 1")
        return Head(seq=rows[0][0], digest=rows[0][1]) if rows else Head()

    def lines(self, unit: UnitId | None = None) -> list[Line]:
        """See Records."""
        where, values = ("", ()) if unit is None else ("WHERE unit = ?", (unit,))
        rows = self._rows(f"SELECT seq, unit, body, digest FROM log {where} ORDER BY seq", values)  # noqa: S608
        return [Line(seq=seq, unit=UnitId(named), body=body, digest=digest) for seq, named, body, digest in rows]


@contextlib.contextmanager
def explained(path: Path) -> Iterator[None]:
    """Errors of SQLite and of files as LedgerError, which says what and how to mend it."""
    try:
        yield
    except sqlite3.Error as error:
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
        if code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
            raise LedgerError(schema.damaged(path)) from None
        mend = _MENDS.get(code, f"{error}; see `safekv ledger verify`")
        raise LedgerError(f"{path}: the ledger cannot be used: {mend}") from None
    except OSError as error:
        raise LedgerError(f"{path}: the ledger cannot be used ({error.strerror}); see to the file") from None


def _inode(path: Path) -> tuple[int, int] | None:
    try:
        found = os.stat(path)
    except FileNotFoundError:
        return None
    return found.st_dev, found.st_ino
