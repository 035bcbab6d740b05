"""Every screen, both themes, as axe sees it: nothing serious keeps anybody out."""

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from dashboard.screens import SCREENS
from tests.browser.test_walk import Scheme, Visitor
from tests.marketplaces import UNTIL

pytestmark = pytest.mark.browser

SERIOUS = {"serious", "critical"}
PROVIDER = "provider?id=prv_0000001&"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    "path", [*(f"{name}?" for name in SCREENS if name != "provider"), PROVIDER]
)
def test_nothing_serious_on_a_screen(
    chromium: Browser, dashboard: str, path: str, scheme: Scheme
) -> None:
    context = chromium.new_context(color_scheme=scheme, viewport={"width": 1400, "height": 1000})
    visitor = Visitor(context.new_page(), dashboard)
    visitor.open(f"{path}to={UNTIL}")
    found = Axe().run(visitor.page).response["violations"]
    context.close()
    serious = [told(rule) for rule in found if rule["impact"] in SERIOUS]
    assert not serious, "\n".join(serious)


def told(rule: dict[str, Any]) -> str:
    """Return what a rule of axe says, and of which elements."""
    where = (
        f"    {node['html'][:200]}\n    {node['failureSummary']}" for node in rule["nodes"][:5]
    )
    return "\n".join([f"{rule['id']}: {rule['help']} ({len(rule['nodes'])} times)", *where])
