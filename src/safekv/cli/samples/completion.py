"""A sample of /v1/completions: one prompt, as text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from safekv.cli.samples.fields import check
from safekv.cli.samples.sample import Sample
from safekv.errors import DeclarationError


def read(request: Mapping[Any, Any]) -> Sample:
    """The sample. Raises DeclarationError."""
    fields = check(request, ("prompt", "add_special_tokens"), ignored=("response_format",))
    prompt = fields.pop("prompt", None)
    if isinstance(prompt, list) and len(prompt) == 1:
        (prompt,) = prompt
    if not isinstance(prompt, str) or not prompt:
        raise DeclarationError("prompt: expected one text; give several texts one by one, and token ids as their text")
    return Sample(text=prompt, fields=fields)
