"""Scopes: who shares with whom, in which pieces, and under which keys."""
