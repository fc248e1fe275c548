"""A small, seeded Llama with a real tokenizer and chat template, for demos and tests without a model hub.

It says nothing sensible. What counts: it loads like any other model, its prefill takes a time that can be measured,
and its greedy output is a digest of what stands in the KV cache (`digest_weights`).
"""

from __future__ import annotations

import hashlib
import json
import os
import random
import re
import tempfile
from pathlib import Path
from typing import Any

from safekv.errors import OperatorError
from safekv_lab.bench import digest_weights
from safekv_lab.bench.workloads import agents
from safekv_lab.bench.workloads.support_policy import POLICY

FORMAT = 4
"""Raise it when a model of the same seed changes: models on disk are then rebuilt."""

VOCABULARY = 4096
MAX_TOKENS = 16384
SPECIAL = ("<|endoftext|>", "<|im_start|>", "<|im_end|>")
MARKER = "safekv_model.json"

CHAT_TEMPLATE = """\
{%- if tools or (messages and messages[0].role == 'system') -%}
{{- '<|im_start|>system\\n' -}}
{%- if messages and messages[0].role == 'system' -%}{{- messages[0].content or '' -}}{%- endif -%}
{%- if tools -%}
{{- '\\n\\n# Tools\\n\\nCall a tool with one JSON object between <tool_call> and </tool_call>. The tools:\\n<tools>' -}}
{%- for tool in tools -%}{{- '\\n' -}}{{- tool | tojson -}}{%- endfor -%}
{{- '\\n</tools>' -}}
{%- endif -%}
{{- '<|im_end|>\\n' -}}
{%- endif -%}
{%- for message in messages -%}
{%- if not (loop.first and message.role == 'system') -%}
{{- '<|im_start|>' + message.role + '\\n' -}}
{{- message.content or '' -}}
{%- for call in message.tool_calls or [] -%}
{{- '\\n<tool_call>\\n' -}}
{{- {'name': call.function.name, 'arguments': call.function.arguments} | tojson -}}
{{- '\\n</tool_call>' -}}
{%- endfor -%}
{{- '<|im_end|>\\n' -}}
{%- endif -%}
{%- endfor -%}
{%- if add_generation_prompt -%}{{- '<|im_start|>assistant\\n' -}}{%- endif -%}
"""


def build(directory: Path, *, seed: int = 0, force: bool = False) -> bool:
    """Build the model of `seed` in `directory`; return False if it is already there, complete and the same.

    The files are written beside and renamed, so that an interruption leaves no half model.
    Raises OperatorError where `directory` holds something else, or the engine is not installed.
    """
    identity = {"format": FORMAT, "seed": seed, "corpus": hashlib.sha256(_corpus().encode()).hexdigest()}
    found = _identity_of(directory)
    if found == identity and not force:
        return False
    if directory.exists() and found is None and (not directory.is_dir() or any(directory.iterdir())):
        raise OperatorError(f"{directory}: holds something that is not a model of ours; name an empty directory")
    try:
        directory.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=f".{directory.name}.", dir=directory.parent) as scratch:
            fresh = Path(scratch) / "model"
            fresh.mkdir()
            _write(fresh, seed)
            (fresh / MARKER).write_text(json.dumps(identity, indent=1) + "\n")
            if directory.exists():
                os.replace(directory, Path(scratch) / "old")
            os.replace(fresh, directory)
    except OSError as error:
        if _identity_of(directory) == identity:  # another process was faster
            return False
        raise OperatorError(f"{directory}: cannot be written: {error.strerror or error}") from error
    return True


def _identity_of(directory: Path) -> dict[str, Any] | None:
    try:
        found = json.loads((directory / MARKER).read_text())
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) else None


def _write(directory: Path, seed: int) -> None:
    try:
        from safetensors.numpy import save_file  # noqa: PLC0415
    except ImportError as error:
        raise OperatorError("the engine is not installed: run scripts/install_engine.py, then try again") from error
    tokenizer = _train_tokenizer()
    tokenizer.save(str(directory / "tokenizer.json"))
    tensors = digest_weights.weights(seed=seed, vocabulary=VOCABULARY, words=_words(tokenizer))
    save_file(tensors, directory / "model.safetensors", metadata={"format": "pt"})
    eos, pad = tokenizer.token_to_id("<|im_end|>"), tokenizer.token_to_id("<|endoftext|>")
    _dump(directory / "config.json", _config(eos=eos, pad=pad))
    _dump(directory / "generation_config.json", {"eos_token_id": [eos, pad], "pad_token_id": pad, "do_sample": False})
    _dump(
        directory / "tokenizer_config.json",
        {
            "tokenizer_class": "PreTrainedTokenizerFast",
            "eos_token": "<|im_end|>",
            "pad_token": "<|endoftext|>",
            "bos_token": None,
            "model_max_length": MAX_TOKENS,
            "clean_up_tokenization_spaces": False,
            "chat_template": CHAT_TEMPLATE,
        },
    )


def _dump(path: Path, content: dict[str, Any]) -> None:
    path.write_text(json.dumps(content, indent=1) + "\n")


def _config(*, eos: int, pad: int) -> dict[str, Any]:
    return {
        "architectures": ["LlamaForCausalLM"],
        "model_type": "llama",
        "vocab_size": VOCABULARY,
        "hidden_size": digest_weights.WIDTH,
        "intermediate_size": digest_weights.INNER,
        "num_hidden_layers": digest_weights.LAYERS,
        "num_attention_heads": digest_weights.HEADS,
        "num_key_value_heads": digest_weights.HEADS,
        "head_dim": digest_weights.HEAD_WIDTH,
        "hidden_act": "silu",
        "max_position_embeddings": MAX_TOKENS,
        "rms_norm_eps": 1e-6,
        "rope_theta": digest_weights.ROPE_THETA,
        "tie_word_embeddings": False,
        "attention_bias": False,
        "mlp_bias": False,
        "dtype": "float32",
        "torch_dtype": "float32",
        "bos_token_id": None,
        "eos_token_id": eos,
        "pad_token_id": pad,
    }


def _corpus() -> str:
    """Return the text that the tokenizer learns from: our own workload, many customers of it."""
    rng = random.Random("corpus")
    parts = [json.dumps(message) for message in (*agents.DECLARED.messages, *agents.DECLARED.tools)]
    parts += [POLICY]
    for _ in range(200):
        parts += [str(message["content"]) for message in agents.dialogue(agents.customer(rng), rng)]
    return "\n".join(parts)


def _train_tokenizer() -> Any:
    from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers, trainers  # noqa: PLC0415

    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=VOCABULARY,
        special_tokens=[AddedToken(token, special=True, normalized=False) for token in SPECIAL],
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    tokenizer.train_from_iterator(_corpus().splitlines(), trainer)
    return tokenizer


def _words(tokenizer: Any) -> list[int]:
    """Return the tokens that the model writes: whole words with their space, whose text encodes to the same tokens."""
    words = sorted({" " + word for word in re.findall(r"[A-Za-z]{3,}", POLICY)})
    encoded = [tokenizer.encode(word).ids for word in words]
    return [ids[0] for ids in encoded if len(ids) == 1][: 2**digest_weights.WORD_BITS]
