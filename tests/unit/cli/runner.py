"""The command line in this process, as a shell would see it: exit code, standard output, standard error."""

from __future__ import annotations

import contextlib
import io
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from unittest import mock

from safekv.cli.main import main


@dataclass(frozen=True, kw_only=True)
class Ran:
    code: int
    out: str
    err: str


def safekv(*arguments: str | Path, code: int = 0, environ: Mapping[str, str] | None = None) -> Ran:
    """Run `safekv`, and check that it ends with `code`, without a stack trace.

    An exception that is not shown as a message comes through, and fails the test with all that it has to say.
    """
    out, err = io.StringIO(), io.StringIO()
    wide = {"COLUMNS": "200", "NO_COLOR": "1", **(environ or {})}
    ended = 0
    with (
        mock.patch.object(sys, "argv", ["safekv", *map(str, arguments)]),
        mock.patch.dict("os.environ", wide),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
    ):
        try:
            main()
        except SystemExit as exit_:
            ended = exit_.code if isinstance(exit_.code, int) else int(exit_.code is not None)
    ran = Ran(code=ended, out=out.getvalue(), err=err.getvalue())
    assert ran.code == code, f"{ran.out}\n{ran.err}"
    assert "Traceback" not in ran.err
    return ran
