"""A reviewer's checks."""

from dataclasses import replace
from typing import Any

import pytest

from portal.services.cases.cases import Case
from portal.services.desk.case.describe_case import CaseView, describe_case
from portal.services.desk.queue.checks import to_check
from portal.services.procedures.describe_consequences import PaperView
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from tests.portal.services.desk.at_work import case_of

MANDATE = "代理を示すものが、本人と代理の人に合っているか"
SIGNATURE = "署名が本人のものと確かめられているか"


@pytest.fixture
def case(installation: Installation, reviewer: Member, number: str) -> Case:
    """Of a procedure without checks."""
    opened = case_of(installation, reviewer, number)
    return replace(opened, procedure=replace(opened.procedure, check=()))


@pytest.fixture
def view(installation: Installation, reviewer: Member, case: Case) -> CaseView:
    with installation.database.read() as unit:
        described = describe_case(installation, unit, case, reviewer.id)
    papers = (PaperView("在学証明書", "", "", (), "", later=False),) * 2
    return replace(described, signatures=(), consequences=replace(described.consequences, papers=papers))


def test_the_definition_goes_before_what_is_derived(case: Case, view: CaseView) -> None:
    own = replace(case.procedure, check=("資格があるか",))
    assert to_check(own, view, mandate=True) == ("資格があるか",)


def test_each_paper_is_checked_once_and_a_mandate_and_a_signature_only_where_there_is_one(
    case: Case, view: CaseView
) -> None:
    plain = to_check(case.procedure, view, mandate=False)
    assert plain[1:] == ("在学証明書が、本人のもので、読めるか",)
    assert [line for line in to_check(case.procedure, view, mandate=True) if line not in plain] == [MANDATE]
    signature: Any = object()
    signed = replace(view, signatures=(signature,))
    assert [line for line in to_check(case.procedure, signed, mandate=False) if line not in plain] == [SIGNATURE]
