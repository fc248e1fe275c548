"""Models that also take images, sounds or videos: served as text only.

The engine keys what it has made of an image by its content, or by an identifier that a caller gives, in one store for
all tenants. With `--language-model-only`, or a limit of 0 for everything, there is no such store: nothing but text is
taken, and the encoders are not even loaded.
"""

from __future__ import annotations

from collections.abc import Iterator

from safekv.engines.vllm.kinds.base import Covered, EngineConfig, Finding, Kind, Proof, Refused

TEXT_ONLY = Kind(
    name="multimodal, as text only",
    proof=Proof.SERVER,
    flags="--language-model-only",
    note="The text is shared as with any model; a request with an image is refused (400).",
)
INPUTS = Kind(name="multimodal inputs", note="The encoder's cache is shared between tenants.")

MEND = "start with --language-model-only, which serves text only"


def look(config: EngineConfig) -> Iterator[Finding]:
    """What becomes of images and the like, for models that know any."""
    model = config.model_config
    if not model.is_multimodal_model or model.is_encoder_decoder:
        return
    if model.is_multimodal_raw_input_only_model:
        yield Refused(
            kind=INPUTS, said="the model takes no text, and all else is not proved", mend="use a model of language"
        )
    elif not model.supports_multimodal_inputs:
        yield Covered(kind=TEXT_ONLY, said="requests with anything but text are refused")
    elif model.get_multimodal_config().enable_mm_embeds:
        yield Refused(
            kind=INPUTS,
            said="--enable-mm-embeds: embeddings reach the encoder's cache, which is shared between tenants",
            mend="leave the flag out and " + MEND,
        )
    else:
        yield Refused(kind=INPUTS, said="multimodal models share an encoder's cache between tenants", mend=MEND)
