"""National numbers of the European continent.

Formats: DE, AO section 139b and BZSt, check digit of the Identifikationsnummer (ISO 7064 MOD 11,10). FR, INSEE,
numero de securite sociale (97 less the rest). ES, Ministerio del Interior, letter of NIF and NIE. IT, D.M. 23
dicembre 1976. NL, Rijksoverheid, elfproef of the BSN. SE, Skatteverket SKV 704 (Luhn). PL, ustawa o ewidencji
ludnosci (PESEL).
"""

from __future__ import annotations

from safekv.guard.rules.anchors import DIGITS, SHAPES
from safekv.guard.rules.base import Rule
from safekv.guard.rules.checks import compact, digits, luhn, mod11_10, varied, weighted
from safekv.verdicts import Category

_ODD_VALUES = "1 0 5 7 9 13 15 17 19 21 1 0 5 7 9 13 15 17 19 21 2 4 18 20 11 3 6 8 12 14 16 10 22 25 24 23"
_ODD = dict(zip("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", map(int, _ODD_VALUES.split()), strict=True))


def steuer_id(text: str) -> bool:
    """One digit twice or three times among the first ten, the check digit right."""
    n = digits(text)
    repeats = [n[:10].count(d) for d in set(n[:10])]
    return n[0] != "0" and sum(r > 1 for r in repeats) == 1 and max(repeats) <= 3 and mod11_10(n)


def nir(text: str) -> bool:
    """The key is 97 less the number's rest; Corsica's departments count as 19 and 18."""
    n = compact(text)
    return int(n[:13].replace("2A", "19").replace("2B", "18")) % 97 == 97 - int(n[13:])


def dni(text: str) -> bool:
    """The letter is the number's rest by 23; X, Y and Z count as 0, 1 and 2."""
    n = compact(text)
    number = str("XYZ".index(n[0])) + n[1:-1] if n[0] in "XYZ" else n[:-1]
    return len(set(number)) > 2 and "TRWAGMYFPDXBNJZSQVHLCKE"[int(number) % 23] == n[-1]


def codice_fiscale(text: str) -> bool:
    """Odd places by the table, even ones by value, the last letter is the sum's rest by 26."""
    n = compact(text)
    even = sum(int(c) if c.isdigit() else ord(c) - 65 for c in n[1:15:2])
    return (sum(_ODD[c] for c in n[0:15:2]) + even) % 26 == ord(n[15]) - 65


def bsn(text: str) -> bool:
    """Eleven divides the weighted sum, in which the last digit counts minus one."""
    n = digits(text).zfill(9)
    return varied(n) and weighted(n, (9, 8, 7, 6, 5, 4, 3, 2, -1)) % 11 == 0


def personnummer(text: str) -> bool:
    """Luhn over the last ten digits; the month exists."""
    n = digits(text)[-10:]
    return 1 <= int(n[2:4]) <= 12 and 1 <= int(n[4:6]) <= 31 and luhn(n)


def pesel(text: str) -> bool:
    """Weights 1, 3, 7, 9."""
    n = digits(text)
    return varied(n) and (weighted(n[:10], (1, 3, 7, 9) * 3) + int(n[10])) % 10 == 0


RULES = (
    Rule(
        name="de-steuer-id",
        category=Category.NATIONAL_ID,
        pattern=r"\b[1-9]\d(?:[ ]?\d{3}){3}\b",
        anchor=DIGITS,
        source="BZSt, Identifikationsnummer",
        context=(
            "steuer",
            "steuer id",
            "steueridentifikationsnummer",
            "idnr",
            "identifikationsnummer",
            "tax id",
            "tin",
        ),
        valid=steuer_id,
    ),
    Rule(
        name="fr-nir",
        category=Category.NATIONAL_ID,
        pattern=r"\b[1-478] ?\d{2} ?(?:0[1-9]|1[0-2]|[2-9]\d) ?(?:\d{2}|2[ABab]) ?\d{3} ?\d{3} ?\d{2}\b",
        anchor=DIGITS,
        source="INSEE, numero de securite sociale",
        valid=nir,
    ),
    Rule(
        name="es-dni",
        category=Category.NATIONAL_ID,
        pattern=r"\b(?:\d{8}|[XYZ]-?\d{7}|\d{2}\.\d{3}\.\d{3})[ -]?[A-HJ-NP-TV-Z]\b",
        anchor=DIGITS,
        source="Ministerio del Interior, calculo del digito de control del NIF-NIE",
        caseless=True,
        valid=dni,
    ),
    Rule(
        name="it-codice-fiscale",
        category=Category.NATIONAL_ID,
        pattern=r"\b[A-Z]{6}\d{2}[A-EHLMPRST]\d{2}[A-Z]\d{3}[A-Z]\b",
        anchor=SHAPES,
        source="D.M. 23 dicembre 1976, n. 13813",
        caseless=True,
        valid=codice_fiscale,
    ),
    Rule(
        name="nl-bsn",
        category=Category.NATIONAL_ID,
        pattern=r"\b\d{2,3}[. ]?\d{3}[. ]?\d{3}\b",
        anchor=DIGITS,
        source="Rijksoverheid, burgerservicenummer",
        context=("bsn", "burgerservicenummer", "sofi", "sofinummer"),
        valid=bsn,
    ),
    Rule(
        name="se-personnummer",
        category=Category.NATIONAL_ID,
        pattern=r"\b(?:19|20)?\d{6}[-+]\d{4}\b",
        anchor=DIGITS,
        source="Skatteverket, SKV 704",
        valid=personnummer,
    ),
    Rule(
        name="pl-pesel",
        category=Category.NATIONAL_ID,
        pattern=r"\b\d{11}\b",
        anchor=DIGITS,
        source="ustawa z dnia 24 wrzesnia 2010 r. o ewidencji ludnosci",
        context=("pesel",),
        valid=pesel,
    ),
)
