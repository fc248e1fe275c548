"""The release process of this engine, and what the scheduler has to do with it: opened as the policy says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

from safekv.config import Policy
from safekv.engines.vllm.vocabulary import describe_model
from safekv.release.client import ReleaseClient
from safekv.release.command import own_command
from safekv.sharing.publisher import Publisher
from safekv.sharing.release_stage import ReleaseStage
from safekv.sharing.releases import Releases

RELEASE_PROCESS = ("safekv.engines.vllm.release_main", "vllm")
"""The release process of this engine: its module, and the package beside ours that it needs."""


def open_release(
    scheduler: Any, policy: Policy, *, publisher: Publisher, counts: Counter[str], on_wake: Callable[[], None]
) -> ReleaseStage:
    """Votes out, releases in, for `scheduler`, which is vLLM's. The process is started by the edge's first word."""
    client = ReleaseClient(policy.ledger, counts=counts, on_wake=on_wake, command=own_command(*RELEASE_PROCESS))
    model = scheduler.vllm_config.model_config
    hello = {
        "op": "hello",
        "tokenizer": str(model.tokenizer),
        "tokenizer_mode": str(model.tokenizer_mode),
        "revision": model.tokenizer_revision,
        "trust_remote_code": bool(model.trust_remote_code),
        "block_size": scheduler.block_size,
        "engine": describe_model(model, scheduler.block_size),
    }
    region = publisher.budget // 2  # the rest is for units that are still used when their life has ended
    releases = Releases(
        publisher,
        region=region,
        block_size=scheduler.block_size,
        counts=counts,
        vocabulary=model.get_vocab_size(),
    )
    return ReleaseStage(client, releases, settings=policy.ledger, block_size=scheduler.block_size, hello=hello)
