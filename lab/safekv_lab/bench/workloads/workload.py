"""What a workload is: a declared prefix, and the requests of several tenants in order of arrival."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Json: TypeAlias = dict[str, Any]
"""One chat message or one tool definition, as the OpenAI API writes it."""

MAX_TOKENS = 4
"""Generated per request: on few cores, decoding delays the delivery of the first token and blurs its time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Declared:
    """The public prefix of every request: what the operator declares as shared."""

    name: str
    messages: tuple[Json, ...]
    tools: tuple[Json, ...] = ()

    def as_policy(self) -> Json:
        """Return the entry for `declared:` of a policy file."""
        entry: Json = {"name": self.name, "messages": list(self.messages)}
        return {**entry, "tools": list(self.tools)} if self.tools else entry


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One chat request: the conversation so far, replayed as agents do. `turn` counts from 0."""

    tenant: str
    session: str
    turn: int
    messages: tuple[Json, ...]
    tools: tuple[Json, ...] = ()
    max_tokens: int = MAX_TOKENS


@dataclass(frozen=True, slots=True, kw_only=True)
class Workload:
    """Requests of several tenants that all begin with the declared prefix."""

    name: str
    declared: Declared
    requests: tuple[Request, ...]

    @property
    def tenants(self) -> tuple[str, ...]:
        """Return the tenants in the order of their first requests."""
        return tuple(dict.fromkeys(request.tenant for request in self.requests))

    @property
    def sessions(self) -> int:
        """Return the number of conversations."""
        return len({request.session for request in self.requests})


def turns(*, tenant: str, session: str, declared: Declared, dialogue: Sequence[Json], max_tokens: int) -> list[Request]:
    """Turn a recorded dialogue into requests: one per assistant message, asking for it anew.

    `dialogue` starts after the declared messages; what follows its last assistant message is not sent.
    """
    asked = [place for place, message in enumerate(dialogue) if message["role"] == "assistant"]
    return [
        Request(
            tenant=tenant,
            session=session,
            turn=turn,
            messages=(*declared.messages, *dialogue[:place]),
            tools=declared.tools,
            max_tokens=max_tokens,
        )
        for turn, place in enumerate(asked)
    ]


def interleave(by_tenant: Mapping[str, Sequence[Request]]) -> tuple[Request, ...]:
    """Merge the tenants' requests, one of each in rotation; the order within a tenant stays."""
    rounds = itertools.zip_longest(*by_tenant.values())
    return tuple(request for round_ in rounds for request in round_ if request is not None)
