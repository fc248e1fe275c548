"""Chat, telephone and mail services."""

from __future__ import annotations

from safekv.guard.rules.anchors import DIGITS, KEYS
from safekv.guard.rules.credentials.token import token

RULES = (
    token(
        "slack",
        r"\bxox[abeoprs]-(?:\d{1,14}-){0,5}[a-z0-9]{10,64}\b",
        "Slack API docs, token types",
        bits=2.6,
        caseless=True,
        tail=True,
    ),
    token(
        "slack-rotated", r"\bxoxe(?:\.xox[bp])?-\d-[A-Z0-9]{100,250}", "Slack API docs, token rotation", caseless=True
    ),
    token(
        "slack-app", r"\bxapp-\d-[A-Z0-9]{8,14}-\d{10,14}-[a-z0-9]{32,80}", "Slack API docs, token types", caseless=True
    ),
    token(
        "slack-hook",
        r"hooks\.slack\.com/(?P<v>(?:services|workflows|triggers)/[A-Za-z0-9+/]{20,90})",
        "Slack API docs, incoming webhooks",
    ),
    token(
        "teams-hook",
        r"[a-z0-9-]{2,40}\.webhook\.office\.com/webhookb2/(?P<v>[a-z0-9@/-]{60,200})",
        "Microsoft Teams, incoming webhooks",
        caseless=True,
    ),
    token(
        "discord-hook",
        r"discord(?:app)?\.com/api/webhooks/(?P<v>\d{17,20}/[A-Za-z0-9_-]{60,80})",
        "Discord developer docs, webhooks",
    ),
    token(
        "discord-bot",
        r"\b[MNO][A-Za-z0-9_-]{22,27}\.[A-Za-z0-9_-]{6}\.[A-Za-z0-9_-]{27,40}",
        "Discord developer docs, bot tokens",
        bits=4.0,
        anchor=KEYS,
    ),
    token("telegram-bot", r"\b\d{8,10}:AA[A-Za-z0-9_-]{32,34}", "Telegram Bot API, authorizing your bot", bits=3.8),
    token("twilio", r"\b(?:SK|AC)[0-9a-f]{32}\b", "Twilio docs, API keys"),
    token("sendgrid", r"\bSG\.[A-Za-z0-9_-]{22}\.[A-Za-z0-9_-]{43}", "SendGrid docs, API keys"),
    token("mailchimp", r"\b[0-9a-f]{32}-us\d{1,2}\b", "Mailchimp developer docs, API keys"),
    token(
        "mailgun",
        r"\bkey-[0-9a-z]{32}\b|\b[a-f0-9]{32}-[a-f0-9]{8}-[a-f0-9]{8}\b",
        "Mailgun docs, API keys",
        anchor=KEYS,
    ),
    token("sendinblue", r"\bxkeysib-[a-f0-9]{64}-[A-Za-z0-9]{16}\b", "Brevo docs, API keys"),
    token("facebook", r"\bEAA[A-Z][A-Za-z0-9]{24,300}\b", "Meta for developers, access tokens", bits=4.0),
    token(
        "facebook-app",
        r"\b\d{15,16}(?:\||%7C)[A-Za-z0-9_-]{27,40}",
        "Meta for developers, app access tokens",
        bits=3.8,
        caseless=True,
        anchor=DIGITS,
    ),
    token(
        "twitter-bearer",
        r"\bAAAAAAAAAAAAAAAAAAAAA[A-Za-z0-9%]{60,140}",
        "X developer platform, bearer tokens",
        bits=3.8,
        fixed=21,
    ),
    token("intra42", r"\bs-s4t2(?:ud|af)-[a-f0-9]{64}\b", "42 API docs"),
    token(
        "hubspot",
        r"\bpat-(?:na|eu)\d-[a-f0-9]{8}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{12}\b",
        "HubSpot developers, private apps",
    ),
)
