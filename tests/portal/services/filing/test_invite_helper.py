"""A helper's invitation, single-use code, and revocation."""

import pytest

from portal.errors import Conflict, NotFound
from portal.services.filing.drafts import Draft
from portal.services.filing.invite_helper import (
    codes_of_helpers,
    invite_helper,
    open_for_helper,
    steps_to_share,
    take_back,
)
from portal.services.filing.share_draft import MOST_FAILURES, MOST_HELPERS, SharedCode
from portal.services.shared.installation import Installation
from portal.services.shared.write_audit import Actor
from portal.store.filing.draft_codes import CodeRow
from tests.forms.loading.small import small
from tests.portal.later import later
from tests.portal.routes.guest_browser import offer
from tests.portal.services.filing.filing import audited, draft_of
from tests.portal.world import DUTY, PLACE, alice

ACTOR = Actor("resident", "alice", place=PLACE)
HELPER = "bob"
STEPS = """\
  - step: 体のこと
    id: body
    ask:
      - {id: walk, type: text, label: 歩けますか, max: 20}
  - step: 同意
    id: agreeing
    ask:
      - {id: agreed, type: consent, label: 同意します}
"""


@pytest.fixture
def installation(installation: Installation) -> Installation:
    """With a fixed clock."""
    return later(installation)


@pytest.fixture
def draft(installation: Installation) -> Draft:
    offer(installation, small(STEPS, version="1", duty=DUTY, identity="{sign_in: card}\nhelper: true"))
    return draft_of(installation, alice(installation), "small", {"reason": "lost"})


def invite(installation: Installation, draft: Draft, *steps: str, days: int = 3) -> SharedCode:
    with installation.database.write() as unit:
        invite_helper(installation, unit, draft, ACTOR, "むすめ", steps, days)
        _, code = codes_of_helpers(installation, unit, draft)[-1]
        unit.commit()
    return code


def come(installation: Installation, code: SharedCode, word: str, person_id: str = HELPER) -> CodeRow | None:
    with installation.database.write() as unit:
        row = open_for_helper(installation, unit, ACTOR, person_id, code.written, word)
        unit.commit()
    return row


def test_a_step_with_nothing_but_consent_is_not_shared(installation: Installation, draft: Draft) -> None:
    assert [shared.code for shared in steps_to_share(installation, draft)] == ["first", "body"]
    code = invite(installation, draft, "body", "agreeing")
    assert (code.name, code.allowed) == ("むすめ", ("body",))
    with installation.database.write() as unit, pytest.raises(NotFound):
        invite_helper(installation, unit, draft, ACTOR, "むすめ", ["agreeing"], 3)


def test_only_procedures_that_allow_it_take_a_helper(installation: Installation) -> None:
    draft = draft_of(installation, alice(installation))
    with installation.database.write() as unit, pytest.raises(NotFound):
        invite_helper(installation, unit, draft, ACTOR, "むすめ", ["filer"], 3)


def test_there_are_at_most_five_helpers_until_a_code_ends(installation: Installation, draft: Draft) -> None:
    for _ in range(MOST_HELPERS):
        invite(installation, draft, "body", days=1)
    with installation.database.write() as unit, pytest.raises(Conflict):
        invite_helper(installation, unit, draft, ACTOR, "むすめ", ["body"], 1)
    assert invite(later(installation, days=1), draft, "body").allowed == ("body",)


def test_a_code_lets_one_helper_in_and_its_owner_does_not_use_it_up(installation: Installation, draft: Draft) -> None:
    code = invite(installation, draft, "body")
    owner = draft.row.person_id or ""
    wide = code.word.translate(str.maketrans("0123456789", "０１２３４５６７８９"))
    assert come(installation, code, code.word, owner) is not None
    assert come(installation, code, f" {wide} ") is not None
    assert come(installation, code, code.word) is None
    assert come(installation, code, code.word, owner) is not None
    assert len(audited(installation, "open draft by code")) == 3
    assert len(audited(installation, "fail to open draft by code")) == 1


def test_wrong_figures_lock_the_code(installation: Installation, draft: Draft) -> None:
    code = invite(installation, draft, "body")
    wrong = f"{(int(code.word) + 1) % 10_000:04}"
    for _ in range(MOST_FAILURES):
        assert come(installation, code, wrong) is None
    assert come(installation, code, code.word) is None


def test_a_code_that_was_taken_back_opens_nothing(installation: Installation, draft: Draft) -> None:
    code = invite(installation, draft, "body")
    with installation.database.write() as unit:
        take_back(installation, unit, draft, ACTOR, code.id)
        with pytest.raises(NotFound):
            take_back(installation, unit, draft, ACTOR, code.id)
        unit.commit()
    assert come(installation, code, code.word) is None
