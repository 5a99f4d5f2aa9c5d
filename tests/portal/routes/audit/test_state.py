"""The page on which administrators see how the installation is."""

import shutil
from importlib.metadata import version
from types import SimpleNamespace

import pytest

from portal import meters
from portal.services.counter.ask_neighbours import Neighbours
from portal.services.shared.installation import Installation
from tests.portal.audit_chain import write_records
from tests.portal.later import later
from tests.portal.routes.staff_browser import StaffBrowser, at_desk
from tests.portal.world import DUTY, add_member

STATE = "/admin/state"


@pytest.fixture(autouse=True)
def well(monkeypatch: pytest.MonkeyPatch) -> None:
    """This machine has space, and every neighbour answers."""
    monkeypatch.setattr(Neighbours, "ask", lambda _self: {"mail": "ok", "line": "none"})
    monkeypatch.setattr(shutil, "disk_usage", lambda _folder: SimpleNamespace(free=1 << 40))


def administrator(installation: Installation) -> StaffBrowser:
    return at_desk(installation, add_member(installation, "kanri", ("administrator", "*")))


def test_when_all_is_well_it_says_so_first(installation: Installation) -> None:
    page = administrator(installation).get(STATE)
    assert "どこも、うまく動いています" in page
    assert "書き込めます。" in page
    assert f"{version('kakanai')}（" in page
    assert 'aria-current="page">状態' in page


def test_what_is_wrong_comes_first_with_how_to_mend_it(installation: Installation) -> None:
    write_records(installation)
    late = later(installation, minutes=10)
    page = administrator(late).get(STATE)
    assert "見てほしいことが1件あります" in page
    assert page.index("封がされていません") < page.index("書き込めます。")
    assert "kakanai worker" in page


def test_figures_of_this_process_are_shown(installation: Installation) -> None:
    meters.REQUESTS.labels("/nowhere", "500").inc()
    meters.count_job("of_a_test", failed=True)
    page = administrator(installation).get(STATE)
    assert "of_a_test" in page
    assert "まだない" in page
    assert " open><summary>裏側の処理" in page, "one failed"
    assert meters.process_figures().failed >= 1
    assert meters.process_figures().jobs[0].failures >= 1, "those that failed come first"


@pytest.mark.parametrize("role", ["reviewer", "auditor", "exporter"])
def test_others_do_not_see_it(installation: Installation, role: str) -> None:
    at_desk(installation, add_member(installation, "other", (role, DUTY))).get(STATE, 403)
