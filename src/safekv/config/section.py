"""What all sections of a policy have in common, and what a name is: of tenants, operators, groups, owners, prefixes."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, WithJsonSchema

# Neither control characters nor any kind of space or mark that does not show; nothing that means something in a URL,
# in a pattern of one, or in a header that a proxy has folded (the comma).
_UNFIT = r"\x00-\x20\x7f-\xa0\xad\u1680\u180e\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\ud800-\udfff\ufeff/?#%,"
NAME_PATTERN = rf"^[^.{_UNFIT}][^{_UNFIT}]{{0,127}}$"
NAME_RULE = (
    "a name has 1 to 128 characters: no space, no control character, none of / ? # % and comma, no dot at the beginning"
)

_NAME = re.compile(NAME_PATTERN)


def is_name(text: str) -> bool:
    """Whether a tenant, an operator, a group, an owner or a declared prefix can be called so."""
    return _NAME.fullmatch(text) is not None


def _named(text: str) -> str:
    if not is_name(text):
        raise ValueError(NAME_RULE)
    return text


Name = Annotated[str, AfterValidator(_named), WithJsonSchema({"type": "string", "pattern": NAME_PATTERN})]
"""Of tenants, operators, groups, owners and declared prefixes: one rule for the policy, the key file and proxies."""


class Section(BaseModel):
    """A mapping in the policy: an unknown key is an error, and what was given wrong is not repeated in it."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)
