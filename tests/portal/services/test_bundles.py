"""A bundle is stored whole or not at all, once, whoever sends at the same moment; what becomes of its parts and of its line."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier

import pytest

from portal.db import Unit
from portal.errors import BadRequest, Conflict, NotFound
from portal.jobs.carry_out_disposals import carry_out_disposals
from portal.jobs.delete_old_drafts import delete_old_drafts
from portal.jobs.remind_of_drafts import remind_of_drafts
from portal.jobs.send_notices import send_notices
from portal.jobs.sweep_ended import sweep_ended
from portal.services import submit_bundle as module
from portal.services.actor import Actor
from portal.services.discard_draft import discard_draft
from portal.services.drafts import Draft, draft_of_resident, save_draft
from portal.services.filed_together import filed_together, found_by_number
from portal.services.installation import Installation
from portal.services.keep_numbers import open_number
from portal.services.leave_bundle import leave_bundle
from portal.services.open_bundle import Bundle, bundle_of_resident, onward_in
from portal.services.sessions import Session
from portal.services.spread_answers import spread_answers
from portal.services.start_bundle import start_bundle
from portal.services.submit_application import Arrival, submit_application
from portal.services.submit_bundle import ALONE, CLOSED, OPEN, ROOM, Kept, submit_bundle
from portal.store import applications, bundles, drafts, my_numbers
from portal.store.attachments import Holder
from portal.store.bundles import BundleRow
from portal.store.statements import every, sql
from tests.forms.loading.small import small
from tests.portal.contacts import mails, proved
from tests.portal.later import later
from tests.portal.numbers import number
from tests.portal.routes.guest_browser import offer
from tests.portal.services.disposing import approved, due, proposed
from tests.portal.services.test_start_guest import guest
from tests.portal.world import PLACE, add_member, alice

LEFT, RIGHT = "left", "right"
DUTIES = {LEFT: "care-qualification", RIGHT: "resident-certificates"}
WHOLE = {"reason": "torn"}


def offers(installation: Installation, more: str = "") -> None:
    for one, duty in DUTIES.items():
        offer(installation, small(more if one == RIGHT else "", procedure=one, duty=duty))


def begin(installation: Installation, session: Session, order: Sequence[str] = (LEFT, RIGHT), said: bool = True) -> str:
    """A bundle of both with every question answered."""
    with installation.database.write() as unit:
        chosen = [installation.catalogue.current(one) for one in order]
        bundle_id = start_bundle(installation, unit, session, chosen, Actor("resident", session.person_id or ""))
        for draft in bundle_of_resident(installation, unit, session, bundle_id).drafts if said else ():
            save_draft(installation, unit, draft, WHOLE, frozenset({"reason"}))
        unit.commit()
    return bundle_id


def opened(installation: Installation, session: Session, bundle_id: str) -> Bundle:
    with installation.database.read() as unit:
        return bundle_of_resident(installation, unit, session, bundle_id)


def send(
    installation: Installation, session: Session, bundle_id: str, wait: Callable[[], object] = lambda: None
) -> str | Kept:
    with installation.database.write() as unit:
        bundle = bundle_of_resident(installation, unit, session, bundle_id)
        wait()
        sent = submit_bundle(
            installation, unit, bundle, Actor("resident", session.person_id or "", place=PLACE),
            Arrival(installation.clock.now(), "online", "stored"), {one.id: {"way": "card"} for one in bundle.drafts},
        )  # fmt: skip
        if isinstance(sent, str):
            unit.commit()
    return sent


def count(installation: Installation, table: str) -> int:
    with installation.database.read() as unit:
        return int(every(unit, sql(f"SELECT COUNT(*) FROM {table}"))[0][0])


def test_all_parts_arrive_once_with_one_number_and_one_notice(installation: Installation) -> None:
    offers(installation)
    session = alice(installation)
    proved(installation, session.person_id)
    bundle_id = begin(installation, session)
    number = send(installation, session, bundle_id)
    assert isinstance(number, str)
    assert send(installation, session, bundle_id) == number, "a double click, a reload, an answer that was lost"
    assert (count(installation, "application"), count(installation, "draft")) == (2, 0)
    sent = opened(installation, session, bundle_id)
    assert {row.receipt_number for row in sent.sent}.isdisjoint({number})
    assert [row.procedure for row in sent.sent] == [LEFT, RIGHT]
    while send_notices(installation):
        pass
    told = mails(installation)
    assert len(told) == 1
    assert number in told[0].text
    assert f"/bundles/{bundle_id}" in told[0].text


def test_a_part_that_cannot_be_sent_keeps_all_of_it(installation: Installation) -> None:
    offers(installation)
    session = alice(installation)
    bundle_id = begin(installation, session, said=False)
    with installation.database.write() as unit:
        draft = bundle_of_resident(installation, unit, session, bundle_id).drafts[0]
        save_draft(installation, unit, draft, WHOLE, frozenset({"reason"}))
        unit.commit()
    kept = send(installation, session, bundle_id)
    assert isinstance(kept, Kept)
    assert (kept.draft.procedure.id, kept.why) == (RIGHT, OPEN)
    assert (count(installation, "application"), count(installation, "draft")) == (0, 2)
    onward = onward_in(installation, opened(installation, session, bundle_id).drafts)
    assert onward is not None
    assert onward.draft.procedure.id == RIGHT


def test_what_is_closed_or_must_be_filed_alone_by_now_is_named(installation: Installation) -> None:
    offers(installation)
    session = alice(installation)
    bundle_id = begin(installation, session)
    bundle = opened(installation, session, bundle_id)
    shut = small(
        "time: {window: {from: 2027-01-01, to: 2027-02-01, say: まだです。}}\n", procedure=RIGHT, duty=DUTIES[RIGHT]
    )
    invited = replace(bundle.drafts[1].procedure, invited=True)
    for procedure, why in ((shut, CLOSED), (invited, ALONE)):
        changed = replace(bundle, drafts=(bundle.drafts[0], replace(bundle.drafts[1], procedure=procedure)))
        with installation.database.read() as unit:
            kept = module.what_keeps(installation, unit, changed)
        assert kept is not None
        assert (kept.draft.procedure.id, kept.why) == (RIGHT, why)


def test_two_bundles_that_race_for_the_last_places_never_halve_or_wait_for_each_other(
    installation: Installation,
) -> None:
    """Of four, each with the last place of both in another order, one gets both and the others nothing."""
    for one, duty in DUTIES.items():
        offer(installation, small("time: {capacity: 1}\n", procedure=one, duty=duty))
    people = [alice(installation), *(guest(installation) for _ in range(3))]
    wanting = [(one, begin(installation, one, (LEFT, RIGHT)[:: (-1) ** at])) for at, one in enumerate(people)]
    together = 1 if installation.database.sqlite else len(wanting)
    barrier = Barrier(together)
    with ThreadPoolExecutor(together) as pool:
        sent = list(pool.map(lambda one: send(installation, one[0], one[1], lambda: barrier.wait(timeout=30)), wanting))
    assert sum(isinstance(one, str) for one in sent) == 1
    assert {one.why for one in sent if isinstance(one, Kept)} == {ROOM}
    assert (count(installation, "application"), count(installation, "draft")) == (2, 6)


def test_two_clicks_at_the_same_moment_are_one_bundle(installation: Installation) -> None:
    offers(installation)
    session = alice(installation)
    bundle_id = begin(installation, session)
    with ThreadPoolExecutor(3) as pool:
        numbers = list(pool.map(lambda _: send_or_number(installation, session, bundle_id), "123"))
    assert len(set(numbers)) == 1
    assert count(installation, "application") == 2


def send_or_number(installation: Installation, session: Session, bundle_id: str) -> str | Kept | None:
    """As the page does: who finds it sent is shown what was sent."""
    with installation.database.write() as unit:
        bundle = bundle_of_resident(installation, unit, session, bundle_id)
    return bundle.row.number or send(installation, session, bundle_id)


@pytest.mark.parametrize("at", [1, 2])
def test_whatever_ends_it_half_way_leaves_nothing(
    installation: Installation, monkeypatch: pytest.MonkeyPatch, at: int
) -> None:
    offers(installation)
    session = alice(installation)
    bundle_id = begin(installation, session)
    real, calls = submit_application, []

    def dies(*given: object, **named: object) -> object:
        calls.append(given)
        found = real(*given, **named)  # type: ignore[arg-type]
        if len(calls) == at:
            raise KeyboardInterrupt
        return found

    monkeypatch.setattr(module, "submit_application", dies)
    with pytest.raises(KeyboardInterrupt):
        send(installation, session, bundle_id)
    assert (count(installation, "application"), count(installation, "draft")) == (0, 2)
    assert opened(installation, session, bundle_id).row.number is None
    monkeypatch.undo()
    assert isinstance(send(installation, session, bundle_id), str)


def test_a_number_is_never_that_of_an_application(installation: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    offers(installation)
    session = alice(installation)
    first = begin(installation, session)
    send(installation, session, first)
    row = opened(installation, session, first)
    taken = iter([row.sent[0].receipt_number, row.row.number or "", "26-000-000-001"])
    second = begin(installation, session)
    monkeypatch.setattr(module, "draw", lambda *_: next(taken))
    assert send(installation, session, second) == "26-000-000-001"
    monkeypatch.setattr(module, "draw", lambda *_: "26-000-000-001")
    with pytest.raises(Conflict):
        send(installation, session, begin(installation, session))
    assert count(installation, "application") == 4


def test_a_bundle_has_a_few_procedures_each_once(installation: Installation) -> None:
    offers(installation)
    session = alice(installation)
    assert begin(installation, session, said=False) == begin(installation, session, said=False), (
        "reload makes no second"
    )
    with pytest.raises(BadRequest):
        begin(installation, session, (LEFT,))
    with pytest.raises(BadRequest):
        begin(installation, session, (LEFT, LEFT))
    with pytest.raises(Conflict):
        begin(installation, session, (LEFT, "inkan-shomei"))


def test_a_part_that_is_left_out_or_thrown_away_stays_behind(installation: Installation) -> None:
    offers(installation)
    session = alice(installation)
    bundle_id = begin(installation, session)
    actor = Actor("resident", session.person_id or "")
    with installation.database.write() as unit:
        bundle = bundle_of_resident(installation, unit, session, bundle_id)
        alone = leave_bundle(installation, unit, bundle, bundle.drafts[0].id, actor)
        with pytest.raises(NotFound):
            leave_bundle(installation, unit, bundle, "nothing", actor)
        unit.commit()
    with installation.database.read() as unit:
        found = draft_of_resident(installation, unit, session, LEFT, alone.id)
    assert (found.bundle, found.answers) == ("", WHOLE)
    assert isinstance(send(installation, session, bundle_id), str)
    assert [row.procedure for row in opened(installation, session, bundle_id).sent] == [RIGHT]
    other = begin(installation, session)
    with installation.database.write() as unit:
        thrown = bundle_of_resident(installation, unit, session, other).drafts[1]
        discard_draft(installation, unit, thrown.row, actor)
        unit.commit()
    assert isinstance(send(installation, session, other), str)
    with installation.database.read() as unit:
        assert bundles.uids(unit, other) == [row.uid for row in opened(installation, session, other).sent]


def test_parts_end_together_and_their_owner_hears_once(installation: Installation) -> None:
    offers(installation)
    session = alice(installation)
    proved(installation, session.person_id)
    bundle_id = begin(installation, session)
    after = later(installation, days=20)
    with after.database.write() as unit:
        draft = bundle_of_resident(after, unit, session, bundle_id).drafts[0]
        save_draft(after, unit, draft, WHOLE, draft.seen)
        spread_answers(after, unit, session, draft, Actor("resident", session.person_id or ""))
        unit.commit()
    assert delete_old_drafts(later(installation, days=31)) == 0, "what is written into one keeps all"
    reminding = later(installation, days=43.5)
    remind_of_drafts(reminding)
    send_notices(reminding)
    assert len(mails(installation)) == 1
    assert delete_old_drafts(later(installation, days=51)) == 2
    sweep_ended(later(installation, days=51))
    assert (count(installation, "bundle"), count(installation, "bundle_part")) == (0, 0)


_NUMBERS = """\
  - step: あなた
    id: you
    as: own
    role: principal
    ask:
      - {id: name, type: person_name, label: 氏名, concept: person.name, known_from: applicant.name}
      - {id: number, type: my_number, label: 個人番号, why: 法律で決まっています。, protection: number, concept: person.my_number}
"""
_KEY = "own.number"


def test_a_number_is_typed_once_and_lies_sealed_with_each_part(installation: Installation) -> None:
    law = "{sign_in: card}\nmy_number: {how: ask, of: [own], basis: 番号法, certainty: assumed}"
    for one, duty in DUTIES.items():
        offer(installation, small(_NUMBERS, procedure=one, duty=duty, identity=law))
    session, named = alice(installation), {**WHOLE, "own.name": {"family": "見本", "given": "花子"}}
    bundle_id = begin(installation, session)

    def typed(value: str) -> list[Draft]:
        with installation.database.write() as unit:
            draft = bundle_of_resident(installation, unit, session, bundle_id).drafts[0]
            save_draft(installation, unit, draft, {**named, _KEY: value}, frozenset({"reason", "you"}))
            actor = Actor("resident", session.person_id or "", place=PLACE)
            spread_answers(installation, unit, session, draft, actor, ["own.name", _KEY])
            unit.commit()
        return list(opened(installation, session, bundle_id).drafts)

    first = typed(number(1))[0].answers[_KEY]
    parts = typed(number(2))
    assert first != parts[0].answers[_KEY] == parts[1].answers[_KEY], "in each the same reference, and no digit"
    with installation.database.read() as unit:
        rows = [row for one in parts for row in my_numbers.of(unit, Holder(draft_id=one.id))]
        assert [open_number(installation, row) for row in rows] == [number(2)] * 2
        told = every(unit, sql("SELECT detail FROM audit_record WHERE action = 'share number'"))
    assert told == [(RIGHT,), (RIGHT,)]
    assert isinstance(send(installation, session, bundle_id), str)
    left, right = opened(installation, session, bundle_id).sent
    with installation.database.write() as unit:
        (gone,) = my_numbers.of(unit, Holder(application_id=left.id))
        assert my_numbers.drop(unit, Holder(application_id=left.id), gone.id)
        (stays,) = my_numbers.of(unit, Holder(application_id=right.id))
        assert open_number(installation, stays) == number(2), "each section's own goes when that section's goes"
        assert typed_digits(unit) == []


def typed_digits(unit: Unit) -> list[str]:
    """Audit records in which the number stands."""
    return [str(row[0]) for row in every(unit, sql("SELECT detail FROM audit_record")) if number(2) in str(row[0])]


def test_only_who_may_see_a_part_hears_of_it(installation: Installation) -> None:
    offers(installation)
    session = alice(installation)
    number = send(installation, session, begin(installation, session))
    assert isinstance(number, str)
    both = add_member(installation, "both", *(("reviewer", duty) for duty in DUTIES.values()))
    one = add_member(installation, "one", ("reviewer", DUTIES[LEFT]))
    none = add_member(installation, "none", ("reviewer", "water"))
    with installation.database.write() as unit:
        row = bundles.by_number(unit, number)
        assert row is not None
        left = bundles.uids(unit, row.id)[0]
        assert [case.procedure for case in filed_together(installation, unit, both, left)[1]] == [RIGHT]
        assert filed_together(installation, unit, one, left) == ("", [])
        found = [len(found_by_number(installation, unit, member, number)) for member in (both, one, none)]
        assert found == [2, 1, 0]
        assert found_by_number(installation, unit, both, "26-000-000-009") == []


def test_each_part_is_thrown_away_alone_and_the_line_goes_with_the_last(installation: Installation) -> None:
    when, numbers = due(installation, 3)
    with when.database.write() as unit:
        uids = [row.uid for number in numbers if (row := applications.by_number(unit, number))]
        bundles.add(unit, BundleRow("whole", "26-000-000-001", 1, 1), uids[:2])
        bundles.add(unit, BundleRow("half", "26-000-000-002", 1, 1), [uids[2], "of another section"])
        unit.commit()
    assert carry_out_disposals(approved(when, proposed(when))) == 3
    with when.database.read() as unit:
        assert bundles.by_id(unit, "whole") is None
        assert bundles.uids(unit, "half") == ["of another section"]


def test_nothing_personal_stands_in_it(installation: Installation) -> None:
    columns = {"bundle": 4, "bundle_part": 3}
    offers(installation)
    session = alice(installation)
    send(installation, session, begin(installation, session))
    with installation.database.read() as unit:
        for table, width in columns.items():
            row = every(unit, sql(f"SELECT * FROM {table}"))[0]
            assert len(row) == width
            assert session.person_id not in row
        assert drafts.of_person(unit, session.person_id or "") == []
