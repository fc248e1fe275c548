"""How a model writes: token by token, each depending on those before it alone; whatever else there is, is refused."""

from __future__ import annotations

from collections.abc import Iterator

from safekv.engines.vllm.kinds.base import EngineConfig, Finding, Kind, Refused

ENCODER_DECODER = Kind(name="encoder and decoder", note="What the encoder has made is cached apart from the tokens.")
DIFFUSION = Kind(name="diffusion", note="Tokens depend on later ones.")
EMBEDDED_PROMPTS = Kind(name="prompts as embeddings", note="They reach the cache without tokens.")


def look(config: EngineConfig) -> Iterator[Finding]:
    """What is not one token after the other."""
    model = config.model_config
    if model.is_encoder_decoder:
        yield Refused(
            kind=ENCODER_DECODER, said="encoder-decoder models are not proved", mend="use a decoder-only model"
        )
    if model.is_diffusion:
        yield Refused(kind=DIFFUSION, said="diffusion models are not proved", mend="use an autoregressive model")
    if model.enable_prompt_embeds:
        yield Refused(
            kind=EMBEDDED_PROMPTS,
            said="--enable-prompt-embeds: embeddings reach the cache",
            mend="leave the flag out",
        )
