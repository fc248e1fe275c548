"""Private files: what is taken from a Kubernetes Secret volume, and what becomes of keys when the file fails."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from safekv.errors import CallerError, KeyFileError
from safekv.identity.keyfile import WatchedKeyFile, edit_key_file, read_key_file
from safekv.identity.keyring import read_secret
from safekv.identity.private import Trust
from tests.factories import add_key, tenant

KUBERNETES = Trust(group_readable=True, grace_seconds=60)


class Volume:
    """A directory as the kubelet lays it out: files of mode 0440 behind two links, one of which is swapped."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._serial = 0
        self.path = directory / "keys.json"
        self.path.symlink_to("..data/keys.json")

    def publish(self, content: bytes, *, mode: int = 0o440, times: int | None = None) -> None:
        self._serial += 1
        version = self._directory / f"..2026_{self._serial}"
        version.mkdir()
        file = version / "keys.json"
        file.write_bytes(content)
        file.chmod(mode)
        if times is not None:
            os.utime(file, ns=(times, times))
        new = self._directory / "..data_tmp"
        new.symlink_to(version.name)
        new.replace(self._directory / "..data")


class Watched:
    """A watched key file with its clock and what it reported."""

    def __init__(self, path: Path, trust: Trust = KUBERNETES) -> None:
        self.now = 0.0
        self.reports: list[str] = []
        self.keys = WatchedKeyFile(path, clock=lambda: self.now, report=self.reports.append, trust=trust)

    def knows(self, key: str, *, after: float = 1.0) -> bool:
        self.now += after
        return self.keys.holder(key) is not None

    def refuses(self, key: str, *, after: float) -> bool:
        self.now += after
        try:
            self.keys.holder(key)
        except CallerError as error:
            return error.status == 503
        return False


@pytest.fixture
def admin(tmp_path: Path) -> Path:
    """Where the operator keeps the key file that becomes the Secret."""
    (tmp_path / "admin").mkdir()
    return tmp_path / "admin" / "keys.json"


@pytest.fixture
def volume(tmp_path: Path) -> Volume:
    (tmp_path / "volume").mkdir()
    return Volume(tmp_path / "volume")


# ── modes ────────────────────────────────────────────────────────────────────────────────────────

MODES = [
    # mode, taken for the owner alone, taken where the policy says that the group may read
    (0o600, True, True),
    (0o400, True, True),
    (0o440, False, True),
    (0o640, False, True),
    (0o460, False, False),
    (0o660, False, False),
    (0o620, False, False),
    (0o444, False, False),
    (0o644, False, False),
    (0o604, False, False),
    (0o602, False, False),
    (0o450, False, False),
]


@pytest.mark.parametrize("group_readable", [False, True], ids=["owner only", "group readable"])
@pytest.mark.parametrize(("mode", "alone", "grouped"), MODES, ids=lambda value: oct(value) if value > 1 else None)
def test_a_key_file_with_mode_0440_is_taken_where_the_policy_says_so_and_no_looser_one(
    admin: Path, secret_file: Path, mode: int, alone: bool, grouped: bool, group_readable: bool
) -> None:
    add_key(admin, "alice")
    admin.chmod(mode)
    secret_file.chmod(mode)
    if grouped if group_readable else alone:
        assert [entry.tenant for entry in read_key_file(admin, group_readable=group_readable).keys] == ["alice"]
        assert read_secret(secret_file, group_readable=group_readable) == b"\xab" * 32
        return
    for read in (read_key_file, read_secret):
        with pytest.raises(KeyFileError, match=f"by others.*{mode:04o}.*chmod 600") as refused:
            read(admin if read is read_key_file else secret_file, group_readable=group_readable)
        assert ("group_readable: true" in str(refused.value)) is (mode & 0o077 == 0o040)


@pytest.mark.parametrize("kind", ["directory", "pipe", "link to nowhere", "link to itself"])
def test_what_is_no_file_is_refused_and_blocks_nobody(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "keys.json"
    match kind:
        case "directory":
            path.mkdir(mode=0o700)
        case "pipe":
            os.mkfifo(path, 0o600)
        case "link to nowhere":
            path.symlink_to("nowhere")
        case "link to itself":
            path.symlink_to(path)
    with pytest.raises(KeyFileError, match=r"keys\.json: (cannot be read|there is no such file)"):
        read_key_file(path)


def test_an_edit_keeps_the_mode_by_which_a_server_reads_the_file(admin: Path) -> None:
    add_key(admin, "alice")
    admin.chmod(0o640)
    group = admin.stat().st_gid
    add_key(admin, "bob")
    assert (admin.stat().st_mode & 0o777, admin.stat().st_gid) == (0o640, group)
    assert len(read_key_file(admin, group_readable=True).keys) == 2


def test_an_edit_through_a_link_leaves_the_link(admin: Path, tmp_path: Path) -> None:
    add_key(admin, "alice")
    link = tmp_path / "keys.json"
    link.symlink_to(admin)
    add_key(link, "bob")
    assert link.is_symlink()
    assert len(read_key_file(admin).keys) == 2


# ── a volume that is swapped ─────────────────────────────────────────────────────────────────────


def test_a_key_erased_in_a_secret_volume_is_refused_and_a_new_one_counts_within_a_second(
    admin: Path, volume: Volume
) -> None:
    alice = add_key(admin, "alice")
    volume.publish(admin.read_bytes())
    watched = Watched(volume.path)
    assert watched.knows(alice)
    with edit_key_file(admin) as content:
        content.erase("alice")
    bob = add_key(admin, "bob")
    volume.publish(admin.read_bytes())
    assert not watched.knows(alice)
    assert watched.knows(bob)
    assert watched.reports == []


def test_a_swap_that_keeps_size_and_time_is_noticed(admin: Path, volume: Volume) -> None:
    keys = {}
    contents = {}
    for name in ("alice", "carol"):
        keys[name] = add_key(admin, name)
        contents[name] = admin.read_bytes()
        admin.unlink()
    assert len(contents["alice"]) == len(contents["carol"])
    volume.publish(contents["alice"], times=10**18)
    watched = Watched(volume.path)
    assert watched.knows(keys["alice"])
    volume.publish(contents["carol"], times=10**18)
    assert not watched.knows(keys["alice"])
    assert watched.knows(keys["carol"])


def test_a_file_rewritten_in_place_within_one_tick_of_the_clock_is_noticed(
    admin: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The change time of a file has the grain of the kernel's clock: two writes within it look alike."""
    alice = add_key(admin, "alice")
    watched = Watched(admin)
    stamp = os.stat_result(admin.stat())
    real = os.fstat
    other = admin.with_name("other.json")
    carol = add_key(other, "carol")
    admin.write_bytes(other.read_bytes())
    monkeypatch.setattr(Path, "stat", lambda self, **_: stamp)
    monkeypatch.setattr(os, "fstat", lambda fd: stamp if real(fd).st_ino == stamp.st_ino else real(fd))
    assert not watched.knows(alice)
    assert watched.knows(carol)


# ── a file that fails while the server runs ──────────────────────────────────────────────────────

FAILURES = ["malformed", "gone", "empty", "mode 0644", "misnamed", "a directory in its place"]


def fail(path: Path, failure: str) -> None:
    content = path.read_bytes()
    path.unlink()
    match failure:
        case "malformed":
            path.write_text("{")
        case "empty":
            path.touch()
        case "mode 0644":
            path.write_bytes(content)
        case "misnamed":
            path.write_bytes(content.replace(b"bob", b"a/b"))
        case "a directory in its place":
            path.mkdir(mode=0o700)
    if path.is_file():
        path.chmod(0o644 if failure == "mode 0644" else 0o600)


@pytest.mark.parametrize("failure", FAILURES)
def test_a_key_file_that_cannot_be_read_is_told_at_once_and_after_a_minute_refuses_everybody(
    admin: Path, failure: str
) -> None:
    key, ops = add_key(admin, "alice"), add_key(admin, "ops", operator=True)
    add_key(admin, "bob")
    good = admin.read_bytes()
    watched = Watched(admin, Trust(grace_seconds=60))
    assert watched.knows(key)
    assert watched.keys.readable
    fail(admin, failure)
    assert watched.knows(key), "for the time of grace"
    assert not watched.keys.readable
    assert not watched.keys.expired
    assert watched.knows(ops, after=58)
    for each in (key, ops, "sk-safekv-wrong"):
        assert watched.refuses(each, after=1)
    assert watched.keys.expired
    first, second = watched.reports
    assert str(admin) in first
    assert "count as before until 60 seconds" in first
    assert "API keys are refused until it can be read" in second
    assert key not in first + second

    if admin.is_dir():
        admin.rmdir()
    admin.write_bytes(good)
    admin.chmod(0o600)
    assert watched.knows(key), "it recovers by itself"
    assert watched.keys.readable
    assert "read again" in watched.reports[2]
    assert len(watched.reports) == 3


def test_a_new_trouble_is_told_and_the_same_one_only_once(admin: Path) -> None:
    add_key(admin, "alice")
    watched = Watched(admin)
    for failure in ("malformed", "malformed", "empty"):
        fail(admin, failure)
        watched.knows("", after=1)
    assert len(watched.reports) == 2


def test_without_grace_a_key_file_that_fails_refuses_everybody_at_once(admin: Path) -> None:
    key = add_key(admin, "alice")
    watched = Watched(admin, Trust(grace_seconds=0))
    assert watched.knows(key)
    fail(admin, "gone")
    assert watched.refuses(key, after=1)


def test_after_a_long_silence_old_keys_are_not_trusted_for_another_minute(admin: Path) -> None:
    """What counts is when the file was last read, not when somebody first noticed that it cannot be."""
    key = add_key(admin, "alice")
    watched = Watched(admin)
    fail(admin, "gone")
    assert watched.refuses(key, after=3600)


def test_secrets_of_tenants_stay_known_while_the_file_cannot_be_read(admin: Path) -> None:
    add_key(admin, "alice")
    watched = Watched(admin)
    salt = watched.keys.tenant_salt(tenant("alice"))
    fail(admin, "gone")
    watched.now = 100
    assert watched.keys.tenant_salt(tenant("alice")) == salt != b""


# ── names ────────────────────────────────────────────────────────────────────────────────────────


def misname(path: Path, name: str) -> str:
    """A key file as an earlier version wrote it."""
    key = add_key(path, "team-a")
    path.write_text(path.read_text().replace("team-a", name))
    return key


@pytest.mark.parametrize("name", ["team/a", "what?", "a#b", "100%", "a,b", "Ünï/x", ".hidden", "it's/x"])
def test_a_key_file_with_a_name_that_is_none_any_more_says_how_to_rename(admin: Path, name: str) -> None:
    misname(admin, name)
    with pytest.raises(KeyFileError, match="safekv keys rename") as refused:
        read_key_file(admin)
    assert repr(name) in str(refused.value)
    assert read_key_file(admin, any_names=True).keys[0].tenant == name


def test_a_renamed_tenant_keeps_its_keys(admin: Path) -> None:
    key = misname(admin, "team/a")
    with edit_key_file(admin, any_names=True) as content:
        assert content.rename("team/a", "team-a") == 1
    holder = Watched(admin).keys.holder(key)
    assert holder is not None
    assert holder.tenant == "team-a"
    assert list(read_key_file(admin).tenants) == ["team-a"]
