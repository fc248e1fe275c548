from __future__ import annotations

from pathlib import Path

import pytest

from safekv.errors import KeyFileError
from safekv.identity.keyring import SECRET_BYTES, Keyring, generate_secret, read_secret
from safekv.types import GroupName
from tests.factories import keyring, tenant


def test_every_purpose_and_every_input_gives_another_key() -> None:
    ring = keyring()
    derived = [
        ring.edge_key(),
        ring.tenant_tag(tenant("alice"), b"s"),
        ring.tenant_tag(tenant("bob"), b"s"),
        ring.tenant_tag(tenant("alice"), b"t"),
        ring.tenant_tag(tenant("alice"), b""),
        ring.group_tag(GroupName("alice")),
        ring.tenant_tag(tenant("edge"), b""),
        keyring(2).edge_key(),
    ]
    assert len(set(derived)) == len(derived)
    assert {len(key) for key in derived} == {SECRET_BYTES}


def test_derivation_is_the_same_in_both_processes() -> None:
    assert keyring().tenant_tag(tenant("alice"), b"s") == keyring().tenant_tag(tenant("alice"), b"s")


def test_derivation_is_pinned() -> None:
    """A change here makes every tenant's cache cold, and an edge and a scheduler of two versions disagree."""
    assert keyring().edge_key().hex() == "6da3babd8939158867bb09bae1b1d4d6b623473d65fe3b6230d9d4629cf96a76"


def test_a_short_master_secret_is_refused() -> None:
    with pytest.raises(KeyFileError, match="31 bytes; it needs 32"):
        Keyring(master=bytes(31))


def test_generated_secrets_are_long_and_differ() -> None:
    drawn = {generate_secret() for _ in range(50)}
    assert len(drawn) == 50
    assert {len(secret) for secret in drawn} == {SECRET_BYTES}


def test_a_secret_is_read_without_its_white_space(secret_file: Path) -> None:
    assert read_secret(secret_file) == b"\xab" * 32


@pytest.mark.parametrize(
    ("content", "mode", "message"),
    [
        pytest.param("ab" * 32, 0o644, "readable or writable by others .*; mend with: chmod 600", id="readable by all"),
        pytest.param("ab" * 32, 0o640, "readable by others", id="readable by the group"),
        pytest.param("ab" * 31, 0o600, "31 bytes are too few", id="too short"),
        pytest.param("", 0o600, "0 bytes are too few", id="empty"),
        pytest.param("xyz" * 32, 0o600, "not hexadecimal", id="not hexadecimal"),
        pytest.param("é" * 64, 0o600, "not hexadecimal", id="not ASCII"),
    ],
)
def test_an_unfit_secret_file_is_refused_with_its_mend(
    secret_file: Path, content: str, mode: int, message: str
) -> None:
    secret_file.write_text(content)
    secret_file.chmod(mode)
    with pytest.raises(KeyFileError, match=message) as refused:
        read_secret(secret_file)
    assert str(secret_file) in str(refused.value)
    assert not content or content not in str(refused.value)


@pytest.mark.parametrize(("name", "message"), [("missing.key", "no such file; make one with"), (".", "cannot be read")])
def test_a_path_that_is_no_file_is_refused(tmp_path: Path, name: str, message: str) -> None:
    with pytest.raises(KeyFileError, match=message):
        read_secret(tmp_path / name)
