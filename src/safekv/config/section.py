"""What all sections of a policy have in common."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints

Name = Annotated[str, StringConstraints(pattern=r"^[^\x00-\x20\x7f/?#%]{1,128}$")]
"""Of tenants, groups, owners and declared prefixes."""


class Section(BaseModel):
    """A mapping in the policy: an unknown key is an error, and what was given wrong is not repeated in it."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)
