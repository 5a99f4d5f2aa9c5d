"""A notice as a letter to whoever filed, at the address of their card: for those whom nothing else reaches."""

from portal.db import Unit
from portal.errors import NotFound
from portal.outbox import opened
from portal.sealing import WrappedKey, sealer
from portal.services.cases import case_of_member
from portal.services.installation import Installation
from portal.services.print_letter import Letter
from portal.services.read_card import address_value
from portal.services.rights import Member
from portal.services.write_audit import write_audit
from portal.services.write_notice import write_notice
from portal.store import applications, people
from portal.store.deliveries import DeliveryRow


def write_letter(installation: Installation, unit: Unit, member: Member, row: DeliveryRow) -> Letter:
    """NotFound where the card gave no address, and where it would show this member where somebody protected lives. Recorded; the caller commits, and sets the letter outside the unit."""
    person = None if row.person_id is None else people.by_id(unit, row.person_id)
    case = None if row.application_id is None else applications.by_id(unit, row.application_id)
    if row.kind != "letter" or person is None or case is None:
        raise NotFound("letter")
    whole = case_of_member(installation, unit, member, case.receipt_number)
    if whole.protected and not whole.shows_all:
        raise NotFound("letter")
    box = sealer(installation.keys, f"person:{person.id}", WrappedKey(person.key_id, person.wrapped_key))
    four = box.open("card", person.sealed_card).get("attributes", {})
    if not four.get("address"):
        raise NotFound("address")
    place = address_value(four["address"], installation.city)
    payload = opened(installation.keys, row)
    notice = write_notice(installation, row.message, payload["language"], "", payload["facts"])
    write_audit(installation, unit, member.actor, "print letter", application_id=case.id, detail=row.message)
    today = installation.clock.today()
    return Letter(
        name=four["name"],
        postal=place.get("postal", ""),
        address=[place["town"], place.get("street", ""), place.get("building", "")],
        sender=installation.city.office(case.duty, today),
        on=today,
        subject=notice.subject,
        paragraphs=[line for line in notice.text.partition("\n--\n")[0].split("\n") if line.strip()],
        facts=[("受付番号", case.receipt_number)],
        link=f"{installation.settings.resident_address}{payload['link']}" if payload["link"] else "",
        link_words=installation.settings.resident_address,
    )
