"""The office gives a file to an applicant until a day, and knows when it was fetched."""

from datetime import timedelta
from typing import Any

import pytest

from portal.errors import Conflict, NotAllowed, NotFound
from portal.jobs.send_notices import send_notices
from portal.services.cases.cases import Case, case_of_member, case_of_resident
from portal.services.my_cases.give_file import (
    MOST_WORDS,
    Given,
    Offer,
    check_given,
    fetch_given,
    give_file,
    given_to,
    last_day,
    open_given,
    prolong_given,
    read_until,
    take_given_back,
)
from portal.services.notices.attach_notice import CheckedPaper
from portal.services.notices.read_paper import Printed, names_like
from portal.services.shared.form_mark import new_form
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.services.shared.sessions import Session
from portal.services.shared.write_audit import Actor
from tests.pictures import jpeg
from tests.portal.audited import audited
from tests.portal.contacts import mails, proved
from tests.portal.later import later
from tests.portal.pdfs import pdf_of
from tests.portal.world import DUTY, PLACE, add_member, alice, file_application

PAPER = pdf_of("許可証")
WORDS = "許可証です。印刷して車に置いてください。"


@pytest.fixture
def member(installation: Installation) -> Member:
    return add_member(installation, "reviewer", ("reviewer", DUTY))


@pytest.fixture
def number(installation: Installation, session: Session) -> str:
    return file_application(installation, session)


def give(
    installation: Installation, member: Member, number: str, checked: CheckedPaper | None = None, once: str = "",
    **changes: str,
) -> str:  # fmt: skip
    offer = Offer(**({"name": "許可証.pdf", "words": WORDS, "until": last_day(installation).isoformat()} | changes))
    with installation.database.write() as unit:
        case = case_of_member(installation, unit, member, number)
        why = give_file(installation, unit, member, case, offer, checked or CheckedPaper(PAPER), once or new_form())
        unit.commit()
    return why


def own(installation: Installation, session: Session, number: str) -> Case:
    with installation.database.read() as unit:
        return case_of_resident(installation, unit, session, number)


def listed(installation: Installation, case: Case) -> list[Given]:
    with installation.database.read() as unit:
        return given_to(installation, unit, case)


def fetch(installation: Installation, session: Session, case: Case, given: int) -> bytes:
    with installation.database.write() as unit:
        actor = Actor("resident", session.person_id or "", place=PLACE)
        _, content = fetch_given(installation, unit, case, actor, given)
        unit.commit()
    return content


def test_a_file_is_given_with_words_until_the_citys_days_are_over_and_its_fetching_is_known(
    installation: Installation, session: Session, member: Member, number: str
) -> None:
    proved(installation, session.person_id)
    assert give(installation, member, number) == ""
    case = own(installation, session, number)
    (file,) = listed(installation, case)
    assert (file.name, file.words, file.who, file.over, file.opened_at) == (
        "許可証.pdf",
        WORDS,
        member.name,
        False,
        None,
    )
    assert (file.until - installation.clock.today()).days == installation.city.file_days == 30
    send_notices(installation)
    mail = mails(installation)[-1]
    assert number in mail.text
    assert not any(words in mail.subject + mail.text for words in (WORDS, "許可証"))
    assert fetch(installation, session, case, file.id) == PAPER
    assert listed(installation, case)[0].opened_at is not None
    assert [actor for actor, _ in audited(installation, "open document")] == [f"resident:{session.person_id}"]


def test_after_its_last_day_it_is_not_fetched_until_staff_prolong_it(
    installation: Installation, session: Session, member: Member, number: str
) -> None:
    give(installation, member, number, until=installation.clock.today().isoformat())
    case = own(installation, session, number)
    (file,) = listed(installation, case)
    tomorrow = later(installation, days=1)
    assert fetch(tomorrow, session, case, file.id) == b""
    assert listed(tomorrow, case)[0].opened_at is None
    day = tomorrow.clock.today().isoformat()
    with tomorrow.database.write() as unit:
        opened = case_of_member(tomorrow, unit, member, number)
        assert open_given(tomorrow, unit, opened, file.id)[1] == PAPER, "staff look at it all the same"
        assert not prolong_given(tomorrow, unit, member, opened, file.id, "2026-02-30")
        assert prolong_given(tomorrow, unit, member, opened, file.id, day)
        unit.commit()
    assert fetch(tomorrow, session, case, file.id) == PAPER


def test_what_was_not_fetched_is_taken_back_and_what_was_is_not(
    installation: Installation, session: Session, member: Member, number: str
) -> None:
    give(installation, member, number)
    give(installation, member, number)
    case = own(installation, session, number)
    first, second = listed(installation, case)
    fetch(installation, session, case, first.id)
    with installation.database.write() as unit:
        opened = case_of_member(installation, unit, member, number)
        with pytest.raises(Conflict):
            take_given_back(installation, unit, member, opened, first.id)
        take_given_back(installation, unit, member, opened, second.id)
        unit.commit()
    with pytest.raises(NotFound):
        fetch(installation, session, case, second.id)
    assert [file.taken_back_at is None for file in listed(installation, case)] == [True, False]


def test_a_form_sent_twice_gives_one_file(installation: Installation, member: Member, number: str) -> None:
    once = new_form()
    assert [give(installation, member, number, once=once) for _ in range(2)] == ["", ""]
    assert len(audited(installation, "give file")) == 1


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"until": "2020-01-01"}, "no_until"), ({"until": "soon"}, "no_until"), ({"words": "字" * (MOST_WORDS + 1)}, "long_words"),
        ({"name": "26-000-000-015.pdf"}, "another_number"),
    ],
)  # fmt: skip
def test_a_mistake_gives_nothing(
    installation: Installation, session: Session, member: Member, number: str, changes: dict[str, Any], why: str
) -> None:
    assert give(installation, member, number, **changes) == why
    assert listed(installation, own(installation, session, number)) == []
    assert audited(installation, "stop given file") == [(str(member.actor), why)]


def test_a_file_with_another_persons_number_or_name_is_stopped_until_it_is_explained(
    installation: Installation, member: Member, number: str
) -> None:
    printed = CheckedPaper(PAPER, Printed(frozenset({"26-000-000-015"})))
    assert give(installation, member, number, printed) == "printed_number"
    address = {"postal": "0000001", "town": "見本県見本市見本町", "street": "九丁目9番9号"}
    other = {"name": {"family": "例示", "given": "一郎"}, "address": address}
    file_application(installation, alice(installation), other)
    named = CheckedPaper(PAPER, Printed(names=names_like("氏名 例示 一郎")))
    assert give(installation, member, number, named) == "printed_name"
    assert give(installation, member, number, named, explained="隣の区画の人の同意書で、本人に頼まれた") == ""


def test_any_harmless_file_may_be_given_and_no_other(installation: Installation) -> None:
    picture = check_given(installation, jpeg())
    assert isinstance(picture, CheckedPaper)
    assert picture.media == "image/jpeg"
    for content, why in ((None, "large"), (b"", "none"), (b"MZ\x90", "not_pdf"), (b"%PDF-1.7", "unsafe")):
        assert check_given(installation, content) == why


def test_only_who_reviews_the_case_gives_and_a_day_lies_within_a_year(
    installation: Installation, member: Member, number: str
) -> None:
    with pytest.raises(NotAllowed):
        give(installation, add_member(installation, "clerk", ("clerk", DUTY)), number)
    today = installation.clock.today()
    assert read_until(installation, (today + timedelta(days=365)).isoformat())
    assert read_until(installation, (today + timedelta(days=366)).isoformat()) == ""
    assert read_until(installation, f"{today:%Y%m%d}") == "", "as text it would be over with the year"
