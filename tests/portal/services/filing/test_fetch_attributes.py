"""マイナポータル attributes are fetched once per draft."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import pytest

from integrations.sockets.interfaces import AdapterError, BasicFour
from portal.errors import NeighbourDown, NotFound
from portal.services.filing.drafts import Draft, draft_of_resident, draft_path
from portal.services.filing.fetch_attributes import fetch_attributes, keep_attributes, may_fetch
from portal.services.residents.sign_in_resident import card_of
from portal.services.shared.installation import Installation
from portal.services.shared.known_sources import PORTAL, Source
from portal.services.shared.write_audit import Actor
from portal.store.filing.draft_codes import WHOLE
from tests.portal.services.campaigns.inviting import taro
from tests.portal.services.filing.filing import audited, draft_of
from tests.portal.world import PROCEDURE, alice

CARD = {"attributes": {"name": "髙見本　太郎", "birth": "1949-04-03", "address": "", "birth_raw": "", "sex_raw": "1"}}


class Attributes:
    name = "answers"
    fake = True

    def __init__(self, answer: Mapping[str, str] | None) -> None:
        self.answer = answer
        self.requests: list[BasicFour] = []

    def fetch(self, of: BasicFour) -> Mapping[str, str]:
        self.requests.append(of)
        if self.answer is None:
            raise AdapterError("PORTAL_UNAVAILABLE", permanent=False)
        return self.answer


def offered(installation: Installation, draft: Draft, page: str = "insured_person") -> bool:
    path = draft_path(installation, draft)
    asked = path.page(page)
    assert asked is not None
    return may_fetch(installation, draft, path, asked)


def test_attributes_are_offered_where_the_portal_can_fill_an_unanswered_question(installation: Installation) -> None:
    connected = replace(installation, attributes=Attributes({}))
    draft = draft_of(connected, alice(connected), answers={"filer_kind": "self"})
    answered = replace(draft, answers={**draft.answers, "kana": {"family": "タカミホン", "given": "タロウ"}})
    assert offered(connected, draft)
    assert not offered(connected, draft, "cards"), "the portal knows no question of this page"
    assert not offered(connected, answered)


def test_attributes_are_offered_to_the_owner_alone_and_where_the_zone_has_the_connection(
    installation: Installation,
) -> None:
    connected = replace(installation, attributes=Attributes({}))
    draft = draft_of(connected, alice(connected), answers={"filer_kind": "self"})
    inner = replace(connected, settings=connected.settings.model_copy(update={"zone": "inner"}))
    assert not offered(connected, replace(draft, access=WHOLE))
    assert not offered(inner, draft)
    assert not offered(replace(connected, attributes=None), draft)


def test_an_empty_result_is_kept_so_that_it_is_not_offered_again(installation: Installation) -> None:
    connected = replace(installation, attributes=Attributes({}))
    session = alice(connected)
    draft = draft_of(connected, session, answers={"filer_kind": "self"})
    actor = Actor("resident", session.person_id or "")
    with connected.database.write() as unit:
        keep_attributes(connected, unit, draft, Source(PORTAL), actor)
        unit.commit()
        again = draft_of_resident(connected, unit, session, PROCEDURE, draft.id)
    assert not offered(connected, again)
    assert audited(connected, "fetch attributes") == [""]


def test_the_audit_names_which_attributes_came_and_none_of_their_values(installation: Installation) -> None:
    session = alice(installation)
    source = Source(PORTAL, applicant={"phone": "000-0000-0001", "kana": {"full": "タカミホン"}})
    draft = draft_of(installation, session)
    with installation.database.write() as unit:
        keep_attributes(installation, unit, draft, source, Actor("resident", "alice"))
        unit.commit()
    assert audited(installation, "fetch attributes") == ["kana phone"]


def test_the_portal_is_asked_by_the_card_and_its_answer_is_stored_as_answers_are(installation: Installation) -> None:
    portal = Attributes({"kana": "タカミホン　タロウ", "email": "", "phone": "000-0000-0001", "income": "3000000"})
    session = taro(installation)
    with installation.database.read() as unit:
        card = card_of(installation.keys, unit, session.person_id or "")
    source = fetch_attributes(replace(installation, attributes=portal), card)
    assert [(request.name, request.birth) for request in portal.requests] == [("髙見本　太郎", date(1949, 4, 3))]
    assert source.applicant == {"kana": {"family": "タカミホン", "given": "タロウ"}, "phone": "000-0000-0001"}


def test_a_portal_that_does_not_answer_is_down_and_without_one_there_is_nothing(installation: Installation) -> None:
    with pytest.raises(NeighbourDown):
        fetch_attributes(replace(installation, attributes=Attributes(None)), CARD)
    for without in (replace(installation, attributes=None), replace(installation, attributes=Attributes({}))):
        with pytest.raises(NotFound):
            fetch_attributes(without, CARD if without.attributes is None else {})
