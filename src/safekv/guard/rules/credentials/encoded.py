"""Base64 of a key: of one that another rule knows, found by what the beginnings of keys become in base64, and of a run
of letters and digits that looks random. Format: RFC 4648.
"""

from __future__ import annotations

import base64
import re
import string

from safekv.guard.rules.anchors import ENCODED, GROUP
from safekv.guard.rules.base import Rule, Span
from safekv.guard.rules.checks import placeholder, random_looking
from safekv.guard.rules.credentials import tokens
from safekv.guard.rules.credentials.jwt import decoded
from safekv.verdicts import Category

_BEGINNINGS = (
    "AKIA",
    "ASIA",
    "ghp_",
    "gho_",
    "ghs_",
    "ghu_",
    "github_pat_",
    "glpat-",
    "xoxb-",
    "xoxp-",
    "xoxa-",
    "xapp-",
    "sk_live_",
    "sk_test_",
    "rk_live_",
    "sk-ant-",
    "sk-proj-",
    "AIza",
    "npm_",
    "pypi-",
    "ya29.",
    "GOCSPX-",
    "hf_",
    "dapi",
    "shpat_",
    "SG.",
    "glsa_",
    "hvs.",
    "dop_v1_",
    "AccountKey=",
    ".atlasv1.",
    "-----BEGIN",
    "postgres://",
    "postgresql://",
    "mysql://",
    "mongodb",
    "redis://",
    "amqp://",
    "password",
    "Password",
    "PASSWORD",
    "passwd",
    "secret",
    "SECRET",
    "api_key",
    "API_KEY",
    "apikey",
    "token=",
    "TOKEN",
    "Bearer ",
    "bearer ",
    "uthorization",
    "eyJhbGciOi",
    "_key",
    "_KEY",
    "ACCESSKEY",
    "http://",
    "https://",
    "--user ",
    "curl -u",
)
_REACH = 1024
_ALPHABET = string.ascii_letters + string.digits + "+/_-"
_AFTER = re.compile(r"[A-Za-z0-9+/_-]{0,1024}={0,2}")


def in_base64(beginning: str) -> set[str]:
    """The characters of which `beginning` is sure, wherever in the encoded text it stands (three shifts)."""
    forms = set()
    for shift in range(3):
        raw = base64.b64encode(b"\0" * shift + beginning.encode()).decode()
        sure = (shift + len(beginning)) * 8 // 6
        form = raw[-(-shift * 8 // 6) : sure]
        if len(form) >= 4:
            forms.add(form)
    return forms


_FORMS = sorted(re.escape(form) for beginning in _BEGINNINGS for form in in_base64(beginning))
_KNOWN = re.compile(
    "|".join(f"(?{'i' if rule.caseless else ''}:{rule.pattern.replace('(?P<v>', '(?:')})" for rule in tokens.RULES)
)
_OTHER = re.compile(
    r"-----BEGIN [A-Z ]{0,30}PRIVATE KEY|://[^\s:/@]{1,64}:[^\s:/@]{4,80}@"
    r"|(?i:passw(?:or)?d|secret|(?:api|access)_?key|_key|token)[\"']? ?[:=] ?[\"']?[^\s\"']{6}"
    r"|(?i:uthorization[\"']?: ?[\"']?(?:bearer|token|basic)|bearer) [A-Za-z0-9._=/+-]{12}"
    r"|\beyJ[A-Za-z0-9_-]{8,400}\.eyJ|(?:curl -u|--user) [^\s:]{1,64}:\S{4}"
)
_PLAIN = re.compile(r"[\t\n\r -~]+")


def hidden_key(text: str) -> bool:
    """What it decodes to is text, and has a key in it."""
    raw = decoded(text[: len(text.rstrip("=")) // 4 * 4]).decode("latin-1") if len(text) >= 16 else ""
    if not _PLAIN.fullmatch(raw):
        return False
    whole = decoded(text).decode("latin-1")
    found = _KNOWN.search(whole) or _OTHER.search(whole)
    return found is not None and not placeholder(found.group())


def _whole(text: str, start: int, end: int) -> Span | None:
    """The run of base64 characters that the form stands in."""
    low = max(0, start - _REACH)
    after = _AFTER.match(text, end)
    return low + len(text[low:start].rstrip(_ALPHABET)), after.end() if after else end


_RUN = re.compile(rb"[A-Za-z0-9_+/=.~-]{16,}")


def hidden_run(text: str) -> bool:
    """What it decodes to is one run of letters, digits and the signs of keys, with both in it, and looks random."""
    raw = decoded(text)
    run = raw.decode("ascii") if _RUN.fullmatch(raw) else ""
    mixed = any(c.isdigit() for c in run) and any(c.isalpha() for c in run)
    return mixed and random_looking(run)


RULES = (
    Rule(
        name="encoded-secret",
        category=Category.CREDENTIAL,
        pattern="(?:" + "|".join(_FORMS) + ")",
        source="RFC 4648",
        free=True,
        refine=_whole,
        valid=hidden_key,
    ),
    Rule(
        name="encoded-run",
        category=Category.CREDENTIAL,
        pattern=rf"\b(?:{GROUP}){{6,100}}[A-Za-z0-9+/_-]{{0,3}}={{0,2}}",
        source="RFC 4648",
        anchor=ENCODED,
        valid=hidden_run,
    ),
)
