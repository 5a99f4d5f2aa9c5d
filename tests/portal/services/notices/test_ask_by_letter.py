"""Corrections by letter, without another contact."""

from io import BytesIO

import pytest
from pypdf import PdfReader

from forms.city.city import Office
from forms.path.environment import Environment
from forms.path.path import walk
from portal.errors import Conflict, NotAllowed
from portal.services.cases.cases import case_of_member
from portal.services.my_cases.correct_application import open_mending
from portal.services.notices.ask_by_letter import Addressee, addressee_in, read_addressee, why_no_letter
from portal.services.notices.print_letter import Letter, print_letter
from portal.services.residents.protect import protect
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.services.shared.write_audit import Actor
from portal.store.notices import correction_codes
from tests.definitions.shelf import shelf
from tests.portal.contacts import proved
from tests.portal.services.filing.filing import ask_again
from tests.portal.services.notices.test_correction_code import BIRTH, code_of, letter, opened
from tests.portal.services.paper.paper import CITY, ON
from tests.portal.world import DUTY, add_member, alice, file_application


def test_a_letter_goes_to_nobody_who_is_protected_or_reached_otherwise(
    installation: Installation, reviewer: Member, number: str
) -> None:
    code = code_of(letter(installation, reviewer, number))
    proved(installation, alice(installation).person_id)
    with pytest.raises(Conflict):
        letter(installation, reviewer, number)
    with installation.database.write() as unit:
        actor = Actor("staff", "reviewer")
        protect(installation, unit, actor, [("髙見本　太郎", BIRTH)], "staff", "申し出")
        unit.commit()
    with installation.database.read() as unit:
        assert why_no_letter(unit, case_of_member(installation, unit, reviewer, number)) == "protected"
    with pytest.raises(Conflict):
        letter(installation, reviewer, number)
    assert opened(installation, code) is not None, "a code that ends now would tell who is protected"


def test_where_the_birthday_is_asked_again_there_is_only_the_slip(installation: Installation, reviewer: Member) -> None:
    number = file_application(installation, alice(installation))
    ask_again(installation, reviewer, number, "birth")
    made = letter(installation, reviewer, number)
    assert (made.code, made.link, [label for label, _ in made.slip]) == ("", "", ["生年月日"])


def test_a_clerk_of_the_counter_prints_none(installation: Installation, number: str) -> None:
    clerk = add_member(installation, "clerk", ("clerk", DUTY))
    with pytest.raises(NotAllowed):
        letter(installation, clerk, number)


def test_the_letter_says_what_why_until_when_and_holds_no_answer(
    installation: Installation, reviewer: Member, number: str
) -> None:
    made = letter(installation, reviewer, number)
    assert isinstance(made.sender, Office)
    assert made.name == "髙見本 太郎"
    assert made.address == ("見本県見本市見本町", "一丁目2番3号")
    assert "phoneを直してください" in str(made.slip)
    text = " ".join([made.subject, *made.paragraphs, *made.after, str(made.facts), str(made.slip), made.link])
    assert "000-0000-0001" not in text
    assert "届いた日は、このまま変わりません" in text
    assert made.link.endswith(f"/correct/{code_of(made)}")
    with installation.database.read() as unit:
        case = case_of_member(installation, unit, reviewer, number)
        stored = correction_codes.of_correction(unit, open_mending(unit, case).row.id)
    assert stored is not None
    assert code_of(made).encode() not in stored.code_hash + stored.fact_hash
    assert len(PdfReader(BytesIO(print_letter(installation.city, [made]))).pages) == 2  # the letter, and the slip


def test_an_address_is_some_lines_that_a_window_shows() -> None:
    assert read_addressee(" 見本 花子 ", "〒000-0001", "見本市\n\n1-2\n")[1] == ()
    assert [box for box, _ in read_addressee("", "12", "")[1]] == ["name", "postal", "address"]
    assert [box for box, _ in read_addressee("花", "", "1\n2\n3\n4\n5")[1]] == ["address"]


def test_a_company_is_addressed_by_its_name_and_a_person_without_one_by_theirs() -> None:
    procedure = shelf()["addressee"]
    at = {"postal": "0000001", "town": "見本県見本市見本町"}
    environment = Environment(ON, CITY.calendar)
    name = {"family": "見本", "given": "太郎"}
    person = walk(procedure, {"by": "person", "name": name, "address": at}, environment)
    assert addressee_in(procedure, person.answers, person) == Addressee("見本 太郎", "0000001", ("見本県見本市見本町",))
    company = walk(procedure, {"by": "company", "company": "株式会社見本", "name": name, "address": at}, environment)
    assert addressee_in(procedure, company.answers, company) == Addressee(
        "株式会社見本", "0000001", ("見本県見本市見本町",), organisation=True
    )


def test_a_letter_about_a_child_goes_to_the_guardian_at_the_address_of_the_child() -> None:
    procedure = shelf()["addressee"]
    answers = {
        "by": "person", "name": {"family": "見本", "given": "ひかり"}, "guardian": {"family": "見本", "given": "花子"},
        "address": {"postal": "0000001", "town": "見本県見本市見本町"},
    }  # fmt: skip
    path = walk(procedure, answers, Environment(ON, CITY.calendar))
    to = addressee_in(procedure, path.answers, path)
    assert (to.name, to.address, to.organisation) == ("見本 花子", ("見本県見本市見本町",), False)
    path = walk(procedure, answers | {"heir": {"family": "見本", "given": "一郎"}}, Environment(ON, CITY.calendar))
    assert addressee_in(procedure, path.answers, path).name == "見本 一郎", "of who has died"


@pytest.mark.parametrize(("organisation", "shown"), [(True, "見本商店　御中"), (False, "見本商店　様")])
def test_the_window_shows_the_name_with_its_honorific(organisation: bool, shown: str) -> None:
    sheet = Letter(
        name="見本商店", postal="", address=("見本市",), sender=CITY.office("child-allowance", ON), on=ON, subject="題", paragraphs=("本文",),
        organisation=organisation,
    )  # fmt: skip
    text = PdfReader(BytesIO(print_letter(CITY, [sheet]))).pages[0].extract_text()
    assert "".join(shown.split()) in "".join(text.split())
