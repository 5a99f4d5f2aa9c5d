"""Forms that are printed before anything is filed."""

import pytest

from portal.errors import NotFound, TooMany
from portal.services.counter.print_case import PRINTED
from portal.services.counter.print_drafts import drafts_content, print_drafts, take_drafts
from portal.services.shared.installation import Installation
from portal.store.cases import applications
from tests.portal.services.counter.visiting import Counter, actions, file
from tests.portal.services.paper.paper import text_of
from tests.portal.world import ANSWERS, add_member


def test_a_draft_is_printed_with_its_answers_and_each_sheet_says_that_it_is_none_yet(counter: Counter) -> None:
    installation = counter.installation
    draft_id = counter.add(answers=ANSWERS)
    with installation.database.write() as unit:
        visit = counter.visit(unit)
        drafts = take_drafts(installation, unit, counter.member, visit)
        assert [action for action in actions(unit) if action.startswith("print")] == ["print draft"]
        assert applications.by_uid(unit, draft_id) is None, "nothing is filed by printing"
    (form,) = drafts_content(installation, visit, drafts)["forms"]
    assert (form["receipt"], form["version"][:3]) == (None, "下書き")
    pages = text_of(print_drafts(installation, visit, drafts).pdf)
    assert str(ANSWERS["address"]["street"]) in pages
    assert pages.count("まだ受け付けていません") >= 3


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
