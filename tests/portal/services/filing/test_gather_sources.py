"""Known facts at sign-in, except of protected households."""

from dataclasses import replace
from datetime import date

import pytest

from integrations.sockets.register_socket import Resident
from portal.services.filing.drafts import draft_of_resident
from portal.services.filing.gather_sources import (
    ask_register,
    ask_sources,
    gather_sources,
    keep_source,
    knows_more,
    sources_stale,
)
from portal.services.residents.match_resident import EXACT, Match
from portal.services.residents.protect import STAFF, protect
from portal.services.residents.sign_in_resident import card_of
from portal.services.shared.installation import Installation
from portal.services.shared.known_sources import CARD, COMPANY, EARLIER, HELD, INVITATION, REGISTER, Source
from portal.services.shared.write_audit import Actor
from portal.store.statements import every, sql
from tests.forms.loading.small import small
from tests.portal.later import later
from tests.portal.services.filing.filing import audited, draft_of
from tests.portal.services.residents.companies import FACTS, company_session
from tests.portal.services.residents.test_match_resident import FakeRegister
from tests.portal.world import PLACE, PROCEDURE, alice, file_application

ACTOR = Actor("resident", "alice", place=PLACE)
ADDRESS = {"postal": "0000011", "town": "見本県見本市一番町", "street": "一丁目2番3号"}
TARO = Resident("1", "H", "見本　太郎", "ミホン　タロウ", date(1994, 4, 12), "male", "世帯主", ADDRESS)
HANAKO = Resident("2", "H", "見本　花子", "ミホン　ハナコ", date(1995, 9, 30), "female", "妻", ADDRESS)
CARD_OF_TARO = {
    "attributes": {
        "name": TARO.name, "birth": "1994-04-12", "address": "見本県見本市一番町一丁目2番3号", "birth_raw": "", "sex_raw": "1",
    }
}  # fmt: skip
HOUSEHOLD = Match(EXACT, TARO, (HANAKO,))


def gathered(installation: Installation, match: Match | None) -> dict[str, Source]:
    with installation.database.write() as unit:
        sources = ask_sources(installation, unit, CARD_OF_TARO, match, ACTOR)
        unit.commit()
    return {source.name: source for source in sources}


def protect_person(installation: Installation, name: str, birth: str) -> None:
    with installation.database.write() as unit:
        protect(installation, unit, ACTOR, [(name, birth)], STAFF)
        unit.commit()


def test_card_and_register_tell_what_they_know_and_the_question_is_audited(installation: Installation) -> None:
    sources = gathered(installation, HOUSEHOLD)
    assert sources[CARD].applicant.keys() == {"name", "birth", "sex", "address", "sender"}
    assert sources[REGISTER].certainty == EXACT
    assert [row["name"] for row in sources[REGISTER].household] == [{"family": "見本", "given": "花子"}]
    assert audited(installation, "ask register") == [EXACT]


def test_a_protected_person_is_known_by_nothing_but_the_card_without_its_address(installation: Installation) -> None:
    protect_person(installation, TARO.name, "1994-04-12")
    sources = gathered(installation, HOUSEHOLD)
    assert "address" not in sources[CARD].applicant
    for name in (REGISTER, HELD):
        assert (sources[name].applicant, sources[name].household, sources[name].principal) == ({}, (), {})


def test_where_one_of_the_household_is_protected_the_register_shows_nothing_of_anybody(
    installation: Installation,
) -> None:
    protect_person(installation, HANAKO.name, "1995-09-30")
    sources = gathered(installation, HOUSEHOLD)
    assert (sources[REGISTER].applicant, sources[REGISTER].household) == ({}, ())
    assert sources[REGISTER].household_key == "", "nor whether they are of one household"
    assert "address" in sources[CARD].applicant


def test_a_flag_of_the_register_is_kept_for_every_later_question(installation: Installation) -> None:
    gathered(installation, replace(HOUSEHOLD, others=(replace(HANAKO, protected=True),)))
    assert audited(installation, "protect") == ["register"]
    assert gathered(installation, HOUSEHOLD)[REGISTER].household == ()


def test_the_register_is_asked_with_a_card_and_in_the_zones_that_have_it(installation: Installation) -> None:
    register = replace(installation, register=FakeRegister(TARO))
    outer = replace(register, settings=register.settings.model_copy(update={"zone": "outer"}))
    match = ask_register(register, CARD_OF_TARO)
    assert match is not None
    assert match.resident == TARO
    assert ask_register(register, {}) is None
    assert ask_register(outer, CARD_OF_TARO) is None
    assert ask_register(replace(register, register=None), CARD_OF_TARO) is None


def test_earlier_answers_come_back_unless_their_owner_is_protected(installation: Installation) -> None:
    session = alice(installation)
    file_application(installation, session)
    draft = draft_of(installation, session)

    def earlier() -> dict[str, object]:
        with installation.database.write() as unit:
            gather_sources(installation, unit, draft, CARD_OF_TARO, None, ACTOR)
            unit.commit()
            known = draft_of_resident(installation, unit, session, PROCEDURE, draft.id).known.source(EARLIER)
        assert known is not None
        return dict(known.applicant)

    assert earlier() == {"kana": {"family": "タカミホン", "given": "タロウ"}}
    protect_person(installation, TARO.name, "1994-04-12")
    assert earlier() == {}


def test_no_account_of_a_company_recalls_what_another_wrote(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nor is any of its many cases opened for that: telephone and reading are those of who wrote."""
    session = company_session(installation, "p")
    file_application(installation, session)
    monkeypatch.delattr("portal.services.filing.gather_sources.recall_answers")
    draft = draft_of(installation, session)
    with installation.database.write() as unit:
        card = card_of(installation.keys, unit, session.person_id or "")
        gather_sources(installation, unit, draft, card, None, ACTOR)
        unit.commit()
        known = draft_of_resident(installation, unit, session, PROCEDURE, draft.id).known
    company, earlier = known.source(COMPANY), known.source(EARLIER)
    assert company
    assert earlier
    assert (company.applicant["company.number"], earlier.applicant) == (FACTS.number, {})


def test_sources_are_asked_again_after_the_next_sign_in(installation: Installation) -> None:
    session = alice(installation)
    draft = draft_of(installation, session)
    person_id = session.person_id
    after = later(installation, minutes=1)
    with installation.database.write() as unit:
        assert sources_stale(unit, draft.id, person_id)
        keep_source(after, unit, draft, Source(CARD))
        unit.commit()
        assert not sources_stale(unit, draft.id, person_id)
        assert not sources_stale(unit, draft.id, None), "a visitor without a card has no sources"
        assert (draft.stale, draft_of_resident(installation, unit, session, PROCEDURE, draft.id).stale) == (True, False)
    alice(later(installation, minutes=2))
    with installation.database.read() as unit:
        assert sources_stale(unit, draft.id, person_id)
        assert draft_of_resident(installation, unit, session, PROCEDURE, draft.id).stale


def test_a_source_is_kept_sealed_and_only_in_a_zone_that_has_it(installation: Installation) -> None:
    draft = draft_of(installation, alice(installation))
    inner = replace(installation, settings=installation.settings.model_copy(update={"zone": "inner"}))
    with installation.database.write() as unit:
        with pytest.raises(ValueError, match=INVITATION):
            keep_source(inner, unit, draft, Source(INVITATION))
        keep_source(installation, unit, draft, Source(CARD, applicant={"birth": "1949-04-03"}))
        unit.commit()
        ((sealed,),) = every(unit, sql("SELECT sealed_told FROM draft_source"))
    assert b"1949" not in bytes(sealed)


def test_a_procedure_without_known_questions_asks_no_source(installation: Installation) -> None:
    assert knows_more(installation.catalogue.current(PROCEDURE))
    assert not knows_more(small())
