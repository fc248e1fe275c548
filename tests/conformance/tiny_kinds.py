"""A tiny model of each kind, with random weights and the small model's tokenizer, template and words.

The small model itself is a digest of its cache (`safekv_lab.bench.digest_weights`). The multimodal one has it as its
text model, so that it must answer as the small model does. The others are random networks of a fixed seed that write
the same words and no other tokens, so that their text encodes to what they have written.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from safekv_lab.bench import tiny_model

TOKENIZER = ("tokenizer.json", "tokenizer_config.json", "generation_config.json")

WINDOW = 128
"""Far less than the prompts of the suite."""

_TEXT: dict[str, Any] = {
    "vocab_size": tiny_model.VOCABULARY,
    "hidden_size": 128,
    "intermediate_size": 256,
    "num_hidden_layers": 4,
    "num_attention_heads": 4,
    "num_key_value_heads": 2,
    "max_position_embeddings": 4096,
    "rms_norm_eps": 1e-6,
    "tie_word_embeddings": False,
    "bos_token_id": None,
    "eos_token_id": 2,
    "pad_token_id": 0,
}


def gemma3(small: Path, directory: Path) -> None:
    """Three windows to one layer of full attention."""
    from transformers import Gemma3ForCausalLM, Gemma3TextConfig

    layers = [*["sliding_attention"] * 3, "full_attention"]
    config = Gemma3TextConfig(**_TEXT, head_dim=32, query_pre_attn_scalar=32, sliding_window=WINDOW, layer_types=layers)
    _write(Gemma3ForCausalLM, config, small, directory)


def idefics3(small: Path, directory: Path) -> None:
    """Images beside a Llama, which is the small model."""
    import torch
    from safetensors.torch import load_file, save_file
    from transformers import Idefics3Config, Idefics3ForConditionalGeneration

    text = json.loads((small / "config.json").read_text())
    text.pop("architectures")
    vision = {
        "hidden_size": 32,
        "intermediate_size": 64,
        "num_hidden_layers": 1,
        "num_attention_heads": 2,
        "image_size": 28,
        "patch_size": 14,
    }
    config = Idefics3Config(
        text_config=text,
        vision_config=vision,
        scale_factor=2,
        image_token_id=3,
        tie_word_embeddings=False,
        pad_token_id=text["pad_token_id"],
    )
    torch.manual_seed(0)
    model = Idefics3ForConditionalGeneration(config).float().eval()
    model.save_pretrained(directory)
    tensors = load_file(directory / "model.safetensors")
    for name, tensor in load_file(small / "model.safetensors").items():
        under = name if name.startswith("lm_head.") else name.replace("model.", "model.text_model.", 1)
        assert tensors[under].shape == tensor.shape, under
        tensors[under] = tensor
    save_file(tensors, directory / "model.safetensors", metadata={"format": "pt"})
    _copy_tokenizer(small, directory)


MODELS: dict[str, Callable[[Path, Path], None]] = {"gemma3": gemma3, "idefics3": idefics3}
"""Each writes its model into a directory, given the small model's."""


def build(name: str, small: Path, directory: Path) -> Path:
    """The tiny model of a kind."""
    directory.mkdir(parents=True)
    MODELS[name](small, directory)
    return directory


def _write(model_class: Any, config: Any, small: Path, directory: Path) -> None:
    import torch

    torch.manual_seed(0)
    model = model_class(config).float().eval()
    for name, parameter in model.named_parameters():
        if parameter.dim() > 1:
            torch.nn.init.normal_(parameter, std=1.0 if "embed" in name else 0.15)
    head = model.get_output_embeddings().weight
    words = _words(small)
    with torch.no_grad():
        kept = head[words].clone()
        head.zero_()
        head[words] = kept
    model.save_pretrained(directory)
    _copy_tokenizer(small, directory)


def _words(small: Path) -> list[int]:
    from tokenizers import Tokenizer

    return tiny_model._words(Tokenizer.from_file(str(small / "tokenizer.json")))


def _copy_tokenizer(small: Path, directory: Path) -> None:
    for name in TOKENIZER:
        shutil.copy(small / name, directory / name)
