"""Disaster forms are entered on one view by keyboard."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from tests.journeys.keyboard import Clerk
from tests.journeys.service import Service
from tests.portal.routes.staff.test_disasters import BOXES, HERE, RAIN
from tests.servers import running

# The bottom of the last question, and the top of the fixed row of buttons.
FITS = """() => [document.querySelector(".sections"), document.querySelector(".aside")]
    .map(one => one.getBoundingClientRect()).map((one, at) => at ? one.top : one.bottom)"""


@pytest.fixture
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """A separate service: other stories may declare a disaster."""
    with running("demo", folder=tmp_path_factory.mktemp("disaster")) as server:
        yield Service(server)


@pytest.mark.long("tests/portal/routes/staff/test_disasters.py")
def test_what_must_be_asked_is_one_view_and_needs_no_mouse(service: Service, desktop: Page) -> None:
    with service.member("kanri") as asks, service.member("jinji") as confirms:
        asks.go(HERE)
        asks.press("ほかの管理者に頼む", RAIN)
        confirms.go(HERE)
        confirms.press("確かめて、災害モードにする")
        try:
            service.seat(desktop, "madoguchi")
            desktop.set_viewport_size({"width": 1280, "height": 900})
            desktop.goto("/counter")
            desktop.keyboard.press("Alt+r")
            desktop.wait_for_url("**/counter/drafts/*")
            answers = {name: values[0] for name, values in BOXES.items() if name != "home.postal"}
            Clerk(desktop, answers).fill_in("登録する")
            desktop.evaluate("window.scrollTo(0, 0)")
            reaches, begins = desktop.evaluate(FITS)
            assert reaches <= begins
            desktop.keyboard.press("Control+Enter")
            desktop.wait_for_url("**/counter/done/*")
        finally:
            confirms.go(HERE)
            confirms.press("災害モードを終わらせる")
