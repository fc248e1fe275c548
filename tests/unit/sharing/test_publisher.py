"""The life of a unit, edge by edge of the picture at the top of publisher.py. Random orders: tests/property."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from safekv.errors import DeclarationError
from safekv.sharing.publisher import MAX_ATTEMPTS, Publisher
from safekv.sharing.residents import State
from safekv.types import Unit
from tests.factories import ORG, Pool, SystemRequest, compute, leave
from tests.unit.sharing.publishing import TOKENS, Engine, units


@pytest.fixture
def engine() -> Engine:
    return Engine()


@pytest.fixture
def published(engine: Engine) -> Engine:
    engine.publisher.declare("a", units())
    engine.materialise()
    return engine


# ── declare, materialise ─────────────────────────────────────────────────────────────────────────


def test_a_declaration_publishes_nothing_by_itself(engine: Engine) -> None:
    engine.publisher.declare("a", units())
    assert engine.plan().depth == 0
    assert engine.publisher.has_pending()
    assert engine.states("a") == [State.PENDING, State.PENDING]


def test_a_materialised_unit_is_pinned_and_resident_under_its_own_keys(published: Engine) -> None:
    assert published.states("a") == [State.PUBLISHED, State.PUBLISHED]
    assert published.plan().depth == 4
    for key in published.plan().keys:
        (block,) = published.pool.get_cached_block(key, [0]) or []
        assert block.ref_cnt == 1
    assert published.held == published.publisher.pinned == 4
    assert not published.publisher.has_pending()


def test_a_unit_is_not_published_before_its_request_has_finished(engine: Engine) -> None:
    engine.publisher.declare("a", units())
    requests = engine.publisher.submit()
    assert engine.publisher.submit() == []
    assert all(engine.publisher.is_system(request) for request in requests)
    assert engine.plan().depth == 0


def test_a_child_that_finishes_first_waits_for_its_parent(engine: Engine) -> None:
    engine.publisher.declare("a", units())
    parent, child = engine.publisher.submit()
    for request in (parent, child):
        compute(engine.pool, request)
    engine.finish(child)
    assert engine.plan().depth == 0
    engine.finish(parent)
    assert engine.plan().depth == 4


def test_each_materialisation_has_a_salt_of_its_own(engine: Engine) -> None:
    engine.publisher.declare("a", units())
    first = [request.salt for request in engine.materialise()]
    engine.publisher.unpublish_all()
    engine.publisher.unpin_all()
    second = [request.salt for request in engine.materialise()]
    assert len({*first, *second}) == 4
    assert all(len(salt) >= 43 for salt in first + second)  # 256 bits


def test_a_request_of_somebody_else_is_not_the_systems_whatever_it_looks_like(engine: Engine) -> None:
    engine.publisher.declare("a", units())
    (ours, _) = engine.publisher.submit()
    assert not engine.publisher.is_system(SystemRequest(ours.tokens, ours.salt, ours.block_hashes))


@pytest.mark.parametrize("fault", ["aborted", "a block was evicted", "another block under the key", "blocks missing"])
def test_what_did_not_come_out_right_is_not_published(engine: Engine, fault: str) -> None:
    engine.publisher.declare("a", units(ends=(16,)))
    (request,) = engine.publisher.submit()
    compute(engine.pool, request)
    blocks = list(request.blocks)
    match fault:
        case "a block was evicted":
            engine.pool.evict_blocks([blocks[2].block_id])
        case "another block under the key":
            engine.pool.cached[request.block_hashes[1]] = engine.pool.blocks[40]
        case "blocks missing":
            blocks.pop()
    engine.publisher.finished(request, blocks, complete=fault != "aborted")
    leave(engine.pool, request)
    assert engine.plan().depth == 0
    assert engine.states("a") == [State.PENDING]
    assert engine.held == 0


def test_after_too_many_failures_a_unit_is_given_up_until_it_is_declared_again(engine: Engine) -> None:
    engine.publisher.declare("a", units(ends=(16,)))
    for _ in range(MAX_ATTEMPTS):
        assert engine.publisher.has_pending()
        engine.materialise(complete=False)
    assert engine.states("a") == [State.FAILED]
    assert not engine.publisher.has_pending()
    engine.publisher.declare("a", units(ends=(16,)))
    engine.materialise()
    assert engine.plan().depth == 4


def test_failures_before_a_success_are_forgotten(engine: Engine) -> None:
    engine.publisher.declare("a", units(ends=(16,)))
    for _ in range(3):
        for _ in range(MAX_ATTEMPTS - 1):
            engine.materialise(complete=False)
        engine.materialise()
        assert engine.states("a") == [State.PUBLISHED]
        engine.publisher.unpublish_all()
        engine.publisher.unpin_all()


# ── what cannot be declared ──────────────────────────────────────────────────────────────────────


def test_declaring_word_for_word_again_changes_nothing(published: Engine) -> None:
    first = published.publisher.declarations
    published.publisher.declare("a", units())
    assert published.publisher.declarations == first
    assert not published.publisher.has_pending()


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(units(range(1, 17)), id="other tokens"),
        pytest.param(units(audience=ORG), id="another audience"),
        pytest.param(units(ends=(16,)), id="cut otherwise"),
        pytest.param(units(ends=(8,)), id="shorter"),
    ],
)
def test_a_name_stands_for_one_content(published: Engine, other: list[Unit]) -> None:
    with pytest.raises(DeclarationError, match="declared already, with other content; withdraw it first"):
        published.publisher.declare("a", other)
    assert published.plan().depth == 4


def test_nothing_to_share_is_refused(engine: Engine) -> None:
    with pytest.raises(DeclarationError, match="shorter than one block of 4 tokens"):
        engine.publisher.declare("a", [])


def test_a_prefix_as_long_as_the_longest_prompt_is_refused() -> None:
    engine = Engine(max_tokens=16)
    with pytest.raises(DeclarationError, match="16 tokens; the model takes prompts of fewer than 16"):
        engine.publisher.declare("a", units())
    engine.publisher.declare("b", units(ends=(12,)))


def test_the_budget_is_kept_and_the_message_says_how_to_get_more() -> None:
    engine = Engine(budget=5)
    engine.publisher.declare("a", units())
    with pytest.raises(DeclarationError, match="needs 4 blocks of 4 tokens; 4 of the 5") as refused:
        engine.publisher.declare("b", units(range(50, 66)))
    assert "--max-model-len" in str(refused.value)
    assert [d.name for d in engine.publisher.declarations] == ["a"]
    assert engine.publisher.pinned == 4


def test_a_retiring_unit_still_counts_in_the_budget() -> None:
    engine = Engine(budget=5)
    engine.publisher.declare("a", units())
    engine.materialise()
    used = engine.plan()
    engine.publisher.use(used)
    engine.publisher.withdraw("a")
    with pytest.raises(DeclarationError, match="4 of the 5"):
        engine.publisher.declare("b", units(range(50, 66)))
    engine.publisher.release(used)
    engine.publisher.declare("b", units(range(50, 66)))


# ── sharing between declarations ─────────────────────────────────────────────────────────────────


def test_two_declarations_with_one_beginning_compute_it_once(published: Engine) -> None:
    published.publisher.declare("b", units([*TOKENS[:8], *range(50, 58)]))
    assert published.publisher.pinned == 6
    assert len(published.materialise()) == 1
    published.publisher.withdraw("a")
    assert published.plan([*TOKENS[:8], *range(50, 58), 1]).depth == 4
    assert published.held == published.publisher.pinned == 4


def test_one_text_for_two_audiences_is_two_materialisations(published: Engine) -> None:
    published.publisher.declare("b", units(audience=ORG))
    published.materialise()
    assert published.publisher.pinned == 8


def test_a_declaration_cut_otherwise_still_shares_when_the_other_is_withdrawn(published: Engine) -> None:
    """A unit is its tokens, its audience and where it starts: the second half of "a" is not all of "b"."""
    published.publisher.declare("b", units(ends=(16,)))
    published.materialise()
    published.publisher.withdraw("a")
    assert published.states("b") == [State.PUBLISHED]
    assert published.plan().depth == 4


# ── withdraw ─────────────────────────────────────────────────────────────────────────────────────


def test_withdrawing_what_nobody_uses_gives_everything_back(published: Engine) -> None:
    keys = published.plan().keys
    published.publisher.withdraw("a")
    assert published.plan().depth == 0
    assert published.untouched
    assert all(published.pool.get_cached_block(key, [0]) is None for key in keys)


def test_withdrawing_what_is_used_unpublishes_at_once_and_unpins_with_the_last_user(published: Engine) -> None:
    first, second = published.plan(), published.plan()
    published.publisher.use(first)
    published.publisher.use(second)
    published.publisher.withdraw("a")
    assert published.plan().depth == 0
    published.publisher.release(first)
    assert published.held == 4
    published.publisher.release(second)
    assert published.untouched


def test_withdrawing_what_is_being_computed_leaves_nothing_behind(engine: Engine) -> None:
    engine.publisher.declare("a", units())
    requests = engine.publisher.submit()
    for request in requests:
        compute(engine.pool, request)
    engine.publisher.withdraw("a")
    for request in requests:
        engine.finish(request)
    assert engine.untouched
    assert engine.plan().depth == 0


def test_withdrawing_what_is_pending_leaves_nothing_behind(engine: Engine) -> None:
    engine.publisher.declare("a", units())
    engine.publisher.withdraw("a")
    assert engine.publisher.submit() == []
    assert engine.untouched


def test_what_is_declared_again_while_it_retires_is_computed_anew(published: Engine) -> None:
    old = published.plan()
    published.publisher.use(old)
    published.publisher.withdraw("a")
    published.publisher.declare("a", units())
    published.materialise()
    new = published.plan()
    assert new.depth == 4
    assert not set(new.keys) & set(old.keys)
    published.publisher.release(old)
    assert published.plan() == new
    assert published.held == 4


def test_withdrawing_an_unknown_name_says_where_to_look(engine: Engine) -> None:
    with pytest.raises(DeclarationError, match="safekv declare list"):
        engine.publisher.withdraw("a")


class WatchfulPool(Pool):
    """A pool that looks, each time something is let go of, whether it is still published."""

    publisher: Publisher

    def evict_blocks(self, ids: Iterable[int]) -> None:
        ids = set(ids)
        keys = {self.blocks[number].key for number in ids}
        assert not keys & {key for each in self.publisher.published for key in each.keys}, "unpinned, then unpublished"
        super().evict_blocks(ids)


@pytest.mark.parametrize("end", ["withdraw", "release", "reset"])
def test_unpublished_first_then_unpinned(end: str) -> None:
    """Invariant 7. The other way round, an error between the two would leave evicted blocks in new plans."""
    engine = Engine()
    pool = WatchfulPool(64)
    engine.pool = engine.publisher._pool = pool
    pool.publisher = engine.publisher
    engine.publisher.declare("a", units())
    engine.materialise()
    if end == "release":
        used = engine.plan()
        engine.publisher.use(used)
        engine.publisher.withdraw("a")
        engine.publisher.release(used)
    elif end == "withdraw":
        engine.publisher.withdraw("a")
    else:
        engine.publisher.unpublish_all()
        engine.publisher.unpin_all()
    assert engine.held == 0


# ── reset ────────────────────────────────────────────────────────────────────────────────────────


def test_a_reset_gives_every_block_back_and_computes_anew_under_other_keys(published: Engine) -> None:
    before = published.plan()
    published.publisher.unpublish_all()
    assert published.plan().depth == 0
    published.publisher.unpin_all()
    assert published.held == 0
    assert published.publisher.has_pending()
    published.materialise()
    after = published.plan()
    assert after.depth == 4
    assert not set(after.keys) & set(before.keys)


def test_unpinning_under_a_live_plan_is_a_bug_of_ours(published: Engine) -> None:
    published.publisher.use(published.plan())
    published.publisher.unpublish_all()
    with pytest.raises(AssertionError, match="while a request is planned with it"):
        published.publisher.unpin_all()


def test_a_retiring_unit_whose_plans_were_released_by_a_reset_is_gone(published: Engine) -> None:
    used = published.plan()
    published.publisher.use(used)
    published.publisher.withdraw("a")
    published.publisher.unpublish_all()
    published.publisher.release(used)
    published.publisher.unpin_all()
    assert published.untouched


def test_a_reset_while_a_unit_is_being_computed_does_not_lose_it(engine: Engine) -> None:
    engine.publisher.declare("a", units(ends=(16,)))
    (request,) = engine.publisher.submit()
    compute(engine.pool, request)
    engine.publisher.unpublish_all()
    engine.publisher.unpin_all()
    engine.pool.evict_blocks([block.block_id for block in request.blocks])
    engine.finish(request)
    assert engine.states("a") == [State.PENDING]
    engine.materialise()
    assert engine.plan().depth == 4


def test_what_is_published_already_is_not_published_again() -> None:
    """However it came to be computed twice: the blocks of the first are pinned, those of the second are not."""
    engine = Engine()
    engine.publisher.declare("a", units())
    first, *_ = engine.publisher.submit()
    again = engine.publisher._new_request(list(first.tokens), "another salt")
    engine.publisher._computing[again] = engine.publisher._computing[first]
    for request in (first, again):
        compute(engine.pool, request)
        engine.finish(request)
    (published,) = engine.publisher.published
    assert list(published.keys) == first.block_hashes[: len(published.keys)]
    assert engine.held == len(published.keys)
