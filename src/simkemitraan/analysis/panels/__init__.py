"""Panels: observed networks at two or more times, replayed and scored."""
