"""Forms and guidance of the city at a procedure's page."""

import html
from dataclasses import replace
from pathlib import Path

from forms.city.handouts import HandoutsFile
from portal.services.shared.installation import Installation
from tests.portal.pdfs import pdf_of
from tests.portal.routes.guest_browser import guest
from tests.portal.world import PROCEDURE


def test_a_file_is_shown_with_kind_and_size_and_sent_as_what_it_is(installation: Installation, tmp_path: Path) -> None:
    row = {"id": "guide", "title": {"ja": "記入のしかた"}, "file": "guide.pdf", "procedures": [PROCEDURE]}
    (tmp_path / "handouts").mkdir()
    (tmp_path / "handouts" / "guide.pdf").write_bytes(pdf_of("記入のしかた"))
    handouts = HandoutsFile.model_validate({"files": [row]})
    city = installation.city.model_copy(update={"folder": tmp_path, "handouts": handouts})
    client = guest(replace(installation, city=city)).client
    page = html.unescape(client.get(f"/procedures/{PROCEDURE}").text)
    assert f'href="/procedures/{PROCEDURE}/files/guide"' in page
    assert "記入のしかた</span>（PDF、" in page
    answer = client.get(f"/procedures/{PROCEDURE}/files/guide")
    assert answer.content == pdf_of("記入のしかた")
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["content-disposition"].startswith("attachment")
    assert answer.headers["x-content-type-options"] == "nosniff"
    for other in (f"/procedures/{PROCEDURE}/files/other", "/procedures/inkan-toroku/files/guide"):
        assert client.get(other).status_code == 404
