"""The release process of a vLLM engine: the text of token ids comes from vLLM's own tokenizers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from safekv.engines.vllm.vocabulary import Control
from safekv.release import main as release
from safekv.release.main import Decode, no_decoder


def main(arguments: Sequence[str]) -> int:
    """Run until the scheduler is gone; returns the exit code. See `safekv.release.main`."""
    return release.main(arguments, load_decoder=load_decoder)


def load_decoder(hello: Mapping[str, Any], problems: list[str]) -> Decode:
    """Text of token ids, by the engine's own loader of tokenizers: another one could read other words.

    Without a tokenizer every call of the decoder raises, and `problems` says why.
    """
    try:
        from vllm.tokenizers import get_tokenizer  # noqa: PLC0415 - takes seconds; the ledger is to be locked first

        tokenizer = get_tokenizer(
            hello["tokenizer"],
            tokenizer_mode=hello["tokenizer_mode"],
            revision=hello["revision"],
            trust_remote_code=hello["trust_remote_code"],
        )
        return decoder(tokenizer)
    except Exception as error:  # any code may run here, a repository's own included
        reason = str(error).partition("\n")[0][:200]
        problems.append(f"the tokenizer {hello.get('tokenizer')} cannot be loaded ({type(error).__name__}: {reason})")
        return no_decoder


def decoder(tokenizer: Any) -> Decode:
    """Text of token ids. Where a special token stands, there is the end of a line.

    The decoder raises ValueError for an id that the tokenizer does not know: most would pass over it in silence.
    """
    special = Control.of(tokenizer).special
    vocabulary = frozenset(tokenizer.get_vocab().values())

    def decode(tokens: Sequence[int]) -> str:
        if not vocabulary.issuperset(tokens):
            raise ValueError("an id that the tokenizer does not know")
        parts: list[list[int]] = [[]]
        for token in tokens:
            if token in special:
                parts.append([])
            else:
                parts[-1].append(token)
        return "\n".join(tokenizer.decode(part) for part in parts if part)

    return decode
