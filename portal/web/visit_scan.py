"""The scan of a paper that a visitor shows, on the screen on which its people are keyed: its pages to look at, and its question."""

from collections.abc import Sequence
from dataclasses import replace

from forms.mistakes import Mistake
from portal.services.installation import Installation
from portal.services.keep_file import Shelf
from portal.services.scan_visit import visit_scan_field
from portal.web.form_scan import FormScan, laid_beside
from portal.web.hand_in_files import shelf_view
from portal.web.own_questions import own_environment, own_speech


def visit_scan(
    installation: Installation, shelf: Shelf, here: str, paper: str, mistakes: Sequence[Mistake]
) -> FormScan:  # fmt: skip
    """`here`: where the files of the visit are handed out; `mistakes`: what was not taken just now."""
    question = visit_scan_field(paper)
    view = shelf_view(
        shelf, question, own_speech("ja"), replace(own_environment(installation), files=shelf.files.get), label="スキャン",
        required=False, mistakes=mistakes,
    )  # fmt: skip
    return replace(laid_beside(here, shelf.chosen_for(question.id)), view=view)
