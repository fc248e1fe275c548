"""The policy section `guard`: which detector of sensitive text is used, and the operator's own rules and models."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from safekv.config.section import Section
from safekv.verdicts import Category


class CustomRule(Section):
    """A pattern of the operator's own: names of projects, numbers of customers, internal hosts."""

    name: str = Field(pattern=r"^[a-z0-9][a-z0-9-]{0,63}$", description="Findings carry it as `custom-NAME`.")
    category: Category = Field(default=Category.CUSTOM, description="What a finding is.")
    pattern: str = Field(
        min_length=1,
        max_length=2000,
        description="Regular expression of RE2 and Hyperscan: ASCII, no look-around, no back references, repeats at "
        "most 500. What is more than 500 characters long is not found. A group (?P<v>…) narrows the finding.",
    )
    caseless: bool = Field(default=False, description="Whether the pattern ignores case.")
    context: tuple[Annotated[str, Field(min_length=1, max_length=64)], ...] = Field(
        default=(), max_length=64, description="Words, one of which must stand near a match."
    )


class Adapter(Section):
    """A model of your own that finds entities: one more tier, which can only make a verdict stricter."""

    kind: Literal["huggingface", "gliner", "presidio"] = Field(description="The library that it is for.")
    model: str | None = Field(
        default=None,
        min_length=1,
        description="A directory, or a name on the hub. For presidio a spaCy model that is installed; without one, "
        "only its patterns look.",
    )
    revision: str | None = Field(default=None, description="Of a model on the hub; for presidio it has no meaning.")
    labels: dict[str, Category | None] | None = Field(
        default=None, description="What the model's labels are; null for one that is not sensitive."
    )
    threshold: float | None = Field(default=None, gt=0, le=1, description="Score from which on a finding counts.")

    @model_validator(mode="after")
    def _has_a_model(self) -> Self:
        if self.model is None and self.kind != "presidio":
            raise ValueError(f"model: {self.kind} needs one; give a directory or a name on the hub")
        return self


class Guard(Section):
    """ChunkGuard, the detector of sensitive text."""

    model: Literal["strong", "fast"] = Field(
        default="strong",
        description="Which model of ours judges what the rules let through: `strong` (tier 3), or `fast` (tier 2), "
        "about a hundred times as fast on one core, which misses more than three times as much.",
    )
    calibration: Literal["balanced", "strict"] | None = Field(
        default=None,
        description="What the model's threshold is set for: `balanced`, that few harmless prompts stay private, or "
        "`strict`, that little private text is let through. Without it balanced, since there a vote guards as well; in "
        "mode detector, where nothing else does, strict.",
    )
    rules: tuple[CustomRule, ...] = Field(default=(), max_length=1000, description="Rules of your own, beside ours.")
    adapters: tuple[Adapter, ...] = Field(default=(), max_length=8, description="Models of your own, after ours.")

    @model_validator(mode="after")
    def _named_once(self) -> Self:
        names = [rule.name for rule in self.rules]
        if repeated := {name for name in names if names.count(name) > 1}:
            raise ValueError(f"rules: the name {min(repeated)!r} is used twice")
        return self
