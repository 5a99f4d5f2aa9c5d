"""The public blank form: typeset once a day."""

from dataclasses import replace

import pytest

from forms.definition.procedure import Procedure
from portal.errors import NotFound
from portal.services.paper.print_blank import print_blank
from portal.services.procedures.ask_reception import counter_doors
from portal.services.shared.installation import Installation
from tests.forms.loading.small import small
from tests.portal.later import later
from tests.portal.services.paper.paper import procedure, text_of


@pytest.fixture
def on_paper() -> Procedure:
    made = procedure()
    assert counter_doors(made)
    return made


def test_the_form_of_a_day_is_typeset_once(installation: Installation, on_paper: Procedure) -> None:
    first = print_blank(installation, on_paper)
    assert print_blank(later(installation, hours=8), on_paper) is first
    assert print_blank(installation, replace(on_paper)) is first
    assert print_blank(later(installation, days=1), on_paper).pdf != first.pdf


def test_a_changed_question_is_another_form(installation: Installation, on_paper: Procedure) -> None:
    renamed = replace(on_paper, title="別の申請")
    before, after = (text_of(print_blank(installation, of).pdf) for of in (on_paper, renamed))
    assert ("見本の申請" in before, "別の申請" in before) == (True, False)
    assert "別の申請" in after


def test_a_procedure_without_paper_has_no_form(installation: Installation) -> None:
    with pytest.raises(NotFound):
        print_blank(installation, small())
