"""A BERT of one layer, built here: at random, or with a head that knows two names. No download."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

torch = pytest.importorskip("torch")
transformers = pytest.importorskip("transformers")
tokenizers = pytest.importorskip("tokenizers")

from safekv.errors import OperatorError  # noqa: E402
from safekv.guard.adapters import ADAPTERS, EntityTier, Labels  # noqa: E402
from safekv.guard.adapters.huggingface import TokenClassifier  # noqa: E402
from safekv.guard.cascade import Cascade  # noqa: E402
from safekv.verdicts import Category, Clean, Sensitive, Undecided  # noqa: E402

WORDS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "jane", "doe", "paris", "a", "b", "##a", "##b", "and", "."]
LABELS = ["O", "B-PER", "I-PER", "B-CITY"]
HIDDEN = 16


def tokenizer() -> Any:
    made = tokenizers.Tokenizer(
        tokenizers.models.WordPiece({word: i for i, word in enumerate(WORDS)}, unk_token="[UNK]")
    )
    made.normalizer = tokenizers.normalizers.BertNormalizer()
    made.pre_tokenizer = tokenizers.pre_tokenizers.BertPreTokenizer()
    made.post_processor = tokenizers.processors.BertProcessing(("[SEP]", 3), ("[CLS]", 2))
    return transformers.PreTrainedTokenizerFast(
        tokenizer_object=made, unk_token="[UNK]", pad_token="[PAD]", cls_token="[CLS]", sep_token="[SEP]"
    )


def config(labels: list[str]) -> Any:
    return transformers.BertConfig(
        vocab_size=len(WORDS),
        hidden_size=HIDDEN,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=HIDDEN,
        max_position_embeddings=40,
        id2label=dict(enumerate(labels)),
        label2id={label: i for i, label in enumerate(labels)},
    )


def taught(network: Any) -> None:
    """Make the layers pass the word on, and the head know the words: jane begins a person, doe goes on with it."""
    with torch.no_grad():
        bert = network.bert
        for one in (bert.embeddings.position_embeddings, bert.embeddings.token_type_embeddings):
            one.weight.zero_()
        bert.embeddings.word_embeddings.weight.copy_(torch.eye(len(WORDS), HIDDEN))
        layer = bert.encoder.layer[0]
        for one in (layer.attention.output.dense, layer.output.dense):
            one.weight.zero_()
            one.bias.zero_()
        network.classifier.weight.zero_()
        network.classifier.bias.copy_(torch.tensor([8.0, 0.0, 0.0, 0.0]))
        for word, label in (("jane", 1), ("doe", 2), ("paris", 3)):
            network.classifier.weight[label, WORDS.index(word)] = 5.0


def saved(path: Path, *, labels: list[str] = LABELS, teach: bool = True) -> str:
    torch.manual_seed(0)
    network = transformers.BertForTokenClassification(config(labels))
    if teach:
        taught(network)
    network.save_pretrained(path)
    tokenizer().save_pretrained(path)
    return str(path)


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> str:
    return saved(tmp_path_factory.mktemp("model"))


def load(model: str, **more: Any) -> EntityTier:
    return ADAPTERS["huggingface"](model, offline=True, **more)


@pytest.mark.parametrize("lead", [0, 1, 5, 11, 12, 13, 20, 100, 333])
def test_a_name_is_found_wherever_it_stands(model: str, lead: int) -> None:
    text = "aab  " * lead + "for Jane Doe." + " and b" * 30
    verdict = load(model).judge(text)
    assert isinstance(verdict, Sensitive)
    (found,) = verdict.findings
    assert text[found.start : found.end] == "Jane Doe"
    assert (found.category, found.detector, found.tier) == (Category.PERSON, "huggingface/per", 3)
    assert verdict.score > 0.9


def test_without_one_the_text_is_clean(model: str) -> None:
    verdict = load(model).judge("a and b. " * 50)
    assert isinstance(verdict, Clean)
    assert verdict.score < 0.1


def test_a_lower_threshold_only_finds_more(model: str) -> None:
    text = "a and b jane."
    counts = [len(getattr(load(model, threshold=t).judge(text), "findings", ())) for t in (0.999999999, 0.5, 1e-9)]
    assert counts == sorted(counts)
    assert counts[0] == 0
    assert counts[2] > 0


def test_labels_mean_what_the_operator_says(model: str) -> None:
    assert load(model).judge("paris").findings[0].category is Category.ADDRESS  # type: ignore[union-attr]
    assert isinstance(load(model, labels={"CITY": None}).judge("paris"), Clean)
    custom = load(model, labels={"city": Category.HEALTH, "per": None})
    assert custom.judge("paris").findings[0].category is Category.HEALTH  # type: ignore[union-attr]
    assert isinstance(custom.judge("jane doe"), Clean)


def test_a_model_at_random_has_a_verdict_on_any_text(tmp_path: Path) -> None:
    tier = load(saved(tmp_path / "m", teach=False))
    for text in ("", " ", "\ud800", "\x00\x01", "x" * 5000, "\u6f22" * 500, "jane \u200b doe", "a" * 999):
        verdict = tier.judge(text)
        assert isinstance(verdict, Clean | Sensitive)
        for found in getattr(verdict, "findings", ()):
            assert 0 <= found.start < found.end <= len(text)


def test_a_window_that_is_too_long_is_undecided_and_never_cut_off(model: str) -> None:
    network = transformers.AutoModelForTokenClassification.from_pretrained(model)
    classifier = TokenClassifier(network, tokenizer(), Labels(), 0.5, torch)
    with pytest.raises(ValueError, match="tokens"):
        list(classifier.find("a " * 60 + "jane"))
    tier = EntityTier(classifier.find, name="stub", model="1", labels=Labels(), size=60, overlap=0)
    assert isinstance(Cascade([tier], clock=lambda: 0.0, seconds=1.0).judge("a " * 60 + "jane"), Undecided)


def test_the_version_is_that_of_the_weights(model: str, tmp_path: Path) -> None:
    assert load(model).version == load(model).version
    assert load(model).version != load(saved(tmp_path / "m", teach=False)).version
    assert load(model).version != load(model, threshold=0.4).version


def refused(model: str, **more: Any) -> str:
    with pytest.raises(OperatorError) as error:
        load(model, **more)
    return str(error.value)


def test_a_directory_without_a_model(tmp_path: Path) -> None:
    assert "config.json" in refused(str(tmp_path))


def test_a_model_that_was_not_trained_for_it(tmp_path: Path) -> None:
    transformers.BertModel(config(LABELS)).save_pretrained(tmp_path)
    tokenizer().save_pretrained(tmp_path)
    assert "not trained to classify tokens" in refused(str(tmp_path))


def test_labels_without_names(tmp_path: Path) -> None:
    model = saved(tmp_path / "m", labels=["LABEL_0", "LABEL_1", "LABEL_2", "LABEL_3"])
    assert "'LABEL_0'" in refused(model)
    named = {"LABEL_0": None, "LABEL_1": Category.PERSON, "LABEL_2": Category.PERSON, "LABEL_3": None}
    assert isinstance(load(model, labels=named).judge("jane"), Sensitive)


def test_nothing_sensitive_among_the_labels(model: str) -> None:
    assert "none of its labels" in refused(model, labels={"per": None, "city": None})
