"""To the address of the applicant's card."""

from portal.db import Unit
from portal.errors import NotFound
from portal.outbox import opened
from portal.sealing import WrappedKey, sealer
from portal.services.cases.cases import case_of_member
from portal.services.notices.explain_letter import explain_message
from portal.services.notices.print_letter import Letter
from portal.services.residents.read_card import address_value
from portal.services.shared.needs import Records
from portal.services.shared.rights import Member
from portal.services.shared.write_audit import write_audit
from portal.services.shared.write_notice import Notice, write_notice
from portal.store.cases import applications
from portal.store.notices.deliveries import DeliveryRow
from portal.store.residents import people


def write_letter(installation: Records, unit: Unit, member: Member, row: DeliveryRow) -> Letter:
    """Render outside the unit. Raises NotFound, also if it would show a protected person's
    address."""
    person = None if row.person_id is None else people.by_id(unit, row.person_id)
    case = None if row.application_id is None else applications.by_id(unit, row.application_id)
    if row.kind != "letter" or person is None or case is None:
        raise NotFound("letter")
    opened_case = case_of_member(installation, unit, member, case.receipt_number)
    if opened_case.protected and not opened_case.shows_all:
        raise NotFound("letter")
    box = sealer(installation.keys, f"person:{person.id}", WrappedKey(person.key_id, person.wrapped_key))
    attributes = box.open("card", person.sealed_card).get("attributes", {})
    if not attributes.get("address"):
        raise NotFound("address")
    place = address_value(attributes["address"], installation.city)
    payload = opened(installation.keys, row)
    language, facts, address = payload["language"], payload["facts"], installation.settings.resident_address
    # The page is a QR code below the words; without one they lead to none either.
    page = "" if address else payload["link"]
    notice, spoken = (write_notice(installation, row.message, each, page, facts) for each in ("ja", language))
    write_audit(installation, unit, member.actor, "print letter", application_id=case.id, detail=row.message)
    today = installation.clock.today()
    return Letter(
        name=attributes["name"],
        postal=place.get("postal", ""),
        address=[place["town"], place.get("street", ""), place.get("building", "")],
        sender=installation.city.office(case.duty, today),
        on=today,
        subject=notice.subject,
        paragraphs=_paragraphs(notice),
        explained=explain_message(language, spoken.subject, _paragraphs(spoken)),
        facts=[("受付番号", case.receipt_number)],
        link=f"{address}{payload['link']}" if address and payload["link"] else "",
        link_words=address,
    )


def _paragraphs(notice: Notice) -> list[str]:
    return [line for line in notice.text.partition("\n--\n")[0].split("\n") if line.strip()]
