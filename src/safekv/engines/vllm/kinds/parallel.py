"""How the engine is spread over devices: under tensor parallelism it has one scheduler and one pool, as was proved."""

from __future__ import annotations

from collections.abc import Iterator

from safekv.engines.vllm.kinds.base import EngineConfig, Finding, Kind, Refused

PARALLEL = Kind(
    name="data, pipeline or context parallelism", note="Only tensor parallelism has one scheduler and one pool."
)


def look(config: EngineConfig) -> Iterator[Finding]:
    """What is split otherwise than by tensors."""
    parallel = config.parallel_config
    degrees = {
        "--data-parallel-size": parallel.data_parallel_size,
        "--pipeline-parallel-size": parallel.pipeline_parallel_size,
        "--decode-context-parallel-size": parallel.decode_context_parallel_size,
        "--prefill-context-parallel-size": parallel.prefill_context_parallel_size,
    }
    for flag, degree in degrees.items():
        if degree > 1:
            yield Refused(kind=PARALLEL, said=f"{flag} {degree}: only tensor parallelism is proved", mend="set it to 1")
