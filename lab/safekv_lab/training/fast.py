"""Tier 2's training: the same network in PyTorch, on gold and, where there is one, on what a teacher makes of it."""

from __future__ import annotations

import random
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np
import torch
from scipy.special import expit
from torch import nn

from safekv.guard.models.fast import AFFIX_BITS, WORD_BITS, FastModel, Weights, numbers
from safekv.guard.models.features import SHAPES, words
from safekv.guard.normalise import normalise
from safekv_lab.training.item import plain
from safekv_lab.training.mixture import Mixture
from safekv_lab.training.tokens import CLASSES, IGNORED, SENSITIVE_WEIGHT, targets, token_loss

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from safekv.guard.models.encoder import Tokens
    from safekv_lab.bench.guard.chunks import Example
    from safekv_lab.training.item import Item

TAUGHT_EPOCHS = 4
"""Passes over the mixture where there is a teacher, which says more about it than gold does."""


class Network(nn.Module):
    """What guard/models/fast.py computes, in a form that can be trained; `rivals` gives it other layers."""

    def __init__(self, depth: int = 32, states: int = 48) -> None:
        super().__init__()
        self.word = nn.Embedding(2**WORD_BITS, depth)
        self.prefix = nn.Embedding(2**AFFIX_BITS, depth)
        self.suffix = nn.Embedding(2**AFFIX_BITS, depth)
        self.shape = nn.Embedding(SHAPES, depth)
        self.surround(depth, states)
        self.token = nn.Linear(states, 1 + len(CLASSES))
        self.window = nn.Linear(2 * states, 1)
        for table in (self.word, self.prefix, self.suffix):
            nn.init.zeros_(table.weight)  # what no training text held says nothing
        nn.init.normal_(self.shape.weight, std=0.1)

    def surround(self, depth: int, states: int) -> None:
        """Make the layers between the words' vectors and their states: here one, on each word by itself."""
        self.layer = nn.Linear(depth, states)

    def around(self, rows: torch.Tensor, inside: torch.Tensor) -> torch.Tensor:  # noqa: ARG002 - for those that look
        """Return the words' states, (batch, length, states), of their vectors; `inside` is (batch, length, 1)."""
        return torch.relu(self.layer(rows))

    def forward(
        self, numbers: torch.Tensor, mask: torch.Tensor, *, forget: float = 0.0
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """Return the windows' logits (batch,) and the words' (batch, length, 1 + classes).

        `numbers` is (batch, length, 4), `mask` (batch, length). `forget` is the share of words whose own vector is left
        out.
        """
        inside = mask.unsqueeze(-1)
        own = self.word(numbers[..., 0])
        if forget:
            own = own * (torch.rand(own.shape[:2]) >= forget).unsqueeze(-1)
        rows = (
            own + self.prefix(numbers[..., 1]) + self.suffix(numbers[..., 2]) + self.shape(numbers[..., 3])
        ) * inside
        rows = nn.functional.dropout(rows, 0.1, self.training)
        states = self.around(rows, inside)
        mean = (states * inside).sum(1) / inside.sum(1).clamp(min=1)
        highest = (states * inside).max(1).values
        window = self.window(torch.cat([mean, highest], -1)).squeeze(-1)
        return window, self.token(states)

    def weights(self) -> Weights:
        """Return what guard/fast.py needs."""

        def plain(tensor: torch.Tensor) -> NDArray[np.float32]:
            return np.asarray(tensor.detach().numpy(), dtype=np.float32)

        def head(layer: nn.Linear) -> NDArray[np.float32]:
            return np.concatenate([plain(layer.weight).T, plain(layer.bias)[None]])

        return Weights(
            word=plain(self.word.weight),
            prefix=plain(self.prefix.weight),
            suffix=plain(self.suffix.weight),
            shape=plain(self.shape.weight),
            layer=head(self.layer),
            token=head(self.token),
            window=head(self.window)[:, 0],
        )


class FastDetector:
    """The trained model as the measuring ground asks for it."""

    reads_units = True

    def __init__(self, weights: Weights) -> None:
        self.model = FastModel(weights, CLASSES)

    def logits(self, texts: Sequence[str]) -> list[float]:
        """Return each text's logit, before any calibration."""
        return self.model.logits([normalise(text).text for text in texts])

    def score(self, texts: Sequence[str]) -> list[float]:
        """Return the probability that each text is sensitive, before any calibration."""
        return [float(expit(logit)) for logit in self.logits(texts)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lesson:
    """A text of n words: their rows of the tables (n, 4), what they are (n, 1 + classes), and whether it is sensitive.

    `taught` is the teacher's probability for each word, (n,). `goal` is the text's: the mean of the teacher's and of
    gold, or gold alone.
    """

    numbers: NDArray[np.int32]
    wanted: NDArray[np.float32]
    goal: float
    taught: NDArray[np.float32] | None = None


@dataclass(kw_only=True)
class FastTrainer:
    """Trains the network on a mixture; `teacher`, if any, is what a larger model makes of the tokens of texts."""

    mixture: Mixture = field(default_factory=lambda: Mixture(generated=10_000))
    rate: float = 3e-3
    size: int = 64
    epochs: int = 2
    forget: float = 0.2
    teacher: Callable[[Sequence[str]], Sequence[Tokens]] | None = None
    network: Callable[[], Network] = Network
    report: Callable[[float, float], None] | None = None

    def taught(self, teacher: Callable[[Sequence[str]], Sequence[Tokens]] | None) -> FastTrainer:
        """Return the trainer with a teacher, and as many passes as one is worth."""
        return replace(self, teacher=teacher, epochs=TAUGHT_EPOCHS)

    def fit(self, examples: Sequence[Example], *, seed: int) -> Network:
        """Return the trained network."""
        torch.manual_seed(seed)
        rng = random.Random(f"batches {seed}")
        items = [plain(each) for each in self.mixture.items(examples, seed=seed)]
        taught = self.teacher([item.text for item in items]) if self.teacher else [None] * len(items)
        lessons = [lesson(item, tokens) for item, tokens in zip(items, taught, strict=True)]
        model = self.network()
        optimiser = torch.optim.AdamW(model.parameters(), lr=self.rate, weight_decay=1e-3)
        total = self.epochs * -(-len(lessons) // self.size)
        schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, self.rate, total_steps=total + 1, pct_start=0.1)
        done, running = 0, 0.0
        for _ in range(self.epochs):
            order = sorted(range(len(lessons)), key=lambda at: len(lessons[at].numbers) + rng.randrange(20))
            groups = [order[at : at + self.size] for at in range(0, len(order), self.size)]
            rng.shuffle(groups)
            for group in groups:
                loss = self._loss(model, [lessons[at] for at in group])
                optimiser.zero_grad()
                loss.backward()
                optimiser.step()
                schedule.step()
                done += 1
                running += 0.02 * (float(loss.detach()) - running)
                if self.report:
                    self.report(done / total, running)
        model.eval()
        return model

    def _loss(self, model: Network, lessons: Sequence[Lesson]) -> torch.Tensor:
        numbers, mask = padded([each.numbers for each in lessons])
        wanted = torch.full((*mask.shape, 1 + len(CLASSES)), IGNORED)
        taught = torch.full(mask.shape, IGNORED)
        for at, each in enumerate(lessons):
            wanted[at, : len(each.wanted)] = torch.from_numpy(each.wanted)
            if each.taught is not None:
                taught[at, : len(each.taught)] = torch.from_numpy(each.taught)
        window, tokens = model(numbers, mask, forget=self.forget)
        goal = torch.tensor([each.goal for each in lessons])
        cross = nn.functional.binary_cross_entropy_with_logits
        whole = 2 * cross(score(window, tokens, mask), goal) + cross(window, goal)
        return whole + token_loss(tokens, wanted) + 2 * _taught_loss(tokens[..., 0], taught)


def _taught_loss(logits: torch.Tensor, taught: torch.Tensor) -> torch.Tensor:
    """Return the mean cross-entropy of the words that were taught; sensitive ones, which are few, count more."""
    weight = (1 + (SENSITIVE_WEIGHT - 1) * taught) * (taught >= 0)
    each = nn.functional.binary_cross_entropy_with_logits(logits, taught.clamp(min=0), reduction="none")
    return (each * weight).sum() / weight.sum().clamp(min=1)


def padded(rows: Sequence[NDArray[np.int32]]) -> tuple[torch.Tensor, torch.Tensor]:
    """Return texts' rows of the tables as one tensor, (batch, length, 4), and which of it is text, (batch, length)."""
    length = max(1, *map(len, rows))
    numbers, mask = torch.zeros((len(rows), length, 4), dtype=torch.long), torch.zeros((len(rows), length))
    for at, row in enumerate(rows):
        numbers[at, : len(row)] = torch.from_numpy(row)
        mask[at, : len(row)] = 1
    return numbers, mask


def score(window: torch.Tensor, tokens: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
    """Return each text's logit, (batch,): the mean of the window's and of its highest word's."""
    return (window + (tokens[..., 0] + (mask - 1) * 1e4).max(1).values) / 2


def lesson(item: Item, taught: Tokens | None = None) -> Lesson:
    """Return what there is to learn from an item, and from what the teacher makes of its tokens."""
    text = item.text
    found = words(text.encode("utf-8", "replace"))
    places = np.zeros(len(text) + 1, dtype=np.int64)  # of characters, in bytes
    np.cumsum([len(sign.encode("utf-8", "replace")) for sign in text], out=places[1:])
    starts, ends = np.searchsorted(places, found.starts, "right") - 1, np.searchsorted(places, found.ends, "left")
    gold = float(item.sensitive)
    learnt = Lesson(numbers=numbers(found), wanted=targets(item, starts, ends), goal=gold)
    if taught is None or not len(starts):
        return learnt
    highest = np.full(len(starts), -np.inf)
    words_of = np.maximum(np.searchsorted(starts, taught.starts, "right") - 1, 0)
    np.maximum.at(highest, words_of, taught.logits)
    return replace(learnt, goal=(gold + float(expit(taught.logit))) / 2, taught=expit(highest).astype(np.float32))
