"""A clerk opens a draft remotely with its owner's consent."""

from dataclasses import dataclass, replace

import pytest

from portal.errors import Closed, Conflict, NotFound, NotYours
from portal.services.filing.drafts import Draft
from portal.services.filing.pair_remote import (
    CLERK,
    agree_to_remote,
    draft_for_clerk,
    end_remote,
    join_remote,
    look_at_remote,
    make_remote_code,
    remote_of,
    remote_of_clerk,
)
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.services.shared.write_audit import Actor
from portal.store.filing import remote_sessions
from portal.store.filing.remote_sessions import AGREED, ASKED, ENDED, WAITING, RemoteRow
from tests.portal.later import later
from tests.portal.services.filing.filing import audited, draft_of
from tests.portal.world import DUTY, PLACE, add_member, alice

OWNER = Actor("resident", "alice", place=PLACE)


@dataclass(frozen=True)
class Pair:
    draft: Draft
    code: str
    clerk: Member


@pytest.fixture
def installation(installation: Installation) -> Installation:
    """With a fixed clock."""
    return later(installation)


@pytest.fixture
def pair(installation: Installation) -> Pair:
    draft = draft_of(installation, alice(installation), answers={"filer_kind": "self"})
    with installation.database.write() as unit:
        make_remote_code(installation, unit, draft, OWNER)
        code = remote_of(installation, unit, draft).code
        unit.commit()
    return Pair(draft, code, add_member(installation, "clerk", ("clerk", DUTY), name="見本 花子"))


def come(installation: Installation, member: Member, code: str) -> int:
    with installation.database.write() as unit:
        session_id = join_remote(installation, unit, member, code)
        unit.commit()
    return session_id


def agree(installation: Installation, draft: Draft) -> None:
    with installation.database.write() as unit:
        agree_to_remote(installation, unit, draft, OWNER)
        unit.commit()


def seen(installation: Installation, member: Member, session_id: int) -> Draft:
    with installation.database.read() as unit:
        row, stored = remote_of_clerk(installation.catalogue, unit, member, session_id)
        return draft_for_clerk(installation, unit, member, row, stored)


def state(installation: Installation, draft: Draft) -> str:
    with installation.database.read() as unit:
        return remote_of(installation, unit, draft).state


def test_a_clerk_sees_the_answers_after_consent_and_for_an_hour(installation: Installation, pair: Pair) -> None:
    assert state(installation, pair.draft) == WAITING
    session_id = come(installation, pair.clerk, pair.code)
    assert state(installation, pair.draft) == ASKED
    with pytest.raises(Closed):
        seen(installation, pair.clerk, session_id)
    agree(later(installation, minutes=10), pair.draft)
    assert state(installation, pair.draft) == AGREED
    shown = seen(later(installation, minutes=69), pair.clerk, session_id)
    assert (shown.access, shown.answers["filer_kind"], shown.known.sources) == (CLERK, "self", ())
    with pytest.raises(Closed):
        seen(later(installation, minutes=70), pair.clerk, session_id)


def test_a_wrong_code_another_section_and_a_second_clerk_all_get_nothing(
    installation: Installation, pair: Pair
) -> None:
    other_duty = add_member(installation, "other", ("clerk", "child-allowance"))
    second = add_member(installation, "second", ("clerk", DUTY))
    assert come(installation, pair.clerk, pair.code[::-1]) == 0
    assert come(installation, other_duty, pair.code) == 0
    assert come(later(installation, minutes=30), pair.clerk, pair.code) == 0
    session_id = come(installation, pair.clerk, pair.code)
    assert session_id
    assert come(installation, second, pair.code) == 0
    with installation.database.read() as unit:
        with pytest.raises(NotYours):
            remote_of_clerk(installation.catalogue, unit, second, session_id)
        with pytest.raises(NotFound):
            remote_of_clerk(installation.catalogue, unit, second, session_id + 1)
    assert len(audited(installation, "fail to come to remote")) == 4
    assert audited(installation, "ask for remote") == [pair.draft.id]


def test_nobody_agrees_before_a_clerk_asks_and_separate_zones_have_no_pairing(
    installation: Installation, pair: Pair
) -> None:
    outer = replace(installation, settings=installation.settings.model_copy(update={"zone": "outer"}))
    with installation.database.write() as unit:
        with pytest.raises(Conflict):
            agree_to_remote(installation, unit, pair.draft, OWNER)
        with pytest.raises(NotFound):
            make_remote_code(outer, unit, pair.draft, OWNER)
    assert audited(installation, "agree to remote") == []


def test_ending_twice_is_one_end_and_closes_the_view(installation: Installation, pair: Pair) -> None:
    session_id = come(installation, pair.clerk, pair.code)
    agree(installation, pair.draft)
    for _ in range(2):
        with installation.database.write() as unit:
            end_remote(installation, unit, remote_sessions.of_draft(unit, pair.draft.id), OWNER, "resident")
            unit.commit()
    assert state(installation, pair.draft) == ENDED
    assert audited(installation, "end remote") == [pair.draft.id]
    with pytest.raises(Closed):
        seen(installation, pair.clerk, session_id)


def test_looking_is_audited_for_each_page_and_once_a_minute(installation: Installation, pair: Pair) -> None:
    session_id = come(installation, pair.clerk, pair.code)
    agree(installation, pair.draft)

    def look(seconds: int, page: str) -> None:
        with installation.database.write() as unit:
            row: RemoteRow | None = remote_sessions.by_id(unit, session_id)
            assert row is not None
            look_at_remote(later(installation, seconds=seconds), unit, pair.clerk, row, page)
            unit.commit()

    for seconds, page in ((0, "phone"), (59, "phone"), (60, "phone"), (61, "cards")):
        look(seconds, page)
    assert audited(installation, "look at remote") == [
        f"{pair.draft.id} {page}" for page in ("phone", "phone", "cards")
    ]
