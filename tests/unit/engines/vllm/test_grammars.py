"""Each tenant finds the grammars that it has used itself, and nobody else's."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

pytest.importorskip("vllm")
pytest.importorskip("xgrammar")

import xgrammar
from vllm.v1.structured_output import StructuredOutputManager
from vllm.v1.structured_output.backend_types import StructuredOutputOptions
from vllm.v1.structured_output.backend_xgrammar import XgrammarBackend

from safekv.engines.vllm.grammars import KEPT_SECONDS, Compilers, ScopedGrammars, scope_grammars
from safekv.errors import CallerError
from safekv.types import Private, Unshared, WriteScope
from tests.factories import tenant

pytestmark = pytest.mark.engine

SCHEMA = json.dumps({"type": "object", "properties": {"a": {"type": "string", "enum": ["ab", "ba"]}}})
SCOPES: dict[str, WriteScope] = {
    "alice": Private(tenant=tenant("alice")),
    "bob": Private(tenant=tenant("bob")),
    "nobody": Unshared(reads_published=False),
    "no-store": Unshared(reads_published=True, asker=tenant("alice")),
}


def opened(salt: str) -> WriteScope:
    if salt not in SCOPES:
        raise CallerError("not sealed by this deployment", param="cache_salt")
    return SCOPES[salt]


def manager() -> StructuredOutputManager:
    """The engine's, with a backend over a vocabulary of characters."""
    vocabulary = xgrammar.TokenizerInfo([chr(n) for n in range(32, 127)] + ["<eos>"], stop_token_ids=[95])
    backend = object.__new__(XgrammarBackend)
    backend.compiler = xgrammar.GrammarCompiler(vocabulary)
    backend.disable_any_whitespace, backend.num_speculative_tokens, backend.vocab_size = False, 0, 96
    made = object.__new__(StructuredOutputManager)
    made.backend = backend
    return made


def request(salt: str | None) -> Any:
    return SimpleNamespace(
        request_id="r",
        cache_salt=salt,
        sampling_params=None,
        structured_output_request=SimpleNamespace(structured_output_key=(StructuredOutputOptions.JSON, SCHEMA)),
    )


@pytest.fixture
def compiled(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Of each JSON schema that is compiled: the size of what its compiler remembered before."""
    sizes: list[int] = []
    compile_schema = xgrammar.GrammarCompiler.compile_json_schema

    def noted(self: Any, *args: Any, **kwargs: Any) -> Any:
        sizes.append(self.get_cache_size_bytes())
        return compile_schema(self, *args, **kwargs)

    monkeypatch.setattr(xgrammar.GrammarCompiler, "compile_json_schema", noted)
    return sizes


@pytest.mark.parametrize(
    ("other", "found"),
    [("alice", True), ("bob", False), ("nobody", False), ("no-store", False), ("forged", False), (None, False)],
)
def test_a_tenant_finds_its_own_grammars_and_nobody_elses(other: str | None, found: bool, compiled: list[int]) -> None:
    """Regression: a schema that another tenant had used was compiled in half the time."""
    made = manager()
    scope_grammars(made, opened)
    for salt in ("alice", other):
        assert made._create_grammar(request(salt)).ctx.memory_size_bytes > 0
    assert compiled[0] == 0
    assert (compiled[1] > 0) is found


def test_the_engines_own_manager_is_told_apart(compiled: list[int]) -> None:
    made = manager()
    for salt in ("alice", "bob"):
        made._create_grammar(request(salt))
    assert compiled[1] > 0


@pytest.mark.parametrize("other", ["nobody", "no-store"])
def test_what_is_not_stored_is_not_remembered(other: str, compiled: list[int]) -> None:
    made = manager()
    scope_grammars(made, opened)
    for _ in range(2):
        made._create_grammar(request(other))
    assert compiled == [0, 0]
    assert isinstance(made, ScopedGrammars)
    assert made._compilers is not None
    assert len(made._compilers) == 0


def test_a_cache_of_expressions_is_not_shared_either() -> None:
    made = object.__new__(StructuredOutputManager)
    made.backend = SimpleNamespace(cache={"all": "of them"})
    scope_grammars(made, opened)
    assert isinstance(made, ScopedGrammars)
    assert made._backend_for(request("alice")).cache == {}


def test_a_compiler_is_kept_for_a_while_after_its_tenants_last_request() -> None:
    now = [0.0]
    made = Compilers(object, clock=lambda: now[0])
    first = made.of(SCOPES["alice"])
    now[0] = KEPT_SECONDS - 1
    assert made.of(SCOPES["alice"]) is first
    now[0] = 2 * KEPT_SECONDS - 2
    assert made.of(SCOPES["alice"]) is first
    now[0] = 3 * KEPT_SECONDS - 2
    assert made.of(SCOPES["alice"]) is not first


@pytest.mark.parametrize("others", [0, 1, 50])
def test_when_a_compiler_goes_depends_on_its_tenants_requests_alone(others: int) -> None:
    now = [0.0]
    made = Compilers(object, clock=lambda: now[0])

    def same_again(pause: float) -> bool:
        before = made.of(SCOPES["alice"])
        for number in range(others):
            now[0] += pause / others
            made.of(Private(tenant=tenant(f"t{number}")))
        now[0] += 0.0 if others else pause
        return made.of(SCOPES["alice"]) is before

    assert same_again(KEPT_SECONDS - 1)
    assert not same_again(KEPT_SECONDS + 1)
    assert len(made) <= others + 1


@pytest.mark.parametrize(("mode", "kind"), [("isolate", ScopedGrammars), ("share-all-unsafe", StructuredOutputManager)])
def test_the_scheduler_scopes_the_managers_grammars(mode: str, kind: type, tmp_path: Path) -> None:
    from safekv_lab.scheduler.standalone import Sizes, build_scoped

    sizes = Sizes(block_size=16, num_blocks=64, max_model_len=256, max_num_seqs=4, max_batched_tokens=256)
    scheduler = build_scoped(sizes, {"mode": mode}, tmp_path).scheduler
    try:
        assert type(scheduler.structured_output_manager) is kind
    finally:
        scheduler._control.close()
