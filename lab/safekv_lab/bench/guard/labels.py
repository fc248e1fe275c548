"""What the corpora call sensitive, and which of the guard's categories each name belongs to."""

from __future__ import annotations

from safekv.verdicts import Category

PERSON = "PERSON"
HANDLE = "HANDLE"
EMAIL = "EMAIL"
PHONE = "PHONE"
ADDRESS = "ADDRESS"
BIRTH_DATE = "BIRTH_DATE"
NATIONAL_ID = "NATIONAL_ID"
LICENSE = "LICENSE"
CARD = "CARD"
IBAN = "IBAN"
PAYMENT_ID = "PAYMENT_ID"
CUSTOMER_ID = "CUSTOMER_ID"
IP = "IP"
UNIT = "UNIT"
ITEM = "ITEM"
SECRET = "SECRET"  # noqa: S105 - the name of a label
UNCERTAIN = "UNCERTAIN"

CATEGORIES: dict[str, Category | None] = {
    PERSON: Category.PERSON,
    HANDLE: Category.PERSON,
    EMAIL: Category.CONTACT,
    PHONE: Category.CONTACT,
    ADDRESS: Category.ADDRESS,
    BIRTH_DATE: Category.BIRTH_DATE,
    NATIONAL_ID: Category.NATIONAL_ID,
    LICENSE: Category.NATIONAL_ID,
    CARD: Category.FINANCIAL_ID,
    IBAN: Category.FINANCIAL_ID,
    PAYMENT_ID: Category.FINANCIAL_ID,
    CUSTOMER_ID: Category.PERSON,
    IP: Category.NETWORK_ID,
    ITEM: Category.NARRATIVE,
    SECRET: Category.CREDENTIAL,
    UNIT: None,  # PUPA's units have no type
    UNCERTAIN: None,  # only among the doubtful
}
"""The guard's category of each label; None where the corpus does not say."""
