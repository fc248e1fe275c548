"""A claim is outdated when the code under it has moved: then somebody has to read its page again."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from types import ModuleType

import pytest


def load() -> ModuleType:
    path = Path(__file__).parents[2] / "scripts" / "record_claims.py"
    spec = importlib.util.spec_from_file_location("record_claims", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


RECORDING = load()
CURRENT = RECORDING.current()


@pytest.mark.parametrize("page", sorted(CURRENT))
def test_the_code_under_a_claim_has_not_moved_since_it_was_read(page: str) -> None:
    reviewed = json.loads(RECORDING.RECORD.read_text()).get(page, {})
    moved = [name for name, digest in CURRENT[page].items() if reviewed.get(name) != digest]
    assert not moved, (
        f"docs/claims/{page} rests on {', '.join(moved)}, changed since: read the page again, mend it, then run "
        "python scripts/record_claims.py"
    )


@pytest.mark.parametrize("page", sorted(CURRENT))
def test_every_claim_says_what_it_rests_on(page: str) -> None:
    assert CURRENT[page]
    assert "missing" not in CURRENT[page].values()


def test_a_file_that_moves_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(RECORDING, "ROOT", tmp_path)
    file = tmp_path / "src" / "safekv" / "scope" / "keys.py"
    file.parent.mkdir(parents=True)
    file.write_text("one")
    before = RECORDING.digest("scope/keys.py"), RECORDING.digest("scope")
    file.write_text("other")
    after = RECORDING.digest("scope/keys.py"), RECORDING.digest("scope")
    assert not set(before) & set(after)
    assert RECORDING.digest("gone.py") == "missing"
