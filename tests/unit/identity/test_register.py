from __future__ import annotations

from safekv.identity.register import TenantRegister
from safekv.types import TenantId


def entered(register: TenantRegister, *digests: str) -> None:
    for digest in digests:
        register.enter(TenantId(digest), TenantId(f"name of {digest}"))


def test_a_digest_is_told_by_the_name_that_was_entered() -> None:
    register = TenantRegister()
    entered(register, "aa", "bb")
    assert register.name("aa") == "name of aa"
    assert register.name("cc") is None


def test_whoever_was_not_seen_for_the_longest_time_is_forgotten_first() -> None:
    register = TenantRegister(most=2)
    entered(register, "aa", "bb", "aa", "cc")
    assert [register.name(digest) for digest in ("aa", "bb", "cc")] == ["name of aa", None, "name of cc"]
