"""Keys that have the form of a secret and that gitleaks lists as none, since they are known to be public.

They stand here as digests, so that no scanner of this repository takes them for leaks. Source: the allowlist of the
rule gcp-api-key in gitleaks.toml, commit b58d3f102c. Whether each is public is taken from there, not looked into.
"""

from __future__ import annotations

from hashlib import blake2b

from safekv.guard.rules.checks import word_set

_DIGESTS = word_set(
    """
        04720f8c5b48eb54 1dbab3955ee24509 1eb23f4ff31fee4a 2331a06e46b6014b 4278860ad7c8919f
        5a2e3466d7aa6d95 6ada812c0c203722 71733bf44ea4212a 7fa6fe73624d5bcb 81b4f6c06b09cbed
        a667918ad80f14e8 afd2f205ef556be9 b0d0f6e9ac73ad77 e4576406f972acf1 e8e6b794c8c91613
    """
)


def published(key: str) -> bool:
    """Whether a key is on the list."""
    return blake2b(key.encode(), digest_size=8).hexdigest() in _DIGESTS
