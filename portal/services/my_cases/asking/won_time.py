"""A time that was won in a drawing waits to be booked."""

from collections.abc import Iterator
from urllib.parse import quote

from portal.db import Unit
from portal.services.bookings.availability import booking_procedures
from portal.services.my_cases.request_item import Asked, Whose
from portal.services.shared.free_places import until_of, won_by
from portal.services.shared.needs import Basics
from portal.services.shared.sessions import GUEST, WRITE
from portal.store.residents import people


def asked(installation: Basics, unit: Unit, whose: Whose) -> Iterator[Asked]:
    drawn = {case.row.id: case for case in whose.cases if case.procedure.drawing is not None}
    if not drawn or not whose.person_id:
        return
    for winner in _winners(unit, whose, {case.row.person_id for case in drawn.values()}):
        for row in won_by(unit, winner, None, installation.clock.today()):
            procedures = booking_procedures(installation, row.resource) if row.application_id in drawn else []
            booking = next((procedure for procedure in procedures if "online" in procedure.who), None)
            if booking is None:
                continue
            reason, href = "won_time", f"/apply/{booking.id}?won={row.receipt_number}"
            of: dict[str, str] = {}
            if winner != whose.person_id:
                person = people.by_id(unit, winner)
                if person is None or person.issuer == GUEST:
                    office = installation.city.office(drawn[row.application_id].row.duty, installation.clock.today())
                    reason, href = "won_time_call", f"tel:{office.telephone.replace('-', '')}"
                    of = {"office": office.office, "telephone": office.telephone}
                else:
                    reason, href = "won_time_sign_in", f"/sign-in?next={quote(href, safe='/')}"
            yield Asked(
                reason, href, booking, until=until_of(row).isoformat(), receipt_number=row.receipt_number,
                days={"day": row.starts[:10]}, arguments=of, act=WRITE,
            )  # fmt: skip


def _winners(unit: Unit, whose: Whose, owners: set[str | None]) -> Iterator[str]:
    # Number and code open the application and not the time, which a form offers its winner alone.
    viewer = people.by_id(unit, whose.person_id)
    by_code = viewer is not None and viewer.issuer == GUEST
    yield from sorted(owner for owner in owners if owner and (owner == whose.person_id or by_code))
