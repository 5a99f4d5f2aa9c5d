"""Numbers of blank forms: no gaps, no duplicates."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from portal.errors import BadRequest
from portal.services.counter.number_blanks import key_blank, make_blanks, print_blanks, set_blanks
from portal.services.shared.form_number import written
from portal.services.shared.installation import Installation
from portal.store.counter import blank_forms
from portal.store.filing import drafts
from tests.portal.pdfs import page_texts
from tests.portal.world import DUTY, PROCEDURE, add_member

pytestmark = pytest.mark.both_engines


def test_two_who_number_at_once_get_each_number_once(installation: Installation) -> None:
    clerk = add_member(installation, "clerk", ("clerk", DUTY))

    def make(batch: str) -> None:
        with installation.database.write() as unit:
            make_blanks(installation, unit, clerk, batch * 20, PROCEDURE, 8)
            unit.commit()

    with ThreadPoolExecutor(2) as both:
        list(both.map(make, "ab"))
    with installation.database.write() as unit:
        assert [row.number for row in blank_forms.open_ones(unit)] == list(range(1, 17))
        with pytest.raises(BadRequest):
            make_blanks(installation, unit, clerk, "?", PROCEDURE, 1)
        draft_id, _ = key_blank(installation, unit, clerk, written(3))
        drafts.remove(unit, draft_id)  # swept without registration: the sheet still exists
        assert key_blank(installation, unit, clerk, written(3))[0]


def test_each_sheet_of_a_blank_form_has_its_number(installation: Installation) -> None:
    clerk = add_member(installation, "clerk", ("clerk", DUTY))
    with installation.database.write() as unit:
        make_blanks(installation, unit, clerk, "a" * 20, PROCEDURE, 2)
        content = print_blanks(installation, unit, blank_forms.open_ones(unit))
    pages = page_texts(set_blanks(installation.clock, content).pdf)
    assert len(pages) > 2
    assert [written(1) in page for page in pages] == [place < len(pages) / 2 for place in range(len(pages))]
