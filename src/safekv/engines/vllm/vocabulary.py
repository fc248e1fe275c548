"""What a tokenizer makes of texts: which tokens stand for their own text only, and a digest of all that decides."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Control:
    """Token ids that no text is merged into: `special` ones, and others that were `added` to the vocabulary."""

    special: frozenset[int] = frozenset()
    added: frozenset[int] = frozenset()

    @classmethod
    def of(cls, tokenizer: Any) -> Control:
        """Those of a tokenizer of the engine."""
        tokens: dict[int, Any] = getattr(tokenizer, "added_tokens_decoder", {})
        special = frozenset(tokenizer.all_special_ids) | {number for number, token in tokens.items() if token.special}
        # one that stands for itself only where no text is beside it could be missed
        alone = {number for number, token in tokens.items() if not getattr(token, "single_word", False)}
        return cls(special=special, added=frozenset(alone) - special)
