"""A time that was won in a drawing waits to be booked."""

from collections.abc import Iterator

from portal.db import Unit
from portal.services.bookings.availability import booking_procedures
from portal.services.my_cases.request_item import Asked, Whose
from portal.services.shared.free_places import until_of, won_by
from portal.services.shared.needs import Basics
from portal.services.shared.sessions import WRITE


def asked(installation: Basics, unit: Unit, whose: Whose) -> Iterator[Asked]:
    drawn = {case.row.id for case in whose.cases if case.procedure.drawing is not None}
    if not drawn or not whose.person_id:
        return
    for row in won_by(unit, whose.person_id, None, installation.clock.today()):
        procedures = booking_procedures(installation, row.resource) if row.application_id in drawn else []
        booking = next((procedure for procedure in procedures if "online" in procedure.who), None)
        if booking is not None:
            yield Asked(
                "won_time", f"/apply/{booking.id}?won={row.receipt_number}", booking, until=until_of(row).isoformat(),
                receipt_number=row.receipt_number, days={"day": row.starts[:10]}, act=WRITE,
            )  # fmt: skip
