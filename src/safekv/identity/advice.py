"""Identity settings that cannot be meant, and are refused, or most likely are not, and are a warning."""

from __future__ import annotations

import difflib
from collections.abc import Iterator

from safekv.config import Policy
from safekv.errors import PolicyError
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


def refuse_contested_owners(policy: Policy, keys: KeyFile | None) -> None:
    """Refuse an owner that is called like a tenant which is not one of its own: who is it that votes? PolicyError."""
    known = {tenant for tenants in (*policy.groups.values(), *policy.owners.values()) for tenant in tenants}
    known.update(policy.cache.tenants)
    if keys is not None:
        known.update(str(entry.tenant) for entry in keys.keys if entry.tenant is not None)
    contested = [owner for owner, own in policy.owners.items() if owner in known and owner not in own]
    if contested:
        raise PolicyError(
            "; ".join(
                f"owners.{owner}: a tenant has this name as well and is not one of this owner's, so it is unclear who "
                "votes under it; list the tenant there, or call the owner something else"
                for owner in contested
            )
        )


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
