"""What says nothing about anybody is masked before the encoder reads a text: AI models, products, ids, paths, code.

The encoder is small and takes capitals, digits and signs that it does not know for names and numbers of people. Rules
have seen the text as it is; what is masked here, no rule knows, and no person is called so. Pure: a normalised text in,
another out, in which each masked stretch is a neutral word and the way back to the original is kept.

What may be a secret or a record stays: hexadecimal digits behind a word for a key, addresses with a user in them,
directories of a user, identifiers with a number in them, what stands in quotes behind a name in code.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from safekv.guard.plain import Builder, Normalised, copy
from safekv.guard.public_names import BEARER, FONTS, MODELS, PRODUCTS, TERMS
from safekv.guard.rules.checks import digits, word_set
from safekv.guard.rules.contact.email import personal
from safekv.guard.rules.contact.fictional import nobodys, not_a_service
from safekv.guard.rules.financial.card import of_a_manual
from safekv.guard.rules.network.device import drawn

MASKING = "m1"
"""Version of what is masked: verdicts depend on it."""
MASK = "it"
"""What stands in a text for a masked stretch, of whatever kind."""
_REACH = 40
"""Characters before a stretch that are looked at for what it belongs to."""

_SECRET = re.compile(
    r"(?i)(?:key|token|secret|passw(?:or)?d|pwd|auth|bearer|credentials?|licen[cs]e|account|patient|member|customer"
    r"|passport|serial|device|imei|wallet|pin|login|cookie|session)[\w .-]{0,12}[\"'`]?\s{0,2}[:=#]?\s{0,2}[\"'`]?$"
)
"""What comes after such a word may be somebody's, whatever it looks like."""
_USER = re.compile(r"@|(?i:[?&](?:\w*(?:token|key|secret|password|pwd|email|user|name|phone|id|code|sig|signature))=)")
_HOME = re.compile(r"(?i)(?:/home/|/users/|\\users\\|/in/|/u/|/profile)")
_TECHNICAL = word_set(
    "add all api app arg args array async attr auth base block body bool browser build cache call callback cert "
    "check cli client cmd code col column config connect content context control controller count create css csv "
    "current custom dashboard data database date db debug def default delete dependency deploy description dev dir "
    "doc docs dom edit element email enable end endpoint engine entity entry env error event exec export factory "
    "field file files filter find first fn format func function get group handle handler has hash header helper "
    "hook host html http id image import index info init input int interface invoice is item items job json key "
    "label last layout lib limit line link list load local log logger login main manager map max message meta "
    "method metric min mock mode model module msg name new node num number obj object offset on op option options "
    "order output page param params parse path payload phone plan plugin port prefix process product profile "
    "project prompt property props provider query queue read ref register registry render report repo request res "
    "resource response result return role root route router row rule run save schema scope script search server "
    "service session set setting setup size sort source spec sql src start state status step storage str stream "
    "string style sum system table tag target task template test text thread time timeout title token tool total "
    "trace type ui unit update upload uri url use user util utils val valid validate value var version view widget "
    "window with worker write xml yaml zip"
)
"""Words of which one makes an identifier out of a word with humps or underscores."""
_OF_VALUES = word_set(
    "password passwd pwd pass passphrase pin secret token key credential user username customer client patient "
    "member account email mail phone address birth dob ssn name owner"
)
_PLACES = word_set("file path dir field input form min max length hash reset forgot policy type")
_VALUE = re.compile(r"[\"'`]?[ \t]{0,4}[:=]{1,2}[ \t]{0,4}(?:[\"'`](?![<${\"'`])|[^\s\"'`<${(\[])")
"""A name for what may be somebody's stays where a value stands behind it, unless it says that it is only about one."""
_PARTS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")

Keep = Callable[[str, int, int], bool]
"""Whether a stretch is masked after all, by what it is and what stands before it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One kind of stretch. A group `v`, where there is one, is what is masked; `when` may say no.

    What `when` refused of a kind that is `whole`, no later kind masks a piece of.
    """

    name: str
    pattern: re.Pattern[str]
    when: Keep | None = None
    whole: bool = False


def masked(plain: Normalised) -> Normalised:
    """The text with a neutral word for every stretch that says nothing about anybody. Linear in the text."""
    text = plain.text
    made, done = Builder(), 0
    for start, end in stretches(text):
        copy(made, plain, done, start)
        made.add(MASK, *plain.span(start, end), copied=False)
        done = end
    if not done:
        return plain
    copy(made, plain, done, len(text))
    return made.done(plain.length)


def stretches(text: str) -> list[tuple[int, int]]:
    """What is masked, left to right, none overlapping another; the kind that comes first in `KINDS` wins."""
    taken: list[tuple[int, int]] = []
    refused: set[tuple[int, int]] = set()
    for kind in KINDS:
        found = [span for span in _found(kind, text) if _free(taken, span)]
        wanted = [span for span in found if kind.when is None or kind.when(text, *span)]
        if kind.whole:
            refused |= {*found}.difference(wanted)
        taken = sorted([*taken, *(found if kind.whole else wanted)])
    return [span for span in taken if span not in refused]


def _found(kind: Kind, text: str) -> Iterator[tuple[int, int]]:
    group = "v" if "v" in kind.pattern.groupindex else 0
    return (match.span(group) for match in kind.pattern.finditer(text) if match.start(group) < match.end(group))


def _free(taken: list[tuple[int, int]], span: tuple[int, int]) -> bool:
    at = bisect_right(taken, span)
    return not (at and taken[at - 1][1] > span[0]) and not (at < len(taken) and taken[at][0] < span[1])


# ── what belongs to nobody, kind by kind ─────────────────────────────────────────────────────────


def _before(text: str, start: int) -> str:
    return text[max(0, start - _REACH) : start]


def _no_secret(text: str, start: int, _end: int) -> bool:
    return _SECRET.search(_before(text, start)) is None


def _drawn(text: str, start: int, end: int) -> bool:
    value = text[start:end]
    mixed = any(c.isdigit() for c in value) and any(c.isalpha() for c in value)
    return mixed and _no_secret(text, start, end)


def _nobodys_uuid(text: str, start: int, end: int) -> bool:
    return _no_secret(text, start, end) or not drawn(text[start:end])


def _no_users(text: str, start: int, end: int) -> bool:
    value = text[start:end]
    return _USER.search(value) is None and _HOME.search(value) is None


def _unborn(text: str, start: int, _end: int) -> bool:
    return BEARER.search(text[max(0, start - 12) : start]) is None


def _role(text: str, start: int, end: int) -> bool:
    return not personal(text[start:end])


def _hotline(text: str, start: int, end: int) -> bool:
    number = digits(text[start:end])
    return 7 <= len(number) <= 15 and (nobodys(number) or not_a_service(text, start, end) is None)


def _printed(text: str, start: int, end: int) -> bool:
    return of_a_manual(digits(text[start:end]))


def _identifier(text: str, start: int, end: int) -> bool:
    value = text[start:end]
    parts = [part.lower() for part in _PARTS.findall(value)]
    if _OF_VALUES.intersection(parts) and not _PLACES.intersection(parts) and _VALUE.match(text, end):
        return False
    known = any(part in _TECHNICAL or part.rstrip("s") in _TECHNICAL for part in parts)
    return sum(c.isdigit() for c in value) < 3 and (known or len(parts) > 2 or value.isupper())


def _kind(name: str, pattern: str, when: Keep | None = None, *, whole: bool = False) -> Kind:
    return Kind(name=name, pattern=re.compile(pattern), when=when, whole=whole)


_HEX = r"[0-9a-fA-F]"
_ID = r"[A-Za-z][A-Za-z0-9]{0,40}"

KINDS = (
    _kind(
        "address of nobody",
        r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){0,4}\.[A-Za-z][\w-]{1,30}\b",
        _role,
        whole=True,
    ),
    _kind(
        "link", r"(?<![A-Za-z])(?:https?|ftp|wss?|file|vscode|git|ssh)://[^\s<>\"'`)\]}]{1,400}", _no_users, whole=True
    ),
    _kind("uuid", rf"(?<![\w-]){_HEX}{{8}}(?:-{_HEX}{{4}}){{3}}-{_HEX}{{12}}(?![\w-])", _nobodys_uuid, whole=True),
    _kind("checksum", r"\b(?:sha\d{1,3}|md5)[-:][A-Za-z0-9+/=]{16,200}"),
    _kind(
        "hash",
        rf"(?<![\w-])(?=(?:0x)?\d{{0,128}}[a-fA-F])(?:0x)?(?:{_HEX}{{7,8}}|{_HEX}{{12}}|{_HEX}{{16,128}})(?![\w-])",
        _drawn,
        whole=True,
    ),
    _kind(
        "package",
        r"(?<![\w.])@[a-z0-9][\w.-]{0,40}/[\w.-]{1,60}(?:@[\w.^~-]{1,30})?"
        r"|(?<![\w:/@.=-])[a-z][\w.-]{0,40}@[\^~]?\d[\w.-]{0,20}",
    ),
    _kind("number of nobody", r"(?<![\w.])\+?\(?\d{1,5}\)?(?:[ .\-/]{0,3}\(?\d{1,8}\)?){1,6}(?!\w)", _hotline),
    _kind(
        "emergency",
        r"(?i)\b(?:call|dial|text|ring|lifeline(?: at)?|or|and)[ :]{1,2}(?P<v>911|988|112|999|110"
        r"|116 ?\d{3}|741741)\b",
    ),
    _kind("test card", r"(?<![\w.])\d(?:[ -]?\d){11,18}(?!\w)", _printed),
    _kind(
        "network of nobody",
        r"(?<![\w.])(?:10\.|127\.|192\.168\.|192\.0\.2\.|198\.51\.100\.|203\.0\.113\."
        r"|0\.0\.)[\d.]{1,12}(?:/\d\d?|:\d{2,5})?(?!\w)",
    ),
    _kind(
        "placeholder",
        r"<[A-Za-z_][\w .:-]{0,40}>|\$\{[^}\n]{1,60}\}|\{\{[^}\n]{1,60}\}\}|\$\(?[A-Za-z_]\w{0,40}\)?"
        r"|\bREDACTED\b|\{[a-z_]\w{0,30}\}",
    ),
    _kind(
        "path",
        r"(?<![\w@:/])(?:\.{0,2}|~|[A-Z]:|\*\*|[\w.-]{1,40})(?:[/\\][\w.*@-]{1,60}){2,20}/?"
        r"|(?<![\w/@])(?:\.{1,2}|~)?/[\w.-]{1,60}\.[a-z]{1,5}\b",
        _no_users,
        whole=True,
    ),
    _kind(
        "file",
        r"(?<![\w@/])[\w-]{1,60}(?:\.[\w-]{1,20}){0,3}\.(?:md|py|ts|tsx|js|jsx|json|ya?ml|toml|sh|sql|cs"
        r"|csproj|go|rs|rb|java|kt|html?|s?css|xml|ini|cfg|env|lock|log|txt|csv|png|jpe?g|svg|pdf|docx"
        r"|xlsx|ipynb|tf|bicep|proto|exe|dll)\b",
    ),
    _kind(
        "moment",
        r"\b(?:(?:19|20)\d\d[-/]\d\d[-/]\d\d|\d\d[-/]\d\d)[T ]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?:Z"
        r"|[+-]\d\d:?\d\d)?",
    ),
    _kind("rows of numbers", r"(?m)^[ \t]*-?\d[\d.,;|eE+\t -]{2,80}$(?:\n[ \t]*-?\d[\d.,;|eE+\t -]{2,80}$){1,40}"),
    _kind(
        "version",
        r"(?<![\w.])(?:v\d{1,4}(?:\.\d{1,5}){0,3}|[~^<>=]{1,2} ?\d{1,4}(?:\.\d{1,5}){1,3}"
        r"|\d{1,3}\.\d{1,3}\.\d{1,5})(?:-[a-z]{1,10}\.?\d{0,3})?(?![\w-]|\.\d)",
    ),
    _kind("colour", r"(?<![\w&])#(?:[0-9a-fA-F]{3}|[0-9a-fA-F]{6}|[0-9a-fA-F]{8})\b"),
    _kind("call", rf"\b{_ID}(?:(?:\.|::|->){_ID}){{1,6}}(?=\()|\b[a-z]\w{{2,40}}(?=\(\))"),
    _kind("switch", r"(?<![\w-])--[a-z][a-z0-9]{1,30}(?:-[a-z0-9]{1,30}){0,6}\b"),
    _kind("identifier", r"(?<![\w@.-])[A-Za-z_][A-Za-z0-9]{0,40}(?:_[A-Za-z0-9]{1,40}){1,8}(?![\w@])", _identifier),
    _kind(
        "hump",
        r"(?<![\w@.-])(?:[a-z]{2,30}(?:[A-Z][a-z0-9]{1,30}){1,6}"
        r"|[A-Z][a-z0-9]{1,30}(?:[A-Z][a-z0-9]{1,30}){1,6})(?![\w@])",
        _identifier,
    ),
    Kind(name="model", pattern=MODELS, when=_unborn),
    Kind(name="product", pattern=PRODUCTS, when=_unborn),
    Kind(name="font", pattern=FONTS),
    Kind(name="term", pattern=TERMS, when=_unborn),
    _kind(
        "persona",
        r"\b(?:[Yy]our name is|[Pp]ersona is(?: called| named)?|(?:assistant|bot|chatbot|persona|agent"
        r"|AI)(?: is)?,? (?:called|named))[ \"'*]{1,3}(?P<v>[A-Z][a-z]{1,20})(?![\w']| [A-Z])",
    ),
)
"""In order: what comes earlier is not looked at again as part of what comes later."""
