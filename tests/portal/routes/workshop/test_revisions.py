"""A revised file is shown with what it changes for us, and becomes a draft, over HTTP."""

from pathlib import Path

from portal.services.shared.installation import Installation
from tests.portal.routes.staff_browser import at_desk
from tests.portal.routes.workshop.packs import publish_here, with_file
from tests.portal.services.workshop.test_find_revision import DOG, EIGHT, RAISED, SEVEN
from tests.portal.services.workshop.writing import author, publisher

PAGE = f"/desk/workshop/procedures/{DOG}"
HERE = f"{PAGE}/revision"


def test_a_revised_file_is_looked_at_and_becomes_a_draft(installation: Installation, tmp_path: Path) -> None:
    first = at_desk(installation, author(installation, duty="environment"))
    assert HERE not in first.get(PAGE)
    publish_here(installation, DOG, "犬の死亡届", "犬が死んだ届")
    assert HERE in first.get(PAGE)
    assert "ありません" in first.get(HERE)
    assert first.post(PAGE, HERE, {}).status_code == 400
    revised = with_file(installation, tmp_path / "files", DOG, (SEVEN, EIGHT), RAISED)
    second = at_desk(revised, author(installation, "second", duty="environment"))
    assert HERE in second.get("/desk/workshop")
    assert HERE not in first.get("/desk/workshop"), "the file is as it was"
    page = second.get(HERE)
    assert page.count("「7」から「8」に変わった") == 2  # since the former file, and for us
    assert page.count("「犬が死んだ届」から「犬の死亡届」に変わった") == 1
    begun = second.post(HERE, HERE, {})
    assert begun.status_code == 303
    assert "「7」から「8」に変わった" in second.get(begun.headers["location"])
    third = at_desk(revised, publisher(installation, duty="environment"))
    assert "下書きにする" not in third.get(HERE)
    assert third.post(PAGE, HERE, {}).status_code == 403
    at_desk(revised, author(installation, "other")).get(HERE, 404)
