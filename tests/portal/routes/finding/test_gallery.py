"""The components, drawn as pages draw them."""

import re
from dataclasses import replace

from starlette.testclient import TestClient

from portal.app import make_app
from portal.config import TREE
from portal.routes.finding.gallery import _OF_DRAFTS
from portal.services.shared.installation import Installation
from tests.portal.routes.guest_browser import BASE


def test_every_control_is_drawn_once_with_ids_of_its_own(installation: Installation) -> None:
    text = TestClient(make_app(installation, with_worker=False), base_url=BASE).get("/mock/gallery").text
    drawn = set(re.findall(r'data-field="sample-([a-z_]+)"', text))
    ids = re.findall(r' id="([^"]+)"', text)
    assert len(ids) == len(set(ids))
    used = {field.type.control for procedure in installation.catalogue.all() for field in procedure.fields}
    assert used - set(_OF_DRAFTS) - drawn <= {"note"}
    assert {path.stem for path in (TREE / "templates" / "fields").glob("*.html")} >= drawn


def test_production_has_no_gallery(installation: Installation) -> None:
    settings = installation.settings.model_copy(update={"env": "production"})
    app = make_app(replace(installation, settings=settings), with_worker=False)
    assert TestClient(app, base_url=BASE).get("/mock/gallery").status_code == 404
