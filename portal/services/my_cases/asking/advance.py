from collections.abc import Iterator

from portal.db import Unit
from portal.services.fees.refund_advance import returned_on
from portal.services.my_cases.request_item import Asked, Whose
from portal.services.shared.needs import Basics
from portal.services.shared.sessions import SEND
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
            until = returned_on(installation.settings, row.changed_at).isoformat()
            address = f"/apply/{draft.procedure}/{draft.id}/check"
            yield Asked("advance", address, procedure, until=until, arguments={"amount": f"{row.amount:,}"}, act=SEND)
