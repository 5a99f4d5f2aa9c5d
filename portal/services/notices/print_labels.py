"""宛名ラベル of a batch, for envelopes without a window: A4 with twelve labels."""

# Voids no letter's code.

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from forms.city.city import City
from portal.clock import TOKYO
from portal.db import Unit
from portal.errors import Conflict
from portal.services.counter.print_case import PRINTED
from portal.services.notices.ask_by_letter import Addressee
from portal.services.notices.dispatch_line import case_of_line, letter_to
from portal.services.notices.dispatch_note import note_of
from portal.services.notices.print_letter import by_representative
from portal.services.paper.typeset import Paper, typeset
from portal.services.shared.needs import Records
from portal.services.shared.rights import Member
from portal.services.shared.throttle import count
from portal.services.shared.write_audit import write_audit
from portal.store.notices import dispatches
from portal.store.notices.dispatches import PACKED, SENT, BatchRow

ACROSS, DOWN = 2, 6
A_SHEET = ACROSS * DOWN


@dataclass(frozen=True)
class Label:
    place: str  # number of the letter in its batch
    to: Addressee


def labels_of(installation: Records, unit: Unit, member: Member, batch: BatchRow) -> tuple[Label, ...]:
    """Raises NotAllowed, also for protected people; TooMany; Conflict if the batch is empty."""
    member.demand("deliver", batch.duty)
    rows = [row for row in dispatches.of_batch(unit, batch.id) if row.state in (PACKED, SENT)]
    if not rows:
        raise Conflict("batch")
    count(installation, unit, PRINTED, member.login)
    labels = []
    for row in rows:
        case = case_of_line(installation, unit, member, row)
        if case.protected:
            member.demand("see protected", row.duty)
        labels.append(Label(f"{batch.id}-{row.place}", letter_to(unit, case, row, note_of(case, row))))
        write_audit(
            installation, unit, member.actor, "print label", application_id=row.application_id, detail=str(row.id)
        )
    return tuple(labels)


def print_labels(city: City, labels: Sequence[Label], day: date, skip: int) -> Paper:
    """`skip`: labels of the first sheet that are used up. Outside a unit."""
    made = datetime.combine(day, time.min, TOKYO)
    cells = [None] * (skip % A_SHEET) + [_cell(label) for label in labels]
    sheets = [cells[index : index + A_SHEET] for index in range(0, len(cells), A_SHEET)]
    return typeset("labels", {"title": "宛名ラベル", "city": city.name, "across": ACROSS, "sheets": sheets}, made)


def _cell(label: Label) -> dict[str, object]:
    to = label.to
    return {
        "place": label.place, "name": to.name, "honorific": "御中" if to.organisation else "様",
        "representative": by_representative(to.representative),
        "postal": f"{to.postal[:3]}-{to.postal[3:]}" if to.postal else "", "address": [line for line in to.address if line],
    }  # fmt: skip
