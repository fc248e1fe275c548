"""IP and MAC addresses. Formats: RFC 791, RFC 4291, IEEE 802; what is nobody's (private, documentation, loopback) by
Python's `ipaddress`, which follows IANA's special-purpose registries.
"""

from __future__ import annotations

import ipaddress
import re

from safekv.guard.rules.anchors import DOTS, HEXES
from safekv.guard.rules.base import Rule, Span
from safekv.verdicts import Category

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
    if address.version == 6 and address in _MANUALS:
        return False
    return address.is_global and not address.is_multicast and text not in _RESOLVERS and not text.endswith(".0")


_MANUALS = ipaddress.ip_network("3fff::/20")
"""RFC 9637; `ipaddress` does not know it everywhere."""

_VERSION = re.compile(
    r"(?i)(?:versions?|ver|v|release|section|build|firmware|driver|sdk|upgrade|update|bump|package|assembly|runtime"
    r"|chapter|fileversion|clause|>|<|~|\^|\bfrom \d+(?:\.\d+){3} to)[ :=\"'(]{0,4}"
    r"(?:number|is|of|from|to|in|for|at least|than)?[ :=\"'(]{0,3}$"
)
_NEWER = re.compile(r"(?i)[-+][a-z]|[\"')]{0,2} (?:or (?:newer|later|above|higher|older)|and (?:up|later|above))")
_ADDRESS = re.compile(
    r"(?i)\b(?:ip|ipv4|address|adresse|host|server|login|logged|client|router|from|connect|ping|ssh|dns)"
)
_FEW = 20
"""Four numbers below this, without a word for an address before them, count something (a section, a version)."""


def _not_a_version(text: str, start: int, end: int) -> Span | None:
    """Four numbers are an address unless they are a version by what stands around, or small and without a word."""
    before = text[max(0, start - 48) : start].rpartition("\n")[2]
    after = text[end : end + 16]
    if _VERSION.search(before[-32:]) or _NEWER.match(after):
        return None
    if text[start - 1 : start] in {".", "-", "/"} and start:
        return None
    if after[:1] == "." and after[1:2].isdigit():
        return None
    counts = all(part.isdigit() and int(part) < _FEW for part in text[start:end].split("."))
    return None if counts and not _ADDRESS.search(before) else (start, end)


_MADE_UP = re.compile(
    r"00005e.*|(?:0123456789ab|001122334455|112233445566|aabbccddeeff|abcdef123456|1234567890ab|deadbeef.*|feedface.*)"
)


def _somebodys_card(text: str) -> bool:
    octets = text.replace("-", ":").lower().split(":")
    return len(set(octets)) > 3 and _MADE_UP.fullmatch("".join(octets)) is None


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
