"""Codes of drafts: access, expiry, removal."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from portal.errors import Conflict, NotYours
from portal.jobs.sweep_ended import sweep_ended
from portal.services.filing.drafts import draft_of_resident
from portal.services.filing.open_by_code import open_by_code
from portal.services.filing.share_draft import helper_codes, own_code, share_draft, unshare_draft
from portal.services.shared.installation import Installation
from portal.services.shared.sessions import Session
from portal.services.shared.write_audit import Actor
from portal.store.filing import draft_codes, drafts
from portal.store.statements import every, run, sql
from tests.portal.later import later
from tests.portal.services.filing.filing import begin, opened
from tests.portal.services.residents.test_start_guest import guest
from tests.portal.world import PROCEDURE

ACTOR = Actor("resident", "alice", place="192.0.2.1")
BIRTH = "1949-04-03"


def share(installation: Installation, owner: Session, draft_id: str, rights: str = "whole", days: int = 0) -> str:
    draft = opened(installation, owner, draft_id)
    with installation.database.write() as unit:
        share_draft(installation, unit, draft, ACTOR, BIRTH, rights=rights, name="むすめ" if days else "", days=days)
        code = (
            own_code(installation.code_key, unit, draft)
            if rights == "whole"
            else helper_codes(installation, unit, draft)[-1]
        )
        unit.commit()
    assert code is not None
    return code.written


def come(installation: Installation, code: str, who: Session, birth: str = BIRTH) -> bool:
    with installation.database.write() as unit:
        row = open_by_code(installation, unit, ACTOR, code, birth)
        if row is not None:
            draft_codes.let_in(unit, row.id, who.person_id or "", 0)
            draft_codes.let_in(unit, row.id, who.person_id or "", 0)  # idempotent
        unit.commit()
    return row is not None


def may(installation: Installation, who: Session, draft_id: str, *helpers: str) -> str:
    """The right; "" for none."""
    with installation.database.read() as unit:
        try:
            return draft_of_resident(installation, unit, who, PROCEDURE, draft_id, helpers=helpers).access
        except NotYours:
            return ""


@pytest.mark.both_engines
def test_a_code_opens_one_draft_for_who_came_by_it(installation: Installation) -> None:
    owner, other = guest(installation), guest(installation)
    draft_id, another = begin(installation, owner), begin(installation, owner)
    code = share(installation, owner, draft_id)
    assert not come(installation, code, other, "1949-04-04")
    assert may(installation, other, draft_id) == ""
    assert come(installation, code, other)
    assert (may(installation, other, draft_id), may(installation, other, another)) == ("whole", "")
    assert may(installation, owner, draft_id) == "owner"


@pytest.mark.both_engines
def test_a_code_that_was_taken_back_takes_everybody_with_it(installation: Installation) -> None:
    owner, other = guest(installation), guest(installation)
    draft_id = begin(installation, owner)
    code = share(installation, owner, draft_id)
    come(installation, code, other)
    with installation.database.write() as unit:
        draft = draft_of_resident(installation, unit, owner, PROCEDURE, draft_id)
        shared = own_code(installation.code_key, unit, draft)
        assert shared is not None
        unshare_draft(installation, unit, draft, ACTOR, shared.id)
        unit.commit()
    assert may(installation, other, draft_id) == ""
    assert not come(installation, code, other)


@pytest.mark.both_engines
def test_a_code_goes_with_its_draft_and_who_came_with_their_person(installation: Installation) -> None:
    owner, other = guest(installation), guest(installation)
    draft_id = begin(installation, owner)
    come(installation, share(installation, owner, draft_id), other)
    with installation.database.write() as unit:
        run(unit, sql("DELETE FROM session WHERE person_id = :id"), {"id": other.person_id})
        unit.commit()
    sweep_ended(installation)
    with installation.database.write() as unit:
        assert draft_codes.who(unit, draft_id, 0) == []
        drafts.remove(unit, draft_id)
        assert every(unit, sql("SELECT id FROM draft_code")) == []
        unit.commit()


def test_a_guests_draft_with_a_code_outlives_the_session_and_one_without_does_not(installation: Installation) -> None:
    owner = guest(installation)
    kept, gone = begin(installation, owner), begin(installation, owner)
    code = share(installation, owner, kept)
    share(installation, owner, gone, "edit", 7)
    after = later(installation, hours=13)
    sweep_ended(after)
    with installation.database.read() as unit:
        assert (drafts.by_id(unit, kept) is None, drafts.by_id(unit, gone) is None) == (False, True)
    back = guest(after)
    assert come(after, code, back)
    assert may(after, back, kept) == "whole"


@pytest.mark.parametrize("rights", ["owner", "", "view", "everything"])
def test_there_are_no_other_rights(rights: str, installation: Installation) -> None:
    owner = guest(installation)
    with pytest.raises(Conflict):
        share(installation, owner, begin(installation, owner), rights, 7)


@pytest.mark.both_engines
def test_of_two_helpers_who_come_at_once_one_gets_in(installation: Installation) -> None:
    owner = guest(installation)
    draft_id = begin(installation, owner)
    share(installation, owner, draft_id, "edit", 7)
    with installation.database.read() as unit:
        row = draft_codes.of_draft(unit, draft_id)[0]

    def use(_: int) -> bool:
        with installation.database.write() as unit:
            used = draft_codes.use(unit, row.id, 1)
            unit.commit()
        return used

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(use, range(8))) == 1
