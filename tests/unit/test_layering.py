"""STYLE rule 2, read off the imports: stages know values, errors and configuration; adapters stand at the edge."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import safekv
import safekv_lab

SOURCE = Path(safekv.__file__).parent
LABORATORY = Path(safekv_lab.__file__).parent

VALUES = ("safekv.types", "safekv.verdicts", "safekv.errors", "safekv.config")
STAGES = tuple(f"safekv.{stage}" for stage in ("identity", "scope", "guard", "ledger", "cache", "monitor"))
CORE = (*VALUES, "safekv.pipeline", *STAGES, "safekv.release", "safekv.sharing")
"""What knows no engine."""
PRODUCT = (*CORE, "safekv.edge", "safekv.engines")
"""What serves: all of the product but its command line."""
OF_THE_ENGINE = ("compat", "starting", "vocabulary")
"""What the edge has to know of the engine: its version, its start, its tokenizer."""
HEAVY = frozenset(
    {"onnxruntime", "torch", "transformers", "tokenizers", "vllm", "numpy", "numba", "pandas", "datasets"}
)
ARRAYS = ("safekv.cache.search", "safekv.cache.search_kernels")
"""Of the stages, what may compute with arrays."""

LAYERS: dict[str, tuple[str, ...]] = {
    "safekv.types": (),
    "safekv.verdicts": (),
    "safekv.errors": (),
    "safekv.config": VALUES,
    **{stage: (*VALUES, stage) for stage in STAGES},
    "safekv.pipeline": (*VALUES, *STAGES),
    "safekv.release.wire": ("safekv.types", "safekv.errors"),
    "safekv.release": (*VALUES, "safekv.pipeline", *STAGES, "safekv.release"),
    "safekv.sharing": CORE,
    "safekv.edge": (*CORE, "safekv.edge", *(f"safekv.engines.vllm.{part}" for part in OF_THE_ENGINE)),
    "safekv.engines": PRODUCT,
    "safekv.cli": ("safekv",),
    "safekv_lab.audit": (*CORE, "safekv_lab.audit"),
    "safekv_lab.scheduler": (*PRODUCT, "safekv_lab.scheduler"),
    "safekv_lab.simulator": (*PRODUCT, "safekv_lab.simulator"),
    "safekv_lab.bench": (
        *PRODUCT,
        "safekv_lab.audit",
        "safekv_lab.scheduler",
        "safekv_lab.simulator",
        "safekv_lab.bench",
    ),
    "safekv_lab.training": (*CORE, "safekv_lab.bench.guard", "safekv_lab.training"),
    "safekv_lab.commands": (),
    "safekv_lab.cli": ("safekv", "safekv_lab"),
}
"""What each part may import of the product and the laboratory. One that is not here has to be thought about first."""

ENVIRONMENT = {
    "config/files.py": "reads it",
    "release/client.py": "hands it on to the release process, without the engine's settings of threads",
    "engines/vllm/launch.py": "hands the session over to the engine's processes",
    "cli/serve.py": "hands it to the check of flags",
    "cli/check.py": "the same",
}
"""The laboratory hands it on to the servers that it starts."""


def modules() -> dict[str, str]:
    """Every module of the product and of the laboratory, by dotted name, with its source."""
    found = {}
    for path in (*SOURCE.rglob("*.py"), *LABORATORY.rglob("*.py")):
        root = SOURCE if path.is_relative_to(SOURCE) else LABORATORY
        parts = path.relative_to(root.parent).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path.read_text()
    return found


MODULES = modules()
PARTS = {".".join(name.split(".")[:depth]) for name in MODULES for depth in range(1, 6)}


def belongs(module: str, part: str) -> bool:
    return module == part or module.startswith(part + ".")


def imports(source: str, module: str = "") -> Iterator[str]:
    """Modules that a source imports, wherever in it, `importlib.import_module("…")` included."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = ".".join([*module.split(".")[: -node.level], node.module or ""]) if node.level else node.module or ""
            base = base.rstrip(".")
            yield from (f"{base}.{a.name}" if f"{base}.{a.name}" in PARTS else base for a in node.names)
        elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith("import_module"):
            yield from (str(a.value) for a in node.args[:1] if isinstance(a, ast.Constant))


def sideways(module: str, source: str) -> list[str]:
    """The imports of a module that its layer does not allow."""
    if module in ("safekv", "safekv_lab"):
        return list(imports(source))
    layer = next((part for part in LAYERS if belongs(module, part)), None)
    if layer is None:
        return [f"{module} is in no layer: say in LAYERS what it may import"]
    allowed = LAYERS[layer]
    found = []
    for name in imports(source, module):
        if name == "safekv":  # the version
            ok = layer in (
                "safekv.edge",
                "safekv.release",
                "safekv.sharing",
                "safekv.engines",
                "safekv.cli",
                "safekv_lab.bench",
                "safekv_lab.cli",
            )
        elif belongs(name, "safekv") or belongs(name, "safekv_lab"):
            ok = any(belongs(name, part) for part in allowed)
        elif belongs(name, "vllm"):
            ok = belongs(module, "safekv.engines.vllm") or belongs(module, "safekv_lab.scheduler")
        else:
            light = any(belongs(module, part) for part in CORE) and not belongs(module, "safekv.guard.models")
            root = name.partition(".")[0]
            ok = root not in HEAVY or not light or (module in ARRAYS and root in ("numpy", "numba"))
        if not ok:
            found.append(f"{module} imports {name}")
    return found


@pytest.mark.parametrize("module", sorted(MODULES))
def test_a_module_imports_only_what_its_layer_may(module: str) -> None:
    assert sideways(module, MODULES[module]) == []


@pytest.mark.parametrize(
    ("module", "planted"),
    [
        pytest.param("safekv.scope.planner", "from safekv.identity.salts import SaltSealer", id="stage to stage"),
        pytest.param("safekv.scope.planner", "from ..identity import salts", id="stage to stage, relative"),
        pytest.param("safekv.identity.authn", "import safekv.pipeline", id="stage to pipeline"),
        pytest.param("safekv.identity.authn", "def f():\n    from safekv.cli import keys", id="in a function"),
        pytest.param("safekv.types", "from safekv.errors import CallerError", id="types to errors"),
        pytest.param("safekv.errors", "from safekv import __version__", id="errors to the package"),
        pytest.param("safekv.config", "from safekv.scope import keys", id="config to stage"),
        pytest.param("safekv.pipeline", "from safekv.engines.vllm import compat", id="pipeline to engine"),
        pytest.param("safekv.sharing.publisher", "from safekv.engines.vllm import compat", id="sharing to engine"),
        pytest.param("safekv.sharing.publisher", "from vllm import LLM", id="sharing to vLLM"),
        pytest.param("safekv.sharing.publisher", "from safekv.edge import asgi", id="sharing to edge"),
        pytest.param("safekv.release.worker", "from safekv.sharing import releases", id="release to sharing"),
        pytest.param("safekv.edge.operator", "from safekv.engines.vllm import scheduler", id="edge to engine"),
        pytest.param("safekv.edge.operator", "import vllm", id="engine named at the edge"),
        pytest.param("safekv.edge.operator", "from safekv.cli.keys import app", id="engine to cli"),
        pytest.param("safekv.edge.operator", "from safekv_lab import bench", id="product to lab"),
        pytest.param("safekv.cli.main", "from safekv_lab.cli import bench", id="command line to lab"),
        pytest.param("safekv_lab.simulator.replica", "from safekv_lab import bench", id="simulator to bench"),
        pytest.param("safekv_lab.bench.client", "import vllm", id="engine named outside the lab's scheduler"),
        pytest.param("safekv_lab.bench.client", "from safekv.cli import main", id="bench to cli"),
        pytest.param("safekv.cli.serve", "import vllm", id="engine named outside its adapter"),
        pytest.param("safekv.identity.authn", "import importlib\nimportlib.import_module('vllm')", id="by importlib"),
        pytest.param("safekv.scope.planner", "import numpy.typing", id="something heavy in the core"),
        pytest.param("safekv.cache.pool", "import numpy", id="arrays in the core, but in the search"),
        pytest.param("safekv.cache.search", "import torch", id="something heavy in the search"),
        pytest.param("safekv.newcomer", "", id="a part that nobody has thought about"),
    ],
)
def test_a_planted_import_is_found(module: str, planted: str) -> None:
    assert sideways(module, planted)


def environment_uses(source: str) -> list[str]:
    names = {"os.environ", "os.environb", "os.getenv", "os.putenv"}
    found = [ast.unparse(node) for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Attribute)]
    imported = [
        alias.name
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.ImportFrom) and node.module == "os"
        for alias in node.names
    ]
    return [name for name in found if name in names] + [name for name in imported if f"os.{name}" in names]


def test_the_environment_is_read_in_config_only() -> None:
    using = {str(p.relative_to(SOURCE)) for p in SOURCE.rglob("*.py") if environment_uses(p.read_text())}
    assert using <= ENVIRONMENT.keys()
    assert "config/files.py" in using, "the search finds nothing at all"


@pytest.mark.parametrize(
    "planted", ["import os\nos.getenv('X')", "from os import environ", "import os\nos.environ['X']"]
)
def test_a_planted_read_of_the_environment_is_found(planted: str) -> None:
    assert environment_uses(planted)


def test_the_edges_hand_the_environment_over_and_do_not_read_it() -> None:
    launch = ast.parse((SOURCE / "engines/vllm/launch.py").read_text())
    read = [
        ast.unparse(node)
        for node in ast.walk(launch)
        if isinstance(node, ast.Subscript)
        and ast.unparse(node.value) == "os.environ"
        and isinstance(node.ctx, ast.Load)
    ]
    assert read == []
    assert "os.environ.get" not in ast.unparse(launch)
    assert (SOURCE / "cli/serve.py").read_text().count("os.environ") == 1


# ── who shares with whom: scope/keys.py, and nowhere else ────────────────────────────────────────


def sharing_decisions(source: str) -> set[str]:
    """Where a source decides about sharing: asks what a scope reads, or defines one of the two functions."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Attribute) and node.attr == "reads_published":
            found.add("reads .reads_published")
        if isinstance(node, ast.FunctionDef) and node.name in ("may_read", "write_scope"):
            found.add(f"defines {node.name}")
    return found


def test_who_shares_with_whom_is_decided_in_one_file() -> None:
    deciding = {module: found for module, source in MODULES.items() if (found := sharing_decisions(source))}
    assert deciding.keys() == {"safekv.scope.keys"}


def test_only_the_planner_asks_and_only_the_edge_chooses_a_scope() -> None:
    def users(name: str) -> set[str]:
        return {module for module, source in MODULES.items() if f"{name}(" in source} - {"safekv.scope.keys"}

    assert users("audiences_of") == {"safekv.scope.planner"}
    assert users("may_read") == set(), "others ask for its audiences"
    assert users("write_scope") == {"safekv.edge.admission"}


@pytest.mark.parametrize(
    "planted",
    ["if scope.reads_published: pass", "def may_read(a, b): return True"],
)
def test_a_planted_decision_is_found(planted: str) -> None:
    assert sharing_decisions(planted)
