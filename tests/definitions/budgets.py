"""The smallest definitions with a budget, offered, filed, decided and withdrawn."""

from collections.abc import Callable
from dataclasses import replace

from forms.city.city import City, DatedSetting
from portal.jobs.bookings.keep_places import keep_places
from portal.services.bookings.commit_budget import Account, account_of, share_of
from portal.services.cases.cases import case_of_member, case_of_resident
from portal.services.desk.case.pass_screening import pass_screening
from portal.services.filing.arrival import Arrival, Sent
from portal.services.filing.drafts import draft_of_resident, save_draft, start_draft
from portal.services.filing.submit_application import submit_application
from portal.services.my_cases.stop_application import NOW, stop_application
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.services.shared.sessions import Session
from portal.services.shared.write_audit import Actor
from portal.store.bookings.reservations import ReservationRow
from portal.store.cases import applications
from tests.definitions.shelf import shelf
from tests.portal.results import decide
from tests.portal.routes.guest_browser import offer
from tests.portal.world import PLACE

CLOSED, WAIT, PERIOD, SETTLED = "budget", "budget-wait", "budget-period", "budget-settled"
NAME = {"family": "髙見本", "given": "太郎"}
YEAR = 2026


def with_budget(installation: Installation, yen: int, of: str = CLOSED, since: str = "2024-04-01") -> Installation:
    """The city's own amount."""
    return with_setting(installation, of, "budget", yen, since)


def with_setting(
    installation: Installation, of: str, name: str, value: object, since: str = "2024-04-01"
) -> Installation:
    row = DatedSetting.model_validate({"value": value, "from": since})
    city: City = installation.city
    own = {**city.settings.get(of, {}), name: (row,)}
    city = city.model_copy(update={"settings": {**city.settings, of: own}})
    return replace(installation, city=city)


def offered(installation: Installation, yen: int, of: str = CLOSED) -> Installation:
    for name in {of, CLOSED, SETTLED}:
        offer(installation, shelf()[name])
    return with_budget(installation, yen, of)


def begin(installation: Installation, session: Session, yen: int, of: str = CLOSED) -> str:
    with installation.database.write() as unit:
        draft_id = start_draft(
            installation, unit, installation.catalogue.current(of), "online", person_id=session.person_id
        )
        draft = draft_of_resident(installation, unit, session, of, draft_id)
        save_draft(installation, unit, draft, {"name": NAME, "cost": yen}, frozenset())
        unit.commit()
    return draft_id


def send(
    installation: Installation, session: Session, draft_id: str, of: str = CLOSED, wait: Callable[[], object] = lambda: None,
    *, days_ago: int = 0,
) -> Sent:  # fmt: skip
    with installation.database.write() as unit:
        draft = draft_of_resident(installation, unit, session, of, draft_id)
        wait()
        actor = Actor("resident", session.person_id or "", place=PLACE)
        sent = submit_application(
            installation, unit, draft, actor, Arrival(installation.clock.now(), "online", "stored"), {"way": "card"}
        )
        if sent.receipt_number:
            unit.commit()
    return sent


def file(installation: Installation, session: Session, yen: int, of: str = CLOSED) -> str:
    """The receipt number, or ""."""
    return send(installation, session, begin(installation, session, yen, of), of).receipt_number


def withdraw(installation: Installation, session: Session, number: str) -> None:
    with installation.database.write() as unit:
        case = case_of_resident(installation, unit, session, number)
        stop_application(installation, unit, case, Actor("resident", "alice", place=PLACE), NOW, "")
        unit.commit()
    keep_places(installation)


def screen(installation: Installation, member: Member, number: str) -> None:
    with installation.database.write() as unit:
        case = case_of_member(installation, unit, member, number)
        pass_screening(installation, unit, member, case, case.row.revision)
        unit.commit()


def grant(installation: Installation, member: Member, number: str, yen: int) -> None:
    decide(installation, member, number, "approved", {"result.amount": [str(yen)]})


def refuse(installation: Installation, member: Member, number: str) -> None:
    decide(installation, member, number, "refused", {}, words="対象の費用ではないためです。")
    keep_places(installation)


def account(installation: Installation, of: str = CLOSED, year: int = YEAR) -> Account:
    with installation.database.read() as unit:
        return account_of(installation, unit, installation.catalogue.current(of), year)


def share(installation: Installation, number: str, of: str = CLOSED) -> ReservationRow | None:
    with installation.database.read() as unit:
        row = applications.by_number(unit, number)
        assert row is not None
        return share_of(unit, row.id, of)
