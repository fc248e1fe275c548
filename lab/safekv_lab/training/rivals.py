"""What was tried in tier 2's place, on the same words and the same mixture: networks that look at surroundings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import torch
from torch import nn

from safekv.guard.models.fast import numbers
from safekv.guard.models.features import words
from safekv.guard.normalise import normalise
from safekv_lab.training.fast import FastTrainer, Network, padded, score

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from safekv_lab.bench.guard.chunks import Example

WIDE, NARROW = 5, 3
"""Widths of convolutions, in words."""
HIDDEN = 64
"""States between two convolutions."""
AT_A_TIME = 256
"""Texts that are scored together."""


class Convolution(Network):
    """One convolution: two words on either side."""

    def surround(self, depth: int, states: int) -> None:
        """One convolution."""
        self.first = nn.Conv1d(depth, states, WIDE, padding=WIDE // 2)

    def around(self, rows: torch.Tensor, inside: torch.Tensor) -> torch.Tensor:  # noqa: ARG002 - vectors are masked
        """Return the words' states."""
        return torch.relu(self.first(rows.transpose(1, 2))).transpose(1, 2)


class Convolutions(Network):
    """Two convolutions, the first the wider: three words on either side."""

    def surround(self, depth: int, states: int) -> None:
        """Two layers."""
        self.first = nn.Conv1d(depth, HIDDEN, WIDE, padding=WIDE // 2)
        self.second = nn.Conv1d(HIDDEN, states, NARROW, padding=NARROW // 2)

    def around(self, rows: torch.Tensor, inside: torch.Tensor) -> torch.Tensor:
        """Return the words' states."""
        hidden = torch.relu(self.first(rows.transpose(1, 2))) * inside.transpose(1, 2)
        return torch.relu(self.second(hidden)).transpose(1, 2)


class Recurrent(Network):
    """Gated recurrent units in both directions: the whole text."""

    def surround(self, depth: int, states: int) -> None:
        """One layer in each direction."""
        self.layer = nn.GRU(depth, states // 2, batch_first=True, bidirectional=True)

    def around(self, rows: torch.Tensor, inside: torch.Tensor) -> torch.Tensor:
        """Return the words' states."""
        lengths = inside[..., 0].sum(1).clamp(min=1).long()
        packed = nn.utils.rnn.pack_padded_sequence(rows, lengths, batch_first=True, enforce_sorted=False)
        found, _ = nn.utils.rnn.pad_packed_sequence(self.layer(packed)[0], batch_first=True, total_length=rows.shape[1])
        return torch.relu(found)


NETWORKS: Mapping[str, type[Network]] = {
    "tiers-1-2-untaught": Network,
    "tiers-1-2-convolution": Convolution,
    "tiers-1-2-convolutions": Convolutions,
    "tiers-1-2-recurrent": Recurrent,
}
"""By the name under which each is measured, together with the rules; the first is tier 2 without a teacher."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RivalDetector:
    """A trained network as the measuring ground asks for it."""

    network: Network

    def score(self, texts: Sequence[str]) -> list[float]:
        """Return the probability that each text is sensitive."""
        found: list[float] = []
        for first in range(0, len(texts), AT_A_TIME):
            plain = [normalise(text).text for text in texts[first : first + AT_A_TIME]]
            rows, mask = padded([numbers(words(text.encode("utf-8", "replace"))) for text in plain])
            with torch.inference_mode():
                window, tokens = self.network(rows, mask)
                found += torch.sigmoid(score(window, tokens, mask)).tolist()
        return found


@dataclass(kw_only=True)
class RivalTrainer(FastTrainer):
    """Trains a network as tier 2 is trained, on gold alone."""

    def train(self, examples: Sequence[Example], *, seed: int) -> Any:
        """Return the trained network."""
        return RivalDetector(network=self.fit(examples, seed=seed))
