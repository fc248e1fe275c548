"""The corpora: their family, what they are evidence for, and whether a detector may be trained on them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from safekv.errors import OperatorError
from safekv_lab.bench.guard.corpora import (
    bfcl,
    exercises,
    formal,
    presidio,
    privacylens,
    prompts,
    pupa,
    secrets,
    tau_bench,
    tweets,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator
    from pathlib import Path

    from safekv_lab.bench.guard.document import Document


class Kind(StrEnum):
    """What a corpus is evidence for: PII and SECRETS for recall, BENIGN and PUBLIC (persons) for alarms."""

    PII = "pii"
    SECRETS = "secrets"
    BENIGN = "benign"
    PUBLIC = "public"


@dataclass(frozen=True, slots=True, kw_only=True)
class Corpus:
    """A corpus and its place in the trials.

    Corpora of one `family` share sources, templates or genre and are left out together. `target` marks those that the
    wanted figures are about. `trainable` is false where the authors ask that the text stay out of training.
    """

    name: str
    family: str
    kind: Kind
    folder: str
    read: Callable[[Path], Iterator[Document]]
    target: bool = True
    trainable: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class SkippedCorpus:
    """A corpus that could not be read, and why."""

    name: str
    reason: str


def _pii(name: str, family: str, folder: str, read: Callable[[Path], Iterator[Document]], *, target: bool) -> Corpus:
    return Corpus(name=name, family=family, kind=Kind.PII, folder=folder, read=read, target=target)


def _benign(
    name: str, folder: str, read: Callable[[Path], Iterator[Document]], *, family: str = "", target: bool = True
) -> Corpus:
    return Corpus(
        name=name,
        family=family or name,
        kind=Kind.BENIGN,
        folder=folder,
        read=read,
        target=target,
        trainable=name != "bbh",
    )


CORPORA = (
    _pii("presidio", "presidio", "pii_presidio_research", presidio.read, target=True),
    _pii("pupa", "pupa", "pii_pupa_new", pupa.read, target=True),
    _pii("tau_bench", "tau", "pii_tau_bench", tau_bench.read, target=True),
    _pii("tau_records", "tau", "pii_tau_bench", tau_bench.read_records, target=False),
    _pii("privacylens", "privacylens", "pii_privacylens", privacylens.read, target=True),
    _pii("wnut17", "tweets", "pii_wnut17", tweets.read_wnut17, target=True),
    _pii("btc", "tweets", "pii_ner_mixed", tweets.read_btc, target=True),
    _pii("sec_filings", "filings", "pii_ner_mixed", formal.read_filings, target=False),
    Corpus(
        name="gitleaks",
        family="secrets",
        kind=Kind.SECRETS,
        folder="secrets_gitleaks",
        read=secrets.read_gitleaks,
    ),
    Corpus(
        name="detect_secrets",
        family="secrets",
        kind=Kind.SECRETS,
        folder="secrets_detect_secrets",
        read=secrets.read_detect_secrets,
        target=False,
    ),
    Corpus(
        name="wikigold",
        family="wikigold",
        kind=Kind.PUBLIC,
        folder="pii_ner_mixed",
        read=formal.read_wikigold,
        target=False,
    ),
    _benign("gsm8k", "benign_gsm8k", exercises.read_gsm8k),
    _benign("bbh", "benign_bbh", exercises.read_bbh),
    _benign("humaneval", "benign_humaneval", exercises.read_humaneval),
    _benign("mtbench", "benign_mtbench", prompts.read_mtbench),
    _benign("self_instruct", "benign_self_instruct", prompts.read_self_instruct),
    _benign("awesome_prompts", "benign_awesome_prompts", prompts.read_awesome),
    _benign("bfcl_tools", "benign_bfcl", bfcl.read_tools, family="bfcl"),
    _benign("bfcl_questions", "benign_bfcl", bfcl.read_questions, family="bfcl", target=False),
    _benign("agent_prompts", "benign_agent_prompts", prompts.read_agents, target=False),
    _benign("arena_hard", "chat_arena_hard_v01", prompts.read_arena_hard),
    _benign("hh_rlhf", "chat_hh_rlhf", prompts.read_hh_rlhf, target=False),
)
"""Every corpus, in the order of the tables."""

BY_NAME = {corpus.name: corpus for corpus in CORPORA}


def load(data: Path, names: Collection[str] = ()) -> tuple[dict[str, tuple[Document, ...]], tuple[SkippedCorpus, ...]]:
    """Return the documents of the corpora (all, or those named) by name, and the corpora whose folder is not there.

    Raises OperatorError for a name that is none, and for a folder that is there but is not the data set.
    """
    unknown = set(names) - BY_NAME.keys()
    if unknown:
        raise OperatorError(f"no such corpus: {', '.join(sorted(unknown))}; there are {', '.join(BY_NAME)}")
    documents: dict[str, tuple[Document, ...]] = {}
    skipped: list[SkippedCorpus] = []
    for corpus in CORPORA:
        if names and corpus.name not in names:
            continue
        if (data / corpus.folder).is_dir():
            documents[corpus.name] = tuple(corpus.read(data))
        else:
            skipped.append(SkippedCorpus(name=corpus.name, reason=f"{data / corpus.folder} is no folder"))
    return documents, tuple(skipped)
