from collections.abc import Iterator

from portal.clock import from_micro, tokyo_day
from portal.db import Unit
from portal.services.fees.refund_advance import KEPT
from portal.services.my_cases.request_item import Asked, Whose
from portal.services.shared.needs import Basics
from portal.store.fees import advances
from portal.store.filing import drafts


def asked(installation: Basics, unit: Unit, whose: Whose) -> Iterator[Asked]:
    if not whose.all or not whose.person_id:
        return
    known = {row.id: row for row in drafts.of_person(unit, whose.person_id)}
    for row in advances.of_person(unit, whose.person_id):
        draft = known.get(row.draft_id)
        if row.state == "paid" and draft is not None:
            procedure = installation.catalogue.version(unit, draft.meaning)
            until = tokyo_day(from_micro(row.changed_at) + KEPT).isoformat()
            address = f"/apply/{draft.procedure}/{draft.id}/check"
            yield Asked("advance", address, procedure, until=until, arguments={"amount": f"{row.amount:,}"})
