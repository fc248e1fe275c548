"""Counts what sharing saves: each request once, when the engine first schedules it.

What is planned is not yet saved: a request may wait, be aborted, or go back to its private keys before the cache is
looked up for it. One that is preempted and resumed, or goes on as a session, is not counted again.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from safekv.monitor.usage import Asking, Part, Usage, asking
from safekv.sharing.chain import EngineRequest
from safekv.sharing.residents import Declaration
from safekv.types import Plan, Private, TenantId, Unit, WriteScope


@dataclass(slots=True, kw_only=True)
class _Waiting:
    """A request that has not been scheduled yet."""

    kind: Asking
    tenant: TenantId | None = None
    parts: tuple[Part, ...] = ()


class Savings:
    """Counts for one engine, on the scheduler's thread. `per_tenant`: also by tenant."""

    def __init__(self, *, per_tenant: bool) -> None:
        self._usage = Usage(per_tenant=per_tenant)
        self._waiting: dict[EngineRequest, _Waiting] = {}
        self._declarations: dict[str, Declaration] = {}
        self._names: dict[int, list[str]] = {}  # of declared units, by the object: a path is long to hash

    # ── requests ─────────────────────────────────────────────────────────────────────────────────

    def asks(self, request: EngineRequest, scope: WriteScope | None, *, sealed: bool = True) -> None:
        """A request comes in; `scope` is None where there are no scopes, `sealed` tells whether its salt is ours."""
        if scope is None:
            self._waiting[request] = _Waiting(kind=Asking.ANYBODY)
            return
        tenant = scope.tenant if isinstance(scope, Private) else scope.asker
        self._waiting[request] = _Waiting(kind=asking(scope) if sealed else Asking.UNSEALED, tenant=tenant)

    def planned(self, request: EngineRequest, plan: Plan) -> None:
        """It was planned with published units, which have the names now that they count for."""
        waiting = self._waiting.get(request)
        if waiting is not None:
            waiting.parts = tuple(Part(end=one.unit.end, name=self._name(one.unit)) for one in plan.units)

    def scheduled(
        self, new: Iterable[Any], requests: Mapping[str, EngineRequest], plans: Collection[EngineRequest]
    ) -> None:
        """The engine has scheduled `new` requests; `plans` are those whose plan still holds."""
        for data in new:
            request = requests.get(data.req_id)
            waiting = self._waiting.pop(request, None)
            if waiting is not None and request is not None:
                tokens = request.num_prompt_tokens
                self._usage.scheduled(
                    waiting.kind,
                    waiting.tenant,
                    tokens=tokens,
                    hit=min(data.num_computed_tokens, tokens),
                    parts=waiting.parts if request in plans else (),
                )

    def leaves(self, request: EngineRequest) -> None:
        """A request is gone, perhaps before it was ever scheduled."""
        self._waiting.pop(request, None)

    def materialised(self, request: EngineRequest) -> None:
        """The system has computed a prompt of its own, all of it."""
        self._usage.materialised += request.num_prompt_tokens

    # ── what is declared ─────────────────────────────────────────────────────────────────────────

    def declared(self, declaration: Declaration) -> None:
        """The operator has declared this, or said so again."""
        known = self._declarations.get(declaration.name)
        if known is not declaration:
            if known is not None:
                self.withdrawn(known)
            self._declarations[declaration.name] = declaration
            for resident in declaration.residents:
                self._names.setdefault(id(resident.unit), []).append(declaration.name)

    def withdrawn(self, declaration: Declaration) -> None:
        """It is declared no more."""
        if self._declarations.pop(declaration.name, None) is not None:
            for resident in declaration.residents:
                names = self._names[id(resident.unit)]
                names.remove(declaration.name)
                if not names:
                    del self._names[id(resident.unit)]

    def status(self) -> dict[str, Any]:
        """For the operator."""
        return self._usage.describe(self._declarations)

    def _name(self, unit: Unit) -> str | None:
        """The name that a unit was declared under first, if it is declared."""
        names = self._names.get(id(unit))
        return names[0] if names else None
