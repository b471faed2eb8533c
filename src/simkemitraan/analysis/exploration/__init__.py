"""Exploration: which numbers matter, under which assumptions a conclusion holds."""
