"""The SQLite schema of the ledger's file, and its migrations."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from safekv.errors import LedgerError, OperatorError

SCHEMA = 3
READABLE = (1, 2, SCHEMA)
"""Formats that can be looked into; a server brings an older one up to date. 1: without parties; 2: without room and
seeds."""

APPLICATION_ID = 0x5AFE4B56

_SINCE_2 = """
CREATE TABLE parties (
    period INTEGER, owner BLOB, party BLOB NOT NULL, PRIMARY KEY (period, owner)) WITHOUT ROWID;
"""
_SINCE_3 = """
CREATE TABLE known (period INTEGER, owner BLOB, PRIMARY KEY (period, owner)) WITHOUT ROWID;
CREATE TABLE room (
    one INTEGER PRIMARY KEY CHECK (one = 1), period INTEGER NOT NULL, base INTEGER NOT NULL, wanted INTEGER NOT NULL);
ALTER TABLE draws ADD COLUMN seed BLOB;
"""
_SINCE = {1: _SINCE_2 + _SINCE_3, 2: _SINCE_3}
_TABLES = f"""
CREATE TABLE meta (
    one INTEGER PRIMARY KEY CHECK (one = 1), deployment TEXT NOT NULL, created REAL NOT NULL,
    draws_from INTEGER NOT NULL, parameters TEXT NOT NULL);
CREATE TABLE votes (
    period INTEGER, owner BLOB, unit BLOB, PRIMARY KEY (period, owner, unit)) WITHOUT ROWID;
{_SINCE_2}
CREATE TABLE units (
    period INTEGER, unit BLOB, count INTEGER NOT NULL, sealed INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (period, unit)) WITHOUT ROWID;
CREATE TABLE contents (unit BLOB PRIMARY KEY, sealed BLOB NOT NULL);
CREATE TABLE draws (
    period INTEGER, number INTEGER, state TEXT NOT NULL, PRIMARY KEY (period, number)) WITHOUT ROWID;
CREATE TABLE outcomes (
    unit BLOB, period INTEGER, number INTEGER NOT NULL, cause TEXT NOT NULL, fate TEXT NOT NULL,
    expires REAL NOT NULL, path_id BLOB NOT NULL, PRIMARY KEY (unit, period)) WITHOUT ROWID;
CREATE INDEX outcomes_by_fate ON outcomes (fate);
CREATE INDEX outcomes_by_path ON outcomes (path_id);
CREATE TABLE log (seq INTEGER PRIMARY KEY, unit BLOB NOT NULL, body TEXT NOT NULL, digest BLOB NOT NULL);
CREATE INDEX log_by_unit ON log (unit);
{_SINCE_3}
"""


def connect(path: Path, *, read_only: bool) -> sqlite3.Connection:
    """Open a file that is there. Raises sqlite3.Error."""
    mode = "ro" if read_only else "rw"
    uri = f"{path.absolute().as_uri()}?mode={mode}"
    return sqlite3.connect(uri, uri=True, isolation_level=None, timeout=10)


def prepare(db: sqlite3.Connection, path: Path) -> None:
    """Check that the file is sound and ours, and make the tables in an empty one.

    Raises sqlite3.Error, LedgerError for a damaged file, OperatorError for somebody else's.
    """
    (journal,) = db.execute("PRAGMA journal_mode=WAL").fetchone()
    if journal != "wal":
        raise LedgerError(f"{path}: cannot be kept with a write-ahead log; put the ledger on a local disk")
    check(db, path)
    check_pages(db, path)
    (version,) = db.execute("PRAGMA user_version").fetchone()
    if version != SCHEMA:
        tables = f"{_TABLES} PRAGMA application_id={APPLICATION_ID};" if version == 0 else _SINCE[version]
        db.executescript(f"BEGIN IMMEDIATE; {tables} PRAGMA user_version={SCHEMA}; COMMIT;")


def check(db: sqlite3.Connection, path: Path) -> None:
    """Check that a file is a ledger or empty. Raises as `prepare` does."""
    (application,) = db.execute("PRAGMA application_id").fetchone()
    (version,) = db.execute("PRAGMA user_version").fetchone()
    (tables,) = db.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    if application != APPLICATION_ID and tables:
        raise OperatorError(f"{path}: a database, but not a ledger; give ledger.path another file")
    if version not in (0, *READABLE):
        raise OperatorError(
            f"{path}: a ledger of format {version}, which this SafeKV does not know (it writes {SCHEMA}); "
            "use the version that wrote it, or give ledger.path a new file"
        )


def check_pages(db: sqlite3.Connection, path: Path) -> None:
    """Check that every page of a file is sound: reads all of it. Raises as `prepare` does."""
    (sound,) = db.execute("PRAGMA quick_check(1)").fetchone()
    if sound != "ok":
        raise LedgerError(damaged(path))


def damaged(path: Path) -> str:
    """What to say of a file that cannot be trusted."""
    return (
        f"{path}: the ledger is damaged and cannot be trusted; move it away: a new one is made at the next start, "
        "and draws from the next period on"
    )
