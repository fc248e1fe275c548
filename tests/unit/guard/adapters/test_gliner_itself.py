"""GLiNER itself, where it is installed: a model at random, built here. No download."""

from __future__ import annotations

import pytest

gliner = pytest.importorskip("gliner")
pytest.importorskip("torch")
transformers = pytest.importorskip("transformers")

from safekv.guard.adapters import ADAPTERS  # noqa: E402
from safekv.guard.cascade import Cascade  # noqa: E402
from safekv.verdicts import Category, Clean, Sensitive, Undecided  # noqa: E402
from tests.unit.guard.adapters.test_huggingface import LABELS, config, tokenizer  # noqa: E402

pytestmark = [pytest.mark.filterwarnings("ignore"), pytest.mark.filterwarnings("error:Sentence of length")]


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("gliner")
    encoder = config(LABELS)
    encoder.max_position_embeddings = 128
    transformers.BertModel(encoder).save_pretrained(path / "encoder")
    tokenizer().save_pretrained(path / "encoder")
    sizes = {"hidden_size": 16, "max_len": 40, "max_width": 4}
    made = gliner.GLiNERConfig(model_name=str(path / "encoder"), encoder_config=encoder.to_dict(), **sizes)
    gliner.GLiNER.from_config(made).save_pretrained(path / "model")
    return str(path / "model")


def test_whatever_it_finds_is_a_verdict(model: str) -> None:
    tier = ADAPTERS["gliner"](model, offline=True, labels={"jane": Category.PERSON, "doe": Category.HEALTH})
    for text in ("", "jane doe", "for jane doe and a, b. " * 40, "\ud800 \x00", "\u6f22" * 300, "a.b.c.d" * 50):
        verdict = tier.judge(text)
        assert isinstance(verdict, Clean | Sensitive)
        for found in getattr(verdict, "findings", ()):
            assert 0 <= found.start < found.end <= len(text)


def test_more_tokens_than_it_takes_are_undecided(model: str) -> None:
    tier = ADAPTERS["gliner"](model, offline=True, labels={"jane": Category.PERSON})
    assert isinstance(Cascade([tier], clock=lambda: 0.0, seconds=1.0).judge("abababab" * 200), Undecided)
