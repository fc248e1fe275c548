"""An operator's own rules, as they stand in the policy file."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from safekv.guard.rules.base import Rule
from safekv.types import Category


class CustomRule(BaseModel):
    """A pattern of the operator's own: names of projects, numbers of customers, internal hosts."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    name: str = Field(pattern=r"^[a-z0-9][a-z0-9-]{0,63}$", description="Name that findings carry.")
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

    def rule(self) -> Rule:
        """The rule as the scanner takes it; the scanner compiles the pattern and raises `PolicyError` if it cannot."""
        return Rule(
            name=f"custom-{self.name}",
            category=self.category,
            pattern=self.pattern,
            source="policy",
            caseless=self.caseless,
            context=self.context,
        )
