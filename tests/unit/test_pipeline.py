from __future__ import annotations

from pathlib import Path

import pytest

from safekv.config import Policy, Session
from safekv.errors import CallerError, KeyFileError
from safekv.identity.keyfile import edit_key_file
from safekv.identity.salts import SaltSealer
from safekv.pipeline import Edge, check_files, open_sealer
from safekv.types import Anonymous, GroupName, Operator, Private, Request, Tenant, WriteScope
from tests.factories import add_key, tenant


class Deployment:
    """A policy, its files, an edge, and a scheduler's sealer beside it."""

    def __init__(self, directory: Path, **policy: object) -> None:
        self.keys = directory / "keys.json"
        self.alice = add_key(self.keys, "alice")
        self.bob = add_key(self.keys, "bob")
        self.ops = add_key(self.keys, "ops", operator=True)
        (directory / "master.key").write_text("ab" * 32)
        (directory / "master.key").chmod(0o600)
        self.session = Session(directory=directory)
        identity = {"api_keys": str(self.keys), **policy.pop("identity", {})}  # type: ignore[dict-item]
        self.policy = Policy.model_validate({"identity": identity, **policy})
        self.reports: list[str] = []
        self.edge = Edge(self.policy, self.session, report=self.reports.append)
        self.scheduler: SaltSealer = open_sealer(self.policy, self.session)

    def salt(self, key: str | None, *, no_store: bool = False) -> str:
        headers = [(b"authorization", b"Bearer " + key.encode())] if key else []
        salt = self.edge.admit(self.edge.identify(headers, None), no_store=no_store).salt
        assert salt is not None
        return salt

    def scope(self, key: str | None, *, no_store: bool = False) -> WriteScope:
        return self.scheduler.open(self.salt(key, no_store=no_store))


@pytest.fixture
def deployment(tmp_path: Path) -> Deployment:
    return Deployment(tmp_path, groups={"org": ["alice"]})


def test_a_tenants_requests_share_one_salt_and_two_tenants_none(deployment: Deployment) -> None:
    assert deployment.salt(deployment.alice) == deployment.salt(deployment.alice)
    assert deployment.salt(deployment.alice) != deployment.salt(deployment.bob)


def test_two_keys_of_one_tenant_are_one_scope(deployment: Deployment, monkeypatch: pytest.MonkeyPatch) -> None:
    second = add_key(deployment.keys, "alice")
    edge = Edge(deployment.policy, deployment.session, report=deployment.reports.append, clock=lambda: 1e9)
    deployment.edge = edge
    assert deployment.salt(second) == deployment.salt(deployment.alice)


def test_the_scheduler_opens_what_the_edge_wrote(deployment: Deployment) -> None:
    scope = deployment.scope(deployment.alice)
    assert isinstance(scope, Private)
    assert scope.group == GroupName("org")
    assert deployment.scope(deployment.alice, no_store=True) == Request(reads_published=True, group=GroupName("org"))
    assert deployment.scope(deployment.bob, no_store=True) == Request(reads_published=True)
    assert deployment.scope(deployment.ops) == Request(reads_published=True)
    assert deployment.scope(None) == Request(reads_published=False)


def test_a_tenants_unstored_requests_are_known_as_its_own(deployment: Deployment) -> None:
    stored, unstored = deployment.scope(deployment.bob), deployment.scope(deployment.bob, no_store=True)
    assert isinstance(stored, Private)
    assert isinstance(unstored, Request)
    assert unstored.asker == stored.tenant
    for nobodys in (deployment.scope(deployment.ops), deployment.scope(None)):
        assert isinstance(nobodys, Request)
        assert nobodys.asker is None


@pytest.mark.parametrize(("who", "no_store"), [("nobody", False), ("alice", True), ("ops", False)])
def test_a_request_scope_is_fresh_each_time(deployment: Deployment, who: str, no_store: bool) -> None:
    key = None if who == "nobody" else getattr(deployment, who)
    assert deployment.salt(key, no_store=no_store) != deployment.salt(key, no_store=no_store)


def test_rotating_a_tenant_changes_its_salt_within_a_second_and_nobody_elses(
    deployment: Deployment, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = 0.0
    deployment.edge = Edge(deployment.policy, deployment.session, report=deployment.reports.append, clock=lambda: now)
    before = deployment.salt(deployment.alice), deployment.salt(deployment.bob)
    with edit_key_file(deployment.keys) as content:
        content.rotate("alice")
    now = 1.0
    assert deployment.salt(deployment.alice) != before[0]
    assert deployment.salt(deployment.bob) == before[1]


def test_a_wrong_key_is_refused(deployment: Deployment) -> None:
    with pytest.raises(CallerError, match="not known here"):
        deployment.edge.identify([(b"authorization", b"Bearer sk-safekv-wrong")], None)


def test_principals(deployment: Deployment) -> None:
    def identify(key: str) -> object:
        return deployment.edge.identify([(b"authorization", b"Bearer " + key.encode())], None)

    assert identify(deployment.alice) == Tenant(id=tenant("alice"), owner="alice", group=GroupName("org"))
    assert identify(deployment.ops) == Operator(name="ops")
    assert deployment.edge.identify([], None) == Anonymous()


def test_share_all_unsafe_writes_no_salt_for_anybody(tmp_path: Path) -> None:
    deployment = Deployment(tmp_path, mode="share-all-unsafe")
    for principal in (Tenant(id=tenant("alice"), owner="alice"), Operator(name="ops"), Anonymous()):
        for no_store in (True, False):
            assert deployment.edge.admit(principal, no_store=no_store).salt is None


def test_a_policy_without_identity_serves_everybody_without_reuse(tmp_path: Path, secret_file: Path) -> None:
    edge = Edge(Policy(), Session(directory=tmp_path), report=print)
    principal = edge.identify([(b"authorization", b"Bearer whatever")], "127.0.0.1")
    assert principal == Anonymous()
    assert edge.admit(principal, no_store=False).salt != edge.admit(principal, no_store=False).salt


@pytest.mark.parametrize("spelling", ["cd" * 32, "CD" * 32, "cd" * 32 + "\n"], ids=["lower", "upper", "line break"])
def test_a_proxy_sends_the_secret_as_it_stands_in_the_file(tmp_path: Path, spelling: str) -> None:
    secret_file = tmp_path / "proxy.key"
    secret_file.write_text(spelling)
    secret_file.chmod(0o600)
    deployment = Deployment(tmp_path, identity={"proxy": {"secret_file": str(secret_file)}})
    headers = [(b"x-safekv-tenant", b"carol"), (b"x-safekv-proxy-secret", spelling.strip().encode())]
    assert deployment.edge.identify(headers, None) == Tenant(id=tenant("carol"), owner="carol")


def test_the_tenant_header_of_the_policy_is_the_one_that_counts(tmp_path: Path) -> None:
    deployment = Deployment(tmp_path, identity={"proxy": {"tenant_header": "X-Org", "addresses": ["10.0.0.0/8"]}})
    assert deployment.edge.identify([(b"x-org", b"carol")], "10.0.0.1") == Tenant(id=tenant("carol"), owner="carol")
    assert deployment.edge.identify([(b"x-safekv-tenant", b"carol")], "10.0.0.1") == Anonymous()


def test_the_master_secret_of_the_policy_comes_before_that_of_the_session(tmp_path: Path) -> None:
    deployment = Deployment(tmp_path)
    other = tmp_path / "other.key"
    other.write_text("ef" * 32)
    other.chmod(0o600)
    policy = Policy.model_validate({"identity": {"master_secret_file": str(other)}})
    with pytest.raises(CallerError):
        open_sealer(policy, deployment.session).open(deployment.salt(deployment.alice))


@pytest.mark.parametrize(
    "identity",
    [
        {"api_keys": "/nowhere/keys.json"},
        {"master_secret_file": "/nowhere/master.key"},
        {"proxy": {"secret_file": "/nowhere/proxy.key"}},
    ],
    ids=lambda identity: next(iter(identity)),
)
def test_a_file_that_the_policy_names_and_that_is_missing_shows_before_the_start(identity: dict[str, object]) -> None:
    with pytest.raises(KeyFileError, match="/nowhere/"):
        check_files(Policy.model_validate({"identity": identity}))


def test_a_file_name_with_a_nul_is_a_clear_error() -> None:
    with pytest.raises(KeyFileError):
        check_files(Policy.model_validate({"identity": {"api_keys": "a\0b"}}))


def test_an_edge_without_a_master_secret_does_not_start(tmp_path: Path) -> None:
    with pytest.raises(KeyFileError, match=r"master\.key"):
        Edge(Policy(), Session(directory=tmp_path), report=print)


def test_the_operator_is_told_the_name_of_a_tenant_that_the_scheduler_knows_by_a_digest(deployment: Deployment) -> None:
    for no_store in (False, True):
        scope = deployment.scope(deployment.alice, no_store=no_store)
        digest = scope.tenant if isinstance(scope, Private) else scope.asker
        assert digest is not None
        assert deployment.edge.tenant_name(digest) == "alice"
    assert deployment.edge.tenant_name("00" * 8) is None


def test_another_process_of_the_edge_knows_the_tenants_of_the_key_file_too(deployment: Deployment) -> None:
    scope = deployment.scope(deployment.bob)
    assert isinstance(scope, Private)
    other = Edge(deployment.policy, deployment.session, report=deployment.reports.append)
    assert other.tenant_name(scope.tenant) == "bob"


def test_a_tenant_whose_secrets_were_rotated_is_still_known_by_its_former_digest(deployment: Deployment) -> None:
    now = [0.0]
    deployment.edge = Edge(deployment.policy, deployment.session, report=print, clock=lambda: now[0])
    before = deployment.scope(deployment.alice)
    with edit_key_file(deployment.keys) as content:
        content.rotate("alice")
    now[0] = 10.0
    after = deployment.scope(deployment.alice)
    assert isinstance(before, Private)
    assert isinstance(after, Private)
    assert before.tenant != after.tenant
    assert deployment.edge.tenant_name(before.tenant) == deployment.edge.tenant_name(after.tenant) == "alice"
