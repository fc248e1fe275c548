"""Audits of the guarantee: exact where the case is small, by games where it is not."""
