"""Calibration: which values of the model's numbers the observed patterns still allow."""
