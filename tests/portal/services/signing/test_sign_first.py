"""What was signed, before it is sent: for half an hour, by the same person, of the same answers."""

from dataclasses import replace

import pytest

from portal.errors import Conflict
from portal.services.filing.drafts import Draft, draft_of_resident, save_draft, whole_path
from portal.services.shared.installation import Installation
from portal.services.shared.sessions import Session
from portal.services.shared.write_audit import Actor
from portal.services.signing.ask_signature import APPLICANT, ask_signature
from portal.services.signing.judge_signature import ACCEPTED, Ruling, signer_of
from portal.services.signing.sign_first import ruling_of, sent_until, sign_first, signed_first
from portal.services.signing.signed_document import content_of, fix_document
from portal.store.signing.signatures import SignatureRow
from tests.portal.later import later
from tests.portal.services.signing.signed import ANSWERS, Signing
from tests.portal.world import PLACE


def looking(installation: Installation, way: str = "on") -> Installation:
    return replace(installation, settings=installation.settings.model_copy(update={"signed_check": way}))


def sign(signing: Signing, person: Session, draft: Draft) -> tuple[SignatureRow, Ruling]:
    city = signing.city
    with city.database.write() as unit:
        document = fix_document(city, unit, draft, whole_path(city, draft), "ja")
        row = ask_signature(city.clock, unit, document, APPLICANT, person.person_id)
        signer = signer_of(city.keys, unit, person.person_id)
        unit.commit()
    ruling = signing.ruling("taro", document, content_of(document, draft.sealer), signer)
    judge(signing, person, draft, row, ruling)
    return row, ruling


def judge(signing: Signing, person: Session, draft: Draft, row: SignatureRow, ruling: Ruling) -> None:
    actor = Actor("resident", person.person_id or "", place=PLACE)
    with signing.city.database.write() as unit:
        sign_first(signing.city, unit, draft, row, ruling, actor, signing.received_at)
        unit.commit()


def signed_at(installation: Installation, draft: Draft, person_id: str | None) -> SignatureRow | None:
    with installation.database.read() as unit:
        return signed_first(installation, unit, draft, person_id)


def answered(city: Installation, person: Session, draft: Draft, reason: str) -> Draft:
    with city.database.write() as unit:
        save_draft(city, unit, draft, {**ANSWERS, "reason": reason}, frozenset())
        unit.commit()
        return draft_of_resident(city, unit, person, draft.procedure.id, draft.id)


@pytest.fixture
def draft(signing: Signing, taro: Session) -> Draft:
    return signing.draft(taro)


def test_it_is_good_for_half_an_hour_as_it_was_judged(signing: Signing, taro: Session, draft: Draft) -> None:
    asked, ruling = sign(signing, taro, draft)
    city = looking(signing.city)
    row = signed_at(later(city, minutes=30, seconds=-1), draft, taro.person_id)
    assert row is not None
    assert (row.id, row.state, row.tries, row.next_at) == (asked.id, ACCEPTED, 0, None)
    assert ruling_of(draft, row) == ruling
    assert sent_until(row) == later(city, minutes=30).clock.now()
    assert signed_at(later(city, minutes=30), draft, taro.person_id) is None


def test_another_answer_is_signed_again(signing: Signing, taro: Session, draft: Draft) -> None:
    sign(signing, taro, draft)
    city = looking(signing.city)
    changed = answered(city, taro, draft, "torn")
    assert signed_at(city, changed, taro.person_id) is None
    same = answered(city, taro, changed, "lost")
    assert signed_at(city, same, taro.person_id) is not None, "the answers that were signed"


def test_another_version_of_the_definition_is_signed_again(signing: Signing, taro: Session, draft: Draft) -> None:
    sign(signing, taro, draft)
    other = replace(draft, procedure=replace(draft.procedure, meaning="0" * 64))
    assert signed_at(looking(signing.city), other, taro.person_id) is None


def test_it_is_that_persons_alone_and_only_where_the_city_asks_for_the_look(
    signing: Signing, taro: Session, draft: Draft
) -> None:
    sign(signing, taro, draft)
    city = looking(signing.city)
    assert signed_at(city, draft, signing.sign_in("hanako").person_id) is None
    assert signed_at(city, draft, None) is None
    assert signed_at(looking(city, "off"), draft, taro.person_id) is None
    assert signed_at(city, draft, taro.person_id) is not None


def test_it_is_judged_once(signing: Signing, taro: Session, draft: Draft) -> None:
    row, ruling = sign(signing, taro, draft)
    with pytest.raises(Conflict):
        judge(signing, taro, draft, row, ruling)
