"""The scan of a paper form, for staff."""

from dataclasses import replace

import pytest

from forms.mistakes import Mistake
from forms.path.environment import KeptFile
from portal.services.files.keep_file import RefusedFile, Shelf
from portal.services.filing.drafts import draft_of_counter, start_draft, unstored_draft
from portal.services.filing.scan_form import (
    QUESTION,
    carry_form_scans,
    form_scans,
    may_be_on_paper,
    may_see_form,
    refused_form_scan,
)
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.store.cases import applications
from portal.store.files import attachments
from portal.store.files.attachments import Holder
from tests.forms.loading.small import small
from tests.portal.numbers import with_numbers
from tests.portal.world import DUTY, PLACE, PROCEDURE, add_member, alice, file_application


def test_who_may_read_only_some_answers_does_not_get_the_scan(installation: Installation) -> None:
    draft = unstored_draft(installation, small(), "counter")
    files = {name: KeptFile(name, f"{name}.pdf", "application/pdf", 9, "0" * 64) for name in ("form", "own")}
    refused = (RefusedFile("bad", QUESTION, Mistake("file.empty")),)
    shelf = Shelf(draft.shelf.holder, draft.sealer, files, refused, {"form": QUESTION, "own": "papers"})
    assert [file.id for file in form_scans(shelf)] == ["form"]
    assert refused_form_scan(shelf)
    shown = shelf.without(QUESTION)
    assert (list(shown.files), form_scans(shown), refused_form_scan(shown)) == (["own"], (), False)


@pytest.mark.parametrize(
    ("rights", "numbered", "plain"),
    [((("reviewer", DUTY),), False, True), ((("reviewer", DUTY), ("my_number", DUTY)), True, True),
     ((("my_number", "child-allowance"),), False, True)],
)  # fmt: skip
def test_a_form_with_a_number_needs_the_right_to_use_numbers_of_this_duty(
    rights: tuple[tuple[str, str], ...], numbered: bool, plain: bool
) -> None:
    member = Member(1, "member", "", frozenset(rights), PLACE)
    assert may_see_form(member, with_numbers()) is numbered
    assert may_see_form(member, small()) is plain


def test_a_draft_may_be_on_paper_if_it_is_keyed_from_a_sheet_or_comes_by_post(installation: Installation) -> None:
    online = unstored_draft(installation, small(), "counter")
    by_post = unstored_draft(installation, small(who="{online: [anyone], post: [anyone]}"), "counter")
    assert [may_be_on_paper(draft) for draft in (online, replace(online, sheet=7), by_post)] == [False, True, True]


def test_a_scan_goes_along_before_its_check_and_other_files_stay(installation: Installation) -> None:
    clerk = add_member(installation, "clerk", ("clerk", DUTY))
    number = file_application(installation, alice(installation))
    with installation.database.write() as unit:
        procedure = installation.catalogue.current(PROCEDURE)
        draft_id = start_draft(installation, unit, procedure, "counter", staff_id=clerk.id)
        draft = draft_of_counter(installation, unit, clerk, draft_id)
        for name, question in (("form", QUESTION), ("other", "papers")):
            file = KeptFile(name, f"{name}.pdf", "application/pdf", 9, "0" * 64)
            facts = draft.sealer.seal(f"file facts:{name}", {**file.stored, "question": question})
            attachments.add(unit, draft.shelf.holder, name, facts, b"content", 1)
        draft = draft_of_counter(installation, unit, clerk, draft_id)
        row = applications.by_number(unit, number)
        assert row is not None
        carry_form_scans(unit, draft, row.id)
        unit.commit()
        assert [file.id for file in attachments.of(unit, Holder(application_id=row.id))] == ["form"]
        assert [file.id for file in attachments.of(unit, draft.shelf.holder)] == ["other"]
