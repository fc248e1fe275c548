"""The policy file and the environment: everything that an operator configures, read here and nowhere else.

A policy is YAML (JSON is YAML too), validated as a whole; an unknown or repeated key is an error. Paths in it
are relative to the policy file. Two processes read it: the HTTP edge and the engine's scheduler. They find it,
and the session that `safekv serve` opened for them, through two environment variables.
"""

from __future__ import annotations

import difflib
import ipaddress
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal, Self

import yaml
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError, model_validator

from safekv.errors import EngineError, PolicyError
from safekv.types import Category, GroupName, Mode, TenantId

POLICY_VARIABLE = "SAFEKV_POLICY"
SESSION_VARIABLE = "SAFEKV_SESSION"
DEFAULT_LEDGER = "safekv-ledger.db"

Name = Annotated[str, StringConstraints(pattern=r"^[^\x00-\x20\x7f/?#%]{1,128}$")]


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


class Proxy(_Section):
    """A proxy in front of the server that has authenticated the tenant and names it in a header."""

    tenant_header: str = Field(
        default="X-SafeKV-Tenant",
        pattern=r"^[A-Za-z0-9-]{1,64}$",
        description="Header in which the proxy names the tenant.",
    )
    secret_file: Path | None = Field(
        default=None, description="File with the secret that the proxy sends as X-SafeKV-Proxy-Secret."
    )
    addresses: tuple[ipaddress.IPv4Network | ipaddress.IPv6Network, ...] = Field(
        default=(), description="Addresses or networks from which the header is trusted."
    )

    @model_validator(mode="after")
    def _proves_itself(self) -> Self:
        if self.secret_file is None and not self.addresses:
            raise ValueError("a trusted proxy needs secret_file or addresses, or anybody could name a tenant")
        return self


class Identity(_Section):
    """How tenants are told apart. Without any way to, every request is served without reuse."""

    api_keys: Path | None = Field(default=None, description="Key file, made with `safekv keys add`.")
    proxy: Proxy | None = Field(default=None, description="Trust a tenant header from a proxy.")
    master_secret_file: Path | None = Field(
        default=None,
        description="File with the master secret (64 hex digits, mode 0600). "
        "Without it a fresh secret is made at each start; `production: true` requires it.",
    )


class Message(BaseModel):
    """One chat message, as an OpenAI client sends it. Fields beside these go to the chat template as they are."""

    model_config = ConfigDict(extra="allow", frozen=True, hide_input_in_errors=True)

    role: Literal["system", "developer", "user", "assistant", "tool"]
    content: str | list[dict[str, Any]] | None = None


class DeclaredPrefix(_Section):
    """A prefix that the operator declares public: chat messages with tools, or the raw text of a prompt."""

    name: Name = Field(description="Name for listing and withdrawing.")
    messages: tuple[Message, ...] | None = Field(default=None, min_length=1, repr=False)
    tools: tuple[dict[str, Any], ...] | None = Field(default=None, description="Tool definitions, as in the request.")
    chat_template_kwargs: dict[str, Any] | None = Field(
        default=None, description="As in the requests that shall share it."
    )
    text: str | None = Field(
        default=None, min_length=1, repr=False, description="Raw text of a prompt, for /v1/completions."
    )
    group: Name | None = Field(default=None, description="Share it with the tenants of this group only.")

    @model_validator(mode="after")
    def _messages_or_text(self) -> Self:
        if (self.messages is None) == (self.text is None):
            raise ValueError("give either messages or text")
        if self.text is not None and (self.tools or self.chat_template_kwargs):
            raise ValueError("tools and chat_template_kwargs go with messages, not with text")
        return self


class CustomRule(_Section):
    """A pattern of the operator's own: names of projects, numbers of customers, internal hosts."""

    name: str = Field(pattern=r"^[a-z0-9][a-z0-9-]{0,63}$", description="Findings carry it as `custom-NAME`.")
    category: Category = Field(default=Category.CUSTOM, description="What a finding is.")
    pattern: str = Field(
        min_length=1,
        max_length=2000,
        description="Regular expression of RE2 and Hyperscan: ASCII, no look-around, no back references, repeats at "
        "most 500. What is more than 500 characters long is not found. A group (?P<v>…) narrows the finding.",
    )
    caseless: bool = Field(default=False, description="Whether the pattern ignores case.")
    context: tuple[Annotated[str, Field(min_length=1, max_length=64)], ...] = Field(
        default=(), max_length=64, description="Words, one of which must stand near a match."
    )


class Adapter(_Section):
    """A model of your own that finds entities: one more tier, which can only make a verdict stricter."""

    kind: Literal["huggingface", "gliner", "presidio"] = Field(description="The library that it is for.")
    model: str | None = Field(
        default=None,
        min_length=1,
        description="A directory, or a name on the hub. For presidio a spaCy model that is installed; without one, "
        "only its patterns look.",
    )
    revision: str | None = Field(default=None, description="Of a model on the hub; for presidio it has no meaning.")
    labels: dict[str, Category | None] | None = Field(
        default=None, description="What the model's labels are; null for one that is not sensitive."
    )
    threshold: float | None = Field(default=None, gt=0, le=1, description="Score from which on a finding counts.")

    @model_validator(mode="after")
    def _has_a_model(self) -> Self:
        if self.model is None and self.kind != "presidio":
            raise ValueError(f"model: {self.kind} needs one; give a directory or a name on the hub")
        return self


class Guard(_Section):
    """ChunkGuard, the detector of sensitive text."""

    rules: tuple[CustomRule, ...] = Field(default=(), max_length=1000, description="Rules of your own, beside ours.")
    adapters: tuple[Adapter, ...] = Field(default=(), max_length=8, description="Models of your own, after ours.")

    @model_validator(mode="after")
    def _named_once(self) -> Self:
        names = [rule.name for rule in self.rules]
        if repeated := {name for name in names if names.count(name) > 1}:
            raise ValueError(f"rules: the name {min(repeated)!r} is used twice")
        return self


Role = Literal["system", "developer", "user", "assistant", "tool"]


class Ledger(_Section):
    """The vote by which content comes to be shared in mode `ledger` (docs/claims/guarantee.md)."""

    epsilon: float = Field(default=1.0, gt=0, le=10, description="Privacy loss of one contribution, ε.")
    delta: float = Field(default=1e-6, gt=0, le=0.01, description="Probability with which ε may not hold, δ.")
    period_seconds: int = Field(
        default=604_800, ge=10, le=31_622_400, description="Length of a period; periods are aligned to Unix time."
    )
    draws_per_period: int = Field(default=168, ge=1, le=10_000, description="Public draw times in a period, T.")
    min_owners: int = Field(default=2, ge=2, le=1_000_000, description="Fewer distinct owners release nothing, k₀.")
    max_contributions: int = Field(
        default=64, ge=1, le=10_000, description="Units to which one owner contributes in a period, at most: C."
    )
    roles: tuple[Role, ...] = Field(
        default=("system", "developer", "tool"), description="Roles of messages that may be voted for."
    )
    path: Path | None = Field(
        default=None,
        description="Ledger file. By default safekv-ledger.db beside the policy; without a master secret of its own, "
        "a server keeps it only for as long as it runs.",
    )

    @model_validator(mode="after")
    def _times_are_whole(self) -> Self:
        if self.period_seconds < 5 * self.draws_per_period:
            raise ValueError("draws_per_period: draws must lie 5 seconds apart or more; have fewer, or longer periods")
        return self


class Share(_Section):
    """What one tenant has of the cache, as fractions of it; without an entry, `Share()`."""

    guarantee: float = Field(
        default=0.0,
        ge=0,
        lt=1,
        description="What the tenant never loses to another. Under strict: its share, all that it ever has.",
    )
    cap: float = Field(default=1.0, gt=0, le=1, description="What it has at most, of memory that others leave idle.")
    weight: float = Field(
        default=1.0, gt=0, le=1000, description="How memory beyond the guarantees is divided when it is short."
    )
    ttl_seconds: float | None = Field(
        default=None, gt=0, description="Blocks that have not been used for so long are forgotten."
    )

    @model_validator(mode="after")
    def _cap_above_guarantee(self) -> Self:
        if self.cap < self.guarantee:
            raise ValueError("cap: is below the guarantee; a tenant may have at least what it is guaranteed")
        return self


class Cache(_Section):
    """How the memory of the KV cache is divided among tenants."""

    partition: Literal["plain", "fair", "strict"] = Field(
        default="plain",
        description="plain: the engine's own pool, one for all. fair: idle memory is lent, and the lender gets it back "
        "first. strict: fixed shares, no lending; a tenant's hits depend on no other tenant's requests. Under strict, "
        "nothing is kept for tenants that have no share.",
    )
    eviction: str = Field(
        default="lru", pattern=r"^[a-z][a-z0-9-]{0,63}$", description="Order in which a tenant's idle blocks leave."
    )
    shared: float = Field(
        default=0.25, ge=0, lt=1, description="Part of the cache that is kept for published prefixes, fair or strict."
    )
    default: Share = Field(
        default=Share(),
        description="The share of a tenant that is not named below, under fair. Its guarantee is given to whoever "
        "comes, as long as something is left to guarantee; set ttl_seconds too, so that who leaves gives it back.",
    )
    tenants: dict[Name, Share] = Field(default={}, description="Shares of tenants by name.")

    @model_validator(mode="after")
    def _adds_up(self) -> Self:
        if self.partition == "plain":
            for name, known in type(self).model_fields.items():
                if getattr(self, name) != known.default:
                    raise ValueError(f"{name}: has no meaning under `partition: plain`; say fair or strict")
            return self
        if self.partition == "strict" and self.default != Share():
            raise ValueError("default: has no meaning under `partition: strict`; give shares by name")
        total = self.shared + sum(share.guarantee for share in self.tenants.values())
        if total > 1:
            raise ValueError(f"shared and the guarantees of all tenants add up to {total:.3f} of the cache; 1 is all")
        if self.partition == "strict":
            without = next((name for name, share in self.tenants.items() if not share.guarantee), None)
            if without is not None:
                raise ValueError(f"tenants.{without}: needs a guarantee, its share under `partition: strict`")
        return self


class Monitor(_Section):
    """What is watched while requests are served, and what follows from it.

    Two things: how published units are used, which only the operator hears of, and whether a tenant's own requests look
    like guessing at what others have sent (modes `ledger` and `detector`; what is declared is no secret).
    """

    answer: Literal["restrict", "alert", "quarantine"] = Field(
        default="restrict",
        description="restrict: who seems to guess is served from its private cache for a while. alert: it is only "
        "reported. quarantine: the rule of the published system; a unit whose hits grow is withheld from everybody. "
        "That tells a tenant when others use the unit: for comparison, in mode detector only.",
    )
    probes: int = Field(
        default=12, ge=2, le=32, description="So many more tiny answers than others, to prompts that begin alike."
    )
    tiny_answer: int = Field(default=8, ge=1, le=1024, description="An answer of at most so many tokens is tiny.")
    forgive_seconds: float = Field(default=3600.0, gt=0, description="Each rest of this length forgives one probe.")
    restriction_seconds: float = Field(default=3600.0, gt=0, description="How long a restriction lasts.")
    spared_groups: tuple[Name, ...] = Field(
        default=(),
        description="Groups whose tenants are never restricted: jobs that classify in bulk look like probing.",
    )
    window_seconds: float = Field(default=300.0, gt=0, description="Length of the windows in which hits are counted.")
    growth: float = Field(
        default=2.0,
        gt=1,
        le=100,
        description="Hits of a unit over those of the window before that raise an alert: r_a.",
    )
    min_hits: int = Field(default=20, ge=1, description="Fewer hits in a window raise no alert.")
    diversity: float = Field(
        default=0.3,
        gt=0,
        le=1,
        description="No alert while distinct owners over hits are more than this: a crowd. 1: the published rule.",
    )


class Policy(_Section):
    """What may be shared, and with whom."""

    mode: Mode = Field(
        default=Mode.LEDGER,
        description="isolate: nothing is shared. declared: what the operator declares. ledger: also what enough "
        "owners use, by a differentially private vote that ChunkGuard did not veto. detector: also what ChunkGuard "
        "calls clean, at once and without a guarantee. "
        "share-all-unsafe: everything, as without SafeKV; a baseline for measurements, never in production.",
    )
    production: bool = Field(
        default=False,
        description="Refuse what is only fit for trying out: a missing master secret, share-all-unsafe.",
    )
    identity: Identity = Identity()
    groups: dict[Name, tuple[Name, ...]] = Field(
        default={}, description="Organisations: group name to the names of its tenants."
    )
    owners: dict[Name, tuple[Name, ...]] = Field(
        default={},
        description="Who votes: owner to the names of its tenants. A tenant that is not named is its own owner.",
    )
    declared: tuple[DeclaredPrefix, ...] = Field(
        default=(), description="Prefixes that are shared from the start on, in modes that publish."
    )
    guard: Guard = Guard()
    ledger: Ledger = Ledger()
    cache: Cache = Cache()
    monitor: Monitor = Monitor()

    @model_validator(mode="after")
    def _coherent(self) -> Self:
        names = [prefix.name for prefix in self.declared]
        if repeated := {name for name in names if names.count(name) > 1}:
            raise ValueError(f"declared: the name {min(repeated)!r} is used twice")
        if unknown := {p.group for p in self.declared if p.group is not None} - set(self.groups):
            raise ValueError(f"declared: the group {min(unknown)!r} is not under groups")
        for section, parties in (("groups", self.groups), ("owners", self.owners)):
            members = [tenant for tenants in parties.values() for tenant in tenants]
            if repeated := {tenant for tenant in members if members.count(tenant) > 1}:
                raise ValueError(f"{section}: the tenant {min(repeated)!r} is in two {section}; one is the limit")
        if self.mode is Mode.SHARE_ALL_UNSAFE and self.cache.partition != "plain":
            raise ValueError("cache.partition: what everybody shares is nobody's share; use plain here")
        if self.production and self.mode is Mode.SHARE_ALL_UNSAFE:
            raise ValueError("mode: share-all-unsafe shares everything between tenants; not in production")
        if self.production and self.identity.master_secret_file is None:
            raise ValueError(
                "identity.master_secret_file: required in production; "
                "make one with: (umask 077; openssl rand -hex 32 > master.key)"
            )
        return self

    @model_validator(mode="after")
    def _monitor_fits(self) -> Self:
        if self.monitor.answer == "quarantine" and self.mode is not Mode.DETECTOR:
            raise ValueError("monitor.answer: quarantine tells who else uses a unit; only in mode detector, to compare")
        if unknown := set(self.monitor.spared_groups) - set(self.groups):
            raise ValueError(f"monitor.spared_groups: the group {min(unknown)!r} is not under groups")
        return self

    def group_of(self) -> Mapping[TenantId, GroupName]:
        """The group of each tenant that is in one."""
        return {TenantId(t): GroupName(g) for g, tenants in self.groups.items() for t in tenants}

    def owner_of(self) -> Mapping[TenantId, str]:
        """The owner of each tenant that is not its own."""
        return {TenantId(t): owner for owner, tenants in self.owners.items() for t in tenants}


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """What one run of the server needs beside the policy: a directory of mode 0700, made by `safekv serve`."""

    directory: Path

    @property
    def master_secret_file(self) -> Path:
        """The master secret of this run, when the policy names none."""
        return self.directory / "master.key"

    @property
    def control_socket(self) -> Path:
        """Where the scheduler listens for the operator's commands."""
        return self.directory / "control.sock"

    @property
    def ledger_file(self) -> Path:
        """The ledger of this run, when the policy has no lasting one."""
        return self.directory / DEFAULT_LEDGER


class _Loader(yaml.SafeLoader):
    """YAML in which a repeated key is an error instead of a silent overwrite."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen: set[str] = set()
        for key, _ in node.value:
            if isinstance(key, yaml.ScalarNode) and key.value in seen:
                raise yaml.MarkedYAMLError(problem=f"the key {key.value!r} comes twice", problem_mark=key.start_mark)
            seen.add(str(key.value))
        return super().construct_mapping(node, deep)


def parse_document(text: str) -> Any:
    """JSON as JSON, since YAML reads some of it otherwise (surrogate pairs, tabs, line separators); else YAML."""
    try:
        return json.loads(text, object_pairs_hook=_unique)
    except json.JSONDecodeError:
        return yaml.load(text, Loader=_Loader)  # noqa: S506 - a SafeLoader


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    names = [name for name, _ in pairs]
    if repeated := {name for name in names if names.count(name) > 1}:
        raise yaml.YAMLError(f"the key {min(repeated)!r} comes twice")
    return dict(pairs)


def load_policy(path: Path) -> Policy:
    """Read and validate a policy file; paths in it become absolute. Raises PolicyError."""
    try:
        document = parse_document(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise PolicyError(f"{path}: there is no such policy file") from None
    except (OSError, UnicodeDecodeError) as error:
        raise PolicyError(f"{path}: cannot be read ({error})") from None
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise PolicyError(f"{path}: not valid YAML: {_yaml_problem(error)}") from None
    if not isinstance(document, dict) or not document:
        raise PolicyError(f"{path}: a policy is a mapping such as `mode: declared`; this is not one")
    try:
        policy = Policy.model_validate(document)
    except ValidationError as error:
        raise PolicyError("\n".join(f"{path}: {problem}" for problem in _problems(error))) from None
    try:
        policy.model_dump_json()  # as `safekv serve` hands it to its processes
    except ValueError as error:
        raise PolicyError(f"{path}: declared: something in it has no JSON form ({error})") from None
    return _with_absolute_paths(policy, path.resolve().parent)


def load_environment(environ: Mapping[str, str] | None = None) -> tuple[Policy, Session]:
    """The policy and the session of the running server.

    Raises EngineError when the process was not started by `safekv serve`, PolicyError for a bad policy.
    """
    variables = os.environ if environ is None else environ
    policy, session = variables.get(POLICY_VARIABLE), variables.get(SESSION_VARIABLE)
    if not policy or not session:
        raise EngineError(
            f"{POLICY_VARIABLE} or {SESSION_VARIABLE} is not set: SafeKV's scheduler and middleware work together "
            "and only in a server started with `safekv serve`"
        )
    return load_policy(Path(policy)), Session(directory=Path(session))


def policy_schema() -> dict[str, Any]:
    """The JSON schema of a policy file."""
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **Policy.model_json_schema()}


def _with_absolute_paths(policy: Policy, base: Path) -> Policy:
    identity = policy.identity
    proxy = identity.proxy
    if proxy is not None and proxy.secret_file is not None:
        proxy = proxy.model_copy(update={"secret_file": base / proxy.secret_file})
    paths: dict[str, Any] = {"proxy": proxy}
    for name in ("api_keys", "master_secret_file"):
        value: Path | None = getattr(identity, name)
        paths[name] = base / value if value is not None else None
    ledger = policy.ledger
    if ledger.path is not None or identity.master_secret_file is not None:
        ledger = ledger.model_copy(update={"path": base / (ledger.path or DEFAULT_LEDGER)})
    guard = policy.guard.model_copy(update={"adapters": tuple(_placed(one, base) for one in policy.guard.adapters)})
    identity = identity.model_copy(update=paths)
    return policy.model_copy(update={"identity": identity, "ledger": ledger, "guard": guard})


def _placed(adapter: Adapter, base: Path) -> Adapter:
    """With an absolute path where the model is a directory beside the policy; else it is a name."""
    there = adapter.model is not None and (base / adapter.model).is_dir()
    return adapter.model_copy(update={"model": str(base / str(adapter.model))}) if there else adapter


def _yaml_problem(error: Exception) -> str:
    if isinstance(error, yaml.MarkedYAMLError) and error.problem_mark is not None:
        mark = error.problem_mark
        return f"line {mark.line + 1}, column {mark.column + 1}: {error.problem}"
    if isinstance(error, RecursionError):
        return "nested too deeply"
    return str(error) if "comes twice" in str(error) else "it cannot be parsed"


def _problems(error: ValidationError) -> list[str]:
    """One line per problem: where, what, and the nearest known key for a misspelt one."""
    lines = []
    for problem in error.errors(include_input=False, include_url=False):
        where = ".".join(str(part) for part in problem["loc"] if not str(part).startswith("lax-or-strict"))
        message = problem["msg"].removeprefix("Value error, ")
        if problem["type"] == "extra_forbidden":
            message = "unknown key" + _suggestion(str(problem["loc"][-1]))
        lines.append(f"{where}: {message}" if where else message)
    return lines


def _suggestion(key: str) -> str:
    sections = (Policy, Identity, Proxy, DeclaredPrefix, Guard, CustomRule, Adapter, Ledger, Cache, Share, Monitor)
    known = {name for section in sections for name in section.model_fields}
    near = difflib.get_close_matches(key, known, n=1)
    return f"; did you mean {near[0]}?" if near else ""
