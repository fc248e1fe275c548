"""The benchmark of publishing: it measures units that were published, with few and with many beside them."""

from __future__ import annotations

import json
from pathlib import Path
from unittest import mock

import pytest
from typer.testing import CliRunner

from safekv.cli.main import app
from safekv.errors import EngineError
from safekv.sharing.releases import Releases
from safekv_lab.scheduler import publishing


def test_each_row_has_so_many_units_and_times_for_one_more(tmp_path: Path) -> None:
    file = tmp_path / "publishing.json"
    command = ["bench", "publishing", "--units", "100", "--tokens", "64", "--frame", "5", "--repeats", "10"]
    result = CliRunner().invoke(app, [*command, "--json", str(file)])
    assert result.exit_code == 0, result.output
    rows = json.loads(file.read_text())["rows"]
    assert [row["units"] for row in rows] == [1, 10, 100]
    assert all(row["one_more"] >= row["publish"] > 0 for row in rows)


def test_what_publishes_nothing_is_not_measured() -> None:
    with mock.patch.object(Releases, "advance"), pytest.raises(EngineError, match="0 units are published"):
        publishing.measure(units=100, tokens=64, frame_units=5, repeats=10, seed=0, progress=lambda _: None)
