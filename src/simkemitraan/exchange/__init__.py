"""The exchange room: registries and surveys come in, networks go out. Nothing that comes in is ever executed."""
