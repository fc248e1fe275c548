"""A cache that is too small for what is asked: preemption changes no answer and mixes no tenants."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from tests.conformance.calls import Reply
from tests.conformance.declared import HOUSE, Message
from tests.conformance.marks import NEEDS_SERVER, on_every_mode
from tests.conformance.play import Player
from tests.conformance.servers import World
from tests.conformance.texts import words

pytestmark = NEEDS_SERVER

REQUESTS = 8
GROWTH = 320  # tokens of an answer: six are admitted side by side, and do not fit once they have grown
ROUNDS = 3
PREEMPTIONS = "vllm:num_preemptions_total"


def _talk(seed: str) -> list[Message]:
    return [HOUSE, {"role": "user", "content": words(seed, 400)}]


@on_every_mode
def test_preempted_requests_answer_as_ever(player: Player, world: World) -> None:
    """Eight requests of some 1,200 tokens each in a cache of 6,144: admitted, grown, and pushing each other out."""
    asked = [_talk(f"pressure {number}") for number in range(REQUESTS)]
    alone = world.newcomer()
    expected = [player.chat(alone, talk, max_tokens=GROWTH).output_ids for talk in asked]
    tenants = [world.newcomer() for _ in range(REQUESTS)]
    before = player.metric(PREEMPTIONS)

    def ask(number: int) -> Reply:
        return player.chat(tenants[number], asked[number], max_tokens=GROWTH)

    for _ in range(ROUNDS):
        with ThreadPoolExecutor(REQUESTS) as pool:
            found = [reply.output_ids for reply in pool.map(ask, range(REQUESTS))]
        assert found == expected
        if player.metric(PREEMPTIONS) > before:
            break
    assert player.metric(PREEMPTIONS) > before, "nothing was preempted: the test shows nothing"

    shared = player.declared_tokens("house")
    probes = [player.chat(world.newcomer(), talk, max_tokens=2).cached or 0 for talk in reversed(asked)]
    if world.name == "share-all-unsafe":
        assert max(probes) > 256  # the control: some of it is still there to be hit
    else:
        assert set(probes) == {shared}
    own = [player.chat(tenants[n], asked[n], max_tokens=2).cached or 0 for n in reversed(range(REQUESTS))]
    assert all(cached >= shared for cached in own)
    assert player.chat(tenants[0], asked[0], max_tokens=2).cached > shared  # type: ignore[operator]
