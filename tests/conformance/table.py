"""The table: what a tenant may and may not get out of the cache, one line per case.

A row is played on a fresh prompt in every mode: `victim` asks, `other` asks the same (what it gets of the victim's
is `probe`), and `own` is the victim's asking once more, which must be served from the cache, or the zero before it
would mean nothing. The probe under `share-all-unsafe` is the positive control: there the same request must hit.

Every prompt begins with a system message (raw prompts: a text) that mode `declared` has declared, as real ones do.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Any, TypeAlias

from tests.conformance.calls import Endpoint

MODES = ("share-all-unsafe", "isolate", "declared")


class Hit(StrEnum):
    """How much of a prompt comes from the cache."""

    ALL = "everything that was computed before, generated blocks included, to the last whole block"
    DECLARED = "the declared prefix and not a token more; nothing where nothing is declared"
    NOTHING = "0 tokens"


Refused: TypeAlias = int
"""HTTP status."""

Outcome: TypeAlias = Hit | Refused

ISOLATED: Mapping[str, Outcome] = MappingProxyType(
    {"share-all-unsafe": Hit.ALL, "isolate": Hit.NOTHING, "declared": Hit.DECLARED}
)
UNKNOWN_CALLER: Mapping[str, Outcome] = MappingProxyType(
    {"share-all-unsafe": Hit.ALL, "isolate": Hit.NOTHING, "declared": Hit.NOTHING}
)
CACHED: Mapping[str, Outcome] = MappingProxyType(dict.fromkeys(MODES, Hit.ALL))


def refused(status: int) -> Mapping[str, Outcome]:
    """Refused in every mode; without what it is refused for, the same request is answered."""
    return MappingProxyType(dict.fromkeys(MODES, status))


class Who(StrEnum):
    """Whose credentials go with a request."""

    KEY = "Authorization: Bearer"
    X_API_KEY = "x-api-key"
    NOBODY = "no credentials"
    WRONG = "a key that does not exist"
    OPERATOR = "an operator's key"
    HEADERS = "only what `headers` says"


class Prompt(StrEnum):
    """What is asked, seen from the victim's first request."""

    SAME = "the same"
    TOKENS = "the same, as token ids to /v1/completions"
    WITH_OUTPUT = "the same and the victim's answer, as token ids to /v1/completions"
    NEXT_TURN = "the same conversation with the victim's answer, one turn on"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """A request. In header values {own}, {victim} and {proxy} are keys, {name} is the victim's name."""

    at: Endpoint = Endpoint.CHAT
    prompt: Prompt = Prompt.SAME
    who: Who = Who.KEY
    fields: Mapping[str, Any] = field(default_factory=dict)
    headers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A row."""

    dimension: str
    id: str
    victim: Ask = Ask()
    other: Ask = Ask()
    probe: Mapping[str, Outcome] = field(default_factory=lambda: ISOLATED)
    own: Ask = Ask()
    own_gets: Mapping[str, Outcome] = field(default_factory=lambda: CACHED)


def _both(dimension: str, name: str, ask: Ask) -> Case:
    """Victim, other and the victim again ask in the same way."""
    return Case(dimension=dimension, id=name, victim=ask, other=ask, own=ask)


CHAT, COMPLETIONS, RESPONSES, MESSAGES = Endpoint
STREAM = {"stream": True, "stream_options": {"include_usage": True}}
STREAMED = {"stream": True}
THREE = {"n": 3, "temperature": 1, "top_k": 1}
"""Three greedy answers; the engine refuses n > 1 at temperature 0."""
LONG = {"max_tokens": 40}
"""An answer of more than a block, so that there are generated blocks to find."""

RAW = Ask(at=COMPLETIONS)
ECHO = Ask(at=COMPLETIONS, fields={"echo": True, "logprobs": 1})

ENDPOINTS = [
    Case(dimension="tenant", id="chat-after-chat"),
    _both("endpoint", "completions", Ask(at=COMPLETIONS)),
    _both("endpoint", "responses", Ask(at=RESPONSES)),
    _both("endpoint", "messages", Ask(at=MESSAGES)),
    _both("endpoint", "messages-x-api-key", Ask(at=MESSAGES, who=Who.X_API_KEY)),
    Case(dimension="endpoint", id="responses-after-chat", other=Ask(at=RESPONSES), own=Ask(at=RESPONSES)),
    Case(dimension="endpoint", id="messages-after-chat", other=Ask(at=MESSAGES), own=Ask(at=MESSAGES)),
    Case(dimension="endpoint", id="chat-after-messages", victim=Ask(at=MESSAGES)),
    _both("streaming", "chat-streamed", Ask(fields=STREAM)),
    _both("streaming", "completions-streamed", Ask(at=COMPLETIONS, fields=STREAM)),
    _both("streaming", "responses-streamed", Ask(at=RESPONSES, fields=STREAMED)),
    _both("streaming", "messages-streamed", Ask(at=MESSAGES, fields=STREAMED)),
    Case(dimension="streaming", id="plain-after-streamed", victim=Ask(fields=STREAM)),
    Case(
        dimension="token ids",
        id="token-ids-after-chat",
        other=Ask(at=COMPLETIONS, prompt=Prompt.TOKENS),
        own=Ask(at=COMPLETIONS, prompt=Prompt.TOKENS),
    ),
    Case(dimension="n", id="n1-after-n3", victim=Ask(fields=THREE)),
    Case(dimension="beam search", id="plain-after-beam", victim=Ask(fields={"use_beam_search": True, "n": 2})),
    Case(dimension="log-probabilities", id="chat-after-prompt-logprobs", victim=Ask(fields={"prompt_logprobs": 1})),
    Case(dimension="log-probabilities", id="completions-after-echo", victim=ECHO, other=RAW, own=RAW),
    Case(
        dimension="generated blocks",
        id="prompt-and-answer-as-prompt",
        victim=Ask(fields=LONG),
        other=Ask(at=COMPLETIONS, prompt=Prompt.WITH_OUTPUT),
        own=Ask(at=COMPLETIONS, prompt=Prompt.WITH_OUTPUT),
    ),
    Case(
        dimension="multi-turn",
        id="second-turn",
        victim=Ask(fields=LONG),
        other=Ask(prompt=Prompt.NEXT_TURN),
        own=Ask(prompt=Prompt.NEXT_TURN),
    ),
    Case(
        dimension="multi-turn",
        id="second-turn-streamed",
        victim=Ask(fields={**STREAM, **LONG}),
        other=Ask(prompt=Prompt.NEXT_TURN, fields=STREAM),
        own=Ask(prompt=Prompt.NEXT_TURN, fields=STREAM),
    ),
]


def _salt(name: str, salt: str, victims: str | None = None) -> Case:
    victim = Ask(fields={"cache_salt": victims if victims is not None else salt})
    return Case(dimension="salt in body", id=name, victim=victim, other=Ask(fields={"cache_salt": salt}))


_SEALED_LOOK = "AQ" + "A" * 106  # what a sealed salt looks like: 108 characters of base64url

SALTS = [
    _salt("equal-salts", "our-common-salt"),
    _salt("victims-name", "victim", victims="mine-alone"),
    _salt("looks-sealed", _SEALED_LOOK),
    Case(
        dimension="salt in body",
        id="own-salts-change",  # its own repeat hits although it writes another salt each time
        victim=Ask(fields={"cache_salt": "one"}),
        own=Ask(fields={"cache_salt": "two"}),
    ),
    _both("salt in body", "completions-salt", Ask(at=COMPLETIONS, fields={"cache_salt": "s"})),
    _both("salt in body", "responses-salt", Ask(at=RESPONSES, fields={"cache_salt": "s"})),
    _both("salt in body", "messages-salt", Ask(at=MESSAGES, fields={"cache_salt": "s"})),
]

OWN, VICTIM = "Bearer {own}", "Bearer {victim}"


def _header(name: str, *headers: tuple[str, str], who: Who = Who.HEADERS, status: int | None = None) -> Case:
    other = Ask(who=who, headers=headers)
    probe = ISOLATED if status is None else refused(status)
    return Case(dimension="headers", id=name, other=other, probe=probe)


def _from_the_proxy(name: str, *headers: tuple[str, str]) -> Case:
    said = (("X-Tenant", "{name}"), ("X-SafeKV-Proxy-Secret", "{proxy}"), *headers)
    return Case(dimension="headers", id=name, other=Ask(who=Who.HEADERS, headers=said), probe=CACHED)


def _equal_header(name: str, value: str) -> Case:
    sent = Ask(headers=((name, value),))
    return Case(dimension="headers", id=f"equal-{name.lower()}-{value}", victim=sent, other=sent)


HEADERS = [
    _header("two-keys", ("Authorization", OWN), ("Authorization", VICTIM), status=401),
    _header("own-key-twice", ("Authorization", OWN), ("authorization", OWN)),
    _header("upper-case", ("AUTHORIZATION", "BEARER {own}")),
    _header("lower-case", ("authorization", "bearer {own}")),
    _header("x-api-key-own", ("x-api-key", "{own}")),
    _header("x-api-key-and-own-bearer", ("x-api-key", "{own}"), ("Authorization", OWN)),
    _header("x-api-key-and-other-bearer", ("x-api-key", "{own}"), ("Authorization", VICTIM), status=401),
    _header("two-x-api-keys", ("x-api-key", "{own}"), ("X-API-Key", "{victim}"), status=401),
    _header("keys-in-one-header", ("Authorization", "Bearer {own}, Bearer {victim}"), status=401),
    _header("basic-scheme", ("Authorization", "Basic {victim}"), status=401),
    _header("tenant-header-without-proxy", ("X-SafeKV-Tenant", "{name}"), who=Who.KEY),
    _header("tenant-header-forged", ("X-Tenant", "{name}"), who=Who.KEY, status=401),
    _header("tenant-header-alone", ("X-Tenant", "{name}"), status=401),
    _header("proxy-secret-guessed", ("X-Tenant", "{name}"), ("X-SafeKV-Proxy-Secret", "0" * 64), status=401),
    # The control of the rows above: from the real proxy the header does name the tenant. The address is the peer's,
    # whatever a request says of itself: by these headers it would come from outside the proxy's network.
    _from_the_proxy("proxy-names-the-victim"),
    _from_the_proxy("forwarded-for", ("X-Forwarded-For", "10.0.0.1")),
    _from_the_proxy("forwarded", ("Forwarded", "for=10.0.0.1")),
    _header("forwarded-for-own-key", ("X-Forwarded-For", "10.0.0.1"), who=Who.KEY),
    _header("salt-header", ("X-Cache-Salt", "s"), ("cache_salt", "s"), who=Who.KEY),
    _header("organisation", ("OpenAI-Organization", "{name}"), who=Who.KEY),
    _equal_header("X-Request-Id", "same-id"),
    _equal_header("X-Session-Id", "same-session"),
    _equal_header("X-data-parallel-rank", "0"),
    _equal_header("X-data-parallel-rank", "7"),
]
