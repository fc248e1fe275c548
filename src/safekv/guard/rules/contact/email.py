"""E-mail addresses. Format: RFC 5321 4.1.2, RFC 1035 2.3.4; role mailboxes: RFC 2142; reserved: RFC 2606."""

from __future__ import annotations

import re

from safekv.guard.rules.base import Rule
from safekv.guard.rules.checks import word_set
from safekv.verdicts import Category

_ROLES = word_set(
    "abuse accessibility accounting accounts admin administrator alerts api billing booking bookings bot bounce "
    "careers ci community compliance contact contactus cs csirt customer customercare customerservice "
    "customersupport data developer developers devops devrel docs donotreply dpo engineering enquiries escalation "
    "escalations events example feedback finance foo frontdesk general git hallo hello help helpdesk hostmaster "
    "hr incident incidents info inquiries invoices invoicing it jobs legal mail mailer mailerdaemon marketing me "
    "media membership name news newsletter noreply notification notifications office oncall onboarding operations "
    "ops order orders organizers partner partners partnerships payments payroll people platform postmaster press "
    "privacy procurement psirt qa reception recruiting recruitment refunds reservations returns root sales secops "
    "security service services shop sre store support system team techsupport test tickets tts unsubscribe user "
    "username webmaster whistleblower you youremail your bar anfrage bestellung bewerbung buchhaltung datenschutz "
    "empfang hilfe karriere kontakt kundendienst kundenservice post presse rechnung sekretariat vertrieb "
    "verwaltung accueil aide contacto contato atencion ayuda ventas soporte suporte vendas privacidad privacidade "
    "relations serviceclient biuro kontakty pomoc sprzedaz rodo"
)
"""Mailboxes of nobody in particular, and the names that manuals make up."""
_ENDINGS = re.compile(
    r".*[-_](?:team|support|help|helpdesk|info|desk|ops|services?|admin|office|group|list|bot|noreply|alerts|security"
    r"|feedback|inbox|requests|travel|billing|sales|press|jobs|privacy)"
)
"""A name that ends in one of these is a mailbox's, whatever it is that the team does (`opp-team`)."""
_PARTS = _ROLES | word_set(
    "reply do not no care center centre client clients clientes customers daemon department dept desk global "
    "group guest line list management public relations request requests staff tech technical apac emea eu europe "
    "us usa uk de fr es na eng en intl international north south east west at"
)
"""What such a mailbox's name is put together from."""

_FILES = word_set("png jpg jpeg gif svg webp js css ts py json html md txt xml yaml yml service timer target")

_RESERVED = re.compile(
    r"(?:.*\.)?(?:example\.(?:com|org|net|edu|gov)|(?:example|test|invalid|localhost)"
    r"|(?:contoso|fabrikam|northwindtraders|adventure-works|wingtiptoys|tailspintoys|litware(?:inc)?|wideworldimporters"
    r"|proseware|woodgrovebank|example-?(?:corp|company|domain|org)?|foo|bar|foobar"
    r"|company|domain|my-?(?:company|domain|org|app|site)"
    r"|your[a-z-]{3,20}|some-?(?:company|domain)|beispiel|muster(?:firma|mann)?|exemple|ejemplo|exemplo|przyklad)"
    r"\.(?:com|org|net|io|dev|de|fr|es|pl|onmicrosoft\.com|com\.br|co\.uk)|users\.noreply\.github\.com"
    r"|.*\.gserviceaccount\.com)"
)
"""Domains of nobody: RFC 2606 and RFC 6761, and those that manuals use (Microsoft Learn, style guide)."""


def personal(address: str) -> bool:
    """Not a role mailbox, not at a domain of nobody, not a file's name with a size in it (icon@2x.png)."""
    local, _, domain = address.lower().partition("@")
    if _RESERVED.fullmatch(domain) or domain.rpartition(".")[2] in _FILES:
        return False
    if _ENDINGS.fullmatch(local):
        return False
    parts = [part.rstrip("0123456789") for part in re.split(r"[-_.]", local.partition("+")[0].strip("._-%"))]
    role = "".join(parts) in _ROLES or (
        any(map(_ROLES.__contains__, parts)) and all(p in _PARTS or not p for p in parts)
    )
    return bool(local.strip("._-%+")) and not role


def _spelled(text: str) -> bool:
    return not text.lower().startswith(tuple(f"{role} " for role in _ROLES)) and "example" not in text.lower()


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
