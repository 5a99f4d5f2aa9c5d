"""Never one's own: another person approves what is sound and signed; at its time it is in force."""

import pytest

from portal.clock import to_micro
from portal.errors import Conflict, NotAllowed, NotFound
from portal.jobs.publish_releases import publish_releases
from portal.services.procedures.offer_published import offer_published
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.services.workshop.begin_draft import begin_next, source_of
from portal.services.workshop.publish_release import (
    SAME,
    UNSIGNED,
    UNSOUND,
    UNWRITTEN,
    VERSION,
    approve_release,
    refuse_release,
    withdraw_release,
)
from portal.services.workshop.sign_lines import open_marks, write_lines
from portal.store.procedures import definitions
from portal.store.procedures.definitions import DefinitionRow
from portal.store.shared import audit_records
from portal.store.workshop import definition_releases
from portal.store.workshop.definition_releases import APPROVED, DONE, OVERTAKEN, REFUSED, WITHDRAWN, ReleaseRow
from tests.portal.later import later
from tests.portal.services.workshop.writing import (
    DUTY,
    NAME,
    TEXT,
    ask,
    author,
    begin,
    checked,
    in_force,
    opened,
    publisher,
    save,
    sign,
)
from tests.portal.world import add_member


def asked(installation: Installation, member: Member, text: str = TEXT, from_at: int = 0) -> ReleaseRow:
    draft_id = begin(installation, member, text)
    sign(installation, member, draft_id)
    assert ask(installation, member, draft_id, from_at) == ""
    release = opened(installation, member, draft_id).waiting
    assert release is not None
    return release


def approve(installation: Installation, member: Member, release: ReleaseRow) -> str:
    with installation.database.write() as unit:
        state = approve_release(installation, unit, member, release.id)
        unit.commit()
    return state


def state_of(installation: Installation, release: ReleaseRow) -> str:
    with installation.database.read() as unit:
        row = definition_releases.by_id(unit, release.id)
    assert row is not None
    return row.state


@pytest.mark.both_engines
def test_what_another_person_approved_is_offered_at_once(installation: Installation) -> None:
    release = asked(installation, author(installation))
    assert in_force(installation) is None
    assert approve(installation, publisher(installation), release) == DONE
    assert in_force(installation) == (1, "workshop")
    assert offer_published(installation) == 1
    assert installation.catalogue.current(NAME).title == "ガードレールの通報"
    with installation.database.read() as unit:
        actions = [record.action for record in audit_records.after(unit, 0)]
    assert actions[-3:] == ["ask to publish", "approve publishing", "publish procedure"]


def test_nobody_approves_what_they_wrote_handed_in_or_may_not(installation: Installation) -> None:
    both = add_member(installation, "both", ("author", DUTY), ("publisher", DUTY))
    helper = add_member(installation, "helper", ("author", DUTY), ("publisher", DUTY))
    draft_id = begin(installation, helper)
    sign(installation, both, draft_id)
    ask(installation, both, draft_id)
    release = opened(installation, both, draft_id).waiting
    assert release is not None
    for member in (both, helper, author(installation)):
        with pytest.raises(NotAllowed):
            approve(installation, member, release)
    for stranger in (
        publisher(installation, "charlie", "housing"),
        add_member(installation, "kanri", ("administrator", "*")),
    ):
        with pytest.raises(NotFound):
            approve(installation, stranger, release)
    assert in_force(installation) is None


def test_it_is_approved_once(installation: Installation) -> None:
    release, second = asked(installation, author(installation)), publisher(installation)
    approve(installation, second, release)
    with pytest.raises(Conflict):
        approve(installation, second, release)


def test_what_is_unsound_unsigned_the_same_or_of_a_taken_version_is_not_handed_in(installation: Installation) -> None:
    member = author(installation)
    draft_id = begin(installation, member)
    assert ask(installation, member, draft_id) == UNSIGNED
    save(installation, member, draft_id, TEXT.replace("{bent: true}", "{spot: a}"))
    assert ask(installation, member, draft_id) == UNSOUND
    save(installation, member, draft_id, TEXT)
    sign(installation, member, draft_id)
    ask(installation, member, draft_id)
    release = opened(installation, member, draft_id).waiting
    assert release is not None
    approve(installation, publisher(installation), release)
    again = next_draft(installation, member)
    save(installation, member, again, TEXT)
    assert ask(installation, member, again) == SAME
    save(installation, member, again, TEXT.replace("目じるし", "目印"))
    assert ask(installation, member, again) == VERSION


def next_draft(installation: Installation, member: Member) -> int:
    offer_published(installation)
    source = source_of(installation, NAME)
    with installation.database.write() as unit:
        begun = begin_next(installation, unit, member, source)
        unit.commit()
    return begun.draft_id


def test_a_draft_from_a_signed_version_asks_only_for_lines_that_it_changes(installation: Installation) -> None:
    member = author(installation)
    approve(installation, publisher(installation), asked(installation, member))
    offer_published(installation)
    assert installation.catalogue.current(NAME).law.certainty == "signed"
    again = next_draft(installation, member)
    draft, result, sheet = checked(installation, member, again)
    assert draft.in_force is not None
    with installation.database.read() as unit:
        before = installation.catalogue.as_written(unit, draft.in_force.meaning)
        assert open_marks(unit, NAME, sheet) == frozenset()
    assert result.procedure is not None
    compared = write_lines(installation, result.procedure, before)
    assert [line.says for _, lines in compared for _, new, line in lines if new] == []
    assert [line.says for _, lines in compared for mark, _, line in lines if mark] == ["見本市道路要綱"]
    save(
        installation,
        member,
        again,
        TEXT.replace("version: 1", "version: 2").replace("見本市道路要綱", "見本市道路規則"),
    )
    assert ask(installation, member, again) == UNSIGNED
    assert sign(installation, member, again) == 1
    assert ask(installation, member, again) == ""


def test_at_its_time_it_is_in_force_and_the_job_does_so_once(installation: Installation) -> None:
    soon = to_micro(installation.clock.now()) + 3_600_000_000
    release = asked(installation, author(installation), from_at=soon)
    assert approve(installation, publisher(installation), release) == APPROVED
    assert publish_releases(installation) == 0
    assert in_force(installation) is None
    afterwards = later(installation, hours=2)
    assert [publish_releases(afterwards), publish_releases(afterwards)] == [1, 0]
    assert in_force(installation) == (1, "workshop")


def test_a_time_that_has_passed_is_not_taken(installation: Installation) -> None:
    member = author(installation)
    draft_id = begin(installation, member)
    sign(installation, member, draft_id)
    assert ask(installation, member, draft_id, to_micro(installation.clock.now()) - 1) == "past"


def test_a_refusal_opens_the_draft_again_and_says_why(installation: Installation) -> None:
    member = author(installation)
    release, second = asked(installation, member), publisher(installation)
    with installation.database.write() as unit:
        refuse_release(installation, unit, second, release.id, "期限がちがいます")
        unit.commit()
    draft = opened(installation, member, release.draft_id)
    assert draft.open
    assert (draft.releases[0].state, draft.releases[0].words) == (REFUSED, "期限がちがいます")


def test_what_was_approved_can_be_withdrawn_before_its_time(installation: Installation) -> None:
    member = author(installation)
    release = asked(installation, member, from_at=to_micro(installation.clock.now()) + 3_600_000_000)
    approve(installation, publisher(installation), release)
    with installation.database.write() as unit:
        withdraw_release(installation, unit, member, release.id)
        unit.commit()
    assert state_of(installation, release) == WITHDRAWN
    assert publish_releases(later(installation, hours=2)) == 0
    with installation.database.write() as unit, pytest.raises(Conflict):
        withdraw_release(installation, unit, member, release.id)
    charlie = author(installation, "charlie", "housing")
    with installation.database.write() as unit, pytest.raises(NotFound):
        withdraw_release(installation, unit, charlie, release.id)


def test_what_another_version_overtook_is_not_offered(installation: Installation) -> None:
    member = author(installation)
    first = asked(installation, member)
    with installation.database.write() as unit:
        definitions.add(unit, DefinitionRow("other", NAME, 5, first.canonical, 1))
        unit.commit()
    assert approve(installation, publisher(installation), first) == OVERTAKEN
    assert state_of(installation, first) == OVERTAKEN
    assert in_force(installation) == (5, "folder")


def test_what_the_template_says_of_itself_is_not_shown_to_residents(installation: Installation) -> None:
    member, written = author(installation), "summary: こわれたガードレールを知らせます。"
    draft_id = begin(installation, member, TEXT.replace(written, "summary: 何のための手続かを、1文で書きます。"))
    sign(installation, member, draft_id)
    assert ask(installation, member, draft_id) == UNWRITTEN
    save(installation, member, draft_id, TEXT.replace("ガードレールノツウホウ", "イベントノモウシコミ"))
    sign(installation, member, draft_id)
    assert ask(installation, member, draft_id) == UNWRITTEN, "the reading is of another title"
    save(installation, member, draft_id, TEXT)
    assert ask(installation, member, draft_id) == ""
