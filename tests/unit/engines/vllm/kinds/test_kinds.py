"""What is covered, what is refused, and that the mend of a refusal works: it is applied, and asked again."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from safekv.engines.vllm import kinds
from safekv.engines.vllm.kinds import attention, multimodal
from safekv.engines.vllm.kinds.base import Kind, Proof
from tests.unit.engines.vllm.test_compat import good_config

WINDOW, LENGTH = 1024, 32768


def layered(*layers: str, window: int | None = WINDOW, chunk: int | None = None) -> SimpleNamespace:
    """A configuration of a model with these layers."""
    config = good_config()
    config.model_config.hf_text_config.layer_types = list(layers)
    config.model_config.get_sliding_window = lambda: window
    config.model_config.attention_chunk_size = chunk
    config.model_config.max_model_len = LENGTH
    return config


def one_group(config: SimpleNamespace) -> SimpleNamespace:
    """What --disable-hybrid-kv-cache-manager does."""
    config.scheduler_config.disable_hybrid_kv_cache_manager = True
    return config


def text_only(config: SimpleNamespace) -> SimpleNamespace:
    """What --language-model-only does: the model stays a multimodal one by its class."""
    config.model_config.supports_multimodal_inputs = False
    return config


def multimodal_model() -> SimpleNamespace:
    config = good_config()
    config.model_config.is_multimodal_model = True
    return config


def latent(**more: Any) -> SimpleNamespace:
    config = good_config()
    config.model_config.use_mla = True
    for name, value in more.items():
        setattr(config.model_config.hf_text_config, name, value)
    return config


def mimo() -> SimpleNamespace:
    config = layered()
    del config.model_config.hf_text_config.layer_types
    config.model_config.hf_text_config.hybrid_layer_pattern = [0, 1, 1, 1]
    return config


GEMMA = ("sliding_attention",) * 5 + ("full_attention",)
COVERED: dict[str, tuple[Callable[[], SimpleNamespace], set[Kind]]] = {
    "dense": (good_config, {attention.FULL}),
    "layers that are named and all full": (lambda: layered("full_attention", window=None), {attention.FULL}),
    "MLA": (latent, {attention.LATENT}),
    "windows beside full": (lambda: one_group(layered(*GEMMA)), {attention.WINDOWS}),
    "windows by MiMo's pattern": (lambda: one_group(mimo()), {attention.WINDOWS}),
    "chunks beside full": (
        lambda: one_group(layered("chunked_attention", "full_attention", window=None, chunk=8192)),
        {attention.CHUNKS},
    ),
    "text only": (lambda: text_only(multimodal_model()), {attention.FULL, multimodal.TEXT_ONLY}),
}


@pytest.mark.parametrize(("config", "found"), COVERED.values(), ids=COVERED)
def test_what_is_covered_and_how(config: Callable[[], SimpleNamespace], found: set[Kind]) -> None:
    verdict = kinds.look(config())
    assert not verdict.refused
    assert {covered.kind for covered in verdict.covered} == found
    assert all(str(covered).startswith(f"{covered.kind.name}, proved ") for covered in verdict.covered)
    verdict.enforce()


MENDED: dict[str, tuple[Callable[[], SimpleNamespace], Callable[[SimpleNamespace], SimpleNamespace], str]] = {
    "windows beside full": (lambda: layered(*GEMMA), one_group, "--disable-hybrid-kv-cache-manager"),
    "chunks": (
        lambda: layered("chunked_attention", "full_attention", window=None, chunk=8192),
        one_group,
        "--disable-hybrid-kv-cache-manager",
    ),
    "images": (multimodal_model, text_only, "--language-model-only"),
}


@pytest.mark.parametrize(("config", "mend", "flag"), MENDED.values(), ids=MENDED)
def test_what_is_refused_is_covered_once_it_is_mended(
    config: Callable[[], SimpleNamespace], mend: Callable[[SimpleNamespace], SimpleNamespace], flag: str
) -> None:
    (refused,) = kinds.look(config()).refused
    assert refused.mend.startswith(f"start with {flag}")
    assert not kinds.look(mend(config())).refused


ONLY_WINDOWS = {
    "no layer is named": lambda: one_group(layered()),
    "all are windows": lambda: one_group(layered("sliding_attention", "sliding_attention")),
}


@pytest.mark.parametrize("config", ONLY_WINDOWS.values(), ids=ONLY_WINDOWS)
def test_windows_alone_are_not_offered_a_mend_that_is_none(config: Callable[[], SimpleNamespace]) -> None:
    (refused,) = kinds.look(config()).refused
    assert refused.mend.startswith(f"start with --disable-sliding-window --max-model-len {WINDOW}")


OTHERS: dict[str, tuple[Callable[[], SimpleNamespace], str]] = {
    "a layer of another kind": (
        lambda: one_group(layered("sliding_attention", "full_attention", "hashed_attention")),
        "hashed_attention",
    ),
    "an indexer": (lambda: latent(index_topk=2048), "sparse MLA"),
}


@pytest.mark.parametrize(("config", "said"), OTHERS.values(), ids=OTHERS)
def test_what_is_not_known_is_refused(config: Callable[[], SimpleNamespace], said: str) -> None:
    (refused,) = kinds.look(config()).refused
    assert said in refused.said


def test_the_price_of_one_group_is_told() -> None:
    (refused,) = kinds.look(layered(*GEMMA)).refused
    assert "takes 5.2 times the memory: 5 of 6 layers keep all its tokens, not the last 1024" in refused.mend
    (covered,) = kinds.look(one_group(layered(*GEMMA))).covered
    assert "takes 5.2 times the memory" in covered.said
    short = one_group(layered(*GEMMA))
    short.model_config.max_model_len = WINDOW
    assert "memory" not in kinds.look(short).covered[0].said


def test_embeddings_of_images_are_refused_with_both_flags() -> None:
    config = multimodal_model()
    config.model_config.get_multimodal_config = lambda: SimpleNamespace(enable_mm_embeds=True)
    (refused,) = kinds.look(config).refused
    assert "--enable-mm-embeds" in refused.said
    assert "leave the flag out" in refused.mend


def test_a_cache_that_the_engine_has_turned_off_is_not_laid_to_a_flag() -> None:
    config = latent()
    config.cache_config.enable_prefix_caching = False
    (refused,) = kinds.look(config).refused
    assert "AMX" in refused.mend
    config.device_config.device_type = "cuda"
    assert "AMX" not in kinds.look(config).refused[0].mend


def test_every_kind_is_covered_and_says_how_or_says_why_not() -> None:
    assert len({kind.name for kind in kinds.KINDS}) == len(kinds.KINDS)
    assert all(kind.note for kind in kinds.KINDS)
    assert {kind.proof for kind in kinds.KINDS} == {Proof.SERVER, Proof.HARNESS, None}
