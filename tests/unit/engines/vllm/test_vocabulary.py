"""What token ids depend on: digests by contents, alike for what is alike, and control tokens."""

from __future__ import annotations

import copy
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from safekv.engines.vllm.vocabulary import Control, describe_model, describe_rendering
from safekv.errors import EngineError
from safekv.release.main import changes

pytest.importorskip("vllm")
from tokenizers import AddedToken, Tokenizer, models, pre_tokenizers
from transformers import PreTrainedTokenizerFast

PLAIN = "{% for m in messages %}<|{{ m.role }}|>{{ m.content }}{% endfor %}"
WORDS = {"a": 0, "b": 1, "ab": 2, "[UNK]": 3}


def tokenizer(*, template: str = PLAIN, merges: Any = (("a", "b"),), words: Any = WORDS, special: str = "<|x|>") -> Any:
    made = Tokenizer(models.BPE(vocab=dict(words), merges=list(merges), unk_token="[UNK]"))
    made.pre_tokenizer = pre_tokenizers.Whitespace()
    made.add_special_tokens([AddedToken(special, special=True)])
    made.add_tokens([AddedToken("<tool>"), AddedToken("word", single_word=True)])
    return PreTrainedTokenizerFast(tokenizer_object=made, chat_template=template, unk_token="[UNK]")


def arguments(**changed: Any) -> Any:
    given = {"chat_template": None, "chat_template_content_format": "auto", "default_chat_template_kwargs": None}
    return SimpleNamespace(**{**given, **changed})


def model(**changed: Any) -> Any:
    config = {"vocab_size": 1024, "_name_or_path": "/a", "transformers_version": "5", **changed.pop("config", {})}
    fields = {
        "model": "small",
        "revision": None,
        "tokenizer": "small",
        "tokenizer_revision": None,
        "code_revision": None,
        "trust_remote_code": False,
        "hf_config": SimpleNamespace(to_dict=lambda: config, model_type="llama"),
        "get_vocab_size": lambda: 1024,
        **changed,
    }
    return SimpleNamespace(**fields)


def rendering(made: Any = None, given: Any = None) -> dict[str, str]:
    return describe_rendering(made or tokenizer(), given or arguments(), model())


def test_what_is_alike_has_one_digest() -> None:
    assert rendering() == rendering(copy.deepcopy(tokenizer()))
    assert set(rendering()) == {"tokenizer", "template"}


@pytest.mark.parametrize(
    "changed",
    [
        {"merges": ()},
        {"words": {**WORDS, "a": 1, "b": 0}},
        {"words": {**WORDS, "c": 4}},
        {"special": "<|y|>"},
    ],
    ids=["merges", "ids", "more words", "special tokens"],
)
def test_another_tokenizer_has_another_digest(changed: dict[str, Any]) -> None:
    assert changes(rendering(), rendering(tokenizer(**changed))) == ["tokenizer"]


def test_another_template_has_another_digest_wherever_it_comes_from(tmp_path: Path) -> None:
    other = PLAIN + "!"
    assert changes(rendering(), rendering(tokenizer(template=other))) == ["template"]
    file = tmp_path / "t.jinja"
    file.write_text(other)
    served = rendering(given=arguments(chat_template=str(file)))
    assert changes(rendering(), served) == ["template"]
    file_of_the_same_name = tmp_path / "other" / "t.jinja"
    file_of_the_same_name.parent.mkdir()
    file_of_the_same_name.write_text(other + "?")
    assert changes(served, rendering(given=arguments(chat_template=str(file_of_the_same_name)))) == ["template"]


@pytest.mark.parametrize(
    "given", [{"default_chat_template_kwargs": {"thinking": True}}, {"chat_template_content_format": "openai"}]
)
def test_so_has_what_shapes_every_prompt(given: dict[str, Any]) -> None:
    assert changes(rendering(), rendering(given=arguments(**given))) == ["template"]


def test_a_tokenizer_that_does_not_say_what_it_is_made_of_is_refused() -> None:
    with pytest.raises(EngineError, match="does not say"):
        describe_rendering(SimpleNamespace(all_special_ids=[]), arguments(), model())


@pytest.mark.parametrize(
    ("changed", "names"),
    [
        ({"model": "large"}, ["model"]),
        ({"revision": "v2"}, ["model"]),
        ({"tokenizer_revision": "v2"}, ["model"]),
        ({"config": {"rope_theta": 5}}, ["config"]),
        ({"get_vocab_size": lambda: 2048}, ["vocabulary"]),
        ({"config": {"_name_or_path": "/b", "transformers_version": "6"}}, []),
    ],
)
def test_what_the_scheduler_knows_of_the_model(changed: dict[str, Any], names: list[str]) -> None:
    assert changes(describe_model(model(), 16), describe_model(model(**changed), 16)) == names


def test_another_block_size_is_another_engine() -> None:
    assert changes(describe_model(model(), 16), describe_model(model(), 32)) == ["block_size"]


def test_control_tokens_are_the_special_ones_and_those_that_stand_alone_beside_text() -> None:
    made = tokenizer()
    control = Control.of(made)
    special, added, word = (made.convert_tokens_to_ids(text) for text in ("<|x|>", "<tool>", "word"))
    assert special in control.special
    assert control.added == {added}
    assert word not in control.special
