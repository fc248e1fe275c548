"""Traces: who asked what, when, as block ids. Recorded ones are read, others are composed; none carries text."""
