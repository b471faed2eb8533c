"""The five predictions in words: what the model says, and whether it agrees, from the figures alone."""

from __future__ import annotations

from collections.abc import Mapping

Found = tuple[float, float, float]
Figures = Mapping[tuple[str, str], Found]
DOUBLED, TURNOVER, THIRD = 2.0, 1.5, 1.0 / 3.0  # what was predicted
OFF = ", effect of decline on leaders switched off"


def summary(figures: Figures) -> str:
    """Return the table of the predictions."""
    rows = [campaign(figures), broker(figures), election(figures), cut(figures), government(figures)]
    return "\n".join(["| prediction | what the model says | agrees |", "|---|---|---|", *map(_row, rows)])


def _row(cells: tuple[str, str, str]) -> str:
    return f"| **{cells[0]}** | {cells[1]} | {cells[2]} |"


def _of(figures: Figures, prediction: str) -> dict[str, Found]:
    """Return the figures of one prediction by name."""
    return {name: found for (which, name), found in figures.items() if which == prediction}


def times(found: Found) -> str:
    """Return a ratio with its interval."""
    return f"{found[0]:.2f} times ({found[1]:.2f} to {found[2]:.2f})"


def percent(found: Found) -> str:
    """Return a share in per cent with its interval."""
    return f"{100 * found[0]:.1f} % ({100 * max(0.0, found[1]):.1f} to {100 * found[2]:.1f})"


def points(found: Found) -> str:
    """Return a difference of shares in percentage points with its interval."""
    return f"{100 * found[0]:+.1f} points ({100 * found[1]:.1f} to {100 * found[2]:.1f})"


def campaign(figures: Figures) -> tuple[str, str, str]:
    """Tell the first."""
    of = _of(figures, "campaign")
    grown, plain, kept, without = of.values()
    if grown[2] >= DOUBLED:
        size = "growth yes"
    elif grown[1] > plain[2]:
        size = "growth in direction, not in size"
    else:
        size = "growth **no**"
    return (
        "A joint funded campaign about doubles density while most ties survive (a coalition of 18, three years)",
        f"Among those who join, ties grow to {times(grown)} those of month 23; without the campaign, the same organisations' grow to "
        f"{times(plain)}, since those still there at the end are the ones that lasted. {percent(kept)} of their ties survive the three "
        f"years, {percent(without)} without.",
        f"survival {'yes' if kept[1] > 0.5 else '**no**'}; {size}",
    )


def broker(figures: Figures) -> tuple[str, str, str]:
    """Tell the second."""
    of = _of(figures, "broker")
    month, year = (of[f"rise of fragmentation a {when} after the broker leaves"] for when in ("month", "year"))
    little, much = (
        of[f"share of districts whose fragmentation is {size} higher a year after"] for size in ("0.02", "0.05")
    )
    return (
        "A third of districts fragment when one broker leaves",
        "The organisation whose loss parts most pairs closes in month 24. The share of pairs that no path joins changes by "
        f"{month[0]:+.3f} within a month ({month[1]:.3f} to {month[2]:.3f}) and by {year[0]:+.3f} within a year ({year[1]:.3f} to "
        f"{year[2]:.3f}). It is more than 0.02 higher a year later in {percent(little)} of districts, more than 0.05 in {percent(much)}.",
        "yes" if much[2] >= THIRD else "**no**",
    )


def election(figures: Figures) -> tuple[str, str, str]:
    """Tell the third."""
    of = _of(figures, "election")

    def more(year: int, form: str) -> Found:
        return of[f"year {year}, {form}: lost with the wave less lost without"]

    informal, formal, several = "informal only", "under an agreement", "two agreements or more"
    lasts = sum(more(year, informal)[1] > 0.0 for year in (1, 2))
    less = more(1, formal)[2] < more(1, informal)[1]
    years = ("**no**", "for one year, not two", "for two years: yes")[lasts]
    return (
        "The wave after an election raises the dissolution of government ties for one to two years, less for formal and multiplex ones",
        f"Informal ties with a government side: {percent(of[f'year 1, {informal}: lost without the wave'])} lost in a year without the wave; "
        f"with it {points(more(1, informal))} in the first year and {points(more(2, informal))} in the second. Under an agreement: "
        f"{points(more(1, formal))} in the first year. Under two or more agreements: {points(more(1, several))}.",
        f"{years}; less for formal ones: {'yes' if less else '**no**'}",
    )


def cut(figures: Figures) -> tuple[str, str, str]:
    """Tell the fourth."""
    of = _of(figures, "cut")
    leave = "leaders who left nonprofits that lost a fifth of income, cut / no cut"
    tied, many = (
        "ties of these organisations after three years, cut / no cut",
        "how many such organisations in a district",
    )
    turnover, ties, plain = of[leave], of[tied], of[tied + OFF]
    through = "not shown to be through" if ties[2] >= plain[1] else "partly through" if plain[2] < 1.0 else "through"
    return (
        "A funding cut raises turnover of leaders 1.5 times and then loses ties",
        f"All grants fall to 40 % for three years. In nonprofits that lose a fifth of their income by it ({of[many][0]:.1f} a district), "
        f"leaders leave {times(turnover)} as often as without the cut, and after three years they have {times(ties)} the ties. With the "
        f"effect of decline on leaders switched off they have {times(plain)} the ties.",
        f"turnover {'yes' if turnover[2] >= TURNOVER else '**no**'}; ties {'in direction' if ties[2] < 1.0 else '**no**'}, {through} leaders",
    )


def government(figures: Figures) -> tuple[str, str, str]:
    """Tell the fifth."""
    of = _of(figures, "government")
    odds, plain = (
        of[f"log odds of closing within a year, given income{x}"] for x in ("", ", effect put in switched off")
    )
    depend, others = (
        of[f"share of those {who} that close in a year"] for who in ("that depend on government", "others")
    )
    shown = "yes" if odds[1] > 0.0 else "in direction only; **not shown**" if odds[0] > 0.0 else "**no**"
    return (
        "Organisations that depend on government money close more often",
        f"Nonprofits and communities with more than half of their income from government: {percent(depend)} close in a year, others "
        f"{percent(others)}; log odds {odds[0]:.2f} given income ({odds[1]:.2f} to {odds[2]:.2f}; a register of charities shows 0.37), with "
        f"the effect that was put in switched off {plain[0]:.2f} ({plain[1]:.2f} to {plain[2]:.2f}).",
        shown,
    )
