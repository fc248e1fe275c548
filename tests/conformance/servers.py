"""The server configurations of the suite, one running at a time, each started once."""

from __future__ import annotations

import atexit
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from safekv.identity.keyfile import Role, edit_key_file
from safekv.types import Mode
from safekv_lab.bench import tiny_model
from safekv_lab.bench.deployment import Deployment, prepare
from safekv_lab.bench.server import BLOCK_SIZE, serve, serve_plain
from tests.conformance import tiny_kinds
from tests.conformance.declared import DECLARED, MEMBERS

BLOCKS = 192
"""Blocks of the whole cache: few, so that a handful of requests preempt each other."""

MAX_TOKENS = 2048

FLAGS = (
    *("--enforce-eager", "--block-size", str(BLOCK_SIZE), "--max-model-len", str(MAX_TOKENS)),
    *("--num-gpu-blocks-override", str(BLOCKS), "--dtype", "float32"),
)
ROOMY = (*FLAGS, "--num-gpu-blocks-override", "600")
POOLING = ("--runner", "pooling", "--convert", "embed")

ENVIRONMENT = {"VLLM_SERVER_DEV_MODE": "1"}
"""The engine's routes for cache reset and sleep; SafeKV leaves them to operators."""

FRESH = tuple(f"fresh{number}" for number in range(900))
"""Tenants without any history: each row of the table takes its own."""

CHAIN = tuple(f"branch{number}" for number in range(6))
"""Tenants of one owner."""

SHARERS = ("quiet0", "quiet1", "quiet2", "flooder")
"""Tenants with a share of the cache each, where it is divided."""

UNTIL_DRAW, SHORTEST_PERIOD = 75.0, 75.0
"""Of a server with a vote, in seconds: about as long as it takes to start, and enough to vote and to look."""

PROXY_HEADER = "X-Tenant"
PROXY_SECRET = "5a" * 32
PROXY_NETWORK = "127.0.0.0/8"


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """A running server and everybody's keys."""

    name: str
    url: str
    model: str
    log: Path
    pid: int
    key_file: Path
    keys: Mapping[str, str] = field(repr=False)
    operator: str = field(repr=False)
    deployment: Deployment | None = field(default=None, repr=False)
    fresh: Iterator[str] = field(default_factory=lambda: iter(FRESH), repr=False)

    @property
    def mode(self) -> str | None:
        """The policy's mode; None for plain vLLM."""
        return CONFIGURATIONS[self.name].mode

    def newcomer(self) -> str:
        """A tenant that has never asked anything here."""
        return next(self.fresh)


@dataclass(frozen=True, slots=True, kw_only=True)
class Configuration:
    """How a server is started. `mode` None is plain vLLM. `votes`: with a lasting ledger, and a draw soon.

    `cache` is that section of the policy. `model` is one of `tiny_kinds`; without a name, the small model. `names` are
    what requests call it, if not by its directory.
    """

    mode: str | None
    model: str = ""
    flags: tuple[str, ...] = FLAGS
    declared: tuple[Mapping[str, Any], ...] = ()
    votes: bool = False
    names: tuple[str, ...] = ()
    cache: Mapping[str, Any] = field(default_factory=dict)


def _divided(partition: str) -> Configuration:
    """Mode `declared`, with room for one longest request in each share."""
    shares = {name: {"guarantee": 0.12} for name in SHARERS}
    cache = {"partition": partition, "shared": 0.3, "tenants": shares}
    return Configuration(mode="declared", flags=ROOMY, declared=DECLARED, cache=cache)


TEXT_ONLY, ONE_GROUP = "--language-model-only", "--disable-hybrid-kv-cache-manager"
KINDS = {
    "text-only": ("idefics3", (TEXT_ONLY,)),
    "windows": ("gemma3", (ONE_GROUP,)),
}
"""Kinds of models beside the dense one: the tiny model, and the flags that it has to be started with."""


NAMES = ("first-name", "second-name")
TRIED = (
    *("--served-model-name", *NAMES),
    *("--chat-template", tiny_model.CHAT_TEMPLATE.replace("system\\n", "system (as tried)\\n")),
    *("--enable-auto-tool-choice", "--tool-call-parser", "hermes"),
    *("--kv-cache-dtype", "fp8"),
    *("--scheduling-policy", "priority"),
)
"""Flags that are tried all at once."""


def _of_kinds() -> dict[str, Configuration]:
    """Each kind in each mode of the table, with a vote, and under plain vLLM: `KIND/MODE`."""
    found = {}
    for kind, (model, more) in KINDS.items():
        flags = (*FLAGS, *more)
        found[f"{kind}/plain"] = Configuration(mode=None, model=model, flags=flags)
        for mode in ("share-all-unsafe", "isolate", "declared"):
            declared = DECLARED if mode == "declared" else ()
            found[f"{kind}/{mode}"] = Configuration(mode=mode, model=model, flags=flags, declared=declared)
        found[f"{kind}/ledger"] = Configuration(mode="ledger", model=model, flags=(*ROOMY, *more), votes=True)
    return found


CONFIGURATIONS: dict[str, Configuration] = {
    "plain": Configuration(mode=None),
    "share-all-unsafe": Configuration(mode="share-all-unsafe"),
    "isolate": Configuration(mode="isolate", flags=(*FLAGS, "--async-scheduling")),
    "declared": Configuration(mode="declared", declared=DECLARED),
    "fair": _divided("fair"),
    "strict": _divided("strict"),
    "ledger": Configuration(mode="ledger", flags=ROOMY, votes=True),
    "detector": Configuration(mode="detector", flags=ROOMY, votes=True),
    "pooling-share-all-unsafe": Configuration(mode="share-all-unsafe", flags=(*FLAGS, *POOLING)),
    "pooling-declared": Configuration(mode="declared", flags=(*FLAGS, *POOLING)),
    **_of_kinds(),
    "flags/declared": Configuration(mode="declared", flags=(*FLAGS, *TRIED), declared=DECLARED, names=NAMES),
}


@cache
def model_directory(kind: str = "") -> Path:
    """The small model, or that of a kind, built once for this run."""
    if kind:
        return tiny_kinds.build(kind, model_directory(), _scratch() / kind)
    directory = _scratch() / "model"
    tiny_model.build(directory)
    return directory


@cache
def _scratch() -> Path:
    scratch = tempfile.TemporaryDirectory(prefix="safekv-conformance-")
    atexit.register(scratch.cleanup)
    return Path(scratch.name)


def logs() -> Path:
    """Where the servers' logs are."""
    return _scratch()


def make_keys(key_file: Path, tenants: tuple[str, ...]) -> tuple[dict[str, str], str]:
    """A key for each tenant and one for an operator."""
    today = datetime.now(UTC).date()
    with edit_key_file(key_file) as content:
        keys = {name: content.add_key(name, role=Role.TENANT, today=today) for name in tenants}
        return keys, content.add_key("operator", role=Role.OPERATOR, today=today)


@contextmanager
def start(name: str, flags: tuple[str, ...] = ()) -> Iterator[World]:
    """Start a configuration, with more flags than it has itself if need be."""
    configuration = CONFIGURATIONS[name]
    model = model_directory(configuration.model)
    log = logs() / f"{name.replace('/', '-')}.log"
    if configuration.mode is None:
        with serve_plain(model, log=log, flags=configuration.flags) as plain:
            nobody: dict[str, Any] = {"key_file": logs() / "no-keys.json", "keys": {}, "operator": ""}
            yield World(name=name, url=plain.url, model=str(model), log=log, pid=plain.pid, **nobody)
        return
    directory = Path(tempfile.mkdtemp(dir=logs()))
    key_file = directory / "keys.json"
    keys, operator = make_keys(key_file, (*FRESH, *MEMBERS, *CHAIN, *SHARERS))
    secret = directory / "proxy.secret"
    secret.touch(mode=0o600)
    secret.write_text(PROXY_SECRET)
    policy: Mapping[str, Any] = {
        "mode": configuration.mode,
        "identity": {
            "api_keys": str(key_file),
            "proxy": {"tenant_header": PROXY_HEADER, "secret_file": str(secret), "addresses": [PROXY_NETWORK]},
        },
        "groups": {"members": list(MEMBERS)},
        "owners": {"chain": list(CHAIN)},
        "declared": list(configuration.declared),
        "cache": configuration.cache,
    }
    deployment = _with_ledger(directory, policy) if configuration.votes else None
    policy = deployment.policy if deployment else policy
    called = configuration.names[0] if configuration.names else str(model)
    with serve(model, policy, log=log, flags=(*configuration.flags, *flags), environment=ENVIRONMENT) as server:
        holders: dict[str, Any] = {"key_file": key_file, "keys": keys, "operator": operator, "deployment": deployment}
        yield World(name=name, url=server.url, model=called, log=log, pid=server.pid, **holders)


def _with_ledger(directory: Path, policy: Mapping[str, Any]) -> Deployment:
    rest = {key: value for key, value in policy.items() if key != "mode"}
    return prepare(
        directory / "ledger",
        now=time.time(),
        until_draw=UNTIL_DRAW,
        life=SHORTEST_PERIOD,
        mode=Mode(policy["mode"]),
        **rest,
    )


class Keeper:
    """Keeps one server running, and changes it only when another is asked for."""

    def __init__(self) -> None:
        self._name: str | None = None
        self._world: World | None = None
        self._stack = ExitStack()
        atexit.register(self.stop)

    def use(self, name: str) -> World:
        """The server of this configuration, started if it is not the one that runs."""
        if self._world is None or self._name != name:
            self.stop()
            self._world = self._stack.enter_context(_as_context(name))
            self._name = name
        return self._world

    def stop(self) -> None:
        """Stop whatever runs."""
        self._name = self._world = None
        self._stack.close()


def _as_context(name: str) -> AbstractContextManager[World]:
    return start(name)


KEEPER = Keeper()
