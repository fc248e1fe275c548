"""`identity`: how tenants are told apart."""

from __future__ import annotations

import ipaddress
from pathlib import Path
from typing import Self

from pydantic import Field, model_validator

from safekv.config.section import Section


class Proxy(Section):
    """A proxy in front of the server that has authenticated the tenant and names it in a header."""

    tenant_header: str = Field(
        default="X-SafeKV-Tenant",
        pattern=r"^[A-Za-z0-9-]{1,64}$",
        description="Header in which the proxy names the tenant.",
    )
    secret_file: Path | None = Field(
        default=None, description="File with the secret that the proxy sends as X-SafeKV-Proxy-Secret."
    )
    addresses: tuple[ipaddress.IPv4Network | ipaddress.IPv6Network, ...] = Field(
        default=(), description="Addresses or networks from which the header is trusted."
    )

    @model_validator(mode="after")
    def _proves_itself(self) -> Self:
        if self.secret_file is None and not self.addresses:
            raise ValueError("a trusted proxy needs secret_file or addresses, or anybody could name a tenant")
        return self


class Identity(Section):
    """How tenants are told apart. Without any way to, every request is served without reuse."""

    api_keys: Path | None = Field(default=None, description="Key file, made with `safekv keys add`.")
    proxy: Proxy | None = Field(default=None, description="Trust a tenant header from a proxy.")
    master_secret_file: Path | None = Field(
        default=None,
        description="File with the master secret (64 hex digits, mode 0600). "
        "Without it a fresh secret is made at each start; `production: true` requires it.",
    )
