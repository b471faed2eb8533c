"""Figures: each module draws one kind of picture from frames of the analysis and returns SVG."""
