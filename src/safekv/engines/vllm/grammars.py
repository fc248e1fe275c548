"""Grammar caches of structured output, one for each tenant.

vLLM compiles a JSON schema, a regular expression or the schemas of tools into a grammar, with one compiler for all
requests, which remembers what it has compiled, and parts of it. A schema that another tenant has used, or one that has
something in common with it, is compiled in less time. So every tenant has a compiler of its own here, and a request
that is not to be remembered has one for itself. A mark in the schema would not do: its parts would still be found.
"""

from __future__ import annotations

import copy
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from typing import Any

from vllm import envs
from vllm.logger import init_logger
from vllm.v1.structured_output import StructuredOutputManager
from vllm.v1.structured_output.backend_xgrammar import XgrammarBackend

from safekv.errors import CallerError
from safekv.types import Private, TenantId, WriteScope

logger = init_logger("vllm.safekv.grammars")

KEPT_SECONDS = 3600.0
"""How long a tenant's compiler is kept after its last request with a grammar."""

MOST_MEGABYTES = 32
"""What a tenant's compiler remembers at most; less with a lower VLLM_XGRAMMAR_CACHE_MB."""


class Compilers:
    """A compiler for each tenant. What a tenant finds depends on its own requests and their times alone."""

    def __init__(self, make: Callable[[], Any], clock: Callable[[], float] = time.monotonic) -> None:
        self._make = make
        self._clock = clock
        self._lock = threading.Lock()
        self._kept: OrderedDict[TenantId, tuple[Any, float]] = OrderedDict()  # what was longest unused first

    def __len__(self) -> int:
        return len(self._kept)

    def of(self, scope: WriteScope | None) -> Any:
        """The compiler for a request of this scope; None: its salt could not be opened."""
        if not isinstance(scope, Private):
            return self._make()
        with self._lock:
            now = self._clock()
            while self._kept and now - next(iter(self._kept.values()))[1] >= KEPT_SECONDS:
                self._kept.popitem(last=False)
            known = self._kept.pop(scope.tenant, None)
            compiler = known[0] if known is not None else self._make()
            self._kept[scope.tenant] = compiler, now
        return compiler


class ScopedGrammars(StructuredOutputManager):
    """vLLM's manager of structured output, with a grammar cache for each tenant. Made by `scope_grammars` only."""

    _open: Callable[[str], WriteScope]
    _compilers: Compilers | None = None
    _setting_up: threading.Lock

    def _create_grammar(self, request: Any) -> Any:
        try:
            backend = self._backend_for(request)
            kind, spec = request.structured_output_request.structured_output_key
            parameters = request.sampling_params
            stops = parameters.all_stop_token_ids if parameters is not None else None
            return backend.compile_grammar(kind, spec, stop_token_ids=stops)
        except Exception:
            logger.exception("The grammar of request %s could not be compiled", request.request_id)
            raise

    def _backend_for(self, request: Any) -> Any:
        """The engine's backend with a cache of the request's own scope."""
        backend = copy.copy(self.backend)
        if isinstance(backend, XgrammarBackend):
            with self._setting_up:
                if self._compilers is None:
                    self._compilers = Compilers(_maker(backend))
            backend.compiler = self._compilers.of(self._scope(request))
        elif hasattr(backend, "cache"):  # Outlines': by the expression, for all
            backend.cache = {}
        return backend  # of the others, none remembers what it has compiled

    def _scope(self, request: Any) -> WriteScope | None:
        try:
            return self._open(request.cache_salt or "")
        except CallerError:
            return None


def _maker(backend: XgrammarBackend) -> Callable[[], Any]:
    import xgrammar  # noqa: PLC0415 - as in the engine, only where grammars are used

    vocabulary = backend.compiler.compile_builtin_json_grammar().tokenizer_info
    limit = min(envs.VLLM_XGRAMMAR_CACHE_MB, MOST_MEGABYTES) << 20
    return lambda: xgrammar.GrammarCompiler(vocabulary, max_threads=8, cache_enabled=True, cache_limit_bytes=limit)


def scope_grammars(manager: StructuredOutputManager, open_salt: Callable[[str], WriteScope]) -> None:
    """Give an engine's manager of structured output a grammar cache for each tenant. The object stays the same.

    `open_salt` says whose a request is, and raises CallerError where it does not know; it is called by several threads.
    """
    manager.__class__ = ScopedGrammars
    assert isinstance(manager, ScopedGrammars)  # noqa: S101 - for the types
    manager._open = open_salt
    manager._setting_up = threading.Lock()
