"""Validation: how patterns are measured, the sheet of targets, what each mechanism is needed for."""
