"""The small model: built the same each time, whole or not at all, and a digest of its context."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from safekv.errors import OperatorError
from safekv_lab.bench import digest_weights, tiny_model
from safekv_lab.bench.workloads.support_policy import POLICY

pytestmark = pytest.mark.engine

np = pytest.importorskip("numpy", reason="comes with the engine")
pytest.importorskip("tokenizers", reason="comes with the engine")
torch = pytest.importorskip("torch", reason="comes with the engine")
transformers = pytest.importorskip("transformers", reason="comes with the engine")


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("models") / "small"
    assert tiny_model.build(directory)
    return directory


def files(directory: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in directory.iterdir()}


def test_another_process_builds_the_same_files(model: Path, tmp_path: Path) -> None:
    script = "import sys, pathlib, safekv_lab.bench.tiny_model as model; model.build(pathlib.Path(sys.argv[1]))"
    environment = {**os.environ, "PYTHONHASHSEED": "7", "TOKENIZERS_PARALLELISM": "false"}
    subprocess.run([sys.executable, "-c", script, str(tmp_path / "again")], check=True, env=environment)
    assert files(tmp_path / "again") == files(model)


def test_it_is_small_and_complete(model: Path) -> None:
    assert set(files(model)) == {
        "config.json",
        "generation_config.json",
        "model.safetensors",
        "safekv_model.json",
        "tokenizer.json",
        "tokenizer_config.json",
    }
    assert sum(map(len, files(model).values())) < 60_000_000
    assert [path.name for path in model.parent.iterdir()] == [model.name]  # nothing left beside it


def test_a_second_build_does_nothing_and_a_forced_or_another_one_does(model: Path, tmp_path: Path) -> None:
    directory = tmp_path / "m"
    assert tiny_model.build(directory, seed=1)
    before = files(directory)
    assert before["model.safetensors"] != files(model)["model.safetensors"]
    assert not tiny_model.build(directory, seed=1)
    assert tiny_model.build(directory, seed=1, force=True)
    assert files(directory) == before
    assert tiny_model.build(directory, seed=0)
    assert files(directory) == files(model)


def test_an_interrupted_build_leaves_the_old_model(model: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = files(model)

    def interrupted(*_: Any, **__: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(digest_weights, "weights", interrupted)
    with pytest.raises(KeyboardInterrupt):
        tiny_model.build(model, seed=9)
    assert files(model) == before


@pytest.mark.parametrize("force", [False, True])
def test_a_folder_with_something_else_is_left_alone(tmp_path: Path, force: bool) -> None:
    (tmp_path / "thesis.txt").write_text("years of work")
    with pytest.raises(OperatorError, match="empty directory"):
        tiny_model.build(tmp_path, force=force)
    assert (tmp_path / "thesis.txt").read_text() == "years of work"


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(OperatorError, match="file"):
        tiny_model.build(tmp_path / "file" / "model")


@pytest.fixture(scope="module")
def tokenizer(model: Path) -> Any:
    return transformers.AutoTokenizer.from_pretrained(model)


def rendered(tokenizer: Any, messages: list[dict[str, Any]], **options: Any) -> str:
    return str(tokenizer.apply_chat_template(messages, tokenize=False, **options))


def test_every_role_is_rendered_under_its_own_name(tokenizer: Any) -> None:
    call = {"type": "function", "function": {"name": "find", "arguments": {"id": 1}}}
    messages: list[dict[str, Any]] = [
        {"role": "system", "content": "S"},
        {"role": "user", "content": "U"},
        {"role": "assistant", "content": "", "tool_calls": [call]},
        {"role": "tool", "content": "T"},
    ]
    tools = [{"type": "function", "function": {"name": "find"}}]
    text = rendered(tokenizer, messages, tools=tools, add_generation_prompt=True)
    assert text.startswith("<|im_start|>system\nS\n\n# Tools\n")
    assert json.dumps(tools[0]) in text.partition("<|im_end|>")[0]
    assert '<|im_start|>assistant\n\n<tool_call>\n{"name": "find", "arguments": {"id": 1}}\n</tool_call>' in text
    assert text.endswith("<|im_start|>tool\nT<|im_end|>\n<|im_start|>assistant\n")
    assert rendered(tokenizer, messages[:1], tools=tools) == text[: text.index("<|im_start|>user")]


def test_tools_without_a_system_message_make_a_system_part(tokenizer: Any) -> None:
    text = rendered(tokenizer, [{"role": "user", "content": "U"}], tools=[{"type": "function"}])
    assert text.startswith("<|im_start|>system\n\n\n# Tools")
    assert text.endswith("<|im_start|>user\nU<|im_end|>\n")


def test_any_text_survives_the_tokenizer(tokenizer: Any) -> None:
    for text in (POLICY, "ß → 日本語 🙂\n\t{}", "", "\x00\x7f"):
        assert tokenizer.decode(tokenizer.encode(text)) == text


def test_what_it_writes_encodes_to_the_same_tokens(model: Path, tokenizer: Any) -> None:
    """So that a replayed answer hits the blocks that were generated."""
    fast = transformers.PreTrainedTokenizerFast(tokenizer_file=str(model / "tokenizer.json"))
    words = tiny_model._words(fast.backend_tokenizer)
    assert len(set(words)) == 2**digest_weights.WORD_BITS
    assert tokenizer.encode(tokenizer.decode(words)) == words


def test_each_head_finds_its_distance_by_a_margin() -> None:
    """The score of the wanted position over every other, times the sharpness; where it is missing, of the own one."""
    frequencies = digest_weights.rotary_frequencies()
    away = np.arange(tiny_model.MAX_TOKENS)
    for distance in [distance for layer in digest_weights.DISTANCES for distance in layer]:
        score = np.cos(np.outer(away - distance, frequencies)).sum(1)
        score += digest_weights.FALLBACK * np.cos(np.outer(away, frequencies)).sum(1)
        assert score[distance] - np.delete(score, distance).max() > 1.25
        assert score[0] - score[1:distance].max() > 1.25


def read_distances() -> set[int]:
    """How far back the tokens lie that one word hangs on, followed through the wiring of all layers."""
    tensors = digest_weights.weights(seed=0, vocabulary=300, words=range(2**digest_weights.WORD_BITS))
    state = {bit: {(0, bit)} for bit in range(digest_weights.BITS)}  # (distance, bit of a token), in pairs they cancel
    for layer, distances in enumerate(digest_weights.DISTANCES):
        output = tensors[f"model.layers.{layer}.self_attn.o_proj.weight"]
        behind = {bit: set(reads) for bit, reads in state.items()}
        for bit, reads in state.items():
            for which in range(digest_weights.FETCHED):
                row = digest_weights._fetched(layer, which).start + bit
                head, other = divmod(int(np.flatnonzero(output[row])[0]), digest_weights.HEAD_WIDTH)
                reads ^= {(far + distances[head], of) for far, of in behind[other]}
    return {far for bit in range(digest_weights.WORD_BITS) for far, _ in state[bit]}


def test_twelve_words_read_every_block_of_the_last_3700_tokens() -> None:
    times = np.zeros(3700, dtype=int)
    for far in read_distances():
        for word in range(12):
            if 0 < far - word <= 3700:
                times[far - word - 1] += 1
    assert np.convolve(times, np.ones(32, dtype=int), "valid").min() >= 8


def load(model: Path, dtype: Any) -> Any:
    return transformers.LlamaForCausalLM.from_pretrained(model, dtype=dtype)


def next_words(llama: Any, prompts: list[list[int]], *, after: int) -> list[list[int]]:
    """Return the most likely token after each position from `after` on, all prompts in one pass."""
    with torch.inference_mode():
        logits = llama(torch.tensor(prompts)).logits[:, after - 1 :]
    return [[int(token) for token in row] for row in logits.argmax(-1)]


@pytest.fixture(scope="module")
def exact(model: Path) -> Any:
    return load(model, torch.float32)


@pytest.fixture(scope="module")
def prompt(tokenizer: Any) -> list[int]:
    return list(tokenizer.encode(POLICY))[:500]


@pytest.fixture(scope="module")
def words(exact: Any, prompt: list[int]) -> list[int]:
    """What the model writes after the prompt, greedily, with a KV cache."""
    inputs = torch.tensor([prompt])
    with torch.inference_mode():
        out = exact.generate(inputs, attention_mask=torch.ones_like(inputs), max_new_tokens=12, do_sample=False)
    return [int(token) for token in out[0, len(prompt) :]]


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16], ids=str)
def test_rounding_changes_nothing(model: Path, prompt: list[int], words: list[int], dtype: Any) -> None:
    assert next_words(load(model, dtype), [prompt + words[:-1]], after=len(prompt)) == [words]


def test_it_does_not_repeat_itself(words: list[int]) -> None:
    assert len(set(words)) > 6


def test_a_wrong_block_changes_the_output(exact: Any, prompt: list[int], words: list[int]) -> None:
    starts = range(0, len(prompt) - 32, 64)
    wrong = [
        [*prompt[:start], *prompt[start + 1 : start + 32], prompt[start], *prompt[start + 32 :], *words[:-1]]
        for start in starts
    ]
    found = next_words(exact, wrong, after=len(prompt))
    assert [start for start, other in zip(starts, found, strict=True) if other == words] == []
