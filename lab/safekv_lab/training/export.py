"""The encoder as ONNX in int8, as guard/encoder.py reads it."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import nn

from safekv_lab.training.encoder import base_directory, score

if TYPE_CHECKING:
    from safekv_lab.training.encoder import Encoder

OPSET = 17


class _Scoring(nn.Module):
    """The encoder with its two heads' logits made one. It is asked text by text, so it needs no mask."""

    def __init__(self, encoder: Encoder) -> None:
        super().__init__()
        self.encoder = encoder

    def forward(self, ids: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        mask = torch.ones_like(ids)
        chunk, tokens = self.encoder.heads(self.encoder.body(input_ids=ids).last_hidden_state, mask)
        return score(chunk, tokens, mask), tokens


def export(encoder: Encoder, directory: Path) -> None:
    """Write `encoder.onnx`, weights in int8 per channel, and `tokenizer.json` into the directory, which is made."""
    directory.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as temporary:
        plain = Path(temporary) / "encoder.onnx"
        example = torch.ones((2, 16), dtype=torch.long)
        axes = {0: "batch", 1: "length"}
        torch.onnx.export(
            _Scoring(encoder.float().eval()),
            (example,),
            str(plain),
            input_names=["ids"],
            output_names=["logits", "tokens"],
            dynamic_axes={"ids": axes, "logits": {0: "batch"}, "tokens": axes},
            opset_version=OPSET,
            dynamo=False,
        )
        quantize_dynamic(plain, directory / "encoder.onnx", per_channel=True, weight_type=QuantType.QInt8)
    shutil.copy(base_directory() / "tokenizer.json", directory / "tokenizer.json")
