"""Weights of a Llama that computes a digest of its context, one word of output for each step of generation.

A random network will not do where outputs are compared token for token: in bfloat16, cold prefill and prefix hit
differ by rounding, and half of the outputs with them. Here every value that matters is +1 or -1, so rounding changes
nothing; and every output word hangs on single tokens up to thousands of positions back, so that one wrong
KV block changes the text.

Each token has `BITS` random signs, its first state. In each layer a state's bit is multiplied by two other bits of
states further back: the attention heads fetch them from fixed distances, the gated MLP multiplies. The last state's
first `WORD_BITS` bits choose the word, so it hangs on 3 ** LAYERS * WORD_BITS bits of tokens. Where the text is shorter
than the distance, a head falls back to its own position.

A head finds its distance d by position alone: query and key are constants, and their rotary product is the sum
over frequencies f of cos(f (x - d)) at distance x, plus `FALLBACK` times the same for d = 0. The distances below were
searched for a margin of at least 1.25 over every other position of 16,384, times `SHARPNESS` before the softmax;
and, for seed 0, so that 12 words of output read every run of 32 tokens among the last 3,700 at least 8 times.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    Matrix = NDArray[np.float32]

DISTANCES = (
    (12, 18, 31, 48),
    (48, 61, 96, 163),
    (238, 458, 605, 728),
    (801, 1711, 2137, 2974),
)
LAYERS, HEADS, HEAD_WIDTH, INNER = len(DISTANCES), len(DISTANCES[0]), 64, 1024
WIDTH = HEADS * HEAD_WIDTH
ROPE_THETA = 20.0
FALLBACK = 0.96
SHARPNESS = 10.0
BITS = 19
FETCHED = 2  # bits per bit and layer
WORD_BITS = 8
GAIN = 4.0  # of the MLP's gates
LOGIT = 2.0  # of one bit: the runner-up is 4 below the first


def rotary_frequencies() -> NDArray[np.float64]:
    """Return the rotary frequencies in radians per position, shape [HEAD_WIDTH / 2]."""
    import numpy as np  # noqa: PLC0415 - comes with the engine

    return ROPE_THETA ** (-np.arange(0, HEAD_WIDTH, 2) / HEAD_WIDTH)


def weights(*, seed: int, vocabulary: int, words: Sequence[int]) -> dict[str, Matrix]:
    """Return all tensors of the model by their names in a Llama checkpoint.

    `words` are the token ids that can be written, 2 ** WORD_BITS of them; no other token is ever the most likely.
    """
    import numpy as np  # noqa: PLC0415

    if len(words) != 2**WORD_BITS:
        raise ValueError(f"{2**WORD_BITS} words are needed, not {len(words)}")
    rng = np.random.default_rng(seed)
    embedding = np.zeros((vocabulary, WIDTH), dtype=np.float32)
    embedding[:, 0] = 1
    embedding[:, _state(0)] = rng.integers(0, 2, (vocabulary, BITS)) * 2 - 1
    head = np.zeros((vocabulary, WIDTH), dtype=np.float32)
    code = (np.arange(2**WORD_BITS)[:, None] >> np.arange(WORD_BITS)) & 1
    head[list(words), _state(LAYERS).start : _state(LAYERS).start + WORD_BITS] = LOGIT * (2 * code - 1)
    tensors = {
        "model.embed_tokens.weight": embedding,
        "model.norm.weight": _norm(_state(LAYERS).stop),
        "lm_head.weight": head,
    }
    for layer, distances in enumerate(DISTANCES):
        prefix = f"model.layers.{layer}."
        named = _attention(layer, distances, rng) | _multiplication(layer)
        tensors |= {prefix + name: tensor for name, tensor in named.items()}
        tensors[prefix + "input_layernorm.weight"] = _norm(_state(layer).stop)
        tensors[prefix + "post_attention_layernorm.weight"] = _norm(_state(layer + 1).start)
    return tensors


def _state(layer: int) -> slice:
    """Return the residual channels of the state that enters `layer`; channel 0 is the constant 1."""
    start = 1 + (1 + FETCHED) * layer * BITS
    return slice(start, start + BITS)


def _fetched(layer: int, which: int) -> slice:
    start = _state(layer).stop + which * BITS
    return slice(start, start + BITS)


def _norm(filled: int) -> Matrix:
    """Return the norm weight that gives signs back as +1 and -1 when the first `filled` channels hold them."""
    import numpy as np  # noqa: PLC0415

    return np.full(WIDTH, (filled / WIDTH) ** 0.5, dtype=np.float32)


def _attention(layer: int, distances: Sequence[int], rng: np.random.Generator) -> dict[str, Matrix]:
    """Fetch for each bit its next and its next but one on a random circle, through two different heads."""
    import numpy as np  # noqa: PLC0415

    frequencies, scale = rotary_frequencies(), (SHARPNESS * HEAD_WIDTH**0.5) ** 0.5
    query, key, value, output = (np.zeros((WIDTH, WIDTH), dtype=np.float32) for _ in range(4))
    for head, distance in enumerate(distances):
        rows = slice(head * HEAD_WIDTH, (head + 1) * HEAD_WIDTH)
        angle = distance * frequencies
        query[rows, 0] = scale * np.concatenate([np.cos(angle) + FALLBACK, -np.sin(angle)])
        key[rows, 0] = scale * np.concatenate([np.ones_like(angle), np.zeros_like(angle)])
        value[rows, :][:BITS, _state(layer)] = np.eye(BITS)
    circle = [int(bit) for bit in rng.permutation(BITS)]
    for place, bit in enumerate(circle):
        pair = rng.permutation(HEADS)[:FETCHED]
        for which, head in enumerate(pair):
            other = circle[(place + 1 + which) % BITS]
            output[_fetched(layer, which).start + bit, int(head) * HEAD_WIDTH + other] = 1
    named = {"q_proj": query, "k_proj": key, "v_proj": value, "o_proj": output}
    return {f"self_attn.{name}.weight": tensor for name, tensor in named.items()}


def _multiplication(layer: int) -> dict[str, Matrix]:
    """Write the product of the state c and the two fetched bits a, b as the next state, with three neurons for each.

    For signs, a b = |a + b| - 1, so a b c = |a + b| c - c. With g the gain, silu(g x) + silu(-g x) is even in x, and
    `peak` for x = 2, where |x| is to be 2.
    """
    import numpy as np  # noqa: PLC0415

    gate, up = (np.zeros((INNER, WIDTH), dtype=np.float32) for _ in range(2))
    down = np.zeros((WIDTH, INNER), dtype=np.float32)
    peak = 2 * GAIN * np.tanh(GAIN)
    for third, (slope, share) in enumerate(((GAIN, 2 / peak), (-GAIN, 2 / peak), (0.0, -1 / _silu(GAIN)))):
        neurons = slice(third * BITS, (third + 1) * BITS)
        gate[neurons, 0] = 0 if slope else GAIN
        for which in range(FETCHED):
            gate[neurons, _fetched(layer, which)] = slope * np.eye(BITS)
        up[neurons, _state(layer)] = np.eye(BITS)
        down[_state(layer + 1), neurons] = share * np.eye(BITS)
    return {"mlp.gate_proj.weight": gate, "mlp.up_proj.weight": up, "mlp.down_proj.weight": down}


def _silu(x: float) -> float:
    return x / (1 + math.exp(-x))
