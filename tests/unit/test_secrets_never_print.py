"""A canary in every secret; then everything that prints is printed, and the canary is looked for."""

from __future__ import annotations

import copy
import logging
from collections.abc import Callable
from pathlib import Path

import pytest

from safekv.config import Policy, Session, load_policy
from safekv.edge.admission import Admission, Admitted
from safekv.errors import KeyFileError, PolicyError, SafeKVError
from safekv.identity.authn import Authenticator, TrustedProxy
from safekv.identity.keyfile import KeyFile, read_key_file
from safekv.identity.keyring import Keyring, read_secret
from safekv.identity.salts import SaltSealer
from safekv.sharing.control import Command
from safekv.sharing.residents import Resident
from safekv.types import Anonymous, BlockKey, Group, GroupName, Plan, PublishedUnit, Salt, Shared, Unit
from tests.factories import add_key, tenant

CANARY = b"CANARY-IN-A-SECRET-OF-32-BYTES!!"
TOKEN = 271828
FORMS = (CANARY.decode(), CANARY.hex(), repr(list(CANARY)), str(TOKEN))


def leaks(text: str) -> list[str]:
    return [form for form in FORMS if form.lower() in text.lower()]


def printed(value: object) -> str:
    record = logging.LogRecord("x", logging.INFO, "f", 1, "%s %r", (value, value), None)
    return " ".join((repr(value), str(value), f"{value}", repr([value]), repr({"x": value}), record.getMessage()))


def _plan() -> Plan:
    published = PublishedUnit(unit=_unit(), keys=(BlockKey(CANARY),))
    return Plan(units=(published,), keys=(BlockKey(CANARY),))


def _unit() -> Unit:
    return Unit(path=(TOKEN,), start=0, audience=Shared())


def _key_file() -> KeyFile:
    return KeyFile.model_validate({"tenants": {"alice": {"salt": CANARY.hex()}}})


VALUES: dict[str, Callable[[], object]] = {
    "Keyring": lambda: Keyring(master=CANARY),
    "Keyring, copied": lambda: copy.deepcopy(Keyring(master=CANARY)),
    "SaltSealer": lambda: SaltSealer(Keyring(master=CANARY)),
    "TrustedProxy": lambda: TrustedProxy(tenant_header=b"x", secret=lambda: CANARY),
    "Authenticator": lambda: Authenticator(
        keys=None, proxy=TrustedProxy(tenant_header=b"x", secret=lambda: CANARY), groups={}, owners={}
    ),
    "KeyFile": _key_file,
    "TenantEntry": lambda: _key_file().tenants["alice"],
    "Admitted": lambda: Admitted(principal=Anonymous(), salt=Salt(CANARY.decode())),
    "Unit": _unit,
    "Plan": _plan,
    "PublishedUnit": lambda: _plan().units[0],
    "Resident": lambda: Resident(unit=_unit(), published=_plan().units[0], blocks=[CANARY]),
    "Command": lambda: Command(body={"op": "declare", "tokens": [TOKEN]}),
    "Policy": lambda: Policy.model_validate({"declared": [{"name": "a", "text": CANARY.decode()}]}),
    "Policy, messages": lambda: Policy.model_validate(
        {"declared": [{"name": "a", "messages": [{"role": "system", "content": CANARY.decode()}]}]}
    ),
}


@pytest.mark.parametrize("make", VALUES.values(), ids=VALUES)
def test_printing_a_value_shows_no_secret_key_salt_or_prompt(make: Callable[[], object]) -> None:
    assert leaks(printed(make())) == []


def test_the_search_finds_what_it_is_looking_for() -> None:
    assert leaks(printed({"secret": CANARY}))
    assert leaks(printed(Group(name=GroupName(CANARY.hex()))))
    assert leaks(printed([TOKEN]))


def test_an_edge_prints_nothing(tmp_path: Path) -> None:
    session = Session(directory=tmp_path)
    session.master_secret_file.write_text(CANARY.hex())
    session.master_secret_file.chmod(0o600)
    edge = Admission(Policy(), session, report=print)
    salt = edge.admit(Anonymous(), no_store=False).salt
    assert salt is not None
    assert salt not in printed(edge) + printed(session)
    assert leaks(printed(edge) + printed(session)) == []


def _raised(act: Callable[[], object], kind: type[SafeKVError]) -> str:
    with pytest.raises(kind) as raised:
        act()
    chain: list[BaseException] = [raised.value]
    while chain[-1].__cause__ is not None:
        chain.append(chain[-1].__cause__)
    return " ".join(printed(error) for error in chain)


@pytest.mark.parametrize(
    ("content", "mode"),
    [
        pytest.param(CANARY.hex()[:-1] + "g", 0o600, id="not hexadecimal"),
        pytest.param(CANARY.hex(), 0o644, id="readable by others"),
        pytest.param(CANARY.hex()[:40], 0o600, id="too short"),
    ],
)
def test_an_error_about_a_secret_file_does_not_quote_it(tmp_path: Path, content: str, mode: int) -> None:
    path = tmp_path / "master.key"
    path.write_text(content)
    path.chmod(mode)
    text = _raised(lambda: read_secret(path), KeyFileError)
    assert content[:20] not in text


@pytest.mark.parametrize("field", ['"tenants": {"a": {"salt": "%s"}}', '"keys": [{"sha256": "%s"}]', '"x": "%s"'])
def test_an_error_about_a_key_file_does_not_quote_it(tmp_path: Path, field: str) -> None:
    path = tmp_path / "keys.json"
    path.write_text("{" + field % (CANARY.hex() + "z") + "}")
    path.chmod(0o600)
    assert leaks(_raised(lambda: read_key_file(path), KeyFileError)) == []


@pytest.mark.parametrize(
    "policy",
    [
        '{"declared": [{"name": "a", "text": "%s", "messages": [{"role": "user", "content": "%s"}]}]}',
        '{"declared": [{"name": "a", "messages": [{"role": "%s", "content": "%s"}]}]}',
        '{"declared": [{"name": "a b", "text": "%s", "x": "%s"}]}',
        '{"declared": [{"name": "a", "text": "%s", "tools": "%s"}]}',
        '{"declared": [{"name": "a", "text": "%s %s}]}',
    ],
    ids=["both", "role", "name", "tools", "broken off"],
)
def test_an_error_about_a_policy_quotes_no_prompt(tmp_path: Path, policy: str) -> None:
    path = tmp_path / "policy.yaml"
    path.write_text(policy % (CANARY.decode(), CANARY.decode()))
    assert leaks(_raised(lambda: load_policy(path), PolicyError)) == []


def test_a_key_is_nowhere_in_what_the_edge_raises_or_reports(tmp_path: Path) -> None:
    session = Session(directory=tmp_path)
    session.master_secret_file.write_text("ab" * 32)
    session.master_secret_file.chmod(0o600)
    keys = tmp_path / "keys.json"
    key = add_key(keys, "alice")
    edge = Admission(Policy.model_validate({"identity": {"api_keys": str(keys)}}), session, report=print)
    for sent in (f"Bearer {key}x", f"Basic {key}", f"Bearer {key} {key}"):
        text = _raised(lambda sent=sent: edge.identify([(b"authorization", sent.encode())], None), SafeKVError)  # type: ignore[misc]
        assert key not in text
    assert tenant("alice") not in text
