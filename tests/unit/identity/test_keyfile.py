from __future__ import annotations

import hashlib
import json
import os
import threading
from datetime import date
from pathlib import Path

import pytest
from pydantic import ValidationError

from safekv.errors import KeyFileError
from safekv.identity.keyfile import KEY_PREFIX, KeyFile, Role, WatchedKeyFile, edit_key_file, read_key_file
from tests.factories import add_key, tenant

TODAY = date(2026, 1, 31)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "keys.json"


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


class Watched:
    """A watched key file with its clock and what it reported."""

    def __init__(self, path: Path) -> None:
        self.clock = Clock()
        self.reports: list[str] = []
        self.keys = WatchedKeyFile(path, clock=self.clock, report=self.reports.append)

    def knows(self, key: str, *, after: float) -> bool:
        self.clock.now += after
        return self.keys.holder(key) is not None


# ── content ──────────────────────────────────────────────────────────────────────────────────────


def test_only_the_digest_of_a_key_is_stored(path: Path) -> None:
    key = add_key(path, "alice")
    stored = path.read_text()
    assert key.startswith(KEY_PREFIX)
    assert key.removeprefix(KEY_PREFIX) not in stored
    assert hashlib.sha256(key.encode()).hexdigest() in stored


def test_a_tenants_second_key_keeps_its_secrets() -> None:
    content = KeyFile()
    content.add_key("alice", role=Role.TENANT, today=TODAY)
    salt = content.tenants["alice"].salt
    content.add_key("alice", role=Role.TENANT, today=TODAY)
    assert content.tenants["alice"].salt == salt
    assert len(content.keys) == 2


def test_an_operator_gets_no_tenant_of_its_name() -> None:
    content = KeyFile()
    content.add_key("ops", role=Role.OPERATOR, today=TODAY)
    assert content.tenants == {}
    assert (content.keys[0].operator, content.keys[0].tenant) == ("ops", None)


def test_rotating_changes_the_salt_and_keeps_the_keys() -> None:
    content = KeyFile()
    content.add_key("alice", role=Role.TENANT, today=TODAY)
    salt, keys = content.tenants["alice"].salt, list(content.keys)
    content.rotate("alice")
    assert content.tenants["alice"].salt != salt
    assert content.keys == keys


def test_erasing_removes_the_keys_of_one_tenant_and_never_leads_back_to_its_old_salt() -> None:
    content = KeyFile()
    for name in ("alice", "alice", "bob"):
        content.add_key(name, role=Role.TENANT, today=TODAY)
    old = content.tenants["alice"].salt
    assert content.erase("alice") == 2
    assert [entry.tenant for entry in content.keys] == ["bob"]
    assert content.tenants["alice"].salt != old
    content.add_key("alice", role=Role.TENANT, today=TODAY)
    assert content.tenants["alice"].salt != old


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"{", id="broken off"),
        pytest.param(b"", id="empty"),
        pytest.param(b"[]", id="a list"),
        pytest.param(b"\xff\xfe", id="not UTF-8"),
        pytest.param(b"[" * 50_000, id="nested deeply"),
        pytest.param(b'{"version": 2}', id="another version"),
        pytest.param(b'{"keyz": []}', id="an unknown field"),
        pytest.param(b'{"keys": [{"sha256": "00", "tenant": "a", "created": "2026-01-31"}]}', id="no digest"),
        pytest.param(b'{"tenants": {"a": {"salt": "zz"}}}', id="no salt"),
        pytest.param(b'{"tenants": {"a b": {"salt": "%s"}}}' % (b"0" * 64), id="a name with a space"),
        pytest.param(
            b'{"keys": [{"sha256": "%s", "tenant": "a", "operator": "b", "created": "2026-01-31"}]}' % (b"0" * 64),
            id="two holders",
        ),
        pytest.param(b'{"keys": [{"sha256": "%s", "created": "2026-01-31"}]}' % (b"0" * 64), id="no holder"),
    ],
)
def test_a_malformed_key_file_is_refused(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    path.chmod(0o600)
    with pytest.raises(KeyFileError, match="write key files with `safekv keys`") as refused:
        read_key_file(path)
    assert str(path) in str(refused.value)


def test_a_key_file_that_others_can_read_is_refused(path: Path) -> None:
    add_key(path, "alice")
    path.chmod(0o644)
    with pytest.raises(KeyFileError, match="chmod 600"):
        read_key_file(path)


def test_a_missing_key_file_says_how_to_make_one(path: Path) -> None:
    with pytest.raises(KeyFileError, match="safekv keys add TENANT"):
        read_key_file(path)


# ── editing ──────────────────────────────────────────────────────────────────────────────────────


def test_a_new_key_file_is_its_owners_only_whatever_the_umask(path: Path) -> None:
    before = os.umask(0)
    try:
        add_key(path, "alice")
    finally:
        os.umask(before)
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_failed_edit_changes_nothing(path: Path) -> None:
    add_key(path, "alice")
    before = path.read_bytes()

    def fail_half_way() -> None:
        with edit_key_file(path) as content:
            content.erase("alice")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail_half_way()
    assert path.read_bytes() == before


def test_edits_at_the_same_time_are_all_kept(path: Path) -> None:
    threads = [threading.Thread(target=add_key, args=(path, f"tenant-{i}")) for i in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {entry.tenant for entry in read_key_file(path).keys} == {f"tenant-{i}" for i in range(8)}


def test_a_leftover_of_a_killed_edit_does_not_loosen_the_mode(path: Path) -> None:
    leftover = path.with_name(path.name + ".new")
    leftover.write_text("half a file")
    leftover.chmod(0o644)
    add_key(path, "alice")
    assert path.stat().st_mode & 0o777 == 0o600


# ── watching ─────────────────────────────────────────────────────────────────────────────────────


def test_a_new_key_counts_within_a_second(path: Path) -> None:
    add_key(path, "alice")
    watched = Watched(path)
    key = add_key(path, "bob")
    assert not watched.knows(key, after=0.9)
    assert watched.knows(key, after=0.1)


def test_an_erased_tenant_is_unknown_within_a_second_and_has_another_salt(path: Path) -> None:
    key = add_key(path, "alice")
    watched = Watched(path)
    salt = watched.keys.tenant_salt(tenant("alice"))
    with edit_key_file(path) as content:
        content.erase("alice")
    assert not watched.knows(key, after=1.0)
    assert watched.keys.tenant_salt(tenant("alice")) not in (salt, b"")


@pytest.mark.parametrize("damage", ["malformed", "removed", "readable"])
def test_an_unfit_file_leaves_the_last_good_one_in_force_and_is_reported_once(path: Path, damage: str) -> None:
    key = add_key(path, "alice")
    watched = Watched(path)
    match damage:
        case "malformed":
            path.write_text("{")
        case "removed":
            path.unlink()
        case "readable":
            other = path.with_name("other.json")
            other.write_bytes(path.read_bytes())
            other.chmod(0o644)
            other.replace(path)
    for _ in range(3):
        assert watched.knows(key, after=1.0)
    assert len(watched.reports) == 1
    assert str(path) in watched.reports[0]
    assert key not in watched.reports[0]


def test_a_mended_file_is_taken_up_again(path: Path) -> None:
    add_key(path, "alice")
    watched = Watched(path)
    good = path.read_bytes()
    path.write_text("{")
    watched.knows("", after=1.0)
    path.write_bytes(good)
    key = add_key(path, "bob")
    assert watched.knows(key, after=1.0)


def test_chmod_mends_what_the_message_says_that_it_mends(path: Path) -> None:
    """The report says `chmod 600`; doing just that on a running server has to be enough."""
    add_key(path, "alice")
    watched = Watched(path)
    key = add_key(path, "bob")
    path.chmod(0o644)
    watched.knows(key, after=1.0)
    assert "chmod 600" in watched.reports[0]
    path.chmod(0o600)
    assert watched.knows(key, after=1.0)


def test_a_file_that_is_unfit_at_the_start_is_refused(path: Path) -> None:
    path.write_text("{")
    path.chmod(0o600)
    with pytest.raises(KeyFileError):
        Watched(path)


def test_a_tenant_that_only_a_proxy_knows_has_no_salt(path: Path) -> None:
    add_key(path, "alice")
    assert Watched(path).keys.tenant_salt(tenant("stranger")) == b""


def test_a_key_file_is_json_that_other_tools_read(path: Path) -> None:
    add_key(path, "alice")
    assert json.loads(path.read_text())["version"] == 1


HOLDERS = {"tenant": "alice", "operator": "ops", "metrics": "prometheus"}


def test_a_key_file_of_before_there_were_keys_for_metrics_is_read_as_ever() -> None:
    entries = [
        {"sha256": f"{number:064}", role: HOLDERS[role], "created": "2026-01-31"}
        for number, role in enumerate(("tenant", "operator"))
    ]
    content = KeyFile.model_validate({"version": 1, "tenants": {"alice": {"salt": "ab" * 32}}, "keys": entries})
    assert [(key.role, key.name) for key in content.keys] == [("tenant", "alice"), ("operator", "ops")]


@pytest.mark.parametrize(
    "holders", [(), ("tenant", "metrics"), ("operator", "metrics"), ("tenant", "operator"), tuple(HOLDERS)], ids=str
)
def test_a_key_has_exactly_one_holder(holders: tuple[str, ...]) -> None:
    entry = {"sha256": "0" * 64, "created": "2026-01-31"}
    with pytest.raises(ValidationError, match="exactly one"):
        KeyFile.model_validate({"keys": [{**entry, **{role: HOLDERS[role] for role in holders}}]})
    assert KeyFile.model_validate({"keys": [{**entry, "metrics": "prometheus"}]}).keys[0].role is Role.METRICS
