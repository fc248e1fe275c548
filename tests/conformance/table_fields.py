"""The table, continued: body fields, no-store, callers without a tenant, and routes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tests.conformance.calls import Endpoint
from tests.conformance.table import (
    COMPLETIONS,
    ENDPOINTS,
    HEADERS,
    ISOLATED,
    RESPONSES,
    SALTS,
    UNKNOWN_CALLER,
    Ask,
    Case,
    Who,
    refused,
)


def _dropped(name: str, value: Any, at: Endpoint = Endpoint.CHAT) -> Case:
    """Both write the same value; it changes nothing."""
    ask = Ask(at=at, fields={name: value})
    return Case(dimension="fields", id=f"{name}-equal", victim=ask, other=ask, own=Ask(at=at))


def _refused(name: str, value: Any, at: Endpoint = Endpoint.CHAT) -> Case:
    plain = Ask(at=at)
    other = Ask(at=at, fields={name: value})
    return Case(
        dimension="fields",
        id=f"{name}-refused{at.replace('/', '-')}",
        victim=plain,
        other=other,
        probe=refused(400),
        own=plain,
    )


FIELDS = [
    _dropped("request_id", "chosen-by-the-caller"),
    _dropped("session_id", "chosen-by-the-caller"),
    _dropped("priority", -100),
    _dropped("user", "victim"),
    _dropped("prompt_cache_key", "same"),
    _dropped("unheard_of", {"cache_salt": "s"}),
    _refused("kv_transfer_params", {"do_remote_prefill": True, "remote_request_id": "x"}),
    _refused("ec_transfer_params", {"x": 1}),
    _refused("vllm_xargs", {"cache_salt": "s"}),
    _refused("mm_processor_kwargs", {"x": 1}),
    _refused("media_io_kwargs", {"x": {"y": 1}}),
    _refused("prompt_embeds", "AAAA", COMPLETIONS),
    _refused("kv_transfer_params", {"x": 1}, COMPLETIONS),
    _refused("previous_response_id", "resp_0123456789abcdef", RESPONSES),
    _refused("background", True, RESPONSES),
]

NO_STORE_HEADER = Ask(headers=(("Cache-Control", "no-store"),))
NO_STORE_FIELD = Ask(fields={"no_store": True})

NO_STORE = [
    Case(dimension="no-store", id="header-leaves-nothing", victim=NO_STORE_HEADER, own_gets=ISOLATED),
    Case(dimension="no-store", id="field-leaves-nothing", victim=NO_STORE_FIELD, own_gets=ISOLATED),
    Case(
        dimension="no-store",
        id="completions-leave-nothing",
        victim=Ask(at=COMPLETIONS, fields={"no_store": True}),
        other=Ask(at=COMPLETIONS),
        own=Ask(at=COMPLETIONS),
        own_gets=ISOLATED,
    ),
    Case(dimension="no-store", id="reads-nothing-of-its-own", own=NO_STORE_FIELD, own_gets=ISOLATED),
    Case(dimension="no-store", id="false-is-stored", victim=Ask(fields={"no_store": False})),
    Case(dimension="no-store", id="other-directives", victim=Ask(headers=(("Cache-Control", "no-cache, max-age=0"),))),
]

NOBODY = Ask(who=Who.NOBODY)

CALLERS = [
    Case(dimension="anonymous", id="after-a-tenant", other=NOBODY, probe=UNKNOWN_CALLER),
    Case(dimension="anonymous", id="before-a-tenant", victim=NOBODY, own_gets=ISOLATED),
    Case(
        dimension="anonymous",
        id="own-repeat",
        victim=NOBODY,
        other=NOBODY,
        probe=UNKNOWN_CALLER,
        own=NOBODY,
        own_gets=UNKNOWN_CALLER,
    ),
    Case(dimension="wrong key", id="wrong-key", other=Ask(who=Who.WRONG), probe=refused(401)),
    Case(dimension="operator", id="reads-declared-only", other=Ask(who=Who.OPERATOR)),
    Case(
        dimension="operator",
        id="stores-nothing",
        victim=Ask(who=Who.OPERATOR),
        own=Ask(who=Who.OPERATOR),
        own_gets=ISOLATED,
    ),
]

CASES = [*ENDPOINTS, *SALTS, *HEADERS, *FIELDS, *NO_STORE, *CALLERS]


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """A route, and what callers get there. `operator` None: not asked, since it would change the server."""

    route: str
    anonymous: int
    tenant: int
    operator: int | None


def _closed(route: str) -> Gate:
    return Gate(route=route, anonymous=404, tenant=404, operator=404)


def _open(route: str) -> Gate:
    return Gate(route=route, anonymous=200, tenant=200, operator=200)


def _redirected(route: str) -> Gate:
    return Gate(route=route, anonymous=307, tenant=307, operator=307)


def _operators(route: str, status: int | None = 200) -> Gate:
    return Gate(route=route, anonymous=401, tenant=403, operator=status)


GATES = [
    *map(_open, ("GET /health", "GET /ping", "GET /version", "GET /v1/models")),
    *(_operators(route) for route in ("GET /metrics", "GET /load", "GET /is_sleeping", "GET /is_paused")),
    *map(_redirected, ("POST /v1/chat/completions/", "GET /v1/models/", "GET /metrics/")),
    _operators("GET /safekv/status"),
    _operators("GET /safekv/monitor"),
    _operators("HEAD /safekv/status", None),
    *(_operators(route, None) for route in ("POST /sleep", "POST /wake_up", "POST /pause", "POST /resume")),
    _operators("POST /reset_prefix_cache", None),
    *(_operators(route, 400) for route in ("POST /safekv/declared",)),
    *(_operators(route, 404) for route in ("GET /safekv/declared/nothing-of-this-name",)),
    *(_operators(route, 409) for route in ("DELETE /safekv/declared/nothing-of-this-name",)),
    *(
        _closed(route)
        for route in (
            "POST /inference/v1/generate",
            "POST /invocations",
            "POST /v1/completions/render",
            "POST /v1/chat/completions/render",
            "POST /v1/chat/completions/batch",
            "POST /v1/audio/transcriptions",
            "POST /v1/audio/translations",
            "POST /v2/embed",
            "POST /cohere/v2/chat",
            "POST /v2/chat",
            "GET /v1/responses/resp_0123456789abcdef",
            "POST /v1/responses/resp_0123456789abcdef/cancel",
            "POST /v1/load_lora_adapter",
            "POST /collective_rpc",
            "POST /reset_mm_cache",
            "POST /reset_encoder_cache",
            "POST /release_kv_cache_memory",
            "POST /abort_requests",
            "POST /update_weights",
            "POST /start_profile",
            "POST /generative_scoring",
            "GET /server_info",
            "GET /kv_event_sources",
            "GET /tokenizer_info",
            "GET /docs",
            "GET /openapi.json",
            "GET /v1/realtime",
            "PUT /v1/chat/completions",
            "POST /v1/chat/completions//x",
            "POST //v1/chat/completions",
            "POST /V1/chat/completions",
            "GET /safekv",
        )
    ),
]
