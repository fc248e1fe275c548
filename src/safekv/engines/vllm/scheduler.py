"""SafeKV's vLLM scheduler: gives each request block keys of its scope, so that only permitted requests share blocks.

`--scheduler-cls` names `make_scheduler`, which picks the base class by `async_scheduling`. What is added, in the
order of a request's life:

    add_request         open the salt, plan against the published units, vote; replace the keys of that prefix
    schedule            first take the operator's commands and what was released, submit what is to be materialised
    (lookup)            a planned prefix that is not resident as a whole falls back to private keys; what was voted in
                        is copied into blocks of the request's own (charging.py)
    _free_request       a request of ours: pin its blocks; any other: release its plan
    reset_prefix_cache  unpublish, back to private keys, unpin, reset; then materialise anew
"""

from __future__ import annotations

import secrets
import uuid
from collections import Counter
from typing import TYPE_CHECKING, Any

from vllm.logger import init_logger
from vllm.sampling_params import SamplingParams
from vllm.utils.hashing import get_hash_fn_by_name
from vllm.v1.core.kv_cache_utils import get_request_block_hasher, init_none_hash
from vllm.v1.core.sched.async_scheduler import AsyncScheduler
from vllm.v1.core.sched.interface import PauseState
from vllm.v1.core.sched.scheduler import Scheduler
from vllm.v1.request import Request as EngineRequest
from vllm.v1.request import RequestStatus

from safekv.config import Policy, load_environment
from safekv.engines.vllm import compat
from safekv.engines.vllm.charging import Charging, Planned
from safekv.engines.vllm.division import divide, pin_budget
from safekv.engines.vllm.grammars import scope_grammars
from safekv.engines.vllm.lifeline import end_with_parent
from safekv.engines.vllm.releasing import RELEASE_PROCESS, open_release
from safekv.errors import CallerError, SafeKVError
from safekv.pipeline import open_sealer
from safekv.release.command import own_command
from safekv.scope.planner import plan
from safekv.sharing.chain import plannable, share_prefix
from safekv.sharing.commands import Commands
from safekv.sharing.control import ControlServer
from safekv.sharing.publisher import Publisher
from safekv.sharing.release_log import ReleaseLog
from safekv.sharing.release_stage import ReleaseStage
from safekv.sharing.savings import Savings
from safekv.sharing.watch import Watch
from safekv.types import PRIVATE, Mode, Plan, Unshared, WriteScope

if TYPE_CHECKING:

    class _Base(Scheduler): ...
else:
    _Base = object  # the real base stands behind the mixin, see the two classes below

logger = init_logger("vllm.safekv.scheduler")

NO_REUSE = Unshared(reads_published=False)
"""The scope of a request whose salt cannot be opened."""


class ScopedKeys(_Base):
    """What SafeKV adds to a vLLM scheduler, as a mixin in front of it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        try:
            self._set_up()
        except SafeKVError as error:
            logger.error("SafeKV refuses to start: %s", error)  # noqa: TRY400 - the message is what helps
            raise

    def _set_up(self) -> None:
        policy, session = load_environment()
        compat.check_engine_source()
        compat.check_config(self.vllm_config)
        compat.check_scheduler(self)
        hash_function = get_hash_fn_by_name(self.cache_config.prefix_caching_hash_algo)
        init_none_hash(hash_function)
        self._block_hasher = get_request_block_hasher(self.hash_block_size, hash_function)
        compat.check_chain(self._block_hasher, lambda salt: self._system_request([0] * 2 * self.block_size, salt))

        self._shares_all = policy.mode is Mode.SHARE_ALL_UNSAFE
        self._counts: Counter[str] = Counter()
        self._sealer = open_sealer(policy, session)
        if not self._shares_all:
            scope_grammars(self.structured_output_manager, self._sealer.open)
        self._division = divide(self, policy, self._sealer, self._counts)
        self._publisher = Publisher(
            self.kv_cache_manager.block_pool,
            new_request=self._system_request,
            block_size=self.block_size,
            budget=pin_budget(self, self._division),
            max_tokens=self.max_model_len,
        )
        self._charging = Charging(self, self._publisher, memory=policy.ledger.memory)
        self._plans: dict[EngineRequest, Planned] = {}
        self._system_ids: set[str] = set()
        self._control = ControlServer(session.control_socket)
        generates = self.vllm_config.model_config.runner_type == "generate"
        self._release = self._open_release(policy) if policy.mode.releases and generates else None
        self._log = self._open_log(policy) if policy.mode.publishes and generates else None
        self._watch = Watch(policy.monitor, guesses=bool(self._release), counts=self._counts, tell=self._control.tell)
        self._savings = Savings(per_tenant=policy.monitor.per_tenant_metrics)
        self._commands = Commands(
            self._publisher,
            policy.mode,
            counts=self._counts,
            block_size=self.block_size,
            generates=generates,
            release=self._release,
            log=self._log,
            monitor=lambda: self._watch.describe(self._publisher),
            savings=self._savings,
            restricted=lambda: self._watch.restricted,
            cache=self._division.status if self._division is not None else None,
        )
        end_with_parent()

    def _open_log(self, policy: Policy) -> ReleaseLog:
        command = own_command(*RELEASE_PROCESS)
        return ReleaseLog.open(policy, self._release, counts=self._counts, on_wake=self._control.wake, command=command)

    def _open_release(self, policy: Policy) -> ReleaseStage:
        return open_release(self, policy, publisher=self._publisher, counts=self._counts, on_wake=self._control.wake)

    # ── a request comes in ───────────────────────────────────────────────────────────────────────

    def add_request(self, request: EngineRequest) -> None:
        """Scope the keys of a new request. An update of a streaming session keeps the plan that it has."""
        if request.request_id not in self.requests and self._shares_all:
            self._savings.asks(request, None)
        elif request.request_id not in self.requests:
            scope = self._open(request)
            self._savings.asks(request, scope, sealed=scope is not NO_REUSE)
            if self._division is not None:
                self._division.enter(request, scope)
            if self._release is not None:
                self._release.advance()
            if plannable(request):
                self._plan(request, scope)
        super().add_request(request)

    def _plan(self, request: EngineRequest, scope: WriteScope) -> None:
        published = self._publisher.published
        chosen = plan(published, scope, request.prompt_token_ids) if len(published) else PRIVATE
        if self._release is not None:
            self._release.vote(request, scope, chosen)
        self._share(request, scope, self._watch.admit(request, scope, chosen))

    def _open(self, request: EngineRequest) -> WriteScope:
        try:
            scope: WriteScope = self._sealer.open(request.cache_salt or "")
        except CallerError:
            # It did not come through our edge. Its keys may be anybody's: give it some that are nobody's.
            self._counts["requests_without_valid_salt"] += 1
            request.cache_salt = secrets.token_urlsafe(32)
            request.block_hashes.clear()
            request.update_block_hashes()
            return NO_REUSE
        return scope

    def _share(self, request: EngineRequest, scope: WriteScope, chosen: Plan) -> None:
        if chosen.depth:
            in_place = self._charging.in_place(scope, request.prompt_token_ids, chosen)
            chain = share_prefix(request, in_place.keys, self.block_size)
            self._plans[request] = Planned(whole=chosen, in_place=in_place, chain=chain)
            self._publisher.use(in_place)
            self._savings.planned(request, chosen)

    def _unshare(self, request: EngineRequest) -> None:
        planned = self._plans.pop(request)
        planned.chain.restore(request)
        self._publisher.release(planned.in_place)

    # ── a step ───────────────────────────────────────────────────────────────────────────────────

    def schedule(self, *args: Any, **kwargs: Any) -> Any:
        """Take commands, submit what is to be materialised, then schedule as ever."""
        for command in self._control.take():
            self._commands.obey(command)
        if self._release is not None:
            self._release.take()
            self._release.advance()
        if self._may_materialise():
            for request in self._publisher.submit():
                self._system_ids.add(request.request_id)
                if self._division is not None:
                    self._division.enter_system(request)
                super().add_request(request)
        self._commands.settle()
        if self._division is not None:
            self._division.before_step(paused=self._pause_state == PauseState.PAUSED_ALL)
        output = super().schedule(*args, **kwargs)
        self._charging.hand_out(output)
        self._savings.scheduled(output.scheduled_new_reqs, self.requests, self._plans)
        return output

    def has_requests(self) -> bool:
        """Also keep the engine stepping for a command that waits or a unit that is to be materialised."""
        told = self._control.waiting() or (self._release is not None and self._release.waiting())
        return bool(super().has_requests() or told or self._may_materialise())

    def _may_materialise(self) -> bool:
        return bool(self._pause_state == PauseState.UNPAUSED) and self._publisher.has_pending()

    def _get_local_prefix_cache_hit(self, request: EngineRequest) -> Any:
        """A tenant that misses a shared block would compute and register it. That must not come to pass."""
        if request in self._plans and self._watch.restricts(request):
            self._unshare(request)
        found = super()._get_local_prefix_cache_hit(request)
        if request in self._plans and found[1] < self._plans[request].in_place.depth * self.block_size:
            self._counts["plans_not_resident"] += 1
            self._unshare(request)
            found = super()._get_local_prefix_cache_hit(request)
        return self._charging.look_up(request, self._plans[request], found) if request in self._plans else found

    def update_from_output(self, *args: Any, **kwargs: Any) -> Any:
        """Keep the outputs of our own requests from the frontend."""
        outputs = super().update_from_output(*args, **kwargs)
        if self._system_ids:
            for batch in outputs.values():
                batch.outputs = [output for output in batch.outputs if output.request_id not in self._system_ids]
            self._system_ids &= self.requests.keys()
        self._commands.settle()
        return outputs

    # ── a request leaves ─────────────────────────────────────────────────────────────────────────

    def _free_request(self, request: EngineRequest, *args: Any, **kwargs: Any) -> Any:
        if self._publisher.is_system(request):
            self._materialised(request)
        self._watch.answered(request)
        self._savings.leaves(request)
        result = super()._free_request(request, *args, **kwargs)
        if request in self._plans:
            self._publisher.release(self._plans.pop(request).in_place)
        if self._division is not None:
            self._division.leave(request)
        return result

    def _materialised(self, request: EngineRequest) -> None:
        if request.status == RequestStatus.FINISHED_ABORTED:
            self._publisher.interrupted(request)
            return
        self._savings.materialised(request)
        (blocks,) = self.kv_cache_manager.get_blocks(request.request_id).blocks
        ended = request.status in (RequestStatus.FINISHED_STOPPED, RequestStatus.FINISHED_LENGTH_CAPPED)
        computed = request.num_computed_tokens >= request.num_prompt_tokens
        self._publisher.finished(request, blocks, complete=ended and computed)

    # ── the cache is reset: by the operator, by sleep, by a weight update ────────────────────────

    def reset_prefix_cache(self, *args: Any, **kwargs: Any) -> bool:
        """Unpublish first, then unpin; live requests go on under their private keys."""
        if self._release is not None:
            self._release.reset()
        self._publisher.unpublish_all()
        for request in list(self._plans):
            self._unshare(request)
        self._publisher.unpin_all()
        return bool(super().reset_prefix_cache(*args, **kwargs))

    def shutdown(self) -> None:
        """Stop listening, then as ever."""
        self._control.close()
        if self._release is not None:
            self._release.close()
        if self._log is not None:
            self._log.close()
        super().shutdown()

    def _system_request(self, tokens: list[int], salt: str) -> EngineRequest:
        """A request of the system's own: reads nothing from the cache, writes under `salt`, belongs to nobody."""
        parameters = SamplingParams(max_tokens=1, temperature=0.0, skip_reading_prefix_cache=True)
        return EngineRequest(
            request_id=f"safekv-{uuid.uuid4().hex}",
            prompt_token_ids=tokens,
            sampling_params=parameters,
            pooling_params=None,
            cache_salt=salt,
            block_hasher=self._block_hasher,
        )


class SafeKVScheduler(ScopedKeys, Scheduler):
    """vLLM's scheduler with scoped keys."""


class SafeKVAsyncScheduler(ScopedKeys, AsyncScheduler):
    """vLLM's asynchronous scheduler with scoped keys."""


def make_scheduler(*, vllm_config: Any, **kwargs: Any) -> ScopedKeys:
    """The scheduler for `--scheduler-cls`; called by the engine with its keyword arguments."""
    asynchronous = vllm_config.scheduler_config.async_scheduling
    return (SafeKVAsyncScheduler if asynchronous else SafeKVScheduler)(vllm_config=vllm_config, **kwargs)
