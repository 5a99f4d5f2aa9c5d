"""An application for two times of the gymnasium, 4,800 yen."""

from collections.abc import Mapping
from typing import Any

from portal.services.filing.arrival import Arrival
from portal.services.filing.drafts import draft_environment, draft_of_resident, draft_path, save_draft, start_draft
from portal.services.filing.save_page import save_page
from portal.services.filing.submit_application import submit_application
from portal.services.shared.installation import Installation
from portal.services.shared.sessions import Session
from portal.services.shared.write_audit import Actor
from tests.portal.world import PLACE

PROCEDURE, FIRST, SECOND = "taiiku-shisetsu-yoyaku", "gym_main_slot", "gym_main_second"
MORNING, NOON = "gym_main-20261210-0900", "gym_main-20261210-1200"
ANSWERS: Mapping[str, Any] = {
    "user": "person", "registered": "have", "user_number": "A-0001", "lives": "lives",
    "head.name": {"family": "見本", "given": "太郎"}, "head.kana": {"family": "ミホン", "given": "タロウ"},
    "head.address": {"postal": "0000001", "town": "見本県見本市見本町", "street": "一丁目2番3号"},
    "head.phone": "000-000-0001", "place": "gym_main", "more": True, "purpose": "practice", "event": "卓球", "people": 4,
    "people_here": 4, "profit": False, "discount": "nothing", "consent_rules": True,
}  # fmt: skip


def book_two(installation: Installation, session: Session) -> str:
    with installation.database.write() as unit:
        procedure = installation.catalogue.current(PROCEDURE)
        draft_id = start_draft(installation, unit, procedure, "online", person_id=session.person_id)
        draft = draft_of_resident(installation, unit, session, PROCEDURE, draft_id)
        save_draft(installation, unit, draft, ANSWERS, frozenset())
        for question, slot in ((FIRST, MORNING), (SECOND, NOON)):
            draft = draft_of_resident(installation, unit, session, PROCEDURE, draft_id)
            pages = draft_path(installation, draft).pages
            page = next(page for page in pages if question in {field.id for field in page.fields})
            saved = save_page(
                installation, unit, draft, page, {question: [slot]}, draft_environment(installation, draft)
            )
            assert not saved.mistaken
        draft = draft_of_resident(installation, unit, session, PROCEDURE, draft_id)
        arrival, actor = (
            Arrival(installation.clock.now(), "online", "stored"),
            Actor("resident", session.person_id or "", place=PLACE),
        )
        sent = submit_application(installation, unit, draft, actor, arrival, {"way": "card"})
        assert sent.receipt_number, (sent.path.missing, sent.path.mistakes)
        unit.commit()
    return sent.receipt_number
