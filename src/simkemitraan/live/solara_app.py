"""The model in Mesa's own view, for Mesa users: ``solara run simkemitraan.live.solara_app``.

Needs the extra ``solara`` and its pins (with others the page stays blank without a network). It is not the trainer's
view: one picture a step, no going back, no second future.
"""

from __future__ import annotations

from typing import Any

import networkx as nx
import numpy as np
import solara
from matplotlib.figure import Figure
from mesa.visualization import SolaraViz, make_plot_component
from mesa.visualization.utils import update_counter

from ..model import PartnershipModel
from ..scenario.building import packaged, packaged_policies

FIRST = "package:tiny"
COLOURS = ("#0072b2", "#d98200", "#b3478a", "#00855f", "#3c3c46")
PARAMS: dict[str, Any] = {
    "scenario": {
        "type": "Select",
        "value": FIRST,
        "values": [f"package:{name}" for name in (*packaged(), *packaged_policies())],
        "label": "Scenario",
    },
    "rng": {"type": "SliderInt", "value": 1, "min": 1, "max": 100, "step": 1, "label": "Seed"},
}


def draw(model: PartnershipModel) -> Figure:
    """Return the network of a model: agreements solid, cooperation dashed, colour by kind."""
    o, r = model.world.organisations, model.world.relations
    graph: Any = nx.Graph()
    graph.add_nodes_from(np.flatnonzero(o.live("active") == 1).tolist())
    tied = np.flatnonzero((r.live("forgotten") == 0) & ((r.live("cooperating") == 1) | (r.live("formal") > 0)))
    graph.add_edges_from(zip(r["a"][tied].tolist(), r["b"][tied].tolist(), strict=True))
    ring = sorted(graph, key=lambda row: (int(o["kind"][row]), row))
    angles = np.linspace(0.0, 2.0 * np.pi, len(ring), endpoint=False)
    spots = {row: (np.cos(a), np.sin(a)) for row, a in zip(ring, angles, strict=True)}
    figure = Figure(figsize=(6, 6), layout="constrained")
    axes = figure.subplots()
    for formal, style in ((False, "dashed"), (True, "solid")):
        edges = [(int(r["a"][k]), int(r["b"][k])) for k in tied if (r["formal"][k] > 0) == formal]
        nx.draw_networkx_edges(graph, spots, edges, ax=axes, style=style, alpha=0.5, width=0.8)
    colours = [COLOURS[int(o["kind"][row])] for row in graph]
    nx.draw_networkx_nodes(graph, spots, ax=axes, node_size=24, node_color=colours)
    axes.set_axis_off()
    axes.set_title(f"month {model.month}")
    return figure


@solara.component  # type: ignore[untyped-decorator, unused-ignore]
def Network(model: PartnershipModel) -> None:  # noqa: N802 - components are named like classes
    """Show the network and draw it again after each step."""
    update_counter.get()
    solara.FigureMatplotlib(draw(model))


@solara.component  # type: ignore[untyped-decorator, unused-ignore]
def Page() -> None:  # noqa: N802 - solara looks for this name
    """Show one model for each browser tab: a module-level one would be shared by all and outlive them."""
    model = solara.use_memo(lambda: PartnershipModel(FIRST, rng=1), [])
    SolaraViz(
        model,
        components=[Network, make_plot_component("access"), make_plot_component("trust")],
        model_params=PARAMS,
        name="simkemitraan",
    )
