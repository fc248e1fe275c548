from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest

from safekv.identity.keyfile import KEY_PREFIX, read_key_file
from tests.unit.cli.runner import safekv


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "sub" / "keys.json"


def add(path: Path, *names: str) -> str:
    return safekv("keys", "add", *names, "--file", path).out.split()[-1]


ROLES = {"tenant": [], "operator": ["--operator"], "metrics": ["--metrics"]}


@pytest.mark.parametrize("role", ROLES)
def test_add_prints_the_key_as_the_last_word_and_stores_its_digest(path: Path, role: str) -> None:
    key = add(path, "alice", *ROLES[role])
    assert key.startswith(KEY_PREFIX)
    assert len(key) >= len(KEY_PREFIX) + 43  # 256 bits
    assert key not in path.read_text()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    (entry,) = read_key_file(path).keys
    assert (entry.role, entry.name) == (role, "alice")


def test_the_key_alone_goes_to_standard_output_so_that_a_variable_can_take_it(path: Path) -> None:
    ran = safekv("keys", "add", "alice", "--file", path)
    assert ran.out.startswith(KEY_PREFIX)
    assert len(ran.out.split()) == 1
    assert ran.err == "tenant alice: "


def test_a_key_has_one_role(path: Path) -> None:
    assert "two roles" in safekv("keys", "add", "alice", "--file", path, "--operator", "--metrics", code=2).err
    assert not path.exists()


def test_each_key_is_another_one(path: Path) -> None:
    assert len({add(path, "alice") for _ in range(5)}) == 5


def test_list_shows_names_and_roles_and_nothing_secret(path: Path) -> None:
    keys = [add(path, "alice"), add(path, "ops", "--operator"), add(path, "prometheus", "--metrics")]
    content = read_key_file(path)
    for arguments in ([], ["--json"]):
        out = safekv("keys", "list", "--file", path, *arguments).out
        assert "alice" in out
        assert "operator" in out
        secret = [*keys, *(entry.sha256 for entry in content.keys), content.tenants["alice"].salt]
        assert not [each for each in secret if each[:16] in out]
    assert [row["role"] for row in json.loads(out)] == ["tenant", "operator", "metrics"]


def test_rotate_keeps_the_keys_and_changes_the_secrets(path: Path) -> None:
    add(path, "alice")
    before = read_key_file(path)
    assert "rotated alice" in safekv("keys", "rotate", "alice", "--file", path).out
    after = read_key_file(path)
    assert after.keys == before.keys
    assert after.tenants != before.tenants


def test_erase_removes_the_keys_and_says_how_many(path: Path) -> None:
    for name in ("alice", "alice", "bob"):
        add(path, name)
    assert "2 key(s) removed" in safekv("keys", "erase", "alice", "--file", path).out
    assert [entry.tenant for entry in read_key_file(path).keys] == ["bob"]


@pytest.mark.parametrize("name", ["", "a b", "a\nb", "a\x00b", "x" * 129, "team/a", "a,b", "a%2fb", "..", "a\u2028b"])
@pytest.mark.parametrize("command", ["add", "rotate", "erase"])
def test_a_name_that_cannot_be_one_is_refused(path: Path, command: str, name: str) -> None:
    refused = safekv("keys", command, name, "--file", path, code=2)
    assert "1 to 128 characters" in refused.err
    assert not path.exists()


def test_a_name_is_shown_as_it_is_written(path: Path) -> None:
    """Square brackets are markup to the library that draws the table; a name in them vanished, or ended the command."""
    for name in ("[red]alice", "[bold]"):
        add(path, name)
    out = safekv("keys", "list", "--file", path).out
    assert "[red]alice" in out
    assert "[bold]" in out


@pytest.mark.parametrize("command", [["add", "alice"], ["list"], ["rotate", "alice"], ["erase", "alice"]], ids=str)
def test_a_file_that_is_no_key_file_is_not_touched(tmp_path: Path, command: list[str]) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("hello")
    path.chmod(0o600)
    assert str(path) in safekv("keys", *command, "--file", path, code=2).err
    assert path.read_text() == "hello"


def test_a_folder_that_cannot_be_made_is_a_clear_error(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    refused = safekv("keys", "add", "alice", "--file", tmp_path / "file" / "keys.json", code=2)
    assert "keys.json" in refused.err


def test_listing_a_missing_file_says_how_to_make_one(path: Path) -> None:
    assert "safekv keys add TENANT" in safekv("keys", "list", "--file", path, code=2).err


# ── names that an earlier version allowed ────────────────────────────────────────────────────────


@pytest.fixture
def misnamed(path: Path) -> Path:
    """A key file with a tenant called team/a, as an earlier version wrote it."""
    add(path, "team-a")
    add(path, "bob")
    path.write_text(path.read_text().replace("team-a", "team/a"))
    return path


def test_a_tenant_called_team_a_with_a_slash_is_listed_and_renamed_by_the_command_that_is_named(misnamed: Path) -> None:
    refused = safekv("keys", "add", "carol", "--file", misnamed, code=2).err
    assert f"safekv keys rename team/a NEW-NAME --file {misnamed}" in refused.replace("\n", "")
    assert "team/a" in safekv("keys", "list", "--file", misnamed).out
    assert "renamed team/a to team-a: 1 key(s)" in safekv("keys", "rename", "team/a", "team-a", "--file", misnamed).out
    assert add(misnamed, "carol")
    assert {entry.tenant for entry in read_key_file(misnamed).keys} == {"team-a", "bob", "carol"}


def test_a_tenant_called_team_a_with_a_slash_can_be_erased(misnamed: Path) -> None:
    assert "1 key(s) removed" in safekv("keys", "erase", "team/a", "--file", misnamed).out


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        pytest.param("nobody", "x", "nobody is called", id="unknown"),
        pytest.param("team/a", "bob", "is taken", id="to one that there is"),
        pytest.param("team/a", "team/b", "cannot be a name", id="to one that is none"),
    ],
)
def test_a_renaming_that_is_refused_changes_nothing(misnamed: Path, old: str, new: str, said: str) -> None:
    before = misnamed.read_bytes()
    assert said in safekv("keys", "rename", old, new, "--file", misnamed, code=2).err
    assert misnamed.read_bytes() == before


def test_an_operator_is_renamed_and_keeps_its_role(path: Path) -> None:
    add(path, "ops", "--operator")
    safekv("keys", "rename", "ops", "night-shift", "--file", path)
    content = read_key_file(path)
    assert (content.keys[0].operator, content.keys[0].tenant, content.tenants) == ("night-shift", None, {})


def test_a_key_file_that_its_group_may_read_is_listed(path: Path) -> None:
    add(path, "alice")
    path.chmod(0o440)
    assert "alice" in safekv("keys", "list", "--file", path).out
