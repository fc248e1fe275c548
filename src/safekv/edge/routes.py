"""The allow-list of HTTP routes and of their body fields.

Everything is allow-listed: a route that is not in this table is refused, a body field that the engine's own request
class does not know is dropped, and fields by which a caller could reach a cache, name another's request or move KV
about are dropped or refused. The request classes are those of a known engine version (`compat`), so a field that a
later version adds cannot slip in.
"""

from __future__ import annotations

import enum
import importlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from safekv.errors import CallerError


class Kind(enum.Enum):
    """Who may call a route, and what happens to its body."""

    OPEN = "open"  # anybody, without a key: liveness
    PLAIN = "plain"  # reaches no cache; a wrong key is still refused
    CACHED = "cached"  # JSON body in which we write the salt
    METRICS = "metrics"  # operators, and who has a key for metrics
    OPERATOR = "operator"  # operators only


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """One route. `fields` are the body fields that pass, for `CACHED`."""

    kind: Kind
    fields: frozenset[str] = field(default=frozenset(), repr=False)


Routes: TypeAlias = Mapping[tuple[str, str], Route]
"""The routes by method and path."""

_OPENAI = "vllm.entrypoints.openai"
_POOLING = "vllm.entrypoints.pooling"

CACHED_BODIES: dict[str, str] = {
    "/v1/chat/completions": f"{_OPENAI}.chat_completion.protocol:ChatCompletionRequest",
    "/v1/completions": f"{_OPENAI}.completion.protocol:CompletionRequest",
    "/v1/responses": f"{_OPENAI}.responses.protocol:ResponsesRequest",
    "/v1/messages": "vllm.entrypoints.anthropic.protocol:AnthropicMessagesRequest",
    "/v1/embeddings": f"{_POOLING}.embed.protocol:EmbeddingCompletionRequest EmbeddingChatRequest",
    "/pooling": f"{_POOLING}.pooling.protocol:PoolingCompletionRequest PoolingChatRequest",
    "/classify": f"{_POOLING}.classify.protocol:ClassificationCompletionRequest ClassificationChatRequest",
    "/score": f"{_POOLING}.scoring.protocol:ScoreDataRequest ScoreQueriesDocumentsRequest ScoreTextRequest",
    "/rerank": f"{_POOLING}.scoring.protocol:RerankRequest",
}
"""POST routes that take a salt, and the engine's classes of their bodies."""

_ALIASES = {"/v1/score": "/score", "/v1/rerank": "/rerank", "/v2/rerank": "/rerank"}

_OTHERS: dict[Kind, tuple[str, ...]] = {
    Kind.OPEN: ("GET /health", "GET /ping", "POST /ping"),
    Kind.PLAIN: (
        "GET /version",
        "GET /v1/models",
        "POST /tokenize",
        "POST /detokenize",
        "POST /v1/messages/count_tokens",
    ),
    Kind.METRICS: ("GET /metrics", "GET /safekv/metrics"),
    Kind.OPERATOR: (
        "GET /load",
        "GET /is_sleeping",
        "GET /is_paused",
        "POST /sleep",
        "POST /wake_up",
        "POST /pause",
        "POST /resume",
        "POST /reset_prefix_cache",
        "GET /safekv/monitor",
        "GET /safekv/status",
        "GET /safekv/declared",
        "POST /safekv/declared",
        "DELETE /safekv/declared",
        "DELETE /safekv/released",
    ),
}

DROPPED = frozenset({"cache_salt", "request_id", "session_id", "priority", "no_store"})
"""Ours to write, or of no meaning between tenants: ids could collide, priorities could starve others."""

REFUSED = frozenset(
    {
        "kv_transfer_params",  # moves KV of named requests
        "ec_transfer_params",
        "vllm_xargs",  # an open door to all of these
        "prompt_embeds",
        "mm_payload",
        "return_mm_kwargs",
        "mm_processor_kwargs",
        "media_io_kwargs",
        "previous_response_id",  # the store of responses knows no tenants
        "previous_input_messages",
        "background",
    }
)
"""What reaches a cache, a store or another request past the salt. Refused rather than dropped: the caller counts
on them."""

MAX_CALLER_SALT = 128
"""The engine's own limit on a salt, in characters."""


def load_routes() -> Routes:
    """The table of routes by method and path, with the body fields of the installed engine."""
    table: dict[tuple[str, str], Route] = {}
    for kind, routes in _OTHERS.items():
        for route in routes:
            method, _, path = route.partition(" ")
            table[method, path] = Route(kind=kind)
    for path, classes in CACHED_BODIES.items():
        table["POST", path] = Route(kind=Kind.CACHED, fields=_fields(classes) - DROPPED - REFUSED)
    for alias, path in _ALIASES.items():
        table["POST", alias] = table["POST", path]
    return table


def _fields(classes: str) -> frozenset[str]:
    module, _, names = classes.partition(":")
    found = importlib.import_module(module)
    return frozenset(name for each in names.split() for name in getattr(found, each).model_fields)


def route_path(scope: Mapping[str, Any]) -> str:
    """The path as the engine's router reads it: behind `--root-path`, or without, as a proxy in front may send it."""
    path, root = str(scope["path"]), str(scope.get("root_path", ""))
    behind = path.removeprefix(root)
    return behind if root and path.startswith(root) and behind[:1] in ("", "/") else path


def find_route(routes: Routes, method: str, path: str) -> Route:
    """The route of a path. Raises CallerError (404) for one that is not in the table."""
    for named in ("/safekv/declared", "/safekv/released"):
        if path.startswith(f"{named}/"):
            path = named
    if method == "HEAD":
        method = "GET"
    if method == "OPTIONS" and any(known == path for _, known in routes):
        return Route(kind=Kind.OPEN)
    route = routes.get((method, path))
    if route is None:
        raise CallerError(f"{method} {path[:100]} is not served here", status=404, param="path")
    return route


def without_slash(routes: Routes, path: str) -> str | None:
    """The path of a known route that was called with a slash behind it; the engine redirects there, too."""
    bare = path.rstrip("/")
    return bare if bare != path and any(known == bare for _, known in routes) else None


def scoped_body(body: Mapping[str, Any], route: Route, salt: str | None) -> dict[str, Any]:
    """The body as the engine shall see it: allowed fields only, and our salt, if any.

    Raises CallerError for a refused field or a salt that no engine would take.
    """
    for name in sorted(REFUSED & body.keys()):
        if body[name]:
            raise CallerError(f"{name} is not available on this server, it would reach past the tenant", param=name)
    check_caller_salt(body.get("cache_salt"))
    scoped = {name: value for name, value in body.items() if name in route.fields}
    if salt is not None:
        scoped["cache_salt"] = salt
    return scoped


def check_caller_salt(salt: object) -> None:
    """Refuse what the engine would refuse; a well-formed salt of the caller's is merely replaced.

    Raises CallerError.
    """
    if salt is None:
        return
    if not isinstance(salt, str) or not 0 < len(salt) <= MAX_CALLER_SALT or not salt.isprintable():
        raise CallerError(
            f"cache_salt must be a string of 1 to {MAX_CALLER_SALT} printable characters; "
            "leave it out, this server writes its own",
            param="cache_salt",
        )


def asks_no_store(body: Mapping[str, Any], cache_control: str) -> bool:
    """Whether this request shall leave nothing to reuse: `Cache-Control: no-store`, or `"no_store": true`.

    Raises CallerError when `no_store` is not a boolean.
    """
    flag = body.get("no_store", False)
    if not isinstance(flag, bool):
        raise CallerError("no_store must be true or false", param="no_store")
    return flag or "no-store" in {directive.strip().lower() for directive in cache_control.split(",")}
