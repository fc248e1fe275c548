"""Warnings about identity settings that are allowed but most likely not meant."""

from __future__ import annotations

import difflib
from collections.abc import Iterator

from safekv.config import Policy
from safekv.identity.keyfile import KeyFile


def identity_warnings(policy: Policy, keys: KeyFile | None) -> Iterator[str]:
    """One line each: what, where, and the mend. `keys` is the content of the key file, if the policy names one."""
    proxy = policy.identity.proxy
    if proxy is not None and proxy.secret_file is None:
        yield (
            f"identity.proxy.addresses: trusted alone, so a {proxy.tenant_header} header that the proxy passes on from "
            "its own client names any tenant; give the proxy a secret (secret_file) that it sends with the requests "
            "whose tenant it has set itself"
        )
    if proxy is None and keys is not None:  # a proxy could name anybody
        yield from _unknown_tenants(policy, keys)


def _unknown_tenants(policy: Policy, keys: KeyFile) -> Iterator[str]:
    known = sorted({entry.tenant for entry in keys.keys if entry.tenant is not None})
    named = {
        **{f"groups.{group}": tenants for group, tenants in policy.groups.items()},
        **{f"owners.{owner}": tenants for owner, tenants in policy.owners.items()},
        "cache.tenants": tuple(policy.cache.tenants),
    }
    for where, tenants in named.items():
        for tenant in tenants:
            if tenant not in known:
                near = difflib.get_close_matches(tenant, known, n=1)
                mend = (
                    f"did you mean {near[0]}?" if near else f"see: safekv keys list --file {policy.identity.api_keys}"
                )
                yield f"{where}: no tenant {tenant!r} has a key in {policy.identity.api_keys}; {mend}"
