"""E-mail addresses. Format: RFC 5321 4.1.2, RFC 1035 2.3.4; role mailboxes: RFC 2142."""

from __future__ import annotations

import re

from safekv.guard.rules.base import Rule
from safekv.guard.rules.checks import word_set
from safekv.types import Category

_ROLES = word_set(
    "abuse admin administrator billing careers contact customerservice enquiries example"
    " foo git help hello hostmaster "
    "info inquiries jobs mail marketing me name news noreply office postmaster press privacy root sales security "
    "service someone support team test user username webmaster you youremail your donotreply bar"
)
"""Mailboxes of nobody in particular, and the names that manuals make up."""

_FILES = word_set("png jpg jpeg gif svg webp js css ts py json html md txt xml yaml yml service timer target")


def personal(address: str) -> bool:
    """Not a role mailbox, not a file's name with a size in it (icon@2x.png)."""
    local, _, domain = address.lower().partition("@")
    plain = re.split(r"[+]", local)[0].replace("-", "").replace("_", "").replace(".", "")
    return bool(local.strip("._-%+")) and plain not in _ROLES and domain.rpartition(".")[2] not in _FILES


def _spelled(text: str) -> bool:
    return not text.lower().startswith(tuple(f"{role} " for role in _ROLES))


RULES = (
    Rule(
        name="email",
        category=Category.CONTACT,
        pattern=r"[A-Za-z0-9._%+\-]{1,64}@(?:[A-Za-z0-9\-]{1,63}\.){1,6}[A-Za-z]{2,24}",
        source="RFC 5321, section 4.1.2",
        free=True,
        valid=personal,
    ),
    Rule(
        name="email-spelled",
        category=Category.CONTACT,
        pattern=r"[a-z0-9._\-]{2,40} ?[\[({]at[\])}] ?[a-z0-9\-]{2,40}(?: ?[\[({]dot[\])}] ?[a-z0-9\-]{2,24}"
        r"|\.[a-z]{2,24}){1,3}",
        source="own: the usual way to write an address past harvesters",
        caseless=True,
        valid=_spelled,
    ),
)
