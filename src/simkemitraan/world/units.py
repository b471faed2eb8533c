"""Figures that rules and the first population share."""

from __future__ import annotations

WAGE = 2.6  # million IDR a month for one full-time post in social services (assumption: a regency minimum wage)
VOLUNTEER = 0.15  # full-time equivalent of one volunteer [working]
