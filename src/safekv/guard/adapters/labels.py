"""Maps models' labels (PER, B-PERSON, private_person, "first name") to ChunkGuard's categories."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from safekv.verdicts import Category

_POSITION = re.compile(r"^[BIESLU]-(?=.)(?!MAIL$)")
"""Where in an entity a token stands: IOB2, BILOU and BIOES."""

_KNOWN: dict[Category | None, str] = {
    Category.PERSON: "per person name first-name last-name middle-name full-name surname given-name givenname "
    "username patient doctor staff user person-name private-person age gender sex",
    Category.CONTACT: "email e-mail mail email-address phone phone-number telephone-number telephonenum fax fax-number "
    "contact private-email private-phone mobile-phone-number social-media-handle",
    Category.ADDRESS: "address street street-address building-number buildingnum zip zipcode zip-code postcode city "
    "county state location loc gpe country private-address gps coordinate secondary-address",
    Category.BIRTH_DATE: "date-of-birth birth-date dob dateofbirth birthday",
    Category.NATIONAL_ID: "ssn us-ssn socialnum social-security-number passport passport-number us-passport "
    "us-driver-license driver-license driver-licence driverlicensenum driver-license-number idcardnum id-card id-num "
    "national-id tax-id taxnum us-itin uk-nhs uk-nino",
    Category.FINANCIAL_ID: "credit-card credit-card-number creditcardnumber card-number cvv iban iban-code "
    "bank-account bank-account-number us-bank-number account-number accountnum account-id bic swift crypto "
    "private-account-number",
    Category.MONEY: "money salary income amount price",
    Category.HEALTH: "health medical-condition disease diagnosis medication treatment medical-license "
    "medical-record-number medicalrecord health-insurance-id blood-type symptom",
    Category.BIOMETRIC: "biometric biometric-identifier fingerprint dna",
    Category.EMPLOYMENT: "job-title job profession occupation employer job-area employee-id",
    Category.CREDENTIAL: "password pin api-key secret token credential private-key access-token",
    Category.NETWORK_ID: "ip ip-address ipv4 ipv6 mac mac-address device-id device-identifier imei user-agent",
    Category.VEHICLE: "license-plate licence-plate vehicle vehicle-id vehicle-identifier vin vehicle-vin vehicle-vrm",
    Category.CUSTOM: "nrp norp religion political-view sexuality race ethnicity criminal-record",
    None: "o org organization organisation company company-name misc title prefix date time date-time datetime url "
    "private-date private-url language law event product work-of-art fac ordinal cardinal quantity percent",
}
_OF = {label: category for category, labels in _KNOWN.items() for label in labels.split()}


def plain(label: str) -> str:
    """A label without its position in the entity, in small letters, with `-` between words."""
    return re.sub(r"[\s_-]+", "-", _POSITION.sub("", label.strip()).lower())


class Labels:
    """From a label to a category; None where it says nothing sensitive, such as a date.

    `given` is asked before the table that is built in: an operator may say that `ORG` is sensitive, or that `LOC` is
    not (None). What neither knows is `unknown`: sensitive, unless the operator says otherwise.
    """

    def __init__(
        self, given: Mapping[str, Category | None] | None = None, *, unknown: Category | None = Category.CUSTOM
    ) -> None:
        self.given = {plain(label): category for label, category in (given or {}).items()}
        self.unknown = unknown

    def category(self, label: str) -> Category | None:
        """The category of a label as the model writes it."""
        name = plain(label)
        return self.given[name] if name in self.given else _OF.get(name, self.unknown)

    def sensitive(self, labels: Iterable[str]) -> list[str]:
        """Those of a model's labels that have a category, each once and without its position."""
        return sorted({plain(label) for label in labels if self.category(label) is not None})

    def __repr__(self) -> str:
        """Everything that a verdict depends on."""
        return f"Labels({sorted(self.given.items())}, unknown={self.unknown})"
