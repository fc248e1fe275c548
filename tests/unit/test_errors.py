from __future__ import annotations

import re

import pytest

from safekv import errors

ALL = [value for value in vars(errors).values() if isinstance(value, type) and issubclass(value, Exception)]


@pytest.mark.parametrize("error", ALL, ids=lambda e: e.__name__)
def test_every_error_is_in_the_tree_that_is_drawn_at_the_top(error: type[Exception]) -> None:
    drawn = dict.fromkeys(re.findall(r"\w*Error\b", errors.__doc__ or ""))
    assert issubclass(error, errors.SafeKVError)
    assert error.__name__ in drawn


def test_a_caller_error_says_what_to_answer() -> None:
    error = errors.CallerError("no", status=404, param="path")
    assert (str(error), error.status, error.param) == ("no", 404, "path")
    assert errors.CallerError("no").status == 400


NOT_THE_OPERATORS = ("SafeKVError", "CallerError", "LedgerError", "EngineError")


@pytest.mark.parametrize("error", [e for e in ALL if e.__name__ not in NOT_THE_OPERATORS])
def test_what_the_operator_can_mend_is_an_operator_error(error: type[Exception]) -> None:
    assert issubclass(error, errors.OperatorError)
