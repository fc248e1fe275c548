"""Messages told from tokens, and the one unit that a prompt contributes to."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any

import pytest

from safekv.scope.messages import Frontier, Marker, Message, Template, frontier

END, START, SYSTEM, USER, ASSISTANT = 1000, 1001, 1, 2, 3
BETWEEN = [
    Marker(role=name, tokens=(END, START, role))
    for name, role in (("system", SYSTEM), ("user", USER), ("assistant", ASSISTANT))
]
CHAT = Template(
    opening=[Marker(role="system", tokens=(START, SYSTEM)), Marker(role="user", tokens=(START, USER))], between=BETWEEN
)
VOTING = ("system",)


def chat(*messages: tuple[int, int], generation: bool = True) -> list[int]:
    """Tokens of messages given as (role, tokens of content), contents all different."""
    tokens: list[int] = []
    for number, (role, length) in enumerate(messages):
        tokens += [*([END] if tokens else []), START, role, *range(10 + 50 * number, 10 + 50 * number + length)]
    return tokens + [END, START, ASSISTANT] * generation


def test_messages_are_found_with_their_roles_and_ends() -> None:
    tokens = chat((SYSTEM, 10), (USER, 5), (ASSISTANT, 3), (USER, 4))
    assert list(CHAT.messages(tokens)) == [
        Message(role="system", start=0, end=12),
        Message(role="user", start=12, end=20),
        Message(role="assistant", start=20, end=26),
        Message(role="user", start=26, end=33),
    ]


def test_a_prompt_with_another_beginning_has_no_messages() -> None:
    assert list(CHAT.messages([7, *chat((SYSTEM, 10), (USER, 5))])) == []


def test_without_markers_there_are_no_messages() -> None:
    assert list(Template().messages(chat((SYSTEM, 10), (USER, 5)))) == []


def test_a_control_token_that_begins_no_marker_ends_the_search() -> None:
    tokens = [START, SYSTEM, 5, END, 6, 7, END, START, USER, 8]
    assert list(CHAT.messages(tokens)) == []
    other = Template(opening=[Marker(role="system", tokens=(START, SYSTEM))], between=BETWEEN, control=[77])
    found = [Message(role="system", start=0, end=3)]
    assert list(other.messages([START, SYSTEM, 5, END, START, USER, 8, 77, END, START, SYSTEM, 9])) == found


def test_a_marker_counts_only_behind_a_message_that_it_may_follow() -> None:
    after_the_user = Marker(role="system", tokens=(END, START, SYSTEM), after="user")
    template = Template(opening=[Marker(role="system", tokens=(START, SYSTEM))], between=[after_the_user])
    assert list(template.messages(chat((SYSTEM, 4), (SYSTEM, 4), (USER, 4)))) == []


def test_a_role_that_may_hold_another_s_words_is_voted_for_only_with_both() -> None:
    mixed = Template(
        opening=[Marker(role="system", tokens=(START, SYSTEM))], between=BETWEEN, holds={"system": ["system", "user"]}
    )
    tokens = chat((SYSTEM, 12), (USER, 5))
    assert frontier(mixed, tokens, published=0, depth=0, roles=VOTING, block_size=4) is None
    both = ("system", "user")
    assert frontier(mixed, tokens, published=0, depth=0, roles=both, block_size=4) == Frontier(start=0, end=12)


def test_so_many_messages_are_looked_at_whatever_a_prompt_says() -> None:
    """A prompt of nothing but markers behind a published unit of nothing but markers."""
    few, many = ([START, SYSTEM, *[END, START, SYSTEM] * count, 5, 6, 7, 8] for count in (40, 4000))
    assert find([*few, END, START, USER], published=120, depth=1) == Frontier(start=120, end=124)
    assert find([*many, END, START, USER], published=12000, depth=1) is None


class Read(list[int]):
    """Tokens that count how often one of them is looked at."""

    count = 0  # type: ignore[assignment]

    def __iter__(self) -> Iterator[int]:
        for token in super().__iter__():
            self.count += 1
            yield token

    def __getitem__(self, place: Any) -> Any:
        self.count += len(range(len(self))[place]) if isinstance(place, slice) else 1
        return super().__getitem__(place)

    def index(self, value: Any, start: Any = 0, stop: Any = sys.maxsize) -> int:
        found = None
        try:
            found = super().index(value, start, stop)
        finally:
            self.count += (len(self) if found is None else found) - start
        return found


@pytest.mark.parametrize("piece", [[END, START, SYSTEM], [END, START], [END], [START, SYSTEM], [SYSTEM], [77]])
@pytest.mark.parametrize("published", [0, 8000])
def test_a_prompt_of_marker_tokens_is_passed_over_once(piece: list[int], published: int) -> None:
    tokens = Read([START, SYSTEM, 5, *piece * 4000, END, START, USER])
    frontier(CHAT, tokens, published=published, depth=int(published > 0), roles=VOTING, block_size=4)
    assert tokens.count <= 2 * len(tokens)


def find(tokens: list[int], *, published: int = 0, depth: int = 0, roles: tuple[str, ...] = VOTING) -> Frontier | None:
    return frontier(CHAT, tokens, published=published, depth=depth, roles=roles, block_size=4)


def test_the_first_message_is_the_frontier_rounded_down_to_a_block() -> None:
    assert find(chat((SYSTEM, 12), (USER, 5))) == Frontier(start=0, end=12)  # 14 tokens, 12 of them in whole blocks


def test_what_comes_after_the_frontier_changes_nothing() -> None:
    assert find(chat((SYSTEM, 12), (USER, 5))) == find(chat((SYSTEM, 12), (USER, 40), (ASSISTANT, 9), (USER, 1)))


def test_behind_a_published_unit_the_next_message_is_the_frontier() -> None:
    tokens = chat((SYSTEM, 12), (SYSTEM, 20), (USER, 5))
    assert find(tokens, published=12, depth=1) == Frontier(start=12, end=36)


def test_a_user_s_message_is_no_frontier_unless_the_policy_says_so() -> None:
    tokens = chat((SYSTEM, 12), (USER, 20))
    assert find(tokens, published=12, depth=1) is None
    assert find(tokens, published=12, depth=1, roles=("system", "user")) == Frontier(start=12, end=36)
    assert find(chat((USER, 40))) is None


def test_a_unit_does_not_begin_with_the_end_of_a_message_that_may_not_be_voted_for() -> None:
    tokens = chat((USER, 13), (SYSTEM, 20), (USER, 5))  # the user's message ends within a block
    assert find(tokens, published=12, depth=1) is None
    aligned = chat((USER, 14), (SYSTEM, 20), (USER, 5))
    assert find(aligned, published=16, depth=1) == Frontier(start=16, end=36)


def test_a_message_shorter_than_a_block_is_part_of_the_next_unit() -> None:
    assert find(chat((SYSTEM, 1), (SYSTEM, 20), (USER, 5))) == Frontier(start=0, end=24)


@pytest.mark.parametrize("depth", [4, 5])
def test_a_prompt_has_four_units_at_most(depth: int) -> None:
    assert find(chat((SYSTEM, 12), (SYSTEM, 20), (USER, 5)), published=12, depth=depth) is None


def test_a_message_without_an_end_is_no_unit() -> None:
    assert find(chat((SYSTEM, 40), generation=False)) is None
