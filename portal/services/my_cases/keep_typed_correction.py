# Who was shown a page keeps what they type there, also after their session or their letter's pass has ended: the page
# carries a pass of its own, which holds in this browser until the page is saved. Receipt numbers can be guessed: without
# it, nothing is kept and no response discloses that a correction is open.

import json

from portal.clock import to_micro
from portal.db import Unit
from portal.services.cases.cases import Case, open_case
from portal.services.cases.mandate_acts import MEND, may_do
from portal.services.files.keep_numbers import numbers_in
from portal.services.my_cases.correct_application import Mending, mark_of
from portal.services.notices.letter_pass import read_letter_pass, written_pass
from portal.services.residents.keep_post import HOURS, MOST, Boxes
from portal.services.shared import throttle
from portal.services.shared.needs import HasFormKey
from portal.store.cases import applications
from portal.store.desk import corrections, typed_corrections
from portal.store.desk.corrections import CorrectionRow
from portal.store.desk.typed_corrections import TypedRow
from portal.store.signing import delegations


def page_pass(installation: HasFormKey, mending: Mending, page: str, browser: str, *, by_letter: bool) -> str:
    now = installation.clock.now()
    purpose = _purpose(mending.row, page, by_letter=by_letter)
    return written_pass(installation.form_key, purpose, mending.row.id, browser, now, HOURS * 60)


def keep_typed_correction(
    installation: HasFormKey, unit: Unit, shown: str, page: str, browser: str, boxes: Boxes, place: str,
    limit: throttle.Limit,
) -> bool:  # fmt: skip
    # Raises TooMany.
    throttle.count(installation, unit, limit, place)
    read = read_letter_pass(shown)
    if read is None or len(json.dumps(boxes)) > MOST:
        return False
    corrections.lock(unit, read.number)
    row = corrections.by_id(unit, read.number)
    if row is None:
        return False
    now = installation.clock.now()
    own, letter = (
        read.holds(installation.form_key, _purpose(row, page, by_letter=by_letter), browser, now)
        for by_letter in (False, True)
    )
    if not own and not letter:
        return False
    application = applications.by_id(unit, row.application_id)
    if application is None or application.state != "returned" or row.answered_at is not None:
        return False
    case = open_case(installation, unit, application)
    # An agent whose mandate ended, or lacks this act, writes no more; who has the letter does.
    over = delegations.is_over(unit, application.id, installation.clock.today().isoformat())
    if not letter and (over or not may_do(unit, case, MEND)):
        return False
    numbers = numbers_in(case.procedure, boxes)
    sealed = case.sealer.seal(
        _place(row.id, page), {name: texts for name, texts in boxes.items() if name not in numbers}
    )
    typed_corrections.put(unit, TypedRow(row.id, page, sealed, to_micro(now)))
    return True


def typed_correction(unit: Unit, case: Case, mending: Mending, page: str) -> Boxes | None:
    row = typed_corrections.find(unit, mending.row.id, page)
    if row is None:
        return None
    boxes: Boxes = case.sealer.open(_place(row.correction_id, page), row.sealed_boxes)
    return boxes


def _place(correction_id: int, page: str) -> str:
    return f"typed:{correction_id}:{page}"


def _purpose(row: CorrectionRow, page: str, *, by_letter: bool) -> str:
    return f"page of {'letter' if by_letter else 'correction'}\0{page}\0{mark_of(row)}"
