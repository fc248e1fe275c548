"""The policy section `identity`: how a request is attributed to a tenant."""

from __future__ import annotations

import ipaddress
from pathlib import Path
from typing import Literal, Self

from pydantic import Field, model_validator

from safekv.config.section import Section

NO_IDENTITY = "api_keys (make them with `safekv keys add TENANT`) and no proxy"


class Proxy(Section):
    """A proxy in front of the server that has authenticated the tenant and names it in a header.

    With both `secret_file` and `addresses`, a request has to satisfy both.
    """

    tenant_header: str = Field(
        default="X-SafeKV-Tenant",
        pattern=r"^[A-Za-z0-9-]{1,64}$",
        description="Header in which the proxy names the tenant.",
    )
    secret_file: Path | None = Field(
        default=None, description="File with the secret that the proxy sends as X-SafeKV-Proxy-Secret."
    )
    addresses: tuple[ipaddress.IPv4Network | ipaddress.IPv6Network, ...] = Field(
        default=(),
        description="Addresses or networks from which the header is trusted; with secret_file, only together with the "
        "secret. Alone, a header that the proxy passes on from its own client is trusted as well.",
    )

    @model_validator(mode="after")
    def _proves_itself(self) -> Self:
        if self.secret_file is None and not self.addresses:
            raise ValueError("a trusted proxy needs secret_file or addresses, or anybody could name a tenant")
        return self


class Identity(Section):
    """How tenants are told apart. Without any way to, every request is served without reuse."""

    anonymous: Literal["serve", "refuse"] | None = Field(
        default=None,
        description="A request that names nobody. serve: without any reuse. refuse: with 401. The default is serve; "
        "with `production: true` it is refuse.",
    )

    api_keys: Path | None = Field(default=None, description="Key file, made with `safekv keys add`.")
    proxy: Proxy | None = Field(default=None, description="Trust a tenant header from a proxy.")
    master_secret_file: Path | None = Field(
        default=None,
        description="File with the master secret (64 hex digits, mode 0600). "
        "Without it a fresh secret is made at each start; `production: true` requires it.",
    )
    group_readable: bool = Field(
        default=False,
        description="Take the key file and the files of secrets also when their group can read (not write) them, as in "
        "a Kubernetes Secret volume with fsGroup.",
    )
    unreadable_grace_seconds: float = Field(
        default=60.0,
        ge=0,
        le=3600,
        allow_inf_nan=False,
        description="For how long keys, and what the proxy names, count on when the key file, or the file of the "
        "proxy's secret, cannot be read any more. Then they are refused until it can be read.",
    )

    @model_validator(mode="after")
    def _somebody_is_served(self) -> Self:
        if self.anonymous == "refuse" and self.names_nobody:
            raise ValueError(f"anonymous: refuse, and no {NO_IDENTITY}, would serve nobody at all")
        return self

    @property
    def names_nobody(self) -> bool:
        """Whether there is no way to tell who is asking."""
        return self.api_keys is None and self.proxy is None
