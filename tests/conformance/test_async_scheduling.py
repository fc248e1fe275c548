"""`--async-scheduling` on a real engine, as far as one without a GPU can tell.

The CPU platform switches asynchronous scheduling off whatever is asked for, so here the flag can only be shown to be
taken, and the server to isolate as ever (the whole table runs on this server). Asynchronous scheduling itself is
covered by the scheduler harness, tests/property/test_scheduler_fuzz.
"""

from __future__ import annotations

from tests.conformance.calls import reusable
from tests.conformance.marks import NEEDS_SERVER, on
from tests.conformance.play import Player, question
from tests.conformance.servers import World

pytestmark = NEEDS_SERVER


@on("isolate")
def test_the_flag_is_taken_and_isolation_holds(player: Player, world: World) -> None:
    assert "'async_scheduling': True" in world.log.read_text()
    tenant, asked = world.newcomer(), question("async scheduling")
    everything = reusable(player.chat(tenant, asked).prompt_tokens)
    assert player.chat(world.newcomer(), asked).cached == 0
    assert player.chat(tenant, asked).cached == everything
