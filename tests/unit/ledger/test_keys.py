from __future__ import annotations

from safekv.ledger.keys import LedgerKeys
from tests.factories import keyring
from tests.unit.ledger.ledgers import KEYS, at, owner, path, unit

OTHER = LedgerKeys.derive(keyring(2).ledger_key)


def test_every_purpose_has_a_key_of_its_own() -> None:
    keys = {KEYS.unit, KEYS.owner, KEYS.content, KEYS.order, KEYS.log}
    assert len(keys) == 5
    assert {len(key) for key in keys} == {32}


def test_no_key_shows() -> None:
    shown = repr(KEYS)
    assert not any(key.hex() in shown or str(key) in shown for key in (KEYS.unit, KEYS.log))


def test_a_unit_id_depends_on_path_start_and_deployment() -> None:
    ids = {unit("abc"), unit("abd"), unit("abc", 1), unit("abcd"), OTHER.unit_id(path("abc"), 0)}
    assert len(ids) == 5
    assert {len(each) for each in ids} == {32}


def test_a_start_cannot_be_taken_for_the_beginning_of_a_path() -> None:
    assert KEYS.unit_id((5).to_bytes(8, "little"), 0) != KEYS.unit_id(b"", 5)


def test_a_path_id_is_no_unit_id_and_is_found_from_what_continues_it() -> None:
    assert KEYS.path_id(path("abc")) != unit("abc")
    assert KEYS.parent_path_id(path("abcdef"), 3) == KEYS.path_id(path("abc"))
    assert KEYS.parent_path_id(path("abcdef"), 0) is None


def test_an_owner_is_the_same_within_a_period_only() -> None:
    assert KEYS.owner_digest(7, owner(1)) == KEYS.owner_digest(7, owner(1))
    assert (
        len({KEYS.owner_digest(p, owner(o)) for p in (7, 8) for o in (1, 2)} | {OTHER.owner_digest(7, owner(1))}) == 5
    )


def test_every_draw_has_an_order_of_its_own() -> None:
    units = [unit(text) for text in "abcdefgh"]
    orders = {
        tuple(sorted(units, key=lambda u: keys.rank(draw, u)))
        for keys in (KEYS, OTHER)
        for draw in (None, at(1, 1), at(1, 2), at(2, 1))
    }
    assert len(orders) == 8
