"""docs/guide/models.md says what the code says."""

from __future__ import annotations

import importlib.util
import json
import sys
from pathlib import Path
from types import ModuleType

import pytest

from safekv.engines.vllm.kinds import KINDS

ROOT = Path(__file__).parents[2]
DATA = ROOT.parent / "shared" / "data" / "vllm_recipes" / "recipes.json"


@pytest.fixture(scope="module")
def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("record_models", ROOT / "scripts" / "record_models.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def test_every_kind_has_its_row_as_it_is(script: ModuleType) -> None:
    page = script.PAGE.read_text()
    missing = [kind.name for kind in KINDS if script._row(kind) not in page]
    assert not missing, "run scripts/record_models.py"


def test_a_recipe_is_covered_if_all_that_it_needs_is(script: ModuleType, tmp_path: Path) -> None:
    file = tmp_path / "recipes.json"
    needs = {"dense": [], "vision": ["multimodal"], "hybrid": ["multimodal", "state-space/linear/conv hybrid"]}
    file.write_text(json.dumps([{"model": model, "needs": need} for model, need in needs.items()]))
    found = script.read(file)
    assert {recipe.model: recipe.covered for recipe in found} == {"dense": True, "vision": True, "hybrid": False}
    assert "Of 3 " in script.page(found)
    assert "**2 are covered (67 %)**" in script.page(found)


def test_a_need_that_is_not_known_is_not_counted_as_covered(script: ModuleType, tmp_path: Path) -> None:
    file = tmp_path / "recipes.json"
    file.write_text(json.dumps([{"model": "new", "needs": ["telepathy"]}]))
    with pytest.raises(KeyError):
        script.read(file)


@pytest.mark.data
@pytest.mark.skipif(not DATA.exists(), reason="needs the recipes")
def test_the_page_is_that_of_the_recipes(script: ModuleType) -> None:
    assert script.PAGE.read_text() == script.page(script.read(DATA))
