"""The policy file and the environment: everything that an operator configures, read here and nowhere else.

A policy is YAML (JSON is YAML too), validated as a whole; an unknown or repeated key is an error. Paths in it
are relative to the policy file. Two processes read it: the HTTP edge and the engine's scheduler. They find it,
and the session that `safekv serve` opened for them, through two environment variables.
"""

from safekv.config.cache import Cache, Fractions
from safekv.config.declared import DeclaredPrefix, Message
from safekv.config.files import (
    POLICY_VARIABLE,
    SESSION_VARIABLE,
    load_environment,
    load_policy,
    load_session,
    parse_document,
    policy_schema,
    unread,
)
from safekv.config.guard import Adapter, CustomRule, Guard
from safekv.config.identity import Identity, Proxy
from safekv.config.ledger import Ledger
from safekv.config.monitor import Monitor
from safekv.config.policy import Policy
from safekv.config.session import Session

__all__ = [
    "POLICY_VARIABLE",
    "SESSION_VARIABLE",
    "Adapter",
    "Cache",
    "CustomRule",
    "DeclaredPrefix",
    "Fractions",
    "Guard",
    "Identity",
    "Ledger",
    "Message",
    "Monitor",
    "Policy",
    "Proxy",
    "Session",
    "load_environment",
    "load_policy",
    "load_session",
    "parse_document",
    "policy_schema",
    "unread",
]
