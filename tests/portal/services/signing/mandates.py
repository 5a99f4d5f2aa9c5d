"""An application that 次郎 files for 花子."""

from integrations.certificates.mock.holder import Holder
from portal.services.filing.arrival import Arrival
from portal.services.filing.submit_application import submit_application
from portal.services.shared.sessions import Session
from portal.services.signing.answer_mandate import mandate_code, open_mandate
from portal.store.cases import applications
from tests.forms.loading.small import small
from tests.portal.routes.guest_browser import offer
from tests.portal.services.signing.signed import Signing, name_of, resident
from tests.portal.several import HANAKO
from tests.portal.world import DUTY

BIRTH = "          - {id: birth, type: date, label: 生年月日}\n"
PERSON = f"""\
      - together: 本人
        id: person
        ask:
          - {{id: name, type: person_name, label: 氏名}}
{BIRTH}principal: {{name: name, birth: birth}}
"""
SIGNED = "{sign_in: card, signature: {need: required, because: 条例, certainty: assumed}}"


def offer_mandates(signing: Signing, identity: str = "{sign_in: card}", *, birth: bool = True) -> None:
    who = "{online: [self, agent, guardian, same_household]}"
    asked = PERSON if birth else PERSON.replace(BIRTH, "").replace(", birth: birth", "")
    offer(signing.city, small(asked, version="2", duty=DUTY, who=who, identity=identity))


def file_for_hanako(signing: Signing, session: Session, role: str = "agent") -> str:
    return file_for(signing, session, HANAKO, role)


def file_for(signing: Signing, session: Session, principal: Holder, role: str = "agent") -> str:
    named = {"reason": "lost", "name": name_of(principal), "birth": principal.birth.isoformat()}
    draft = signing.draft(session, {**named, "reception-came": role})
    with signing.city.database.write() as unit:
        arrival = Arrival(signing.received_at, "online", "stored")
        sent = submit_application(
            signing.city, unit, draft, resident(session), arrival, {"way": "card", "came": role}
        )  # fmt: skip
        unit.commit()
    assert sent.receipt_number, sent.path.missing
    return sent.receipt_number


def code_of(signing: Signing, number: str) -> str:
    with signing.city.database.read() as unit:
        row = applications.by_number(unit, number)
    assert row is not None
    return mandate_code(signing.city.code_key, row)


def come(signing: Signing, session: Session, number: str, code: str) -> str:
    with signing.city.database.write() as unit:
        mandate = open_mandate(signing.city, unit, session, resident(session), number, code)
        unit.commit()
    return mandate
