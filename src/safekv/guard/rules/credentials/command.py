"""Passwords on command lines. Format: the manual pages of curl (-u), mysql (-p) and sshpass."""

from __future__ import annotations

import re

from safekv.guard.rules.base import Rule, Span
from safekv.guard.rules.checks import word_set
from safekv.guard.rules.credentials.url import real_password
from safekv.verdicts import Category

_CURL = re.compile(r"\bcurl\b")
_VARIABLE = re.compile(r"^[\"']?(?:\$|<|\{|\[|%|\*|\.\.\.)")
_MADE_UP = word_set("user username name test foo xxx api login email")


def _after_curl(text: str, start: int, end: int) -> Span | None:
    return (start, end) if _CURL.search(text, max(0, start - 400), start) else None


def _pair(text: str) -> bool:
    """One of the two is a secret: neither a variable nor a placeholder."""
    name, _, password = text.partition(":")
    name, password = name.strip("\"'"), password.strip("\"'")
    if _VARIABLE.match(name) and not name.startswith("{"):
        return False
    if not password:
        return len(name) >= 8 and any(c.isdigit() for c in name) and real_password(name)
    secret = (
        password[1:] if password.startswith("{") and len(password) > 9 and not password.startswith("{{") else password
    )
    if name.lower() in _MADE_UP and secret.lower() in {"token", "key", "yyy", "api_key", "apikey"}:
        return False
    return real_password(secret)


_FLAGS = re.compile(
    r"(?i)\d{1,5}|[-./~].*|(?:\d{1,5}:\d{1,5}).*|.*[./\\].*|(?:admin|root|file|stdin|prompt|none|true|false)"
)
"""What follows `-p` and is none: ports, paths, hosts, switches."""


def _told(text: str) -> bool:
    """Whatever stands there is the password, a weak one as well; but for variables, ports, paths and placeholders."""
    return real_password(text) and not _FLAGS.fullmatch(text)


RULES = (
    Rule(
        name="curl-user",
        category=Category.CREDENTIAL,
        pattern=r"(?:[ \t]-u|[ \t]--user)[ =]{0,3}[\"']?(?P<v>[^\s\"':]{0,64}[\"']?:[\"']?[^\s\"']{0,80})",
        source="curl manual page",
        free=True,
        refine=_after_curl,
        valid=_pair,
    ),
    Rule(
        name="sshpass",
        category=Category.CREDENTIAL,
        pattern=r"(?:\bsshpass -p ?|\bmysql(?:dump|admin|import)? [^\n]{0,80} -p|--password[= ])[\"']?"
        r"(?P<v>[^\s\"'-][^\s\"']{3,60})",
        source="manual pages of sshpass and mysql",
        free=True,
        valid=_told,
    ),
    Rule(
        name="login-password",
        category=Category.CREDENTIAL,
        pattern=r"\b(?:docker|podman|helm registry|oras|az acr|skopeo|nerdctl|mongo|mongosh|mongodump|mongorestore"
        r"|mysql|mysqldump|mariadb|vsql|clickhouse-client|rabbitmqadmin|ldapsearch|redis-cli|cqlsh|sqlcmd"
        r"|bcp|osql|zip|7z|unzip|rar|wget|smbclient)\b[^\n|;]{0,120}"
        r"(?:[ \t](?:-p|-P|-w|-a|-pw|--pass|--password|--http-password)[ =])[\"']?"
        r"(?P<v>[^\s\"'`|;&$<{(%-][^\s\"'`|;&]{3,60})",
        source="manual pages of docker login, mongosh, ldapsearch (-w), redis-cli (-a), sqlcmd (-P), zip",
        free=True,
        valid=_told,
    ),
)
