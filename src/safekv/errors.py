"""The exception hierarchy, by who can mend an error: operator, caller, or nobody.

SafeKVError                 what went wrong, where, and how to mend it
├── OperatorError           the operator's: a flag, a file, a policy          → exit code 2
│   ├── PolicyError         the policy file
│   ├── KeyFileError        the file of API keys, or the master secret
│   ├── DeclarationError    a declared prefix that cannot be shared as written
│   │   └── TooShortError   … since it does not fill a block
│   └── UnprovedFeatureError  an engine, version or feature where the scopes were not proved
├── CallerError             the HTTP caller's: a body, a header, a route      → 4xx
├── LedgerError             the ledger's: its file cannot be written or trusted
└── EngineError             the engine's: gone, silent, or not the one that we know

Anything else that is raised is a bug of ours. Messages carry no prompt text, key, salt or hash.
"""

from __future__ import annotations


class SafeKVError(Exception):
    """Base of all errors that SafeKV raises on purpose."""


class OperatorError(SafeKVError):
    """The operator can mend it; shown without a stack trace."""


class PolicyError(OperatorError):
    """The policy file is missing, malformed, or asks for something impossible."""


class KeyFileError(OperatorError):
    """The key file or the master secret is missing, malformed or readable by others."""


class DeclarationError(OperatorError):
    """A declared prefix cannot be shared as written."""


class TooShortError(DeclarationError):
    """A declared prefix does not fill one block of the engine's cache."""


class UnprovedFeatureError(OperatorError):
    """The engine, its version or one of its features is outside what the scopes were proved for."""


class CallerError(SafeKVError):
    """A request that is refused.

    `status` is the HTTP status (4xx); `param` the field, header or route at fault, if there is one.
    """

    def __init__(self, message: str, *, status: int = 400, param: str | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.param = param


class LedgerError(SafeKVError):
    """The ledger's file cannot be written or trusted; nothing new is released, and serving goes on."""


class EngineError(SafeKVError):
    """The engine is gone, does not answer, or broke a promise that we rely on."""
