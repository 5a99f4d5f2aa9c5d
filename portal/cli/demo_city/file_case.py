"""Files a case through a door, as residents, clerks and マイナポータル do."""

from dataclasses import dataclass
from datetime import timedelta
from random import Random
from typing import Any

from forms.answers import Answers
from forms.definition.procedure import Procedure
from forms.path.filer import ANYONE, SELF
from integrations.identity.mock.provider import pairwise_subject
from integrations.imports.samples import Made, packed
from integrations.sockets.import_socket import Header
from integrations.sockets.interfaces import Assertion, BasicFour
from portal.cli.demo_city.adapt_answers import adapt_answers, own_answers, scenarios_of
from portal.cli.demo_city.attach_files import attach_files
from portal.cli.demo_city.invent_people import Invented
from portal.cli.demo_city.making import PLACE, Making
from portal.cli.demo_city.serve_visit import POST_DAYS, key_paper, serve_visit
from portal.cli.practice_people import personas
from portal.db import Unit
from portal.services.filing.arrival import Arrival
from portal.services.filing.drafts import Draft, draft_of_resident, save_draft, start_draft
from portal.services.filing.note_protected import Looked, asking_register
from portal.services.filing.submit_application import submit_application
from portal.services.imports.keep_package import keep_package
from portal.services.imports.take_package import take_packages
from portal.services.residents.sign_in_resident import finish_sign_in
from portal.services.shared.city_rules import PORTAL_DOOR
from portal.services.shared.sessions import Session, find_session
from portal.services.shared.write_audit import Actor
from portal.store.cases import applications
from portal.store.imports import import_packages
from portal.wiring.practice import MOCK_CLIENT, mock_issuer

_OF_THE_REGISTER = 0.6  # of visitors


class CannotFile(Exception):
    """No scenario can be sent through this door on this day."""


@dataclass(frozen=True)
class Filed:
    number: str
    session: Session | None = None  # None unless filed online


def doors_of(making: Making, procedure: Procedure) -> tuple[str, ...]:
    """Doors that need no signature by card."""
    installation = making.installation
    signed = installation.rules.signature_needed(procedure, installation.clock.today())
    unsigned = ("post",) if signed else ("online", "counter", "post")
    doors = [door for door in unsigned if {SELF, ANYONE} & set(procedure.who.get(door, ()))]
    return (*doors, *([PORTAL_DOOR] if procedure.id in making.mappings else []))


def file_case(making: Making, procedure_id: str, door: str, source: Random, resident: str = "") -> Filed:
    """`resident`: in the city's file; files online for themselves. Raises CannotFile."""
    installation = making.installation
    procedure = installation.catalogue.current(procedure_id)
    day = installation.clock.today() - timedelta(days=POST_DAYS if door == "post" else 0)
    environment = installation.rules.environment(procedure, day, door)
    scenarios = scenarios_of(procedure, door)
    if resident:
        scenarios = [scenario for scenario in scenarios if scenario.get("person") == resident]
    source.shuffle(scenarios)
    for scenario in scenarios:
        of_register = door == "counter" and not resident and source.random() < _OF_THE_REGISTER
        filer = scenario.get("person", "") if of_register else resident
        adapt = own_answers if filer else adapt_answers
        adapted = adapt(procedure, scenario, environment, source)
        if adapted is not None and (filed := _file(making, procedure, door, adapted, source, filer)).number:
            return filed
    raise CannotFile(f"{procedure_id} {door} {installation.clock.today()}")


def _file(
    making: Making, procedure: Procedure, door: str, adapted: tuple[Answers, Invented], source: Random, resident: str
) -> Filed:
    answers, person = adapted
    if door == "online":
        session = sign_in(making, *card_of(making, person, resident, source))
        return Filed(_send(making, session, procedure, answers), session)
    if door == "counter":
        ticket = f"{source.randint(1, 9)}{source.randint(0, 99):02}"
        return Filed(
            serve_visit(making, procedure.id, answers, _called(making, resident) or person.full_name, ticket, resident)
        )
    if door == "post":
        return Filed(key_paper(making, procedure.id, answers))
    return Filed(_import(making, procedure, answers, source))


def _called(making: Making, resident: str) -> str:
    people = making.installation.city.people
    return next((person.full_name for person in people if person.id == resident), "")


def card_of(making: Making, person: Invented, resident: str, source: Random) -> tuple[str, BasicFour]:
    """(subject, face). The city's people have those of the mock card provider: they meet their cases."""
    installation = making.installation
    for persona in personas(installation.city, installation.clock.today()):
        if persona.id == resident:
            face = BasicFour(persona.name, persona.address, persona.birth, sex_raw=persona.sex_raw)
            return pairwise_subject(MOCK_CLIENT, resident), face
    face = BasicFour(person.full_name, f"{person.address['town']}{person.address['street']}")
    return f"demo-{source.getrandbits(64):016x}", face


def sign_in(making: Making, subject: str, face: BasicFour) -> Session:
    installation = making.installation
    now = installation.clock.now()
    card = Assertion("das", mock_issuer(installation.settings), subject, ("card",), "aal3", now, face)
    with installation.database.change() as unit:
        token = finish_sign_in(installation, unit, card, PLACE)
        session = find_session(installation, unit, "resident", token)
    if session is None:
        raise CannotFile(subject)
    return session


def _send(making: Making, session: Session, procedure: Procedure, answers: Answers) -> str:
    installation = making.installation
    actor = Actor("resident", session.person_id or "", place=PLACE)
    draft_id = begin_draft(making, session, procedure, answers)

    def opened(unit: Unit) -> Draft:
        return draft_of_resident(installation, unit, session, procedure.id, draft_id)

    attach_files(making, opened, actor)

    def send(looked: Looked) -> str:
        with installation.database.write() as unit:
            arrival = Arrival(installation.clock.now(), "online", "stored")
            sent = submit_application(installation, unit, opened(unit), actor, arrival, {"way": "card"}, looked)
            if sent.receipt_number:
                unit.commit()
        return sent.receipt_number

    return asking_register(installation.register, send)


def begin_draft(making: Making, session: Session, procedure: Procedure, answers: Answers) -> str:
    installation = making.installation
    with installation.database.change() as unit:
        draft_id = start_draft(installation, unit, procedure, "online", person_id=session.person_id)
        draft = draft_of_resident(installation, unit, session, procedure.id, draft_id)
        save_draft(installation, unit, draft, answers, frozenset())
    return draft_id


def _import(making: Making, procedure: Procedure, answers: Answers, source: Random) -> str:
    # Recorded at マイナポータル the evening before.
    installation, mapping = making.installation, making.mappings[procedure.id]
    member = making.reviewer(procedure.duty)
    number = f"GS{source.randrange(10**10):010}"
    recorded = installation.clock.now() - timedelta(hours=14)
    fields: dict[str, Any] = {name: text for name, text in mapping.write(answers).items() if text}
    content = packed(Made(Header(number, mapping.form, "1", recorded), fields))
    kept = keep_package(installation, content, f"{number}.zip", member.actor)
    take_packages(installation, kept.file_id, member.actor)
    with installation.database.read() as unit:
        rows = import_packages.of_number(unit, number)
        taken = rows[0].application_id if rows else None
        row = applications.by_id(unit, taken) if taken is not None else None
    return row.receipt_number if row is not None else ""
