"""An example of a package that adds a mechanism and an indicator to simkemitraan."""
