"""A sample request, whatever its API: its messages with their roles, and what else shapes the prompt."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from safekv.errors import DeclarationError

OPERATORS = frozenset({"system", "developer", "tool"})
"""Roles whose text is the operator's. Whoever else wrote a message has to be meant by name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """`roles` say who wrote each message, as the file has them, the system prompt first.

    `convert(n)` gives the first n of them as the engine's chat requests have them, which may be more or fewer. `fields`
    are those of a declaration. A sample with `text` has no messages: it is one prompt.
    """

    roles: tuple[str, ...] = ()
    convert: Callable[[int], list[dict[str, Any]]] = field(default=lambda _count: [], repr=False)
    fields: Mapping[str, Any] = field(default_factory=dict, repr=False)
    text: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Prefix:
    """What of a file is to be declared: `fields` of a declaration, from `taken` messages; `left_out` are not in it."""

    fields: Mapping[str, Any] = field(repr=False)
    taken: int = 0
    left_out: int = 0


def choose(sample: Sample, *, up_to: int | None, include_user: bool) -> Prefix:
    """The prefix of a sample. Raises DeclarationError where it would make public what nobody has asked for."""
    if sample.text is not None:
        return _whole_text(sample, up_to=up_to, include_user=include_user)
    roles = sample.roles
    leading = next((i for i, role in enumerate(roles) if role not in OPERATORS), len(roles))
    if up_to is None:
        if include_user:
            raise DeclarationError("--include-user goes with --up-to N, which says how far")
        if not leading:
            raise DeclarationError(
                f"message 1 is of role {roles[0]}: the file begins without a system message, and what users and "
                "assistants write is shared only with --up-to N --include-user"
            )
        return Prefix(fields=_with_messages(sample, leading), taken=leading, left_out=len(roles) - leading)
    if up_to > len(roles):
        raise DeclarationError(f"has {len(roles)} messages; --up-to {up_to} is too far")
    if leading < up_to and not include_user:
        raise DeclarationError(
            f"--up-to {up_to} takes in message {leading + 1}, of role {roles[leading]}: what users and assistants "
            "write is often private, and all tenants could then tell that it was sent. Add --include-user if it is "
            f"meant to be public, or share {'up to ' + str(leading) if leading else 'a file with a system message'}"
        )
    return Prefix(fields=_with_messages(sample, up_to), taken=up_to, left_out=len(roles) - up_to)


def _with_messages(sample: Sample, count: int) -> dict[str, Any]:
    messages = sample.convert(count)
    if not messages:
        raise DeclarationError("the messages to be shared are empty")
    return {"messages": messages, **sample.fields}


def _whole_text(sample: Sample, *, up_to: int | None, include_user: bool) -> Prefix:
    if up_to is not None:
        raise DeclarationError("--up-to counts messages, and this is one text; shorten the text instead")
    if not include_user:
        raise DeclarationError(
            "`prompt` is one text, in which what a user wrote cannot be told from the rest; add --include-user if all "
            "of it is meant to be public, or put the beginning that is meant into a .txt file"
        )
    return Prefix(fields={"text": sample.text, **sample.fields})
