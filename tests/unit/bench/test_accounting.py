"""Whose work a hit was."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from safekv_lab.bench.accounting import Account, Attribution, PrefixTree

BLOCK = 4
tokens = st.lists(st.integers(0, 1), max_size=20)


def common_blocks(a: list[int], b: list[int]) -> int:
    agree = 0
    while agree < min(len(a), len(b)) and a[agree] == b[agree]:
        agree += 1
    return agree // BLOCK * BLOCK


@given(added=st.lists(tokens, max_size=6), asked=tokens)
def test_the_tree_finds_the_longest_common_prefix_in_whole_blocks(added: list[list[int]], asked: list[int]) -> None:
    tree = PrefixTree(BLOCK)
    for sequence in added:
        tree.add(sequence)
    assert tree.match(asked) == max((common_blocks(asked, sequence) for sequence in added), default=0)


@given(cached=st.integers(0, 40), own=st.integers(0, 40), public=st.integers(0, 40))
def test_every_cached_token_is_attributed_once(cached: int, own: int, public: int) -> None:
    hits = Attribution(cached=cached, own=own, public=public)
    assert min(cached, own) + hits.foreign_public + hits.foreign_private == cached
    assert hits.foreign_public >= 0
    assert hits.foreign_private >= 0


def account() -> Account:
    return Account(public=[1] * 10, block_size=BLOCK)  # two whole blocks, and a half that does not count


def settle(to: Account, tenant: str, prompt: list[int], cached: int, generated: list[int] | None = None) -> Attribution:
    return to.settle(tenant=tenant, prompt=prompt, generated=generated or [], cached=cached)


def test_a_hit_on_the_public_prefix_is_public() -> None:
    hits = settle(account(), "a", [1] * 10 + [2] * 10, cached=8)
    assert (hits.foreign_public, hits.foreign_private) == (8, 0)


def test_a_hit_beyond_the_public_prefix_is_private_from_the_first_block() -> None:
    hits = settle(account(), "a", [1] * 10 + [2] * 10, cached=12)
    assert (hits.foreign_public, hits.foreign_private) == (8, 4)


def test_a_hit_on_the_tenant_s_own_earlier_prompt_is_nobody_else_s() -> None:
    book = account()
    settle(book, "a", [1] * 10 + [2] * 10, cached=0)
    hits = settle(book, "a", [1] * 10 + [2] * 10, cached=20)
    assert (hits.own, hits.foreign_public, hits.foreign_private) == (20, 0, 0)


def test_the_same_prompt_of_another_tenant_explains_nothing() -> None:
    book = account()
    settle(book, "a", [1] * 10 + [2] * 10, cached=0)
    hits = settle(book, "b", [1] * 10 + [2] * 10, cached=20)
    assert (hits.own, hits.foreign_public, hits.foreign_private) == (0, 8, 12)


def test_generated_tokens_are_the_tenant_s_own() -> None:
    book = account()
    settle(book, "a", [3] * 6, cached=0, generated=[4] * 6)
    assert settle(book, "a", [3] * 6 + [4] * 6 + [5], cached=12).foreign_private == 0
    assert settle(book, "b", [3] * 6 + [4] * 6 + [5], cached=12).foreign_private == 12


def test_a_prompt_that_leaves_the_public_prefix_early_has_no_public_part() -> None:
    assert settle(account(), "a", [1, 1, 1, 2] * 5, cached=4).foreign_private == 4
