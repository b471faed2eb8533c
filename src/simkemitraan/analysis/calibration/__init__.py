"""Calibration: which values of the model's numbers do observed patterns still allow?"""
