"""The sections that a clerk sent to the screen."""

from dataclasses import replace

import pytest

from portal.errors import Conflict
from portal.services.counter.visitor_screen_sections import (
    CHANGING,
    CORRECTING,
    DONE,
    SECTION,
    SIGN,
    WAITING,
    Shown,
    hide,
    look,
    look_first,
    record_answer,
    save_state,
    send,
    sign,
)
from portal.services.counter.visitor_screen_state import open_state
from portal.services.filing.drafts import save_draft
from portal.services.residents.protect import STAFF, protect
from portal.services.shared.installation import Installation
from portal.services.shared.write_audit import Actor
from portal.store.counter import visit_figures
from portal.store.residents import sessions
from tests.portal.later import later
from tests.portal.services.counter.visiting import KEY, RECEPTION, Counter
from tests.portal.services.residents.test_match_resident import TARO, FakeRegister
from tests.portal.world import ANSWERS, PROCEDURE

SIGNED = {"way": "typed", "text": "髙見本　太郎"}
STREET = str(ANSWERS["address"]["street"])


@pytest.fixture
def draft_id(counter: Counter) -> str:
    return counter.add(PROCEDURE, {**RECEPTION, **ANSWERS})


def sent(counter: Counter, session: bytes = b"", *veiled: str) -> bytes:
    session = session or counter.pair()
    with counter.installation.database.write() as unit:
        assert send(counter.installation, unit, counter.member, counter.visit(unit), session, frozenset(veiled))
        unit.commit()
    return session


def shown(counter: Counter, installation: Installation | None = None) -> Shown:
    used = installation or counter.installation
    with used.database.read() as unit:
        return look(used, unit, *counter.screen(unit))


def answer(counter: Counter, key: str, *, right: bool) -> None:
    with counter.installation.database.write() as unit:
        record_answer(counter.installation, unit, *counter.screen(unit), key, right)
        unit.commit()


def confirm_all(counter: Counter) -> None:
    for section in shown(counter).sections:
        answer(counter, section.key, right=True)


def values(counter: Counter) -> str:
    return " ".join(row.value for section in shown(counter).sections for row in section.rows)


def test_nothing_is_sent_without_a_device_or_without_anything_saved(counter: Counter, draft_id: str) -> None:
    with counter.installation.database.write() as unit:
        assert not send(counter.installation, unit, counter.member, counter.visit(unit), b"session", frozenset())
    session = counter.pair()
    with counter.installation.database.write() as unit:
        empty = replace(counter.visit(unit), items=())
        assert not send(counter.installation, unit, counter.member, empty, session, frozenset())
    assert shown(counter).phase == WAITING


def test_it_is_confirmed_section_by_section_and_then_signed_once(counter: Counter, draft_id: str) -> None:
    sent(counter)
    assert shown(counter).phase == SECTION
    installation = counter.installation
    with installation.database.write() as unit:
        sign(installation, unit, *counter.screen(unit), SIGNED)
        unit.commit()
    confirm_all(counter)
    assert shown(counter).phase == SIGN, "a signature before the complete confirmation does not count"
    for text in ("髙見本　太郎", "もう一度"):
        with installation.database.write() as unit:
            sign(installation, unit, *counter.screen(unit), {**SIGNED, "text": text})
            unit.commit()
    assert shown(counter).phase == DONE
    with installation.database.read() as unit:
        screen, visit = counter.screen(unit)
        signed = open_state(installation, visit, screen).signed
    assert signed is not None
    assert signed["text"] == "髙見本　太郎"


def test_a_section_that_is_wrong_is_counted_once_and_takes_the_signature_back(counter: Counter, draft_id: str) -> None:
    sent(counter)
    confirm_all(counter)
    with counter.installation.database.write() as unit:
        sign(counter.installation, unit, *counter.screen(unit), SIGNED)
        unit.commit()
    key = shown(counter).sections[0].key
    answer(counter, key, right=False)
    answer(counter, key, right=False)
    answer(counter, "no section has this key", right=False)
    assert shown(counter).phase == CORRECTING
    with counter.installation.database.read() as unit:
        screen, visit = counter.screen(unit)
        state = open_state(counter.installation, visit, screen)
        figures = visit_figures.by_uid(unit, counter.visit_id)
    assert (state.signed, state.corrected) == (None, {draft_id: 1})
    assert figures is not None
    assert figures.disputed == 1


def test_what_a_clerk_changes_is_hidden_until_it_is_sent_and_the_rest_stays_confirmed(
    counter: Counter, draft_id: str
) -> None:
    session = sent(counter)
    confirm_all(counter)
    sections = len(shown(counter).sections)
    with counter.installation.database.write() as unit:
        draft = counter.draft(unit, draft_id)
        save_draft(counter.installation, unit, draft, {**draft.answers, "phone": "000-0000-0009"}, frozenset())
        unit.commit()
    assert (shown(counter).phase, shown(counter).sections) == (CHANGING, ())
    sent(counter, session)
    answers = [section.answer for section in shown(counter).sections]
    assert sorted(answers) == ["", *["right"] * (sections - 1)]


def test_of_somebody_protected_no_address_is_shown(counter: Counter, draft_id: str) -> None:
    session = sent(counter)
    assert STREET in values(counter)
    sent(counter, session, draft_id)
    assert STREET not in values(counter), "the address is protected in the register"


def test_who_is_protected_after_it_was_sent_is_veiled_at_once(counter: Counter, draft_id: str) -> None:
    sent(counter)
    with counter.installation.database.write() as unit:
        protect(counter.installation, unit, Actor("staff", "hogo"), [KEY], STAFF)
        unit.commit()
    assert STREET not in values(counter)


def test_it_waits_when_the_clerk_hides_it_signs_out_or_nobody_touches_it(counter: Counter, draft_id: str) -> None:
    session, installation = sent(counter), counter.installation
    assert shown(counter, later(installation, minutes=2)).phase == SECTION
    assert shown(counter, later(installation, minutes=4)).phase == WAITING
    with installation.database.write() as unit:
        hide(unit, counter.visit(unit))
        unit.commit()
    assert shown(counter).phase == WAITING
    sent(counter, session)
    with installation.database.write() as unit:
        sessions.end(unit, session)
        unit.commit()
    assert shown(counter).phase == WAITING


def test_of_two_who_save_the_same_screen_the_second_is_refused(counter: Counter, draft_id: str) -> None:
    sent(counter)
    installation = counter.installation
    with installation.database.write() as unit:
        screen, visit = counter.screen(unit)
        state = open_state(installation, visit, screen)
        save_state(installation, unit, screen, visit, replace(state, language="easy"))
        with pytest.raises(Conflict):
            save_state(installation, unit, screen, visit, replace(state, language="en"))


def test_a_draft_is_veiled_where_the_register_says_so_or_does_not_answer(counter: Counter, draft_id: str) -> None:
    with counter.installation.database.read() as unit:
        drafts = [counter.draft(unit, draft_id)]
    taro = replace(TARO, name=KEY[0], birth=TARO.birth.fromisoformat(KEY[1]))
    assert look_first(FakeRegister(taro), drafts) == frozenset()
    assert look_first(FakeRegister(replace(taro, protected=True)), drafts) == {draft_id}
    assert look_first(FakeRegister(away=True), drafts) == {draft_id}
    companion = frozenset({(TARO.name, TARO.birth.isoformat())})
    assert look_first(FakeRegister(replace(TARO, protected=True)), drafts, companion) == {draft_id}
    assert look_first(None, drafts) == frozenset()
