"""The files of genres: their order, shared rules, and what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

pytest.importorskip("faker", reason="needs safekv-lab[train]")

from safekv_lab.training.generated.grammar import Genre
from safekv_lab.training.generated.library import FOLDER, GENRES, read

NOTE = 'private: true\nshared: [who]\nrules: {what: ["a <x|y>", "b"]}\ntexts: ["<who>: <what>"]\n'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "order.txt").write_text("mail/note\n")
    (tmp_path / "mail").mkdir()
    (tmp_path / "mail" / "note.yaml").write_text(NOTE)
    (tmp_path / "mail" / "shared.yaml").write_text("who: ['{name}', '{name2}']\n")
    return tmp_path


def test_a_genre_is_read_with_the_rules_that_it_shares(folder: Path) -> None:
    rules = {"who": ("{name}", "{name2}"), "what": ("a <x|y>", "b")}
    assert read(folder) == (Genre(name="note", private=True, texts=("<who>: <what>",), rules=rules),)


def test_the_order_is_that_of_the_list(folder: Path) -> None:
    (folder / "mail" / "a.yaml").write_text(NOTE)
    (folder / "order.txt").write_text("mail/note\nmail/a\n")
    assert [genre.name for genre in read(folder)] == ["note", "a"]


@pytest.mark.parametrize("order", ["", "mail/note\nmail/gone\n"])
def test_a_list_that_does_not_name_what_is_there_is_refused(folder: Path, order: str) -> None:
    (folder / "order.txt").write_text(order)
    with pytest.raises(ValueError, match=r"order\.txt and the files differ in mail/"):
        read(folder)


@pytest.mark.parametrize(
    ("wrong", "told"),
    [(NOTE + "publik: true\n", "unknown key 'publik'"), (NOTE.replace("who]", "whom]"), "no rule 'whom'")],
)
def test_a_misspelt_key_or_rule_is_refused(folder: Path, wrong: str, told: str) -> None:
    (folder / "mail" / "note.yaml").write_text(wrong)
    with pytest.raises(ValueError, match=told):
        read(folder)


def test_every_shared_rule_is_used() -> None:
    for path in FOLDER.glob("*/shared.yaml"):
        genres = (
            yaml.safe_load(file.read_text(encoding="utf-8")) for file in path.parent.glob("*.yaml") if file != path
        )
        used = {name for genre in genres for name in genre.get("shared", ())}
        assert used == set(yaml.safe_load(path.read_text(encoding="utf-8")))
    assert len(GENRES) == 314
