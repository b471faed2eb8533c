"""Comparison: paired differences between arms, how long things last, who gains, whose story it is."""
