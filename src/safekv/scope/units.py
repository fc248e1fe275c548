"""Cuts a prompt into units at its message boundaries, rounded down to KV blocks."""

from __future__ import annotations

from collections.abc import Sequence

from safekv.types import Audience, Unit

MAX_UNITS = 4
"""Units of one prompt, at most (DESIGN §1). More would only make the walk longer."""


def unit_ends(boundaries: Sequence[int], block_size: int) -> tuple[int, ...]:
    """The ends of a prompt's units, in tokens.

    `boundaries` are the token positions at which messages end, ascending. Each is rounded down to a block;
    what becomes empty disappears; of more than `MAX_UNITS` ends the first ones and the last are kept.
    Rounding is down, never up: a unit that ended above its boundary would hold the next message's tokens.
    """
    ends = sorted({boundary // block_size * block_size for boundary in boundaries} - {0})
    if len(ends) > MAX_UNITS:
        ends = [*ends[: MAX_UNITS - 1], ends[-1]]
    return tuple(ends)


def split(tokens: Sequence[int], ends: Sequence[int], audience: Audience) -> tuple[Unit, ...]:
    """The units of a prompt that end at `ends`, parents first.

    Raises ValueError if the ends are not ascending or exceed the prompt.
    """
    starts = [0, *ends][: len(ends)]
    if any(end <= start for start, end in zip(starts, ends, strict=True)) or (ends and ends[-1] > len(tokens)):
        raise ValueError("unit ends must ascend and stay within the prompt")
    return tuple(
        Unit(path=tuple(tokens[:end]), start=start, audience=audience) for start, end in zip(starts, ends, strict=True)
    )
