"""An engine on CPUs takes nearly all memory unless it is told how much: said before its model is loaded."""

from __future__ import annotations

from safekv.engines.vllm.memory import GIB, Memory, problem


def machine(total: float, available: float) -> Memory:
    return Memory(total=int(total * GIB), available=int(available * GIB))


def test_without_a_word_about_the_cache_a_machine_that_is_too_full_is_told_the_variable() -> None:
    said = problem(machine(16, 14), None, 0.92)
    assert "92% of all memory" in said
    assert "VLLM_CPU_KVCACHE_SPACE=4" in said


def test_room_must_be_left_for_the_rest_of_the_server() -> None:
    assert problem(machine(16, 15.9), None, 0.92)
    assert problem(machine(64, 62), None, 0.92) == ""


def test_with_a_size_of_its_own_the_cache_has_to_fit() -> None:
    assert problem(machine(16, 3), 4 * GIB, 0.92).startswith("a cache of 4.0 GiB does not fit")
    assert problem(machine(16, 5), 4 * GIB, 0.92) == ""
