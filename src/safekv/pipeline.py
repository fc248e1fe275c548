"""Opens what the policy asks for: the sealer of salts, the guard, the ledger; and checks the files that it names."""

from __future__ import annotations

import contextlib
import secrets
import tempfile
from collections.abc import Callable
from hashlib import blake2b
from pathlib import Path

from safekv.cache.evict import check_eviction
from safekv.config import Policy, Session
from safekv.errors import LedgerError, OperatorError
from safekv.guard.cascade import Cascade
from safekv.identity.advice import identity_warnings, refuse_contested_owners
from safekv.identity.keyfile import read_key_file
from safekv.identity.keyring import Keyring, read_secret
from safekv.identity.private import Trust
from safekv.identity.salts import SaltSealer
from safekv.ledger.contents import Contents
from safekv.ledger.keys import LedgerKeys
from safekv.ledger.ledger import Ledger
from safekv.ledger.periods import Schedule
from safekv.ledger.selection import StoppedDraw
from safekv.ledger.store.base import Limits
from safekv.ledger.store.locks import Locks
from safekv.ledger.store.room import room_of
from safekv.ledger.store.sqlite import SqliteStore, check_directory
from safekv.ledger.store.sqlite_records import SqliteRecords
from safekv.ledger.view import View
from safekv.types import Cause, GroupName, Mode, OwnerTag

GUARD_SECONDS = 10.0
"""Deadline of the guard for one unit."""


def check_files(policy: Policy) -> None:
    """Read every file that a policy names, so that a mistake shows before anything starts.

    Raises KeyFileError; PolicyError where an owner and somebody else's tenant have one name.
    """
    identity = policy.identity
    keys = None
    if identity.api_keys is not None:
        keys = read_key_file(identity.api_keys, group_readable=identity.group_readable)
    refuse_contested_owners(policy, keys)
    for secret_file in (identity.master_secret_file, identity.proxy.secret_file if identity.proxy else None):
        if secret_file is not None:
            read_secret(secret_file, group_readable=identity.group_readable)


def check_policy(policy: Policy) -> None:
    """Refuse what a server would refuse before it looks at its model, and change nothing.

    Raises KeyFileError, PolicyError, OperatorError.
    """
    check_files(policy)
    check_eviction(policy.cache.eviction)
    if policy.guard.rules:
        with contextlib.suppress(ImportError):  # without the extra there is no guard that could take them
            from safekv.guard.rules.custom import custom_rules  # noqa: PLC0415

            custom_rules(policy.guard.rules)
    path = policy.ledger.path if policy.identity.master_secret_file is not None else None
    if policy.mode.publishes and path is not None:
        check_directory(path)
        if path.exists():
            with contextlib.suppress(LedgerError):  # a server tries again, and serves meanwhile
                read_ledger(policy).close()


def warnings(policy: Policy) -> list[str]:
    """What is allowed, and most likely not what the operator wants. Raises KeyFileError."""
    identity = policy.identity
    keys = None
    if identity.api_keys is not None:
        keys = read_key_file(identity.api_keys, group_readable=identity.group_readable)
    found = list(identity_warnings(policy, keys))
    if policy.mode.releases and policy.ledger.memory == "saved":
        found.append(
            "ledger.memory: saved: whoever gets a guess released sees by its own evictions, without fail, when another "
            "tenant uses it; leave the line out (charged), unless nobody's secrets are in the prompts"
        )
    return found


def _master(policy: Policy, session: Session) -> bytes:
    """The master secret of the policy or, failing that, of the session. Raises KeyFileError."""
    identity = policy.identity
    return read_secret(
        identity.master_secret_file or session.master_secret_file, group_readable=identity.group_readable
    )


def open_sealer(policy: Policy, session: Session) -> SaltSealer:
    """The sealer of this deployment, from the master secret of the policy or, failing that, of the session.

    Raises KeyFileError.
    """
    return SaltSealer(Keyring(master=_master(policy, session)), [GroupName(group) for group in policy.groups])


def open_guard(policy: Policy, *, version: str, clock: Callable[[], float]) -> Cascade:
    """The tiers of ChunkGuard as they are shipped, then those of the policy. `version` is that of the rules.

    Raises OperatorError without the extra `guard`, PolicyError for a rule or a model of the policy that cannot be used.
    """
    try:  # what they need is an extra, and takes a while to load
        from safekv.guard.adapters.configured import load_adapters  # noqa: PLC0415
        from safekv.guard.rules.custom import custom_rules, fingerprint  # noqa: PLC0415
        from safekv.guard.shipped import MODELS, RULES_TIER, shipped  # noqa: PLC0415
    except ImportError as error:
        raise OperatorError(f"ChunkGuard needs {error.name}: pip install 'safekv[guard]'") from None
    own = custom_rules(policy.guard.rules) if policy.guard.rules else ()
    model = next(tier for tier, name in MODELS.items() if name == policy.guard.model)
    return shipped(
        own,
        version=f"{version}.{fingerprint(own)}" if own else version,
        clock=clock,
        seconds=GUARD_SECONDS,
        tiers=(RULES_TIER, model),
        adapters=load_adapters(policy.guard.adapters),
        strict=_strict(policy),
    )


def _strict(policy: Policy) -> bool:
    """Whether the models' thresholds are those for recall: as the policy says, else where nothing but them guards."""
    if policy.guard.calibration is None:
        return policy.mode is Mode.DETECTOR
    return policy.guard.calibration == "strict"


def open_ledger(
    policy: Policy, session: Session, *, now: float, engine: str = "", coin: Callable[[], int] | None = None
) -> Ledger:
    """The ledger of this deployment, for this process alone; of this run, if the policy names no master secret.

    `engine` says what the tokens of this engine are; without it, the ledger stays that of the engine which it has.
    Raises OperatorError for a second ledger or another deployment's file, LedgerError for one that cannot be used.
    """
    keyring, store = _open_store(policy, session)
    vote = policy.ledger
    selection = StoppedDraw(
        epsilon=vote.epsilon, delta=vote.delta, draws=vote.draws_per_period, min_owners=vote.min_owners
    )
    limits = Limits(
        quota=vote.max_contributions,
        enough=vote.min_owners,
        most=selection.saturation,
        room=room_of(vote.max_contributions, vote.min_owners),
    )
    try:
        return Ledger(
            store=store,
            schedule=_schedule(policy),
            selection=selection,
            keys=LedgerKeys.derive(keyring.ledger_key),
            limits=limits,
            now=now,
            deployment=keyring.deployment_id(),
            parameters=_parameters(policy, selection.name),
            engine=engine,
            owners=_owners(policy, SaltSealer(keyring)),
            causes=_causes(policy),
            coin=coin,
        )
    except BaseException:
        store.close()
        raise


def _open_store(policy: Policy, session: Session) -> tuple[Keyring, SqliteStore]:
    lasting = _lasting(policy)
    keyring = Keyring(master=_master(policy, session))
    deployment = keyring.deployment_id()
    secret = policy.identity.master_secret_file
    alone = (
        lasting and policy.mode.releases
    )  # where nothing is drawn, servers may each keep a log, in files of their own
    store = SqliteStore.open(
        (policy.ledger.path if lasting else None) or session.ledger_file,
        deployment=deployment,
        lock_directory=Path(tempfile.gettempdir()) if alone else session.directory,
        shared=[secret] if alone and secret is not None else [],
        names=[deployment] if alone else _parties(policy),
    )
    return keyring, store


def _lasting(policy: Policy) -> bool:
    return policy.identity.master_secret_file is not None and policy.ledger.path is not None


def _parties(policy: Policy) -> list[str]:
    """Names for the files that say who votes: a server without a master secret is the only one that draws for them."""
    identity = policy.identity
    files = [identity.api_keys, identity.proxy.secret_file if identity.proxy else None]
    draws = policy.mode.releases and not _lasting(policy)
    return [blake2b(bytes(file.resolve()), digest_size=8).hexdigest() for file in files if file is not None and draws]


def check_ledger(policy: Policy, session: Session) -> None:
    """Open a lasting ledger and close it again, so that a second server is refused before anything starts.

    Without a lasting one, who votes is tried for: another server may draw for the same tenants. What cannot be used at
    present is left to the release process, which tries again. Raises OperatorError.
    """
    with contextlib.suppress(LedgerError):
        if policy.mode.publishes and _lasting(policy):
            _open_store(policy, session)[1].close()
        elif policy.mode.releases:
            Locks((), names=_parties(policy)).close()


def read_ledger(policy: Policy) -> View:
    """The lasting ledger of a deployment, to look into, whether its server runs or not.

    Raises OperatorError if there is none, LedgerError if it is damaged.
    """
    if policy.identity.master_secret_file is None or policy.ledger.path is None:
        raise OperatorError(
            "the policy names no identity.master_secret_file, so a server keeps its ledger only while it runs, and "
            "nobody else can read it; make one with: (umask 077; openssl rand -hex 32 > master.key)"
        )
    group_readable = policy.identity.group_readable
    keyring = Keyring(master=read_secret(policy.identity.master_secret_file, group_readable=group_readable))
    records = SqliteRecords.read(policy.ledger.path, deployment=keyring.deployment_id())
    keys = LedgerKeys.derive(keyring.ledger_key)
    contents = Contents(keys.content, secrets.token_bytes)
    return View(records=records, schedule=_schedule(policy), keys=keys, contents=contents, causes=_causes(policy))


def _owners(policy: Policy, sealer: SaltSealer) -> list[list[OwnerTag]]:
    """The names that one party may vote by, under this map of owners: its own, and those of its tenants without one."""
    return [[sealer.owner_tag(name) for name in (owner, *tenants)] for owner, tenants in policy.owners.items()]


def _schedule(policy: Policy) -> Schedule:
    return Schedule(period_seconds=policy.ledger.period_seconds, draws=policy.ledger.draws_per_period)


def _causes(policy: Policy) -> tuple[Cause, ...]:
    return (Cause.LEDGER, Cause.DETECTOR) if policy.mode is Mode.DETECTOR else (Cause.LEDGER,)


def _parameters(policy: Policy, selection: str) -> str:
    """What counts are collected under. With others a period would be drawn by two tables: see Ledger."""
    vote = policy.ledger
    return (
        f"mode={policy.mode} selection={selection} epsilon={vote.epsilon} delta={vote.delta} "
        f"period_seconds={vote.period_seconds} draws_per_period={vote.draws_per_period} "
        f"min_owners={vote.min_owners} max_contributions={vote.max_contributions} owners=joined"
    )


def trust(policy: Policy) -> Trust:
    """Which private files are taken, and for how long when they cannot be read."""
    identity = policy.identity
    return Trust(group_readable=identity.group_readable, grace_seconds=identity.unreadable_grace_seconds)
