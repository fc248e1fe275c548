"""The monitor: how published units are used, for the operator; and who seems to guess, from its own requests alone."""
