"""vLLM's command-line flags: parses them as vLLM does, and refuses those that would break isolation."""

from __future__ import annotations

import difflib
import importlib
import importlib.util
import logging
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NoReturn

import yaml

from safekv.config import unread
from safekv.engines.vllm import compat
from safekv.engines.vllm.kinds.caching import SCHEDULER
from safekv.engines.vllm.listening import DEFAULT_HOST, DEFAULT_PORT, Listening, check_tls, listening
from safekv.engines.vllm.memory import CACHE_VARIABLE, check_memory
from safekv.errors import OperatorError, UnprovedFeatureError

logger = logging.getLogger("vllm.safekv.check")

OURS = (
    *("--scheduler-cls", SCHEDULER),
    *("--middleware", compat.MIDDLEWARE),
    "--enable-prompt-tokens-details",
    "--no-log-error-stack",  # it would log the bodies of malformed requests
)
"""The engine flags that `safekv serve` adds."""

REFUSED_FLAGS = {
    "--scheduler-cls": "SafeKV is a scheduler class itself, and only one can be given",
    "--api-key": "tenants and operators have keys of their own; see `safekv keys add --help`",
    "--grpc": "the gRPC server knows no middleware, so nobody would write the scopes",
    "--headless": "an engine without its HTTP server has nobody to write the scopes",
    "--enable-scale-out": "its routes take ready-made tokens and transfers past the edge",
}

_REFUSED_VARIABLES = {
    "VLLM_USE_RUST_FRONTEND": "the Rust frontend knows no middleware, so nobody would write the scopes",
    "VLLM_API_KEY": "tenants and operators have keys of their own; see `safekv keys add --help`",
}

_OUR_WORDS = ("policy", "example-key")
"""What `safekv serve` takes itself. The engine's parser passes over it in its place, so that no flags become neighbours
that were apart.
"""


def check_flags(flags: Sequence[str], environ: dict[str, str]) -> None:
    """Refuse flags and variables under which the edge would not stand in front of the engine, or the engine would fail.

    Raises UnprovedFeatureError, OperatorError.
    """
    given = {flag.partition("=")[0].replace("_", "-") for flag in flags if flag.startswith("--")}
    for flag, reason in REFUSED_FLAGS.items():
        if flag in given:
            raise UnprovedFeatureError(f"{flag}: {reason}; leave the flag out")
    for variable, reason in _REFUSED_VARIABLES.items():
        if environ.get(variable, "0") not in ("", "0"):
            raise UnprovedFeatureError(f"{variable}: {reason}; unset the variable")
    if not environ.get(CACHE_VARIABLE, "0").isdecimal():
        raise OperatorError(f"{CACHE_VARIABLE}: takes whole GiB, such as {CACHE_VARIABLE}=4; set it so, or unset it")


def read_flag_file(path: Path) -> dict[str, Any]:
    """The flags in the file of `--config`, by their names with dashes. Raises OperatorError."""
    if path.suffix not in (".yaml", ".yml"):
        raise OperatorError(f"--config {path}: the engine takes a file that ends in .yaml or .yml")
    try:
        found = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise OperatorError(f"--config {path}: {unread(error, 'a YAML file')}") from None
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        where = getattr(error, "problem_mark", None)
        raise OperatorError(
            f"--config {path}: not valid YAML" + (f", line {where.line + 1}" if where else "")
        ) from None
    if not isinstance(found, dict) or not all(isinstance(name, str) for name in found):
        raise OperatorError(f"--config {path}: the file holds flags and their values, such as `max-model-len: 32768`")
    flags = {name.replace("_", "-"): value for name, value in found.items() if value not in (False, None)}
    for name in (*_OUR_WORDS, "config"):
        if name in flags:
            raise OperatorError(f"--config {path}: {name}: is no flag of the engine; give it on the command line")
    return flags


def early_listening(given: Mapping[str, Any], file: Mapping[str, Any]) -> Listening | None:
    """Where the server will listen by the command line, before the file; None if that is for the parser to refuse."""
    port = given.get("port") or file.get("port", DEFAULT_PORT)
    host, uds = (given.get(name) or file.get(name) for name in ("host", "uds"))
    if not str(port).isdecimal() or not 0 < int(port) < 2**16:
        return None
    return Listening(host=str(host or DEFAULT_HOST), port=int(port), uds=str(uds) if uds else None)


def first_word(words: Sequence[str]) -> str:
    """MODEL, where it comes before all flags, as it usually does; empty otherwise."""
    return words[0] if words and not words[0].startswith("-") else ""


def check_model(model: str) -> None:
    """Refuse a path at which there is nothing: the engine would look it up at a model hub. Raises OperatorError."""
    if model.startswith(("/", "./", "../", "~")) and not Path(model).exists():
        raise OperatorError(f"--model {model}: there is no such directory; give one, or a name such as Qwen/Qwen3-8B")


def check_engine() -> None:
    """Refuse an environment without the engine. Raises UnprovedFeatureError."""
    try:
        there = importlib.util.find_spec("vllm") is not None
    except (ImportError, ValueError):
        there = False
    if not there:
        raise UnprovedFeatureError(compat.NO_ENGINE)


def parse_engine_flags(words: Sequence[str], *, model: str | None = None, serving: bool = True) -> Any:
    """vLLM's parsed arguments, with SafeKV's flags added, checked against what was proved.

    `words` are the command line, MODEL, `--config` and our own flags among them; `model` is what `--model` says there.
    When it is for `serving`, address, certificate and memory are checked as well, and what is covered is logged.
    Raises UnprovedFeatureError for a refused configuration, OperatorError for one that vLLM itself refuses.
    """
    arguments = _settled(words, model)
    if serving:
        listening(arguments).check()
        check_tls(arguments)
    config = _configure(arguments)
    verdict = compat.check_config(config)
    if serving:
        for found in verdict.covered:
            logger.info("covered: %s", found)
        check_memory(config)
    return arguments


def engine_config(words: Sequence[str], *, model: str | None = None) -> Any:
    """vLLM's configuration for these flags, SafeKV's added, whether what they ask for was proved or not.

    Raises UnprovedFeatureError for an engine that is not known and for flags that take the edge away, OperatorError for
    a configuration that vLLM itself refuses.
    """
    return _configure(_settled(words, model))


def _settled(words: Sequence[str], model: str | None) -> Any:
    try:
        importlib.import_module("vllm.entrypoints.launchers.cli_args")
    except ImportError as error:
        raise OperatorError(
            f"vLLM is here but cannot be imported ({error}); install it anew, with what it needs"
        ) from None
    arguments = _parse(words)
    _settle_model(arguments, model)
    _check_arguments(arguments)
    return arguments


def _configure(arguments: Any) -> Any:
    from vllm.engine.arg_utils import AsyncEngineArgs
    from vllm.entrypoints.launchers.cli_args import validate_parsed_serve_args

    try:
        validate_parsed_serve_args(arguments)
        config = AsyncEngineArgs.from_cli_args(arguments).create_engine_config()
    except Exception as error:  # whatever it is: nothing has been served
        raise OperatorError(f"the engine refuses this configuration: {_reason(error, arguments.model)}") from None
    compat.check_engine_source()
    compat.check_edge_source()
    return config


def _parse(words: Sequence[str]) -> Any:
    from vllm.entrypoints.launchers.cli_args import make_arg_parser
    from vllm.utils.argparse_utils import FlexibleArgumentParser

    class Parser(FlexibleArgumentParser):
        def error(self, message: str) -> NoReturn:
            raise OperatorError(message + _suggestion(message, self._option_string_actions))

    parser = make_arg_parser(Parser(prog="safekv serve"))
    for word in _OUR_WORDS:
        parser.add_argument(f"--{word}")
    parser.set_defaults(host=DEFAULT_HOST, port=DEFAULT_PORT, model=None)
    try:
        arguments = parser.parse_args([*_spread(words), *OURS])
    except (ValueError, TypeError, AssertionError) as error:
        raise OperatorError(f"the engine does not take these flags: {error}") from None
    for word in _OUR_WORDS:
        delattr(arguments, word.replace("-", "_"))
    return arguments


def _spread(words: Sequence[str]) -> list[str]:
    """`--config=FILE` as two words: the engine passes over it in silence otherwise."""
    return [part for word in words for part in (word.split("=", 1) if word.startswith("--config=") else (word,))]


def _suggestion(message: str, known: Mapping[str, Any]) -> str:
    if not message.startswith("unrecognized arguments: --"):
        return ""
    flag = message.split()[2].partition("=")[0]
    near = difflib.get_close_matches(flag.replace("_", "-"), known, n=1)
    return f"; did you mean {near[0]}?" if near else "; neither SafeKV nor this vLLM has such a flag"


def _settle_model(arguments: Any, model: str | None) -> None:
    """One model: MODEL, or --model, which come before that of a file."""
    named = arguments.model_tag
    if named is not None and model is not None and named != model:
        raise OperatorError(f"MODEL is {named}, and --model {model}: give one of the two")
    arguments.model = named if named is not None else arguments.model
    if arguments.model is None:
        raise OperatorError(
            "which model? Name it: safekv serve MODEL --policy FILE, or `model: …` in the file of --config"
        )
    check_model(arguments.model)


def _check_arguments(arguments: Any) -> None:
    """The refused flags once more, as parsed: any unambiguous beginning of a flag will do for the engine."""
    for flag, reason in REFUSED_FLAGS.items():
        if flag != "--scheduler-cls" and getattr(arguments, flag[2:].replace("-", "_")):
            raise UnprovedFeatureError(f"{flag}: {reason}; leave it out, also of the file of --config")
    if arguments.middleware[-1] != compat.MIDDLEWARE:
        raise UnprovedFeatureError("--middleware: SafeKV's must be the outermost; leave the flag out")


def _reason(error: Exception, model: str) -> str:
    """What the engine says, without references to manuals of libraries; and that a model was looked for elsewhere."""
    lines = [line.strip() for line in str(error).splitlines() if "For further information visit" not in line]
    text = " ".join(line for line in lines if line) or type(error).__name__
    hub = type(error).__module__.partition(".")[0] in ("huggingface_hub", "requests", "httpx") or isinstance(
        error, OSError
    )
    there = Path(model).exists()
    return (
        text if there or not hub else f"{text} ({model!r} is no directory here, so it was looked for at the model hub)"
    )
