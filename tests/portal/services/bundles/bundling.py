"""Bundles of two procedures."""

from collections.abc import Callable, Sequence

from portal.services.bundles.open_bundle import Bundle, bundle_of_resident
from portal.services.bundles.start_bundle import start_bundle
from portal.services.bundles.submit_bundle import Kept, submit_bundle
from portal.services.filing.arrival import Arrival
from portal.services.filing.drafts import save_draft
from portal.services.shared.installation import Installation
from portal.services.shared.sessions import Session
from portal.services.shared.write_audit import Actor
from portal.store.statements import every, sql
from tests.forms.loading.small import small
from tests.portal.routes.guest_browser import offer
from tests.portal.world import PLACE

LEFT, RIGHT = "left", "right"


DUTIES = {LEFT: "care-qualification", RIGHT: "resident-certificates"}


WHOLE = {"reason": "torn"}


def offers(installation: Installation, more: str = "") -> None:
    for procedure, duty in DUTIES.items():
        offer(installation, small(more if procedure == RIGHT else "", procedure=procedure, duty=duty))


def begin(
    installation: Installation, session: Session, order: Sequence[str] = (LEFT, RIGHT), answered: bool = True
) -> str:
    with installation.database.write() as unit:
        chosen = [installation.catalogue.current(procedure) for procedure in order]
        bundle_id = start_bundle(installation, unit, session, chosen, Actor("resident", session.person_id or ""))
        for draft in bundle_of_resident(installation, unit, session, bundle_id).drafts if answered else ():
            save_draft(installation, unit, draft, WHOLE, frozenset({"reason"}))
        unit.commit()
    return bundle_id


def opened(installation: Installation, session: Session, bundle_id: str) -> Bundle:
    with installation.database.read() as unit:
        return bundle_of_resident(installation, unit, session, bundle_id)


def send(
    installation: Installation, session: Session, bundle_id: str, wait: Callable[[], object] = lambda: None
) -> str | Kept:
    with installation.database.write() as unit:
        bundle = bundle_of_resident(installation, unit, session, bundle_id)
        wait()
        sent = submit_bundle(
            installation, unit, bundle, Actor("resident", session.person_id or "", place=PLACE),
            Arrival(installation.clock.now(), "online", "stored"), {draft.id: {"way": "card"} for draft in bundle.drafts},
        )  # fmt: skip
        if isinstance(sent, str):
            unit.commit()
    return sent


def count(installation: Installation, table: str) -> int:
    with installation.database.read() as unit:
        return int(every(unit, sql(f"SELECT COUNT(*) FROM {table}"))[0][0])
