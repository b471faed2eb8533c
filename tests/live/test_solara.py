"""The model opens in Mesa's own view, where its extra is installed."""

from __future__ import annotations

import pytest

pytest.importorskip("solara", reason="the extra `solara` is not installed")
pytestmark = pytest.mark.filterwarnings("ignore")


def test_the_page_renders_and_the_network_is_drawn() -> None:
    import solara

    from simkemitraan.live import solara_app
    from simkemitraan.model import PartnershipModel

    model = PartnershipModel(solara_app.FIRST, rng=1)
    model.step()
    figure = solara_app.draw(model)
    assert figure.axes[0].get_title() == "month 1"
    assert len(figure.axes[0].collections) >= 2
    box, context = solara.render(solara_app.Page(), handle_error=False)
    assert box.children
    context.close()
