"""Publishes units on this engine: computes their blocks, pins them, and unpins what is withdrawn.

The life of a unit, driven by the scheduler, one step at a time and on its thread only:

    pending ──submit──► computing ──finished──► published ──retire──► retiring ──last user gone──► dropped
       ▲                    │                       │
       └──── aborted ───────┘◄───── cache reset ────┘

A unit is computed by a request of the system's own, under a salt that was drawn for this materialisation and that
nobody else ever sees. Its blocks are pinned by one reference before the request lets go of them. Only then is the
unit in `published`, from where plans are made; what was released together stays hidden until all of it is resident.
A retiring unit is in no new plan, and stays pinned until the last request that reads it where it is has left.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from safekv.errors import DeclarationError
from safekv.scope.planner import PublishedSet
from safekv.sharing.chain import EngineRequest
from safekv.sharing.residents import Declaration, Resident, Residents, State
from safekv.sharing.shelf import Shelves
from safekv.types import BlockKey, Cause, Plan, PublishedUnit, Unit

MAX_ATTEMPTS = 5
"""Materialisations of one unit that may fail in a row before its declaration is given up."""


class Publisher:
    """Materialises, pins and retires units.

    `pool` is the engine's block pool. `new_request(tokens, salt)` makes a request of the system's own that reads
    nothing from the cache. `budget` is how many blocks may be pinned, `max_tokens` the longest prompt.
    """

    def __init__(
        self,
        pool: Any,
        *,
        new_request: Callable[[list[int], str], EngineRequest],
        block_size: int,
        budget: int,
        max_tokens: int,
    ) -> None:
        self._pool = pool
        self._new_request = new_request
        self._block_size = block_size
        self._max_tokens = max_tokens
        self.budget = budget
        self._shelves = Shelves(block_size)
        self._declarations: dict[str, Declaration] = {}
        self._hidden: set[str] = set()
        self._residents = Residents(block_size)
        self._computing: dict[EngineRequest, Resident | None] = {}  # None: its result is not wanted any more
        self._by_publication: dict[PublishedUnit, Resident] = {}

    # ── what the operator says ───────────────────────────────────────────────────────────────────

    def declare(self, name: str, units: Sequence[Unit], *, cause: Cause = Cause.DECLARED) -> Declaration:
        """Start sharing a prefix; units that are declared already are not computed again.

        Repeating a declaration word for word changes nothing. What nobody has declared, but was released for another
        `cause`, is hidden until it is revealed. Raises DeclarationError.
        """
        if known := self._declarations.get(name):
            if list(units) == [r.unit for r in known.residents]:
                self._retry(known)
                return known
            raise DeclarationError(f"{name!r} is declared already, with other content; withdraw it first")
        if not units:
            raise DeclarationError(f"{name!r} is shorter than one block of {self._block_size} tokens: nothing to share")
        if units[-1].end >= self._max_tokens:
            raise DeclarationError(
                f"{name!r} has {units[-1].end} tokens; the model takes prompts of fewer than {self._max_tokens}"
            )
        residents = tuple(self._residents.find(unit) or Resident(unit=unit) for unit in units)
        added = [resident for resident in residents if resident not in self._residents]
        self._check_budget(name, added)
        for resident in added:
            self._residents.add(resident)
        declaration = Declaration(name=name, audience=units[0].audience, cause=cause, residents=residents)
        self._declarations[name] = declaration
        for resident in residents:
            self._residents.hold(resident)
        if cause is Cause.DECLARED:
            self._shelves.show([declaration], by=+1)  # what was resident and hidden is now declared
        else:
            self._hidden.add(name)
        return declaration

    def withdraw(self, *names: str) -> None:
        """Stop sharing prefixes at once; what no other declaration holds is unpinned once nobody uses it."""
        for name in names:
            if name not in self._declarations:
                raise DeclarationError(f"nothing is declared under the name {name!r}; see `safekv declare list`")
        self.hide(names)
        gone = [self._declarations.pop(name) for name in dict.fromkeys(names)]
        self._hidden.difference_update(names)
        for declaration in gone:
            for resident in declaration.residents:
                self._residents.let_go(resident)
                if not resident.held:
                    self._retire(resident)

    def reveal(self, names: Iterable[str]) -> None:
        """Publish all at once what was declared as hidden under these names."""
        shown = [name for name in dict.fromkeys(names) if name in self._hidden]
        self._hidden.difference_update(shown)
        self._shelves.show([self._declarations[name] for name in shown], by=+1)

    def hide(self, names: Iterable[str]) -> None:
        """Take what stands under these names out of the published set at once, until it is revealed again."""
        hidden = [name for name in dict.fromkeys(names) if name in self._declarations and name not in self._hidden]
        self._hidden.update(hidden)
        self._shelves.show([self._declarations[name] for name in hidden], by=-1)

    def holds_path(self, path: Sequence[int]) -> bool:
        """Whether some declared or released unit of everybody's ends exactly where `path` does."""
        return self._residents.ends_at(path)

    def declaration(self, name: str) -> Declaration | None:
        """What is declared under a name."""
        return self._declarations.get(name)

    @property
    def declarations(self) -> tuple[Declaration, ...]:
        """What is declared, in the order declared."""
        return tuple(self._declarations.values())

    @property
    def published(self) -> PublishedSet:
        """All that may be planned."""
        return self._shelves.all.published

    @property
    def declared(self) -> PublishedSet:
        """Of this, what the operator declares."""
        return self._shelves.declared.published

    @property
    def pinned(self) -> int:
        """Blocks that are pinned, or will be."""
        return self._residents.blocks

    @property
    def staying(self) -> int:
        """Of these, blocks of units that are not retiring: a function of what was declared, and not of who uses it."""
        return self._residents.staying

    # ── materialise ──────────────────────────────────────────────────────────────────────────────

    def has_pending(self) -> bool:
        """Whether `submit` would return anything."""
        return self._residents.has_pending()

    def submit(self) -> list[EngineRequest]:
        """Requests that compute the pending units, to be added to the scheduler."""
        requests = []
        for resident in self._residents.pending:
            request = self._new_request(list(resident.unit.path), secrets.token_urlsafe(32))
            self._residents.become(resident, State.COMPUTING)
            self._computing[request] = resident
            requests.append(request)
        return requests

    def is_system(self, request: EngineRequest) -> bool:
        """Whether a request is one of ours; told by the object, since a caller could choose an id."""
        return request in self._computing

    def finished(self, request: EngineRequest, blocks: Sequence[Any], *, complete: bool) -> None:
        """A request of ours is about to let go of its `blocks`: pin those of its unit, if all is as it should be.

        `complete` says that it ended normally with its whole prompt computed.
        """
        resident = self._wanted(request)
        if resident is None:
            return
        first = resident.unit.start // self._block_size
        last = resident.unit.end // self._block_size
        keys: list[BlockKey] = request.block_hashes[first:last]
        if not (complete and self._holds(blocks[first:last], keys)):
            resident.attempts += 1
            tried_enough = resident.attempts >= MAX_ATTEMPTS
            self._residents.become(resident, State.FAILED if tried_enough else State.PENDING)
            return
        resident.blocks = list(blocks[first:last])
        self._pool.touch(resident.blocks)
        resident.published = PublishedUnit(unit=resident.unit, keys=tuple(keys))
        resident.attempts = 0
        self._residents.become(resident, State.PUBLISHED)
        self._by_publication[resident.published] = resident
        self._shelves.arrived(resident)

    def interrupted(self, request: EngineRequest) -> None:
        """A request of ours was aborted, as all are when the engine is paused: its unit is to be computed again."""
        resident = self._wanted(request)
        if resident is not None:
            self._residents.become(resident, State.PENDING)

    # ── plans ────────────────────────────────────────────────────────────────────────────────────

    def use(self, plan: Plan) -> None:
        """A request was planned with these units: they stay pinned until it is released."""
        for published in plan.units:
            self._by_publication[published].users += 1

    def release(self, plan: Plan) -> None:
        """A request that was planned with these units has left, or has gone back to its private keys."""
        for published in plan.units:
            resident = self._by_publication[published]
            resident.users -= 1
            if resident.state is State.RETIRING and not resident.users:
                self._drop(resident)

    def blocks(self, published: PublishedUnit) -> Sequence[Any]:
        """Where a unit is resident; nowhere, if it is so no more."""
        return self._by_publication[published].blocks if published in self._by_publication else ()

    # ── cache reset ──────────────────────────────────────────────────────────────────────────────

    def unpublish_all(self) -> None:
        """Publish nothing. Plans that are under way are to be released before `unpin_all`."""
        self._shelves.clear()

    def unpin_all(self) -> None:
        """Let go of every block; what is declared is materialised anew, under new keys. No plan may be live.

        What is being computed was begun before the reset, with weights that may have changed since: it is begun
        again. So is what had failed.
        """
        self._computing = dict.fromkeys(self._computing)
        for resident in self._residents:
            if resident.users:
                raise AssertionError("a published unit is unpinned while a request is planned with it")
            if resident.state is State.RETIRING:
                self._drop(resident)
            else:
                self._unpin(resident)
                resident.attempts = 0
                self._residents.become(resident, State.PENDING)

    # ── inner workings ───────────────────────────────────────────────────────────────────────────

    def _wanted(self, request: EngineRequest) -> Resident | None:
        """The unit that a request of ours was computing, unless it was withdrawn or begun again meanwhile."""
        resident = self._computing.pop(request)
        if resident is not None and resident.state is State.RETIRING:
            self._residents.remove(resident)
            return None
        return None if resident is None or resident.state is State.PUBLISHED else resident

    def _retry(self, declaration: Declaration) -> None:
        for resident in declaration.residents:
            if resident.state is State.FAILED:
                resident.attempts = 0
                self._residents.become(resident, State.PENDING)

    def _check_budget(self, name: str, added: Iterable[Resident]) -> None:
        wanted = sum(self._residents.size(resident.unit) for resident in added)
        if self.pinned + wanted > self.budget:
            raise DeclarationError(
                f"{name!r} needs {wanted} blocks of {self._block_size} tokens; {self.pinned} of the {self.budget} "
                "that may be pinned are taken (the rest is kept for the longest request). Declare less, lower "
                "--max-model-len, or give the cache more memory (--gpu-memory-utilization, or "
                "VLLM_CPU_KVCACHE_SPACE without a GPU)"
            )

    def _holds(self, blocks: Sequence[Any], keys: Sequence[BlockKey]) -> bool:
        """Whether each block is in the cache, under exactly the key that it should have."""
        return len(blocks) == len(keys) > 0 and all(
            self._pool.get_cached_block(key, [0]) == [block] for block, key in zip(blocks, keys, strict=True)
        )

    def _retire(self, resident: Resident) -> None:
        match resident.state:
            case State.COMPUTING:
                self._residents.become(resident, State.RETIRING)  # leaves when its request does
            case State.PUBLISHED:
                self._residents.become(resident, State.RETIRING)
                if not resident.users:
                    self._drop(resident)
            case State.PENDING | State.FAILED:
                self._residents.remove(resident)

    def _drop(self, resident: Resident) -> None:
        self._unpin(resident)
        self._residents.remove(resident)

    def _unpin(self, resident: Resident) -> None:
        """Give up the reference, and the keys: nobody may find these blocks under them again."""
        self._pool.evict_blocks({block.block_id for block in resident.blocks})
        self._pool.free_blocks(reversed(resident.blocks))
        resident.blocks = []
        if resident.published is not None:
            del self._by_publication[resident.published]
            resident.published = None
