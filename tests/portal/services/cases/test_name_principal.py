"""The principal's name from the sealed summary."""

import pytest
from cryptography.exceptions import InvalidTag

from forms.definition.procedure import Procedure
from portal.services.cases.audit_ground import names_in_list
from portal.services.cases.cases import open_case
from portal.services.cases.name_principal import listed_name, name_principal, name_shower, principals_of, shown_name
from portal.services.filing.arrival import summary
from portal.services.shared.installation import Installation
from tests.forms.loading.small import small
from tests.portal.world import PROCEDURE, alice, file_application, row_of


def test_the_name_is_shown_though_no_answers_are_readable(installation: Installation) -> None:
    row = row_of(installation, file_application(installation, alice(installation)))
    with installation.database.read() as unit:
        assert name_principal(installation, unit, row._replace(answers_revision=99)) == "髙見本　太郎"


def test_a_summary_opens_only_under_the_key_of_its_application(installation: Installation) -> None:
    session = alice(installation)
    mine, other = (row_of(installation, file_application(installation, session)) for _ in range(2))
    with installation.database.read() as unit, pytest.raises(InvalidTag):
        name_principal(installation, unit, mine._replace(sealed_summary=other.sealed_summary))


@pytest.fixture
def procedure(installation: Installation) -> Procedure:
    return installation.catalogue.current(PROCEDURE)


def test_a_definition_without_a_name_shows_what_the_summary_holds(procedure: Procedure) -> None:
    nameless = small()
    assert shown_name(nameless, {}) == ""
    assert shown_name(nameless, {"name": "見本商店"}) == "見本商店"
    assert shown_name(procedure, {"birth": "1949-04-03"}) == ""


def test_many_names_are_shown_by_one_shower(procedure: Procedure) -> None:
    show = name_shower(procedure)
    names = [{"family": "髙見本", "given": "太郎"}, {"family": "例示", "given": "花子"}]
    assert [show(name) for name in names] == ["髙見本　太郎", "例示　花子"]


def test_where_it_is_about_nobody_the_one_whom_letters_go_to_is_named(installation: Installation) -> None:
    dog = installation.catalogue.current("inu-toroku")
    assert dog.principal == {}
    answers = {"owner.name": {"family": "髙見本", "given": "太郎"}, "dog.called": "ポチ"}
    assert shown_name(dog, summary(dog, answers)) == "髙見本　太郎"
    assert summary(dog, {"dog.called": "ポチ"}) == {}


def test_staff_see_a_company_before_the_person_in_charge(installation: Installation) -> None:
    road = installation.catalogue.current("doro-senyo")
    person = {"contact_name": {"family": "現場", "given": "太郎"}}
    firm = summary(road, {"company_name": "株式会社見本建設", **person})
    assert listed_name(road, firm) == "株式会社見本建設　現場　太郎"
    assert shown_name(road, firm) == "現場　太郎"
    assert listed_name(road, summary(road, person)) == "現場　太郎"


def test_a_list_of_staff_names_the_company(installation: Installation) -> None:
    row = row_of(installation, file_application(installation, alice(installation)))
    with installation.database.read() as unit:
        case = open_case(installation, unit, row)
        firm = row._replace(sealed_summary=case.sealer.seal("summary", {**case.summary, "organisation": "見本商店"}))
        assert principals_of(installation, unit)(firm) == "髙見本　太郎"
        assert names_in_list(installation, unit, None)(firm) == "見本商店　髙見本　太郎"
