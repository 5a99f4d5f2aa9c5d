"""The scan of a visitor's paper."""

from collections.abc import Sequence
from dataclasses import replace

from forms.mistakes import Mistake
from portal.services.counter.scan_visit import visit_scan_field
from portal.services.files.keep_file import Shelf
from portal.services.shared.installation import Installation
from portal.web.counter.form_scan import FormScan, laid_beside
from portal.web.desk.hand_in_files import shelf_view
from portal.web.filing.own_questions import own_environment, own_speech


def visit_scan(
    installation: Installation, shelf: Shelf, base: str, paper: str, mistakes: Sequence[Mistake]
) -> FormScan:  # fmt: skip
    question = visit_scan_field(paper)
    view = shelf_view(
        shelf, question, own_speech("ja"), replace(own_environment(installation), files=shelf.files.get), label="スキャン",
        required=False, mistakes=mistakes,
    )  # fmt: skip
    return replace(laid_beside(base, shelf.chosen_for(question.id)), view=view)
