"""Reads policy files and environment variables. No other module reads the environment."""

from __future__ import annotations

import difflib
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from safekv.config.cache import Cache, Fractions
from safekv.config.declared import DeclaredPrefix
from safekv.config.guard import Adapter, CustomRule, Guard
from safekv.config.identity import Identity, Proxy
from safekv.config.ledger import Ledger
from safekv.config.monitor import Monitor
from safekv.config.policy import Policy
from safekv.config.session import DEFAULT_LEDGER, Session
from safekv.errors import EngineError, PolicyError

POLICY_VARIABLE = "SAFEKV_POLICY"
SESSION_VARIABLE = "SAFEKV_SESSION"


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


def unread(error: OSError | UnicodeError, wanted: str) -> str:
    """Why a file that the operator has named cannot be read, and the mend; `wanted` says what would be taken there."""
    match error:
        case FileNotFoundError() | NotADirectoryError():
            return f"there is no such file; give the path of {wanted}"
        case IsADirectoryError():
            return f"a folder, not a file; give the path of {wanted}"
        case PermissionError():
            return "may not be read by this user; see whose it is, and its mode"
        case UnicodeError():
            return f"not UTF-8 text; give {wanted}, saved as UTF-8"
    return f"cannot be read: {error.strerror or error}; see the path, and the disk"


def load_policy(path: Path) -> Policy:
    """Read and validate a policy file; paths in it become absolute. Raises PolicyError."""
    try:
        document = parse_document(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise PolicyError(f"{path}: {unread(error, 'a policy file (YAML or JSON)')}") from None
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


def load_session(environ: Mapping[str, str] | None = None) -> Session | None:
    """The session of the running server, if this process belongs to one."""
    directory = (os.environ if environ is None else environ).get(SESSION_VARIABLE)
    return Session(directory=Path(directory)) if directory else None


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


_SECTIONS: Mapping[str, Any] = {
    "the top": Policy,
    "identity": Identity,
    "identity.proxy": Proxy,
    "declared": DeclaredPrefix,
    "guard": Guard,
    "guard.rules": CustomRule,
    "guard.adapters": Adapter,
    "ledger": Ledger,
    "cache": Cache,
    "cache.default": Fractions,
    "monitor": Monitor,
}
"""What has keys of its own, by its place in a policy."""


def _suggestion(key: str) -> str:
    places = [place for place, section in _SECTIONS.items() if key in section.model_fields]
    if places:
        return f" here; it belongs under {' or '.join(places)}"
    known = {name for section in _SECTIONS.values() for name in section.model_fields}
    near = difflib.get_close_matches(key, known, n=1)
    return f"; did you mean {near[0]}?" if near else ""
