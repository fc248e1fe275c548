"""What a planted fault is, and the list of all."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any

Plant = Callable[[], AbstractContextManager[Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """A fault that can be planted, and the tests of which each must fail while it is."""

    name: str
    plant: Plant
    tests: tuple[str, ...]


FAULTS: dict[str, Fault] = {}


def fault(*tests: str) -> Callable[[Plant], Plant]:
    """Register a planted fault; each of `tests` (pytest's node ids below tests/) must fail on it."""

    def register(plant: Plant) -> Plant:
        FAULTS[plant.__name__] = Fault(name=plant.__name__, plant=plant, tests=tuple(f"tests/{t}" for t in tests))
        return plant

    return register


@contextmanager
def together(*patches: AbstractContextManager[Any]) -> Iterator[None]:
    """All of these at once."""
    with ExitStack() as stack:
        for patch in patches:
            stack.enter_context(patch)
        yield
