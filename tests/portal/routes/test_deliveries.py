"""The delivery board: what a section sees of its own notices, and what it can do about those that did not arrive."""

import pytest

from portal.jobs.send_notices import send_notices
from portal.services import ask_neighbours
from portal.services.ask_neighbours import Neighbours
from portal.services.installation import Installation
from portal.services.protect import protect
from portal.store import audit_records, contacts
from tests.portal.contacts import ALICE_MAIL, mailer, mails, proved
from tests.portal.later import later
from tests.portal.routes.staff_browser import StaffBrowser, at_desk
from tests.portal.services.filing import ask_again
from tests.portal.world import DUTY, add_member, alice, file_application

BOARD = "/desk/deliveries"
UNKNOWN = "unknown@example.jp"


def ids(page: str) -> list[str]:
    """Of the deliveries that can be acted on, as they stand."""
    found = [part.partition("/")[0] for part in page.split('action="/desk/deliveries/')[1:]]
    return list(dict.fromkeys(found))


def setting(installation: Installation, address: str = ALICE_MAIL) -> tuple[StaffBrowser, str]:
    """The section's browser, and the number of an application that was returned to alice."""
    session, reviewer = alice(installation), add_member(installation, "tanto", ("reviewer", DUTY))
    proved(installation, session.person_id, address=address, uses=["asks"])
    number = file_application(installation, session)
    ask_again(installation, reviewer, number, "lost_how")
    return at_desk(installation, reviewer), number


def test_a_notice_that_left_is_on_the_board_without_anything_personal(installation: Installation) -> None:
    browser, number = setting(installation)
    assert "送る前" in browser.get(BOARD)
    send_notices(installation)
    page = browser.get(f"{BOARD}?q={number}&state=sent")
    assert number in page
    assert "補正のお願い" in page
    for personal in (ALICE_MAIL, "髙見本", "太郎", "lost_how"):
        assert personal not in page
    assert "この条件にあうお知らせはありません" in browser.get(f"{BOARD}?kind=line")
    assert "受付番号が違うようです" in browser.get(f"{BOARD}?q=123")
    assert browser.get(f"{BOARD}?state=x&kind=y&after=1_%00") != ""


def test_another_section_sees_and_does_nothing(installation: Installation) -> None:
    browser, number = setting(installation)
    (delivery,) = ids(browser.get(BOARD))
    charlie = at_desk(installation, add_member(installation, "charlie", ("reviewer", "roads")))
    assert number not in charlie.get(BOARD)
    for act in ("again", "give-up", "posted"):
        assert charlie.post(BOARD, f"{BOARD}/{delivery}/{act}", {"reason": "phone"}).status_code == 404
    assert charlie.get(f"{BOARD}/{delivery}/letter.pdf", 404)
    nobody = at_desk(installation, add_member(installation, "nobody"))
    assert nobody.get(BOARD, 404)
    auditor = at_desk(installation, add_member(installation, "kansa", ("auditor", DUTY)))
    assert number in auditor.get(BOARD)
    assert auditor.post("/desk/book", f"{BOARD}/{delivery}/give-up", {"reason": "phone"}).status_code == 404


def test_a_bad_address_makes_a_letter_which_staff_print_and_post(installation: Installation) -> None:
    """The address is marked, its person sees it, and what was asked goes by post."""
    browser, number = setting(installation, UNKNOWN)
    assert send_notices(installation) == 1
    page = browser.get(BOARD)
    assert "そのメールアドレスはありません" in page
    assert UNKNOWN not in page
    with installation.database.read() as unit:
        (row,) = contacts.of_person(unit, alice(installation).person_id or "")
    assert row.state == "bad"
    letters = browser.get(f"{BOARD}?state=waiting&kind=letter")
    assert number in letters
    (letter,) = ids(letters)
    pdf = browser.client.get(f"{BOARD}/{letter}/letter.pdf")
    assert pdf.status_code == 404, "this card gave no address"
    assert browser.post(BOARD, f"{BOARD}/{letter}/posted", {}).headers["location"].endswith("did=posted")
    assert browser.post(BOARD, f"{BOARD}/{letter}/posted", {}).headers["location"].endswith("did=late")
    # Tried again, it would come back again.
    bounced = ids(browser.get(f"{BOARD}?state=bounced"))
    assert browser.post(BOARD, f"{BOARD}/{bounced[0]}/again", {}).headers["location"].endswith("did=late")
    with installation.database.read() as unit:
        actions = [record.action for record in audit_records.after(unit, 0)]
    assert {"mark contact bad", "post letter", "see deliveries"} <= set(actions)


def test_a_letter_is_set_to_the_address_of_the_card(installation: Installation) -> None:
    from portal.services.delivery_board import delivery_of_member
    from portal.services.write_letter import write_letter
    from portal.store import people

    browser, _ = setting(installation, UNKNOWN)
    send_notices(installation)
    session = alice(installation)
    with installation.database.write() as unit:
        from portal.sealing import WrappedKey, sealer

        person = people.by_id(unit, session.person_id or "")
        assert person is not None
        box = sealer(installation.keys, f"person:{person.id}", WrappedKey(person.key_id, person.wrapped_key))
        card = box.open("card", person.sealed_card)
        card["attributes"]["address"] = "見本県見本市見本町一丁目2番3号"
        people.signed_in(unit, person.id, box.seal("card", card), person.signed_in_at)
        unit.commit()
    (letter,) = ids(browser.get(f"{BOARD}?state=waiting&kind=letter"))
    member = add_member(installation, "tanto2", ("reviewer", DUTY))
    with installation.database.write() as unit:
        written = write_letter(installation, unit, member, delivery_of_member(installation, unit, member, letter))
    assert written.name == "髙見本　太郎"
    assert written.address[0].endswith("見本町")
    assert written.postal == "0000001"
    assert "http" not in "".join(written.paragraphs)
    address = f"{BOARD}/{letter}/letter.pdf"
    answer = browser.client.get(address)
    assert answer.status_code == 200
    assert answer.content.startswith(b"%PDF")
    with installation.database.write() as unit:
        protect(installation, unit, member.actor, [(written.name, "1949-04-03")], "staff")
        unit.commit()
    assert browser.client.get(address).status_code == 404, (
        "only who is named for it may see where somebody protected lives"
    )


def test_what_could_not_leave_is_told_in_words_sent_again_once_or_given_up(installation: Installation) -> None:
    browser, _ = setting(installation)
    mailer(installation).down = True
    send_notices(installation)
    page = browser.get(BOARD)
    assert "メールサーバーにつながりません" in page
    (delivery,) = ids(page)
    assert browser.post(BOARD, f"{BOARD}/{delivery}/give-up", {"reason": "as I like"}).status_code == 400
    assert browser.post(BOARD, f"{BOARD}/{delivery}/give-up", {"reason": "phone"}).status_code == 303
    assert "電話で伝えた" in browser.get(BOARD)
    mailer(installation).down = False
    assert send_notices(later(installation, days=3)) == 0
    # And one that left can leave again, as a mail of its own.
    session = alice(installation)
    proved(installation, session.person_id, uses=["received"])
    file_application(installation, session)
    send_notices(installation)
    (sent,) = ids(browser.get(f"{BOARD}?state=sent"))
    pressed = [browser.post(BOARD, f"{BOARD}/{sent}/again", {}).headers["location"] for _ in range(2)]
    assert [one.endswith("did=late") for one in pressed] == [False, True]
    with installation.database.read() as unit:
        assert [one.action for one in audit_records.after(unit, 0)].count("send notice again") == 1
    assert send_notices(installation) == 1
    assert len({mail.id for mail in mails(installation)}) == 2


def test_a_neighbour_that_is_away_is_told_by_readyz_and_stops_nothing(installation: Installation) -> None:
    mailer(installation).down = True
    answer = setting(installation)[0].client.get("/readyz")
    assert (answer.status_code, answer.json()["mail"], answer.json()["line"]) == (200, "missing", "ok")


def test_neighbours_are_asked_once_in_a_while_however_often_anybody_wants_to_know(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def ready() -> bool:
        asked.append("mail")
        return True

    monkeypatch.setattr(mailer(installation), "ready", ready)
    there = Neighbours(installation)
    assert [there.ask()["mail"] for _ in range(3)] == ["ok"] * 3
    assert asked == ["mail"]
    monkeypatch.setattr(ask_neighbours, "SECONDS", 0.0)
    assert there.ask()["mail"] == "ok"
    assert asked == ["mail"] * 2
