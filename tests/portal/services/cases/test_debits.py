"""The account of a 口座振替: masked for pages, and the bank's in what is handed over."""

from dataclasses import replace

from portal.services.cases.debits import debit_panel, debited, debited_of, masked, with_registered
from portal.services.shared.installation import Installation
from tests.portal.services.fees.debiting import ACCOUNT, TYPED, case_of, drawing
from tests.portal.world import alice


def test_pages_see_the_last_three_digits(installation: Installation) -> None:
    assert masked(TYPED) == "架空銀行 本店 ****789"
    assert masked({"bank": "9998", "branch": "002", "number": "7654321"}) == "9998 002 ****321"


def test_before_anything_was_begun_there_is_the_typed_account_alone(installation: Installation) -> None:
    session = alice(installation)
    case = case_of(installation, session, drawing(installation, session))
    with installation.database.read() as unit:
        debit = debited(unit, case)
        panel = debit_panel(unit, case)
    assert debit is not None
    assert (debit.state, debit.registered, debit.differs, debit.account["number"]) == ("none", None, False, "0000789")
    assert (panel["debit"], panel["debit_masked"]) == (debit, "")
    public = replace(case, answers={"answer": {"way": "public"}})
    assert debited_of(public, ()) is None, "there is no number to show or to print"


def test_the_registered_account_is_handed_over_in_place_of_the_typed_one(installation: Installation) -> None:
    procedure = installation.catalogue.current("koza-furikae")
    account = {
        "bank": ACCOUNT.bank,
        "branch": ACCOUNT.branch,
        "number": ACCOUNT.number,
        "holder": ACCOUNT.holder,
        "kind": "current",
        "way": "bank",
    }
    given = with_registered(procedure, {"what": "new", "pay.account": TYPED}, account)
    assert (given["what"], given["pay.account"]["number"], given["pay.account"]["bank_name"]) == ("new", "7654321", "")
    ended = {"what": "end"}
    assert with_registered(procedure, ended, account) == ended, "a correction took the question away"
