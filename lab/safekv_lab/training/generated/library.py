"""The genres of generated text, read from the files in `genres/`; their format is told in its README."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from safekv_lab.training.generated.grammar import Genre

FOLDER = Path(__file__).parent / "genres"

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the one in C reads ten times as fast


def read(folder: Path) -> tuple[Genre, ...]:
    """Return the genres of a folder, in the order of its `order.txt`.

    Raises ValueError for a genre that the order leaves out or that is not there, for an unknown key, and for a shared
    rule that its folder does not have.
    """
    order = (folder / "order.txt").read_text(encoding="utf-8").split()
    found = {f"{path.parent.name}/{path.stem}" for path in folder.glob("*/*.yaml") if path.stem != "shared"}
    if wrong := found.symmetric_difference(order):
        raise ValueError(f"{folder}: order.txt and the files differ in {min(wrong)}")
    shared = {path.parent.name: _load(path) for path in folder.glob("*/shared.yaml")}
    return tuple(_genre(folder / f"{name}.yaml", shared.get(name.partition("/")[0], {})) for name in order)


def _genre(path: Path, shared: dict[str, list[str]]) -> Genre:
    content = _load(path)
    private, texts = content.pop("private"), content.pop("texts")
    try:
        rules = {name: shared[name] for name in content.pop("shared", ())} | content.pop("rules", {})
    except KeyError as missing:
        raise ValueError(f"{path}: shared.yaml has no rule {missing}") from None
    if content:
        raise ValueError(f"{path}: unknown key {min(content)!r}")
    return Genre(
        name=path.stem,
        private=private,
        texts=tuple(texts),
        rules={name: tuple(alternatives) for name, alternatives in rules.items()},
    )


def _load(path: Path) -> dict[str, Any]:
    return dict(yaml.load(path.read_text(encoding="utf-8"), Loader=_LOADER))  # noqa: S506 - a SafeLoader either way


GENRES = read(FOLDER)
"""Every genre: what people write, what is written about them, and what only looks like it."""
