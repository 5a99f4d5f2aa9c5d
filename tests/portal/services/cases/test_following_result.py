"""What comes next after a result may depend on the answers of the result, wherever it is shown."""

import pytest

from portal.clock import to_micro
from portal.services.cases.cases import case_of_member
from portal.services.cases.result import following_of, follows_of, result_of
from portal.services.notices.print_notice import notice_explained, notice_letter
from portal.services.shared.catalogue import publish
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.store.notices import notices
from tests.definitions.shelf import shelf
from tests.portal.results import decide, examined_case, examiner

NAME = "outcomes-result"
COME, TWICE = "区分1の人には、毎月、口座に振り込みます。", "子どもが2人いるときは、2枚あります。"
CHILDREN = {
    "children": ["1", "2"],
    **{f"children.{row}.name": {"family": "見本", "given": "花子"} for row in ("1", "2")},
    **{f"children.{row}.birth": "2020-01-02" for row in ("1", "2")},
}


def result(level: str) -> dict[str, list[str]]:
    amounts = {f"result.child.{row}.amount": ["1000"] for row in ("1", "2")}
    return {"result.level": [level], "result.starts_on.year": ["2026-12-01"], **amounts}


@pytest.fixture
def member(installation: Installation) -> Member:
    publish(installation.database, [shelf()[NAME]], to_micro(installation.clock.now()))
    with installation.database.read() as unit:
        installation.catalogue.keep_up(unit)
    return examiner(installation, NAME)


def lines(installation: Installation, member: Member, number: str) -> list[str]:
    """Of the applicant's page. The case is opened as every request opens it."""
    with installation.database.read() as unit:
        case = case_of_member(installation, unit, member, number)
        return [text for part in following_of(case, result_of(unit, case)) for text in part.texts]


@pytest.mark.parametrize(("level", "line"), [("low", COME), ("high", TWICE)])
def test_page_notice_and_translation_say_what_fits_the_result(
    installation: Installation, member: Member, level: str, line: str
) -> None:
    number = examined_case(installation, member, NAME, CHILDREN)
    with installation.database.read() as unit:
        case = case_of_member(installation, unit, member, number)
        values = {"result.level": level}
        before = follows_of(case, "approved", "approved", values)
        assert [part.texts for part in before] == [[line]], "as who confirms the decision reads it"
    decide(installation, member, number, "approved", result(level))
    assert lines(installation, member, number) == [line]
    with installation.database.read() as unit:
        case = case_of_member(installation, unit, member, number)
        (row,) = notices.of_application(unit, case.row.id)
        letter, explained = notice_letter(case, row), notice_explained(installation.city, case, row, "en")
    for text in (str(letter), str(explained)):
        assert [it for it in (COME, TWICE) if it in text] == [line]
