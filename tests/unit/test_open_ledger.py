"""`open_ledger` and `read_ledger`: which file, whose keys, under which parameters."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from safekv.config import Policy, Session
from safekv.errors import KeyFileError, OperatorError
from safekv.ledger.ledger import Ledger
from safekv.pipeline import check_ledger, open_ledger, open_sealer, read_ledger
from safekv.types import Contribution, OwnerTag
from safekv.verdicts import Clean

PATH = bytes(range(64))


@pytest.fixture(autouse=True)
def locks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    directory = tmp_path / "locks"
    directory.mkdir()
    monkeypatch.setattr("tempfile.gettempdir", lambda: str(directory))
    return directory


@pytest.fixture
def session(tmp_path: Path) -> Session:
    made = Session(directory=tmp_path / "session")
    made.directory.mkdir()
    made.master_secret_file.write_text("cd" * 32)
    made.master_secret_file.chmod(0o600)
    return made


def policy(secret: Path | None, file: Path | None = None, mode: str = "ledger", **ledger: Any) -> Policy:
    options = {"period_seconds": 100, "draws_per_period": 4, **ledger, **({"path": str(file)} if file else {})}
    identity = {"master_secret_file": str(secret)} if secret else {}
    return Policy.model_validate({"mode": mode, "identity": identity, "ledger": options})


def votes(*owners: int) -> list[Contribution]:
    return [Contribution(owner=OwnerTag(bytes([number]) * 16), path=PATH, start=0) for number in owners]


def released(ledger: Ledger, now: float) -> int:
    draw = ledger.due(now)
    assert draw is not None
    decisions = [(winner, Clean(score=0.0), "g", "p") for winner in ledger.draw(draw, now)]
    return len(ledger.decide(draw, decisions, now))


def test_a_lasting_ledger_lies_where_the_policy_says_and_goes_on(
    tmp_path: Path, session: Session, secret_file: Path
) -> None:
    lasting = policy(secret_file, tmp_path / "l.db")
    ledger = open_ledger(lasting, session, now=150.0, coin=lambda: 0)
    ledger.contribute(votes(1), 210.0)
    ledger.close()
    assert not session.ledger_file.exists()
    ledger = open_ledger(lasting, session, now=215.0, coin=lambda: 0)
    ledger.contribute(votes(2), 220.0)
    assert released(ledger, 225.0) == 1
    view = read_ledger(lasting)
    assert len(view.live(226.0)) == 1
    assert view.verify() == []
    view.close()
    ledger.close()


@pytest.mark.parametrize("named", [True, False])
def test_without_a_master_secret_a_ledger_lies_with_its_session(tmp_path: Path, session: Session, named: bool) -> None:
    passing = policy(None, tmp_path / "l.db" if named else None)
    open_ledger(passing, session, now=150.0).close()
    assert session.ledger_file.exists()
    assert not (tmp_path / "l.db").exists()
    with pytest.raises(OperatorError, match=r"master_secret_file.*openssl rand"):
        read_ledger(passing)


def test_a_release_needs_min_owners_and_they_are_the_policys(tmp_path: Path, session: Session) -> None:
    ledger = open_ledger(policy(None, min_owners=3), session, now=150.0, coin=lambda: 0)
    ledger.contribute(votes(1, 2), 210.0)
    assert released(ledger, 225.0) == 0
    ledger.contribute(votes(3), 230.0)
    assert released(ledger, 250.0) == 1
    ledger.close()


def test_an_owner_has_max_contributions_of_the_policy(session: Session) -> None:
    ledger = open_ledger(policy(None, max_contributions=1), session, now=150.0, coin=lambda: 0)
    for owner in (1, 2):
        ledger.contribute([Contribution(owner=OwnerTag(bytes([owner]) * 16), path=PATH[:8], start=0)], 210.0)
        ledger.contribute(votes(owner), 211.0)
    (winner,) = ledger.draw(ledger.due(225.0), 225.0)  # type: ignore[arg-type]
    assert winner.path == PATH[:8]
    ledger.close()


@pytest.mark.parametrize(
    "changed",
    [
        {"epsilon": 2.0},
        {"delta": 1e-5},
        {"period_seconds": 200},
        {"draws_per_period": 5},
        {"min_owners": 3},
        {"max_contributions": 9},
    ],
    ids=lambda changed: next(iter(changed)),
)
def test_counts_of_other_parameters_are_not_used(session: Session, changed: dict[str, Any]) -> None:
    ledger = open_ledger(policy(None), session, now=150.0, coin=lambda: 0)
    ledger.contribute(votes(*range(30)), 210.0)
    ledger.close()
    again = open_ledger(policy(None, **changed), session, now=215.0, coin=lambda: 0)
    assert again.due(219.0) is None
    assert again.due(299.0) is None
    period = changed.get("period_seconds", 100)
    following = (215 // period + 1) * period
    assert released(again, following + period / 2) == 0
    again.close()


def test_another_engine_begins_anew(session: Session) -> None:
    ledger = open_ledger(policy(None), session, now=150.0, engine="a", coin=lambda: 0)
    ledger.contribute(votes(*range(30)), 210.0)
    assert released(ledger, 250.0) == 1
    ledger.close()
    same = open_ledger(policy(None), session, now=251.0, engine="a")
    assert (len(same.live(251.0)), same.another_engine) == (1, False)
    same.close()
    other = open_ledger(policy(None), session, now=252.0, engine="b")
    assert (len(other.live(252.0)), other.another_engine) == (0, True)
    assert other.due(299.0) is None
    other.close()


def test_a_look_before_the_start_changes_no_ledger(tmp_path: Path, session: Session, secret_file: Path) -> None:
    lasting = policy(secret_file, tmp_path / "l.db")
    ledger = open_ledger(lasting, session, now=150.0, engine="a", coin=lambda: 0)
    ledger.contribute(votes(*range(30)), 210.0)
    assert released(ledger, 250.0) == 1
    ledger.close()
    check_ledger(lasting, session)
    again = open_ledger(lasting, session, now=251.0, engine="a")
    assert len(again.live(251.0)) == 1
    with pytest.raises(OperatorError):
        check_ledger(lasting, session)
    again.close()


def test_a_changed_mode_is_another_parameter_and_ends_what_the_detector_let_through(session: Session) -> None:
    ledger = open_ledger(policy(None, mode="detector"), session, now=150.0)
    assert ledger.detect(votes(1)[0], Clean(score=0.0), "g", "p", 150.0) is not None
    assert len(ledger.live(151.0)) == 1
    ledger.close()
    again = open_ledger(policy(None, mode="detector"), session, now=151.0)
    assert len(again.live(152.0)) == 1
    again.close()
    voting = open_ledger(policy(None), session, now=152.0)
    assert voting.live(153.0) == ()
    voting.close()


def test_a_second_ledger_is_refused_and_the_first_goes_on(tmp_path: Path, session: Session, secret_file: Path) -> None:
    first = open_ledger(policy(secret_file, tmp_path / "a.db"), session, now=150.0)
    for file in ("a.db", "b.db"):
        with pytest.raises(OperatorError, match="another server"):
            open_ledger(policy(secret_file, tmp_path / file), session, now=150.0)
    first.contribute(votes(1), 160.0)
    first.close()
    open_ledger(policy(secret_file, tmp_path / "b.db"), session, now=150.0).close()


def test_a_ledger_of_another_secret_is_refused(tmp_path: Path, session: Session, secret_file: Path) -> None:
    open_ledger(policy(secret_file, tmp_path / "l.db"), session, now=150.0).close()
    for opening in (
        lambda changed: open_ledger(changed, session, now=150.0),
        read_ledger,
    ):
        with pytest.raises(OperatorError, match="another deployment"):
            opening(policy(session.master_secret_file, tmp_path / "l.db"))


def test_a_secret_that_is_not_there_is_named(tmp_path: Path, session: Session) -> None:
    with pytest.raises(KeyFileError, match=r"none\.key"):
        open_ledger(policy(tmp_path / "none.key", tmp_path / "l.db"), session, now=150.0)
    assert not (tmp_path / "l.db").exists()


# ── one party, whatever the operator edits ───────────────────────────────────────────────────────


def test_a_party_has_one_vote_whatever_becomes_of_the_map_of_owners(session: Session, tmp_path: Path) -> None:
    """Its tenants vote under each map by the tag that the edge gives them; a second party makes two."""
    maps: list[dict[str, list[str]]] = [{"acme": ["a", "b"]}, {}, {"firm": ["a"], "other": ["b"]}, {"acme": ["b", "a"]}]
    often = policy(None, draws_per_period=10)
    sealer = open_sealer(often, session)

    def vote(owners: dict[str, list[str]], *tenants: str, now: float) -> Ledger:
        edited = often.model_copy(update={"owners": owners})
        ledger = open_ledger(edited, session, now=now, coin=lambda: 0)
        owner_of = {tenant: owner for owner, of in owners.items() for tenant in of}
        tags = [sealer.owner_tag(owner_of.get(tenant, tenant)) for tenant in tenants]
        ledger.contribute([Contribution(owner=tag, path=PATH, start=0) for tag in tags], now)
        return ledger

    open_ledger(often, session, now=150.0).close()
    for now, owners in zip((210.0, 220.0, 230.0, 240.0), maps, strict=True):
        ledger = vote(owners, "a", "b", now=now)
        assert released(ledger, now) == 0
        ledger.close()
    ledger = vote(maps[0], "a", "b", "c", now=245.0)
    assert released(ledger, 250.0) == 1
    ledger.close()


# ── one ledger on a machine ──────────────────────────────────────────────────────────────────────


def elsewhere(monkeypatch: pytest.MonkeyPatch, directory: Path) -> None:
    """Another server's TMPDIR: a container's, or PrivateTmp."""
    directory.mkdir()
    monkeypatch.setattr("tempfile.gettempdir", lambda: str(directory))


def test_a_second_ledger_is_refused_wherever_tmpdir_points(
    tmp_path: Path, session: Session, secret_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = open_ledger(policy(secret_file, tmp_path / "a.db"), session, now=150.0)
    elsewhere(monkeypatch, tmp_path / "private-tmp")
    copied = tmp_path / "copy.key"
    copied.write_bytes(secret_file.read_bytes())
    copied.chmod(0o600)
    for secret in (secret_file, copied):
        for opening in (check_ledger, lambda *given: open_ledger(*given, now=150.0)):
            with pytest.raises(OperatorError, match="another server"):
                opening(policy(secret, tmp_path / "b.db"), session)
    first.close()
    open_ledger(policy(copied, tmp_path / "b.db"), session, now=150.0).close()


def test_a_secret_that_containers_share_is_a_lock_of_its_own(
    tmp_path: Path, session: Session, secret_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another network namespace: the first server's name is not seen there, the file of the secret is."""
    first = open_ledger(policy(secret_file, tmp_path / "a.db"), session, now=150.0)
    elsewhere(monkeypatch, tmp_path / "private-tmp")
    monkeypatch.setattr("safekv.ledger.store.locks.PREFIX", "another network namespace: ")
    with pytest.raises(OperatorError, match=f"{secret_file.name}: another server"):
        open_ledger(policy(secret_file, tmp_path / "b.db"), session, now=150.0)
    first.close()
    open_ledger(policy(secret_file, tmp_path / "b.db"), session, now=150.0).close()


def test_servers_of_other_deployments_stand_side_by_side(tmp_path: Path, session: Session, secret_file: Path) -> None:
    first = open_ledger(policy(secret_file, tmp_path / "a.db"), session, now=150.0)
    open_ledger(policy(session.master_secret_file, tmp_path / "b.db"), session, now=150.0).close()
    first.close()


def test_where_nothing_is_drawn_servers_with_one_secret_stand_side_by_side(
    tmp_path: Path, session: Session, secret_file: Path
) -> None:
    first = open_ledger(policy(secret_file, tmp_path / "a.db", mode="declared"), session, now=150.0)
    other = Session(directory=tmp_path / "other")
    other.directory.mkdir()
    open_ledger(policy(secret_file, tmp_path / "b.db", mode="declared"), other, now=150.0).close()
    first.close()


def without_secret(keys: Path) -> Policy:
    return Policy.model_validate({"mode": "ledger", "identity": {"api_keys": str(keys)}})


def test_two_servers_without_a_master_secret_do_not_draw_for_the_same_tenants(tmp_path: Path, session: Session) -> None:
    first = open_ledger(without_secret(tmp_path / "keys.json"), session, now=150.0)
    other = Session(directory=tmp_path / "other")
    other.directory.mkdir()
    other.master_secret_file.write_text("ef" * 32)
    other.master_secret_file.chmod(0o600)
    for opening in (check_ledger, lambda *given: open_ledger(*given, now=150.0)):
        with pytest.raises(OperatorError, match="another server"):
            opening(without_secret(tmp_path / "keys.json"), other)
    open_ledger(without_secret(tmp_path / "others.json"), other, now=150.0).close()
    first.close()
    open_ledger(without_secret(tmp_path / "keys.json"), other, now=150.0).close()
