"""起案 for all chosen cases or none."""

import io
import zipfile
from datetime import date

import pytest

from portal.errors import Conflict, NotAllowed, NotYours, OwnCase, Refusal
from portal.services.desk.sections.pack_proposals import COLUMNS, INDEX, Proposal, gather_proposals, pack_proposals
from portal.services.shared.installation import Installation
from portal.services.shared.read_table import read_table
from portal.services.shared.rights import Member
from tests.portal.services.desk.at_work import NAME, audited, case_of
from tests.portal.world import DUTY, add_member, alice, file_application

WORDS = "様式が違うためです。"


def gather(
    installation: Installation, member: Member, *numbers: str, outcome: str = "refused", words: str = WORDS
) -> list[Proposal]:
    with installation.database.write() as unit:
        proposals = gather_proposals(installation, unit, member, numbers, outcome, words)
        unit.commit()
    return proposals


def test_each_case_is_drafted_once_in_the_order_of_numbers_and_stays_undecided(
    installation: Installation, reviewer: Member, number: str
) -> None:
    second = file_application(installation, alice(installation))
    first, last = sorted((number, second))
    proposals = gather(installation, reviewer, last, first, last)
    assert [(proposal.case.row.receipt_number, proposal.name) for proposal in proposals] == [
        (first, NAME),
        (last, NAME),
    ]
    notice = proposals[0].letter.notice
    assert notice is not None
    assert any(WORDS in line for line in notice.reasons)
    assert {case_of(installation, reviewer, receipt).row.state for receipt in (first, last)} == {"received"}
    assert audited(installation, "export proposal") == [("staff:reviewer", "refused")] * 2


@pytest.mark.parametrize(
    ("login", "rights", "name", "refusal"),
    [
        ("clerk", ("clerk", DUTY), "", NotAllowed), ("charlie", ("reviewer", "roads"), "", NotYours),
        ("taro", ("reviewer", DUTY), NAME, OwnCase),
    ],
)  # fmt: skip
def test_who_may_not_decide_exports_nothing(
    installation: Installation, number: str, login: str, rights: tuple[str, str], name: str, refusal: type[Refusal]
) -> None:
    with pytest.raises(refusal):
        gather(installation, add_member(installation, login, rights, name=name), number)
    assert audited(installation, "export proposal") == []


def test_one_case_whose_state_forbids_the_outcome_keeps_all_out(
    installation: Installation, reviewer: Member, number: str
) -> None:
    for outcome, words in (("approved", ""), ("refused", " ")):
        with pytest.raises(Conflict):
            gather(installation, reviewer, number, outcome=outcome, words=words)
    assert audited(installation, "export proposal") == []


def test_a_package_carries_the_day_of_the_proposal_and_not_the_hour(installation: Installation) -> None:
    package = pack_proposals(installation, [], date(2026, 11, 20))
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        (entry,) = archive.infolist()
        table = read_table(archive.read(INDEX))
    assert (entry.filename, entry.date_time) == (INDEX, (2026, 11, 20, 0, 0, 0))
    assert table == [list(COLUMNS)]
