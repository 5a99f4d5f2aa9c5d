"""Notes of the section."""

from portal.services.residents.protect import STAFF, protect
from portal.services.shared.installation import Installation
from portal.services.shared.write_audit import Actor
from portal.store.cases import applications
from portal.store.desk import case_notes
from tests.portal.routes.staff_browser import StaffBrowser, at_desk
from tests.portal.world import DUTY, add_member, alice, file_application

TEXT = "電話で、来週まで入院中と聞いた。\n急ぐ。"
ONCE = "the-mark-of-one-form"


def section(installation: Installation, *rights: tuple[str, str], login: str = "tanto") -> StaffBrowser:
    return at_desk(installation, add_member(installation, login, *(rights or (("reviewer", DUTY),))))


def stored(installation: Installation, number: str) -> list[bytes]:
    with installation.database.read() as unit:
        row = applications.by_number(unit, number)
        assert row is not None
        return [note.sealed_text for note in case_notes.of(unit, row.id)]


def test_a_note_is_kept_sealed_and_read_by_colleagues(installation: Installation) -> None:
    number = file_application(installation, alice(installation))
    response = section(installation).post(f"/desk/{number}", f"/desk/{number}/notes", {"text": TEXT, "once": ONCE})
    assert response.headers["location"] == f"/desk/{number}?did=note#notes"
    assert "入院中".encode() not in stored(installation, number)[0]
    colleague = section(installation, ("exporter", DUTY), login="hikiwatashi").get(f"/desk/{number}")
    assert "来週まで入院中と聞いた。\n急ぐ。" in colleague
    assert "tantoさん" in colleague
    assert "メモを残す" not in colleague


def test_the_same_form_twice_is_one_note(installation: Installation) -> None:
    number = file_application(installation, alice(installation))
    browser = section(installation)
    for _ in range(2):
        browser.post(f"/desk/{number}", f"/desk/{number}/notes", {"text": TEXT, "once": ONCE})
    assert len(stored(installation, number)) == 1


def test_a_note_too_long_comes_back_as_typed_and_an_empty_one_is_refused(installation: Installation) -> None:
    number = file_application(installation, alice(installation))
    browser = section(installation)
    response = browser.post(f"/desk/{number}", f"/desk/{number}/notes", {"text": "長" * 1001})
    assert response.status_code == 422
    assert "長" * 1001 in response.text
    assert "1000字までにしてください。" in response.text
    assert browser.post(f"/desk/{number}", f"/desk/{number}/notes", {"text": " "}).status_code == 422
    assert stored(installation, number) == []


def test_of_somebody_protected_only_the_named_read_the_notes(installation: Installation) -> None:
    number = file_application(installation, alice(installation))
    browser = section(installation)
    browser.post(f"/desk/{number}", f"/desk/{number}/notes", {"text": TEXT, "once": ONCE})
    with installation.database.write() as unit:
        row = applications.by_number(unit, number)
        assert row is not None
        protect(
            installation, unit, Actor("system", "test"), [("髙見本　太郎", "1949-04-03")], STAFF, application_id=row.id
        )
        unit.commit()
    assert "入院中" not in browser.get(f"/desk/{number}")
    named = section(installation, ("reviewer", DUTY), ("protected", DUTY), login="boss")
    assert "入院中" in named.get(f"/desk/{number}")
