from __future__ import annotations

import secrets

import pytest

from safekv.errors import LedgerError
from safekv.ledger.contents import Contents
from tests.unit.ledger.ledgers import KEYS, path, unit

CONTENTS = Contents(KEYS.content, secrets.token_bytes)
SECRET = "Mr Canary owes 4711 euros"


def test_what_is_sealed_opens_again() -> None:
    sealed = CONTENTS.seal(unit(SECRET, 3), path(SECRET), 3)
    assert CONTENTS.open(unit(SECRET, 3), sealed) == (path(SECRET), 3)


def test_the_text_is_not_in_what_lies_on_disk_and_no_two_sealings_are_alike() -> None:
    first, second = (CONTENTS.seal(unit(SECRET), path(SECRET), 0) for _ in range(2))
    assert path("Canary") not in first
    assert first != second


@pytest.mark.parametrize("place", [0, 12, 20, -1])
def test_a_changed_byte_is_noticed(place: int) -> None:
    sealed = bytearray(CONTENTS.seal(unit(SECRET), path(SECRET), 0))
    sealed[place] ^= 1
    with pytest.raises(LedgerError, match="not sealed for it"):
        CONTENTS.open(unit(SECRET), bytes(sealed))


def test_a_content_belongs_to_its_unit() -> None:
    sealed = CONTENTS.seal(unit(SECRET), path(SECRET), 0)
    with pytest.raises(LedgerError):
        CONTENTS.open(unit("another"), sealed)


def test_another_deployment_cannot_open_it() -> None:
    sealed = CONTENTS.seal(unit(SECRET), path(SECRET), 0)
    with pytest.raises(LedgerError) as raised:
        Contents(bytes(32), secrets.token_bytes).open(unit(SECRET), sealed)
    assert "Canary" not in str(raised.value)


@pytest.mark.parametrize("length", [0, 11, 12, 27])
def test_what_is_too_short_is_refused(length: int) -> None:
    with pytest.raises(LedgerError):
        CONTENTS.open(unit(SECRET), bytes(length))
