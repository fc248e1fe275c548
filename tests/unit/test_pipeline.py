from __future__ import annotations

from pathlib import Path

import pytest

from safekv.config import Policy, Session
from safekv.edge.admission import Admission
from safekv.errors import CallerError, KeyFileError
from safekv.identity.keyfile import edit_key_file
from safekv.identity.salts import SaltSealer
from safekv.pipeline import check_files, open_ledger, open_sealer
from safekv.types import Anonymous, GroupName, Operator, Private, Tenant, Unshared, WriteScope
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
        self.edge = Admission(self.policy, self.session, report=self.reports.append)
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
    edge = Admission(deployment.policy, deployment.session, report=deployment.reports.append, clock=lambda: 1e9)
    deployment.edge = edge
    assert deployment.salt(second) == deployment.salt(deployment.alice)


def test_the_scheduler_opens_what_the_edge_wrote(deployment: Deployment) -> None:
    scope = deployment.scope(deployment.alice)
    assert isinstance(scope, Private)
    assert scope.group == GroupName("org")
    assert deployment.scope(deployment.alice, no_store=True) == Unshared(reads_published=True, group=GroupName("org"))
    assert deployment.scope(deployment.bob, no_store=True) == Unshared(reads_published=True)
    assert deployment.scope(deployment.ops) == Unshared(reads_published=True)
    assert deployment.scope(None) == Unshared(reads_published=False)


def test_a_tenants_unstored_requests_are_known_as_its_own(deployment: Deployment) -> None:
    stored, unstored = deployment.scope(deployment.bob), deployment.scope(deployment.bob, no_store=True)
    assert isinstance(stored, Private)
    assert isinstance(unstored, Unshared)
    assert unstored.asker == stored.tenant
    assert unstored.owner_mark == stored.owner_mark is not None, "and as its owner's"
    for nobodys in (deployment.scope(deployment.ops), deployment.scope(None)):
        assert isinstance(nobodys, Unshared)
        assert nobodys.asker is None


@pytest.mark.parametrize(("who", "no_store"), [("nobody", False), ("alice", True), ("ops", False)])
def test_a_request_scope_is_fresh_each_time(deployment: Deployment, who: str, no_store: bool) -> None:
    key = None if who == "nobody" else getattr(deployment, who)
    assert deployment.salt(key, no_store=no_store) != deployment.salt(key, no_store=no_store)


def test_rotating_a_tenant_changes_its_salt_within_a_second_and_nobody_elses(
    deployment: Deployment, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = 0.0
    deployment.edge = Admission(
        deployment.policy, deployment.session, report=deployment.reports.append, clock=lambda: now
    )
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
    edge = Admission(Policy(), Session(directory=tmp_path), report=print)
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
        Admission(Policy(), Session(directory=tmp_path), report=print)


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
    other = Admission(deployment.policy, deployment.session, report=deployment.reports.append)
    assert other.tenant_name(scope.tenant) == "bob"


def test_a_tenant_whose_secrets_were_rotated_is_still_known_by_its_former_digest(deployment: Deployment) -> None:
    now = [0.0]
    deployment.edge = Admission(deployment.policy, deployment.session, report=print, clock=lambda: now[0])
    before = deployment.scope(deployment.alice)
    with edit_key_file(deployment.keys) as content:
        content.rotate("alice")
    now[0] = 10.0
    after = deployment.scope(deployment.alice)
    assert isinstance(before, Private)
    assert isinstance(after, Private)
    assert before.tenant != after.tenant
    assert deployment.edge.tenant_name(before.tenant) == deployment.edge.tenant_name(after.tenant) == "alice"


# ── who is served, and what is taken from files that fail ────────────────────────────────────────


def test_anonymous_refuse_serves_nobody_without_a_key(tmp_path: Path) -> None:
    deployment = Deployment(tmp_path, identity={"anonymous": "refuse"})
    with pytest.raises(CallerError, match="Authorization: Bearer KEY") as refused:
        deployment.edge.identify([], None)
    assert refused.value.status == 401
    assert isinstance(deployment.scope(deployment.alice), Private)


def test_anonymous_refuse_behind_a_proxy_says_where_to_send_the_request(tmp_path: Path) -> None:
    proxy = {"secret_file": str(write_secret(tmp_path / "proxy.key", "cd"))}
    deployment = Deployment(tmp_path, identity={"api_keys": None, "proxy": proxy, "anonymous": "refuse"})
    for headers in ([], [(b"authorization", b"Bearer sk-none")]):
        with pytest.raises(CallerError, match="the proxy in front") as refused:
            deployment.edge.identify(headers, None)
        assert refused.value.status == 401


def write_secret(path: Path, byte: str) -> Path:
    new = path.with_name("new")
    new.write_text(byte * 32)
    new.chmod(0o600)
    return new.replace(path)


class Proxied(Deployment):
    """A deployment behind a proxy, with a clock."""

    def __init__(self, directory: Path) -> None:
        self.now = 0.0
        self.proxy_key = write_secret(directory / "proxy.key", "cd")
        super().__init__(directory, identity={"proxy": {"secret_file": str(self.proxy_key)}})
        self.edge = Admission(self.policy, self.session, report=self.reports.append, clock=lambda: self.now)

    def status(self, byte: str) -> int:
        """How a tenant that the proxy names is answered, with the proxy's secret made of this byte."""
        self.now += 1
        try:
            self.edge.identify([(b"x-safekv-tenant", b"carol"), (b"x-safekv-proxy-secret", byte.encode() * 32)], None)
        except CallerError as error:
            return error.status
        return 200


def test_a_proxys_secret_that_was_replaced_counts_for_nothing_within_a_second(tmp_path: Path) -> None:
    deployment = Proxied(tmp_path)
    assert deployment.status("cd") == 200
    write_secret(deployment.proxy_key, "ef")
    assert (deployment.status("cd"), deployment.status("ef")) == (401, 200)


def test_a_proxys_secret_that_cannot_be_read_is_told_at_once_and_after_a_minute_trusts_nobody(tmp_path: Path) -> None:
    deployment = Proxied(tmp_path)
    deployment.proxy_key.chmod(0o644)
    assert deployment.status("cd") == 200
    assert deployment.edge.readable() == {"api_keys": True, "proxy.secret_file": False}
    deployment.now += 60
    assert deployment.status("cd") == 503
    assert isinstance(deployment.scope(deployment.alice), Private), "keys do not rest on it"
    deployment.proxy_key.chmod(0o600)
    assert deployment.status("cd") == 200


def test_a_tenant_that_may_have_been_erased_leaves_nothing_behind(tmp_path: Path) -> None:
    """The proxy's tenants have their secrets in the key file; one that cannot be read cannot tell of an erasure."""
    deployment = Proxied(tmp_path)
    carol = deployment.edge.identify([(b"x-safekv-tenant", b"carol"), (b"x-safekv-proxy-secret", b"cd" * 32)], None)

    def scope() -> WriteScope:
        salt = deployment.edge.admit(carol, no_store=False).salt
        assert salt is not None
        return deployment.scheduler.open(salt)

    assert isinstance(scope(), Private)
    deployment.keys.unlink()
    deployment.now += 59
    assert isinstance(scope(), Private), "for the time of grace"
    deployment.now += 1
    assert isinstance(scope(), Unshared)


@pytest.mark.parametrize("place", ["api_keys", "master_secret_file", "proxy.secret_file"])
@pytest.mark.parametrize("group_readable", [True, False])
def test_every_private_file_of_a_secret_volume_is_taken_where_the_policy_says_so(
    tmp_path: Path, place: str, group_readable: bool
) -> None:
    files = {
        "api_keys": tmp_path / "keys.json",
        "master_secret_file": write_secret(tmp_path / "master.key", "ab"),
        "proxy.secret_file": write_secret(tmp_path / "proxy.key", "cd"),
    }
    add_key(files["api_keys"], "alice")
    files[place].chmod(0o440)
    identity = {
        "api_keys": str(files["api_keys"]),
        "master_secret_file": str(files["master_secret_file"]),
        "proxy": {"secret_file": str(files["proxy.secret_file"])},
        "group_readable": group_readable,
    }
    policy = Policy.model_validate({"identity": identity})
    if not group_readable:
        with pytest.raises(KeyFileError, match="group_readable: true"):
            check_files(policy)
        return
    check_files(policy)
    Admission(policy, Session(directory=tmp_path), report=print)
    open_ledger(policy, Session(directory=tmp_path), now=0.0).close()
