"""The operator's commands, as the scheduler carries them out."""

from __future__ import annotations

from collections import Counter
from typing import Any

from safekv import __version__
from safekv.engines.vllm.control import Command
from safekv.engines.vllm.publisher import Declaration, Publisher, State
from safekv.errors import DeclarationError
from safekv.scope.units import split
from safekv.types import Group, GroupName, Mode, Shared


class Commands:
    """Turns commands into calls of the publisher, and answers each once its outcome is known.

    `generates` tells whether the engine runs a generating model; others compute no prefix on their own.
    """

    def __init__(
        self, publisher: Publisher, mode: Mode, *, counts: Counter[str], block_size: int, generates: bool = True
    ) -> None:
        self._publisher = publisher
        self._mode = mode
        self._generates = generates
        self._counts = counts
        self._block_size = block_size
        self._waiting: list[tuple[Declaration, Command]] = []

    def obey(self, command: Command) -> None:
        """Carry out a command. A declaration is answered by `settle`, once it is published."""
        try:
            match command.body:
                case {"op": "declare", "name": str(name), "group": group, "tokens": list(tokens), "ends": list(ends)}:
                    self._waiting.append((self._declare(name, group, tokens, ends), command))
                case {"op": "withdraw", "name": str(name)}:
                    self._publisher.withdraw(name)
                    command.answer.set_result({"withdrawn": name})
                case {"op": "status"}:
                    command.answer.set_result(self._status())
                case _:
                    command.answer.set_exception(DeclarationError("unknown command"))
        except (DeclarationError, ValueError) as error:
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
                command.answer.set_result(self._describe(declaration))
            elif declaration.state is State.FAILED:
                self._publisher.withdraw(declaration.name)
                command.answer.set_exception(
                    DeclarationError(f"{declaration.name!r} could not be computed by the engine; see its log")
                )
            else:
                continue
            self._waiting.remove(waiting)

    def _declare(self, name: str, group: str | None, tokens: list[int], ends: list[int]) -> Declaration:
        if self._mode is not Mode.DECLARED:
            raise DeclarationError(
                f"nothing can be declared in mode {self._mode}; the policy must say `mode: declared`"
            )
        if not self._generates:
            raise DeclarationError("prefixes can be declared for generating models only; use `mode: isolate` here")
        sound = group is None or isinstance(group, str)
        sound = sound and all(type(n) is int for n in (*tokens, *ends))
        if not sound or any(end % self._block_size for end in ends):
            raise DeclarationError("unknown command")
        audience = Shared() if group is None else Group(name=GroupName(group))
        return self._publisher.declare(name, split(tokens, ends, audience))

    def _status(self) -> dict[str, Any]:
        return {
            "version": __version__,
            "mode": self._mode,
            "block_size": self._block_size,
            "pinned_blocks": self._publisher.pinned,
            "pin_budget_blocks": self._publisher.budget,
            "declared": [self._describe(declaration) for declaration in self._publisher.declarations],
            "counts": dict(self._counts),
        }

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
