"""Sample requests: a file of an operator's as the prefix that it shall declare, understood whole or refused by name."""

from safekv.cli.samples.file import read_prefix
from safekv.cli.samples.sample import Prefix

__all__ = ["Prefix", "read_prefix"]
