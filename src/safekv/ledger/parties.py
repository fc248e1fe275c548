"""Who is one party in a period: owners between whom the operator has moved a tenant have one vote together.

An owner's votes are kept under a digest of its name. When the map of owners is edited in the middle of a period, the
same tenants come with other names, and would count again. So a name goes with every other that one of its tenants had
in the period, by whichever map: those names are one party until the period ends. The next one begins by its own map.

Names are 8-byte digests of the period (`LedgerKeys.owner_digest`). A party is called by the smallest of its names.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence


def joined(known: Mapping[bytes, bytes], groups: Iterable[Sequence[bytes]]) -> dict[bytes, bytes]:
    """The party of every name that is not alone: `known` so far, and now each group of names is one party."""
    above = dict(known)
    for first, *others in groups:
        for other in others:
            one, two = _top(above, first), _top(above, other)
            above[max(one, two)] = min(one, two)
            above.setdefault(min(one, two), min(one, two))
    return {name: _top(above, name) for name in above}


def _top(above: Mapping[bytes, bytes], name: bytes) -> bytes:
    while (parent := above.get(name, name)) != name:
        name = parent
    return name
