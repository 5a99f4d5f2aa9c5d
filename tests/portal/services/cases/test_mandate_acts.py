"""What an agent was asked to do: named at filing, limited only where the procedure asks."""

import pytest

from forms.path.filer import CAME
from portal.errors import MandateLacks
from portal.services.cases.cases import Case, case_of_resident
from portal.services.cases.mandate_acts import (
    MEND,
    RECEIVE,
    WITHDRAW,
    asked_acts,
    case_for_act,
    covers,
    demand_act,
    judged_scope,
    may_do,
    named_acts,
    scope_of,
    stated_scope,
)
from portal.services.shared.installation import Installation
from portal.store.signing import delegations
from portal.store.signing.delegations import REJECTED, VERIFIED, DelegationRow
from tests.forms.loading.small import small
from tests.portal.routes.guest_browser import offer
from tests.portal.services.campaigns.inviting import taro
from tests.portal.world import DUTY, file_application

ACTS = """\
      - {id: acts, type: multiple_choice, concept: mandate.acts, label: 頼まれたこと, options: {file: 出す, mend: 直す, withdraw: やめる}}
"""
WHO = "{online: [self, agent]}"


def filed(installation: Installation, more: str = ACTS, acts: tuple[str, ...] = ("file", "mend")) -> Case:
    offer(installation, small(more, duty=DUTY, who=WHO, identity="{sign_in: card}"))
    session, answers = taro(installation), {CAME: "agent", "reason": "lost"}
    number = file_application(installation, session, of="small", answers=answers | ({"acts": [*acts]} if more else {}))
    with installation.database.read() as unit:
        return case_of_resident(installation, unit, session, number)


def row_of(installation: Installation, case: Case) -> DelegationRow:
    with installation.database.read() as unit:
        row = delegations.of_application(unit, case.row.id)
    assert row is not None
    return row


def test_the_scope_kept_at_filing_names_the_procedure_and_what_was_asked(installation: Installation) -> None:
    case = filed(installation)
    row = row_of(installation, case)
    assert (row.scope, asked_acts(case, row)) == ("small file mend", ("file", "mend"))
    assert named_acts(case.procedure) == ("file", "mend", "withdraw")
    assert stated_scope(case.procedure, case.answers) == "small file mend"
    assert scope_of(case.procedure, ["withdraw", "rule the city"]) == "small file withdraw", (
        "what was filed stays filed"
    )
    assert judged_scope(case, row, None) == row.scope
    assert judged_scope(case, row, []) == "small file"


def test_an_act_that_was_not_asked_is_refused_and_one_that_the_form_does_not_name_is_not(
    installation: Installation,
) -> None:
    case, session = filed(installation), taro(installation)
    with installation.database.read() as unit:
        assert [may_do(unit, case, act) for act in (MEND, WITHDRAW, RECEIVE)] == [True, False, True]
        demand_act(unit, case, MEND)
        with pytest.raises(MandateLacks):
            demand_act(unit, case, WITHDRAW)
        with pytest.raises(MandateLacks):
            case_for_act(installation, unit, session, case.row.receipt_number, WITHDRAW)
        assert case_for_act(installation, unit, session, case.row.receipt_number, MEND).row.id == case.row.id


def test_where_a_form_does_not_ask_and_where_nobody_was_asked_there_is_no_limit(installation: Installation) -> None:
    case = filed(installation, more="")
    assert row_of(installation, case).scope == "small"
    assert covers(case, row_of(installation, case), WITHDRAW)
    assert judged_scope(case, row_of(installation, case), ["mend"]) == "small"
    assert covers(case, None, WITHDRAW)


def test_rows_before_scopes_named_acts_follow_the_answers_and_a_rejected_mandate_only_mends(
    installation: Installation,
) -> None:
    case = filed(installation, acts=("file", "mend", "withdraw"))
    old = DelegationRow(case.row.id, "agent", "small", "2026-11-20", b"")
    assert asked_acts(case, old) == ("file", "mend", "withdraw")
    rejected = DelegationRow(case.row.id, "agent", "small file mend withdraw", "2026-11-20", b"", state=REJECTED)
    assert [covers(case, rejected, act) for act in (MEND, WITHDRAW)] == [True, False]
    assert covers(case, DelegationRow(case.row.id, "agent", rejected.scope, "", b"", state=VERIFIED), WITHDRAW)
