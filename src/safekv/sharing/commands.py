"""Executes the operator's commands (declare, withdraw, reset, status) on the scheduler's thread."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

from safekv import __version__
from safekv.errors import DeclarationError
from safekv.scope.units import split
from safekv.sharing.control import Command
from safekv.sharing.problems import problems_of
from safekv.sharing.publisher import Publisher
from safekv.sharing.release_log import ReleaseLog
from safekv.sharing.release_stage import ReleaseStage
from safekv.sharing.residents import Declaration, State
from safekv.sharing.savings import Savings
from safekv.types import Cause, Group, GroupName, Mode, Shared


class Commands:
    """Turns commands into calls of the publisher, and answers each once its outcome is known.

    `generates` tells whether the engine runs a generating model; others compute no prefix on their own. `monitor` says
    what the monitor has seen, `cache` what a divided cache is used for, `restricted` how many tenants are restricted.
    `savings` is told what is declared, and says what that saves.
    """

    def __init__(
        self,
        publisher: Publisher,
        mode: Mode,
        *,
        counts: Counter[str],
        block_size: int,
        generates: bool = True,
        release: ReleaseStage | None = None,
        log: ReleaseLog | None = None,
        monitor: Callable[[], dict[str, Any]] = dict,
        cache: Callable[[], dict[str, Any]] | None = None,
        savings: Savings | None = None,
        restricted: Callable[[], int] = int,
    ) -> None:
        self._publisher = publisher
        self._mode = mode
        self._generates = generates
        self._counts = counts
        self._release = release
        self._log = log
        self._monitor = monitor
        self._cache = cache
        self._savings = Savings(per_tenant=False) if savings is None else savings
        self._restricted = restricted
        self._block_size = block_size
        self._waiting: list[tuple[Declaration, Command]] = []

    def obey(self, command: Command) -> None:
        """Carry out a command. A declaration is answered by `settle`, once it is published."""
        try:
            match command.body:
                case {"op": "declare", "name": str(name), "group": group, "tokens": list(tokens), "ends": list(ends)}:
                    self._waiting.append((self._declare(name, group, tokens, ends), command))
                case {"op": "withdraw", "name": str(name)}:
                    self._withdraw(name, by=command.body.get("by"))
                    command.answer.set_result({"withdrawn": name})
                case {"op": "withdraw-released", "unit": str(unit)}:
                    withdrawn, shared = self._released().withdraw(unit, command.body.get("by"))
                    command.answer.set_result({"withdrawn": withdrawn, "was_shared": shared})
                case {"op": "messages", "opening": list(opening), "between": list(between), **more}:
                    self._released().learn(opening, between, more.get("control", ()), more.get("holds", {}))
                    self._released().start(more.get("engine", {}))
                    command.answer.set_result({"markers": len(opening) + len(between)})
                case {"op": "monitor"}:
                    command.answer.set_result(self._monitor())
                case {"op": "status"}:
                    command.answer.set_result(self._status())
                case _:
                    command.answer.set_exception(DeclarationError("unknown command"))
        except (DeclarationError, ValueError, TypeError) as error:
            command.answer.set_exception(DeclarationError(str(error)))

    def settle(self) -> None:
        """Answer the declarations whose outcome is known by now."""
        if not self._waiting:
            return
        live = self._publisher.declarations
        for waiting in list(self._waiting):
            declaration, command = waiting
            if declaration not in live:
                command.answer.set_exception(DeclarationError(f"{declaration.name!r} was withdrawn meanwhile"))
            elif declaration.state is State.PUBLISHED:
                if self._log is not None:
                    said = {key: command.body.get(key) for key in ("by", "verdict", "guard")}
                    self._log.declared(declaration, **said)
                command.answer.set_result(self._describe(declaration))
            elif declaration.state is State.FAILED:
                self._withdraw(declaration.name)
                command.answer.set_exception(
                    DeclarationError(f"{declaration.name!r} could not be computed by the engine; see its log")
                )
            else:
                continue
            self._waiting.remove(waiting)

    def _declare(self, name: str, group: str | None, tokens: list[int], ends: list[int]) -> Declaration:
        if not self._mode.publishes:
            raise DeclarationError(
                f"nothing can be declared in mode {self._mode}; the policy must say `mode: ledger` or `mode: declared`"
            )
        if not self._generates:
            raise DeclarationError("prefixes can be declared for generating models only; use `mode: isolate` here")
        sound = group is None or isinstance(group, str)
        sound = sound and all(type(n) is int for n in (*tokens, *ends))
        if not sound or any(end % self._block_size for end in ends):
            raise DeclarationError("unknown command")
        audience = Shared() if group is None else Group(name=GroupName(group))
        declaration = self._publisher.declare(name, split(tokens, ends, audience))
        self._savings.declared(declaration)
        return declaration

    def _withdraw(self, name: str, by: str | None = None) -> None:
        declaration = next((d for d in self._declared() if d.name == name), None)
        if declaration is None:
            raise DeclarationError(f"nothing is declared under the name {name!r}; see `safekv declare list`")
        self._publisher.withdraw(name)
        self._savings.withdrawn(declaration)
        if self._release is not None:
            self._release.withdrawn(declaration)
        if self._log is not None:
            self._log.withdrawn(declaration, by)

    def _released(self) -> ReleaseStage:
        if self._release is None:
            raise DeclarationError(f"nothing is released in mode {self._mode}")
        return self._release

    def _declared(self) -> list[Declaration]:
        return [d for d in self._publisher.declarations if d.cause is Cause.DECLARED]

    def _status(self) -> dict[str, Any]:
        status: dict[str, Any] = {
            "version": __version__,
            "mode": self._mode,
            "block_size": self._block_size,
            "pinned_blocks": self._publisher.pinned,
            "pin_budget_blocks": self._publisher.budget,
            "declared": [self._describe(declaration) for declaration in self._declared()],
            "release": self._release.status() if self._release is not None else None,
            "log": self._log.status() if self._log is not None else None,
            "cache": self._cache() if self._cache is not None else None,
            "counts": dict(self._counts),
            "usage": {**self._savings.status(), "restricted_tenants": self._restricted()},
        }
        return {**status, "problems": problems_of(status, generates=self._generates)}

    def _describe(self, declaration: Declaration) -> dict[str, Any]:
        units = [resident.unit for resident in declaration.residents]
        audience = declaration.audience
        return {
            "name": declaration.name,
            "group": audience.name if isinstance(audience, Group) else None,
            "state": declaration.state,
            "tokens": units[-1].end,
            "blocks": units[-1].end // self._block_size,
            "units": len(units),
        }
