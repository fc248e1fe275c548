"""IP and MAC addresses. Formats: RFC 791, RFC 4291, IEEE 802; what is nobody's (private, documentation, loopback) by
Python's `ipaddress`, which follows IANA's special-purpose registries.
"""

from __future__ import annotations

import ipaddress

from safekv.guard.rules.anchors import DOTS, HEXES
from safekv.guard.rules.base import Rule, Span
from safekv.types import Category

_RESOLVERS = frozenset(
    {"8.8.8.8", "8.8.4.4", "1.1.1.1", "1.0.0.1", "9.9.9.9", "1.2.3.4", "208.67.222.222", "208.67.220.220"}
)
"""Addresses that everybody knows."""


def somebodys(text: str) -> bool:
    """A global address, and not one that everybody knows."""
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return False
    return address.is_global and not address.is_multicast and text not in _RESOLVERS


def _not_a_version(text: str, start: int, end: int) -> Span | None:
    """Four numbers are an address unless a word for version stands before, or another part follows."""
    before = text[max(0, start - 12) : start].lower().rstrip(" :=\"'")
    if before.endswith(("version", "ver", "v", "release", "section", ">", "<", "~", "^", "build")):
        return None
    if text[start - 1 : start] in {".", "-", "/"} and start:
        return None
    more = text[end : end + 2]
    return None if more[:1] == "." and more[1:].isdigit() else (start, end)


def _somebodys_card(text: str) -> bool:
    octets = text.replace("-", ":").lower().split(":")
    return (
        len(set(octets)) > 3
        and not text.lower().startswith("00:00:5e")
        and octets != ["00", "11", "22", "33", "44", "55"]
    )


RULES = (
    Rule(
        name="ipv4",
        category=Category.NETWORK_ID,
        pattern=r"(?:\b|_)(?P<v>(?:\d{1,3}\.){3}\d{1,3})(?:\b|_)",
        anchor=DOTS,
        source="RFC 791; IANA IPv4 special-purpose registry",
        refine=_not_a_version,
        valid=somebodys,
    ),
    Rule(
        name="ipv6",
        category=Category.NETWORK_ID,
        pattern=r"\b(?:(?:[0-9A-Fa-f]{1,4}:){7}[0-9A-Fa-f]{1,4}"
        r"|[0-9A-Fa-f]{1,4}(?::[0-9A-Fa-f]{1,4}){1,6}::(?:[0-9A-Fa-f]{1,4}(?::[0-9A-Fa-f]{1,4}){0,5})?)\b",
        anchor=HEXES,
        source="RFC 4291; IANA IPv6 special-purpose registry",
        valid=somebodys,
    ),
    Rule(
        name="mac",
        category=Category.NETWORK_ID,
        pattern=r"(?:\b|_)(?P<v>[0-9A-F]{2}(?::[0-9A-F]{2}){5}|[0-9A-F]{2}(?:-[0-9A-F]{2}){5})(?:\b|_)",
        anchor=HEXES,
        source="IEEE 802",
        caseless=True,
        valid=_somebodys_card,
    ),
)
