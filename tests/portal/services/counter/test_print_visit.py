"""The papers of a visit as one audited file."""

from dataclasses import replace
from types import SimpleNamespace

import pytest

from portal.errors import NotFound, TooMany
from portal.services.counter.guide_visit import keep_answers, rest_of_guides
from portal.services.counter.print_case import PRINTED
from portal.services.counter.print_visit import (
    drafts_content,
    print_drafts,
    print_visit,
    signing_sheet,
    take_drafts,
    take_papers,
    visit_content,
)
from portal.services.counter.sign_as_further_signer import Signer
from portal.services.shared.installation import Installation
from portal.store.cases import applications
from portal.store.counter import visit_figures
from tests.portal.services.counter.visiting import Counter, actions, file
from tests.portal.services.paper.paper import text_of
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


def test_the_rest_of_the_guide_is_on_the_first_sheet_with_days_and_places(counter: Counter) -> None:
    file(counter)
    installation = counter.installation
    guide = installation.guides["moving"]
    with installation.database.write() as unit:
        answers = {"direction": "moved_in", "moved_on": "2026-11-10", "insurance": ["nhi"]}
        keep_answers(installation, unit, counter.visit(unit), guide, answers)
        visit = counter.visit(unit)
        rest = rest_of_guides(installation, installation.guides, unit, visit)
        papers = take_papers(installation, unit, counter.member, visit, rest)
    content = visit_content(installation, visit, papers)
    (line,) = [line for line in content["rest"] if line.startswith("国民健康保険に入る")]
    assert "令和8年（2026年）11月24日まで　市民部 保険年金課 国保資格係（市役所 1階 " in line
    assert "ほかにすること" in text_of(print_visit(installation, visit, papers).pdf)


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


def test_who_still_signs_is_on_the_receipt_and_a_stamp_says_no_hour(counter: Counter) -> None:
    number, installation = file(counter), counter.installation
    with installation.database.write() as unit:
        visit = counter.visit(unit)
        papers = take_papers(installation, unit, counter.member, visit)
    asked = SimpleNamespace(name="港　花子", row=SimpleNamespace(due="2026-12-04"))
    waits = Signer(asked, True, "ABCDE-23456", "https://shinsei.city.example/signers", False)  # type: ignore[arg-type]
    (line,) = visit_content(installation, visit, replace(papers, signers={number: [waits]}))["lines"]
    assert line["signers"] == [
        "港　花子さん：番号 ABCDE-23456（令和8年（2026年）12月4日まで）",
        "https://shinsei.city.example/signers か窓口で署名します。受付番号と、その人の番号を伝えてください。",
    ]
    inside = replace(waits, code="", address="")
    (inner_line,) = visit_content(installation, visit, replace(papers, signers={number: [inside]}))["lines"]
    assert inner_line["signers"] == [
        "港　花子さん（令和8年（2026年）12月4日まで）", "窓口で署名します。受付番号を伝えてください。"
    ]  # fmt: skip
    assert line["arrived"] == "令和8年（2026年）11月20日 10時00分"
    case = papers.cases[number]
    stamped = replace(case, row=case.row._replace(arrival_basis="stamp"))
    (line,) = visit_content(installation, visit, replace(papers, cases={number: stamped}))["lines"]
    assert (line["arrived"], line["signers"]) == ("令和8年（2026年）11月20日", [])


def test_two_forms_are_signed_once_on_a_sheet_of_the_visit_and_refer_to_it(counter: Counter) -> None:
    installation = counter.installation
    numbers = [file(counter), file(counter, answers={**ANSWERS, "insured_no": "0000000102"})]
    with installation.database.write() as unit:
        visit = counter.visit(unit)
        papers = take_papers(installation, unit, counter.member, visit)
    content = visit_content(installation, visit, papers)
    assert [line["number"] for line in content["signing"]["lines"]] == numbers
    assert [form["with_visit"] for form in content["forms"]] == ["来庁の署名票の1番", "来庁の署名票の2番"]
    text = text_of(print_visit(installation, visit, papers).pdf)
    assert text.count("署名は、来庁の署名票の") == 2
    assert str(ANSWERS["address"]["street"]) not in str(content["signing"])


def test_one_form_is_signed_on_itself(counter: Counter) -> None:
    file(counter)
    with counter.installation.database.write() as unit:
        visit = counter.visit(unit)
        papers = take_papers(counter.installation, unit, counter.member, visit)
    content = visit_content(counter.installation, visit, papers)
    assert content["signing"] is None
    assert "with_visit" not in content["forms"][0]


def test_a_form_that_law_wants_signed_keeps_its_own_line_and_is_named_on_the_sheet() -> None:
    lines = [SimpleNamespace(number=str(at), title=f"届{at}", name="", office="市民課") for at in range(3)]
    waits = {"signs": True, "identified": True, "by_hand": ""}
    forms = {"0": waits, "1": waits | {"by_hand": "見本条例 第4条"}, "2": waits}
    sheet = signing_sheet(lines, forms)  # type: ignore[arg-type]
    assert sheet is not None
    assert [line["number"] for line in sheet["lines"]] == ["0", "2"]
    assert sheet["apart"] == ["届1（見本条例 第4条）"]
    assert signing_sheet(lines, forms | {"2": waits | {"signed": {}}}) is None  # type: ignore[arg-type]


def test_a_draft_is_printed_with_its_answers_and_each_sheet_says_that_it_is_none_yet(counter: Counter) -> None:
    installation = counter.installation
    draft_id = counter.add(answers=ANSWERS)
    with installation.database.write() as unit:
        visit = counter.visit(unit)
        drafts = take_drafts(installation, unit, counter.member, visit)
        assert [action for action in actions(unit) if action.startswith("print")] == ["print draft"]
        assert applications.by_uid(unit, draft_id) is None, "nothing is filed by printing"
    (form,) = drafts_content(installation, visit, drafts)["forms"]
    assert (form["receipt"], form["version"][:3], form["day"]["box"]["eras"]) == (None, "下書き", ["令和"])
    pages = text_of(print_drafts(installation, visit, drafts).pdf)
    assert str(ANSWERS["address"]["street"]) in pages
    assert pages.count("まだ受け付けていません") >= 3
    assert "登録した手続はありません" not in pages
    assert "次の1件は、まだ受け付けていません。" in pages
    assert "用意した様式・介護保険被保険者証などの再交付申請" in "".join(pages.split())


def test_what_is_filed_or_of_another_section_is_no_draft(installation: Installation, counter: Counter) -> None:
    file(counter)
    with installation.database.write() as unit, pytest.raises(NotFound):
        take_drafts(installation, unit, counter.member, counter.visit(unit))
    counter.add()
    stranger = add_member(installation, "stranger", ("clerk", "child-allowance"))
    with installation.database.write() as unit:
        with pytest.raises(NotFound):
            take_drafts(installation, unit, stranger, counter.visit(unit))
        for _ in range(PRINTED.tries):
            take_drafts(installation, unit, counter.member, counter.visit(unit))
        with pytest.raises(TooMany):
            take_drafts(installation, unit, counter.member, counter.visit(unit))
