from __future__ import annotations

import json
from pathlib import Path

import pytest

from safekv_lab.bench import ledger_speed
from tests.unit.cli.runner import safekv


@pytest.mark.parametrize("owners", [1, 2])
def test_a_pending_unit_takes_less_than_a_kilobyte_beside_its_content(tmp_path: Path, owners: int) -> None:
    found = ledger_speed.measure(tmp_path, units=2000, owners_per_unit=owners, batch=100, progress=lambda _: None)
    assert 60 < found.index_bytes < 1024, "32 bytes of id and 40 of a vote at least"
    assert found.content_bytes == (0 if owners == 1 else ledger_speed.TOKENS * 4 + 36), "nonce, start and tag beside it"
    assert found.rate_new > 0
    assert found.draw_seconds > 0
    assert found.winners == 0, "two owners win one draw with a probability of 1e-8"


def test_the_command_writes_its_figures(tmp_path: Path) -> None:
    file = tmp_path / "speed.json"
    safekv("bench", "ledger", "--units", "200", "--json", file)
    document = json.loads(file.read_text())
    assert [row["owners_per_unit"] for row in document["speeds"]] == [1, 2]
    assert {"environment", "tokens"} <= document.keys()
