"""A new page needs one new module in the folder of routes or below."""

from pathlib import Path

import pytest

import portal.routes
from portal.routes.families import pages_of, routers_by_module

PAGE = """
from fastapi import Request
from fastapi.responses import PlainTextResponse, Response

from portal.web.shared.access import anyone
from portal.web.shared.router import Router

router = Router("resident", access=anyone())


@router.get("/a-new-page")
def show(request: Request) -> Response:
    return PlainTextResponse("")
"""


def forget() -> None:
    """A process walks the folder once."""
    routers_by_module.cache_clear()
    pages_of.cache_clear()


def test_a_module_with_a_router_is_served_by_the_zone_that_it_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "a_new_room"
    folder.mkdir()
    (folder / "__init__.py").touch()
    (folder / "a_new_page.py").write_text(PAGE, encoding="utf-8")
    monkeypatch.setattr(portal.routes, "__path__", [*portal.routes.__path__, str(tmp_path)])
    forget()
    served = {
        zone: "/a-new-page" in {page.path for page in pages_of(zone).pages} for zone in ("outer", "inner", "single")
    }
    forget()
    assert served == {"outer": True, "inner": False, "single": True}
