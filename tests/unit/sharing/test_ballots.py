"""One HTTP request, one vote: the ids are those that vLLM makes."""

from __future__ import annotations

import pytest

from safekv.sharing.ballots import REMEMBERED, Ballots
from safekv.types import OwnerTag

pytest.importorskip("vllm")
from vllm.sampling_params import SamplingParams
from vllm.utils import random_uuid
from vllm.v1.engine import EngineCoreRequest
from vllm.v1.engine.input_processor import InputProcessor
from vllm.v1.engine.parallel_sampling import ParentRequest

ANNA, BEN = OwnerTag(b"a" * 16), OwnerTag(b"b" * 16)


def ids_of(http_request: str, n: int) -> list[str]:
    """The ids of the engine's requests that an item of an HTTP request becomes with `n` samples."""
    request = EngineCoreRequest(
        request_id=http_request,
        prompt_token_ids=[1],
        mm_features=None,
        sampling_params=SamplingParams(n=n),
        pooling_params=None,
        arrival_time=0.0,
        lora_request=None,
        cache_salt=None,
        data_parallel_rank=None,
    )
    InputProcessor.assign_request_id(request)
    parent = ParentRequest(request)
    return [parent.get_child_info(number)[0] for number in range(n)]


def test_samples_and_lists_of_one_http_request_have_one_vote() -> None:
    ballots = Ballots(period_seconds=100)
    first, second = (f"cmpl-{random_uuid()}" for _ in range(2))
    names = [name for base in (first, second) for item in range(5) for name in ids_of(f"{base}-{item}", 4)]
    assert len(set(names)) == 40
    assert sum(ballots.cast(ANNA, name, now=1.0) for name in names) == 2


def test_each_owner_s_are_its_own() -> None:
    ballots = Ballots(period_seconds=100)
    name = f"chatcmpl-{random_uuid()}-0"
    assert ballots.cast(ANNA, name, now=1.0)
    assert ballots.cast(BEN, name, now=1.0)
    assert not ballots.cast(ANNA, name, now=1.0)


def test_what_is_remembered_is_bounded_and_ends_with_the_period() -> None:
    ballots = Ballots(period_seconds=100)
    names = [f"cmpl-{number:016x}" for number in range(3 * REMEMBERED)]
    assert all(ballots.cast(ANNA, name, now=1.0) for name in names)
    assert len(ballots._cast[ANNA]) == REMEMBERED
    assert ballots.cast(BEN, names[0], now=101.0)
    assert ANNA not in ballots._cast
