"""The papers of a visit as one audited file."""

from dataclasses import replace
from types import SimpleNamespace

import pytest

from portal.errors import TooMany
from portal.services.counter.print_case import PRINTED
from portal.services.counter.print_visit import take_papers, visit_content
from portal.services.counter.sign_as_further_signer import Signer
from portal.services.shared.installation import Installation
from portal.store.counter import visit_figures
from tests.portal.services.counter.visiting import Counter, actions, file
from tests.portal.world import ANSWERS, add_member


def test_the_first_sheet_has_number_and_office_and_no_address(counter: Counter) -> None:
    number, installation = file(counter), counter.installation
    with installation.database.write() as unit:
        papers = take_papers(installation, unit, counter.member, counter.visit(unit))
        content = visit_content(installation, counter.visit(unit), papers)
    street = str(ANSWERS["address"]["street"])
    assert content["lines"][0]["where"]
    assert number in str(content["lines"][0]["number"])
    assert street not in str({name: part for name, part in content.items() if name != "forms"})
    assert street in str(content["forms"])


def test_each_paper_is_counted_and_recorded_and_too_many_are_refused(counter: Counter) -> None:
    installation = counter.installation
    file(counter)
    file(counter, answers={**ANSWERS, "insured_no": "0000000102"})
    with installation.database.write() as unit:
        visit = counter.visit(unit)
        for _ in range(PRINTED.tries // 2):
            take_papers(installation, unit, counter.member, visit)
        with pytest.raises(TooMany):
            take_papers(installation, unit, counter.member, visit)
        assert visit_figures.printed(unit, counter.visit_id) == PRINTED.tries // 2
        done = [action for action in actions(unit) if action.startswith("print")]
    assert (done.count("print visit"), done.count("print form")) == (30, 60)


def test_a_clerk_of_another_section_prints_no_form(installation: Installation, counter: Counter) -> None:
    file(counter)
    stranger = add_member(installation, "stranger", ("clerk", "child-allowance"))
    with installation.database.write() as unit:
        papers = take_papers(installation, unit, stranger, counter.visit(unit))
        content = visit_content(installation, counter.visit(unit), papers)
    assert (papers.cases, content["forms"], content["lines"][0]["number"]) == ({}, [], None)


def test_who_still_signs_stands_on_the_receipt_and_a_stamp_says_no_hour(counter: Counter) -> None:
    number, installation = file(counter), counter.installation
    with installation.database.write() as unit:
        visit = counter.visit(unit)
        papers = take_papers(installation, unit, counter.member, visit)
    asked = SimpleNamespace(name="港　花子", row=SimpleNamespace(due="2026-12-04"))
    waits = Signer(asked, "ABCDE-23456", here=False)  # type: ignore[arg-type]
    (line,) = visit_content(installation, visit, replace(papers, signers={number: [waits]}))["lines"]
    assert line["signers"][0] == "港　花子さん：番号 ABCDE-23456（令和8年12月4日まで）"
    assert line["arrived"] == "令和8年11月20日 10時00分"
    case = papers.cases[number]
    stamped = replace(case, row=replace(case.row, arrival_basis="stamp"))
    (line,) = visit_content(installation, visit, replace(papers, cases={number: stamped}))["lines"]
    assert (line["arrived"], line["signers"]) == ("令和8年11月20日", [])
