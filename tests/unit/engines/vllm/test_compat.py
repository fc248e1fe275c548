"""Whatever is not known is refused: the version, one changed line, one feature, one class, one block too few."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from safekv.engines.vllm import compat
from safekv.engines.vllm.kinds.caching import SCHEDULER
from safekv.engines.vllm.known_sources import KNOWN_SOURCES, RELIED_ON
from safekv.errors import EngineError, UnprovedFeatureError
from tests.factories import Block, Pool

KNOWN_VERSION = next(iter(KNOWN_SOURCES))
CHECKS: dict[str, Callable[[], None]] = {
    "edge": compat.check_edge_source,
    "scheduler": compat.check_engine_source,
}


@pytest.fixture
def known_engine(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """An engine whose every source is as recorded; change an entry, and it is not."""
    digests = dict(KNOWN_SOURCES[KNOWN_VERSION])
    monkeypatch.setattr(compat, "engine_version", lambda: KNOWN_VERSION)
    monkeypatch.setattr(compat, "source_digest", lambda name: digests.get(name, "missing"))
    return digests


# ── version and source ───────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("version", KNOWN_SOURCES)
def test_every_source_that_is_relied_on_is_recorded_for_every_version(version: str) -> None:
    recorded = KNOWN_SOURCES[version]
    assert set(recorded) == set(RELIED_ON)
    assert all(len(digest) == 16 and set(digest) <= set("0123456789abcdef") for digest in recorded.values())


def test_the_known_engine_is_accepted(known_engine: dict[str, str]) -> None:
    for check in CHECKS.values():
        check()


@pytest.mark.parametrize("name", RELIED_ON)
@pytest.mark.parametrize("digest", ["0123456789abcdef", "missing", ""])
def test_one_changed_source_is_refused_and_named(known_engine: dict[str, str], name: str, digest: str) -> None:
    known_engine[name] = digest
    refusing = "edge" if name.startswith("vllm.entrypoints.") else "scheduler"
    with pytest.raises(UnprovedFeatureError, match="install the released build") as refused:
        CHECKS[refusing]()
    assert name in str(refused.value)


@pytest.mark.parametrize("version", ["0.31.0", "0.32.1", "0.32.0rc1", "0.32.0.dev5", "1.0.0", "", "dev"])
@pytest.mark.parametrize("check", CHECKS.values(), ids=CHECKS)
def test_an_unknown_version_is_refused_with_those_that_are_known(
    known_engine: dict[str, str], monkeypatch: pytest.MonkeyPatch, version: str, check: Callable[[], None]
) -> None:
    monkeypatch.setattr(compat, "engine_version", lambda: version)
    with pytest.raises(UnprovedFeatureError, match=f"is not known to this SafeKV; install one of: .*{KNOWN_VERSION}"):
        check()


def test_a_build_tag_is_no_other_version(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.import_module", lambda name: SimpleNamespace(__version__="0.32.0+cpu"))
    assert compat.engine_version() == "0.32.0"


def test_no_engine_at_all_says_how_to_get_one(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> object:
        raise ImportError(name)

    monkeypatch.setattr("importlib.import_module", missing)
    with pytest.raises(UnprovedFeatureError, match=r"vLLM is not installed here; .* make setup"):
        compat.check_engine_source()


@pytest.mark.engine
@pytest.mark.parametrize("check", CHECKS.values(), ids=CHECKS)
def test_the_installed_engine_is_the_known_one(check: Callable[[], None]) -> None:
    pytest.importorskip("vllm")
    check()


class Sample:
    """A class whose source is known to this test."""

    def method(self) -> int:
        return 1


def test_the_digest_is_of_the_source_text() -> None:
    def digest(text: str) -> str:
        return hashlib.sha256(text.encode()).hexdigest()[:16]

    assert compat.source_digest(f"{__name__}:Sample.method") == digest("    def method(self) -> int:\n        return 1")
    assert compat.source_digest(f"{__name__}:Sample") != compat.source_digest(f"{__name__}:Sample.method")


@pytest.mark.parametrize(
    "name",
    [
        "no.such.module",
        f"{__name__}:Nothing",
        f"{__name__}:Sample.nothing",
        f"{__name__}:KNOWN_VERSION",
        "builtins:len",
    ],
)
def test_what_has_no_source_is_missing_and_so_unequal_to_every_record(name: str) -> None:
    assert compat.source_digest(name) == "missing"


# ── configuration ────────────────────────────────────────────────────────────────────────────────


def good_config() -> SimpleNamespace:
    """A VllmConfig as far as the checks look, with nothing to object to."""
    return SimpleNamespace(
        scheduler_config=SimpleNamespace(scheduler_cls=SCHEDULER, disable_hybrid_kv_cache_manager=False),
        cache_config=SimpleNamespace(enable_prefix_caching=True, prefix_caching_hash_algo="sha256"),
        model_config=SimpleNamespace(
            is_hybrid=False,
            is_attention_free=False,
            get_sliding_window=lambda: None,
            is_encoder_decoder=False,
            is_multimodal_model=False,
            is_diffusion=False,
            enable_prompt_embeds=False,
            hf_text_config=SimpleNamespace(),
            attention_chunk_size=None,
            max_model_len=8192,
            use_mla=False,
            is_multimodal_raw_input_only_model=False,
            supports_multimodal_inputs=True,
            get_multimodal_config=lambda: SimpleNamespace(enable_mm_embeds=False),
        ),
        device_config=SimpleNamespace(device_type="cpu"),
        parallel_config=SimpleNamespace(
            data_parallel_size=1,
            pipeline_parallel_size=1,
            decode_context_parallel_size=1,
            prefill_context_parallel_size=1,
        ),
        kv_transfer_config=None,
        ec_transfer_config=None,
        kv_events_config=None,
        speculative_config=None,
        lora_config=None,
    )


def test_a_plain_configuration_is_accepted() -> None:
    compat.check_config(good_config())


def test_tensor_parallelism_and_the_other_sha256_are_accepted() -> None:
    config = good_config()
    config.parallel_config.tensor_parallel_size = 8
    config.cache_config.prefix_caching_hash_algo = "sha256_cbor"
    config.kv_events_config = SimpleNamespace(enable_kv_cache_events=False)
    compat.check_config(config)


ON = SimpleNamespace(enable_kv_cache_events=True)
REFUSED: list[tuple[str, str, Any, str]] = [
    ("another scheduler", "scheduler_config.scheduler_cls", "their.Scheduler", "--scheduler-cls their.Scheduler"),
    ("a scheduler by class", "scheduler_config.scheduler_cls", Pool, "--scheduler-cls"),
    ("no scheduler class", "scheduler_config.scheduler_cls", None, "--scheduler-cls"),
    ("no prefix cache", "cache_config.enable_prefix_caching", False, "--no-enable-prefix-caching"),
    ("a fast hash", "cache_config.prefix_caching_hash_algo", "xxhash", "not collision resistant"),
    ("builtin hash", "cache_config.prefix_caching_hash_algo", "builtin", "not collision resistant"),
    ("hybrid", "model_config.is_hybrid", True, "attention in all layers"),
    ("state space", "model_config.is_attention_free", True, "attention in all layers"),
    ("sliding window", "model_config.get_sliding_window", lambda: 4096, "--disable-sliding-window"),
    ("encoder-decoder", "model_config.is_encoder_decoder", True, "decoder-only"),
    ("multimodal", "model_config.is_multimodal_model", True, "--language-model-only"),
    ("diffusion", "model_config.is_diffusion", True, "autoregressive"),
    ("data parallel", "parallel_config.data_parallel_size", 2, "--data-parallel-size 2"),
    ("pipeline parallel", "parallel_config.pipeline_parallel_size", 2, "--pipeline-parallel-size 2"),
    ("context parallel", "parallel_config.decode_context_parallel_size", 2, "--decode-context-parallel-size 2"),
    ("prefill context", "parallel_config.prefill_context_parallel_size", 2, "--prefill-context-parallel-size 2"),
    ("KV connector", "kv_transfer_config", ON, "--kv-transfer-config"),
    ("encoder connector", "ec_transfer_config", ON, "--ec-transfer-config"),
    ("KV events", "kv_events_config", ON, "--kv-events-config"),
    ("drafts", "speculative_config", ON, "--speculative-config"),
    ("adapters", "lora_config", ON, "--enable-lora"),
    ("embeddings", "model_config.enable_prompt_embeds", True, "--enable-prompt-embeds"),
]


def change(config: SimpleNamespace, where: str, value: object) -> None:
    *sections, name = where.split(".")
    for section in sections:
        config = getattr(config, section)
    assert hasattr(config, name), "the stub lacks what the test wants to change"
    setattr(config, name, value)


@pytest.mark.parametrize(("where", "value", "said"), [r[1:] for r in REFUSED], ids=[r[0] for r in REFUSED])
def test_a_feature_that_is_not_proved_is_refused_with_its_mend(where: str, value: object, said: str) -> None:
    config = good_config()
    change(config, where, value)
    with pytest.raises(UnprovedFeatureError, match="the scopes were not proved") as refused:
        compat.check_config(config)
    problems = str(refused.value).splitlines()[1:]
    assert len(problems) == 1
    assert said in problems[0]


def test_every_problem_is_named_at_once() -> None:
    at_once = [row for row in REFUSED[3:] if row[0] not in ("sliding window", "multimodal")]  # of no account then
    config = good_config()
    for _, where, value, _ in at_once:
        change(config, where, value)
    with pytest.raises(UnprovedFeatureError) as refused:
        compat.check_config(config)
    for _, where, value, said in at_once:
        assert said in str(refused.value) or where.endswith("hash_algo"), value


# ── the live scheduler ───────────────────────────────────────────────────────────────────────────


def named(name: str, **attributes: object) -> Any:
    return type(name, (SimpleNamespace,), {})(**attributes)


def several(*specs: object) -> Any:
    return named("UniformTypeKVCacheSpecs", kv_cache_specs={str(n): spec for n, spec in enumerate(specs)})


class BlockPool(Pool):
    def get_num_free_blocks(self) -> int:
        return len(self.free)


def good_scheduler(pool: Pool | None = None) -> SimpleNamespace:
    coordinator = named("UnitaryKVCacheCoordinator", single_type_managers=[named("FullAttentionManager")])
    return SimpleNamespace(
        kv_cache_manager=SimpleNamespace(coordinator=coordinator, block_pool=pool or BlockPool(4)),
        kv_cache_config=SimpleNamespace(kv_cache_groups=[SimpleNamespace(kv_cache_spec=named("FullAttentionSpec"))]),
        block_size=16,
        hash_block_size=16,
    )


def test_the_known_scheduler_is_accepted_and_left_as_it_was() -> None:
    scheduler = good_scheduler()
    compat.check_scheduler(scheduler)
    pool = scheduler.kv_cache_manager.block_pool
    assert len(pool.free) == 4
    assert all(block.ref_cnt == 0 for block in pool.blocks)


KNOWN_SPECS = {
    "full": named("FullAttentionSpec", non_causal=False),
    "windows kept as full": named("FullAttentionSpec", sliding_window=128),
    "MLA": named("MLAAttentionSpec"),
    "of several shapes": several(named("FullAttentionSpec", head_size=64), named("FullAttentionSpec", head_size=128)),
}
OTHER_SPECS = {
    "state": named("MambaSpec"),
    "window": named("SlidingWindowSpec"),
    "tokens that are given up": named("RSWASpec"),
    "sinks in blocks of their own": named("SinkFullAttentionSpec"),
    "hidden states": named("HiddenStateCacheSpec"),
    "chunks": named("ChunkedLocalAttentionSpec"),
    "one of several": several(named("FullAttentionSpec"), named("RSWASpec")),
    "tokens that depend on later ones": named("FullAttentionSpec", non_causal=True),
}


@pytest.mark.parametrize("spec", KNOWN_SPECS.values(), ids=KNOWN_SPECS)
def test_one_group_that_keeps_every_token_is_accepted(spec: Any) -> None:
    scheduler = good_scheduler()
    scheduler.kv_cache_config.kv_cache_groups[0].kv_cache_spec = spec
    compat.check_scheduler(scheduler)


@pytest.mark.parametrize("spec", OTHER_SPECS.values(), ids=OTHER_SPECS)
def test_one_group_that_does_not_is_refused(spec: Any) -> None:
    scheduler = good_scheduler()
    scheduler.kv_cache_config.kv_cache_groups[0].kv_cache_spec = spec
    with pytest.raises(UnprovedFeatureError, match="safekv check"):
        compat.check_scheduler(scheduler)


@pytest.mark.parametrize("fault", ["coordinator", "manager", "spec", "pool", "two managers", "two groups", "no group"])
def test_a_cache_that_is_built_otherwise_is_refused(fault: str) -> None:
    scheduler = good_scheduler()
    manager, groups = scheduler.kv_cache_manager, scheduler.kv_cache_config.kv_cache_groups
    match fault:
        case "coordinator":
            manager.coordinator = named(
                "HybridKVCacheCoordinator", single_type_managers=[named("FullAttentionManager")]
            )
        case "manager":
            manager.coordinator.single_type_managers[0] = named("SlidingWindowManager")
        case "spec":
            groups[0].kv_cache_spec = named("MambaSpec")
        case "pool":
            manager.block_pool = Pool(4)
        case "two managers":
            manager.coordinator.single_type_managers.append(named("FullAttentionManager"))
        case "two groups":
            groups.append(SimpleNamespace(kv_cache_spec=named("FullAttentionSpec")))
        case "no group":
            groups.clear()
    with pytest.raises(UnprovedFeatureError, match="only one group of blocks, of full attention, is proved"):
        compat.check_scheduler(scheduler)


def test_hash_blocks_of_another_size_are_refused() -> None:
    scheduler = good_scheduler()
    scheduler.hash_block_size = 8
    with pytest.raises(UnprovedFeatureError, match="differ in size"):
        compat.check_scheduler(scheduler)


def _deaf_touch(pool: Pool, blocks: list[Block]) -> None: ...


def _forgetful_free(pool: Pool, blocks: list[Block]) -> None:
    for block in blocks:
        block.ref_cnt -= 1


def _eager_free(pool: Pool, blocks: list[Block]) -> None:
    for block in blocks:
        block.ref_cnt = 0
        pool.free.append(block)


FAULTY = {
    "touch adds no reference": {"touch": _deaf_touch},
    "free does not give back": {"free_blocks": _forgetful_free},
    "free gives back too early": {"free_blocks": _eager_free},
}


@pytest.mark.parametrize("methods", FAULTY.values(), ids=FAULTY)
def test_a_pool_that_does_not_conserve_blocks_is_refused(methods: dict[str, Any]) -> None:
    pool = type("BlockPool", (BlockPool,), methods)(4)
    with pytest.raises((EngineError, AssertionError)) as refused:
        compat.check_scheduler(good_scheduler(pool))
    assert "touch" in methods or refused.type is EngineError


# ── the chain of keys ────────────────────────────────────────────────────────────────────────────


def chained(request: Any) -> list[bytes]:
    hashes: list[bytes] = list(request.block_hashes)
    while len(hashes) < 2:
        hashes.append(hashlib.sha256((hashes[-1] if hashes else request.salt.encode()) + b"0").digest())
    return hashes[len(request.block_hashes) :]


def unsalted(request: Any) -> list[bytes]:
    return chained(SimpleNamespace(salt="", block_hashes=request.block_hashes))


def salted_only_first(request: Any) -> list[bytes]:
    return [request.salt.encode(), b"the same for all"][len(request.block_hashes) :]


def random_keys(request: Any) -> list[bytes]:
    return [bytes([next(_numbers)]) for _ in range(2 - len(request.block_hashes))]


_numbers = iter(range(256))


def check(hasher: Callable[[Any], list[bytes]]) -> None:
    def probe(salt: str) -> SimpleNamespace:
        request = SimpleNamespace(salt=salt, block_hashes=[])
        request.block_hashes = hasher(request)
        return request

    compat.check_chain(hasher, probe)


def test_a_salted_chain_is_accepted() -> None:
    check(chained)


@pytest.mark.parametrize("hasher", [unsalted, salted_only_first, random_keys, lambda r: []])
def test_a_chain_that_does_not_follow_the_salt_is_refused(hasher: Callable[[Any], list[bytes]]) -> None:
    with pytest.raises(EngineError, match="do not follow the salt"):
        check(hasher)
