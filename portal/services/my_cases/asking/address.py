from collections.abc import Iterator

from portal.db import Unit
from portal.services.my_cases.request_item import Asked, Whose
from portal.services.shared.needs import Basics
from portal.store.residents import contacts


def asked(_installation: Basics, unit: Unit, whose: Whose) -> Iterator[Asked]:
    if not whose.all or not whose.person_id:
        return
    for row in contacts.of_person(unit, whose.person_id):
        if row.state == "bad" and row.channel in ("mail", "line", "push", "sms"):
            yield Asked(f"address_{row.channel}", "/applications/contact", None)
