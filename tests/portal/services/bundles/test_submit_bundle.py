"""A bundle is stored completely and once, or not at all."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier

import pytest

from portal.errors import Conflict
from portal.jobs.send_notices import send_notices
from portal.services.bundles import submit_bundle as module
from portal.services.bundles.open_bundle import bundle_of_resident, onward_in
from portal.services.bundles.submit_bundle import ALONE, CLOSED, OPEN, ROOM, Kept
from portal.services.filing.drafts import save_draft
from portal.services.filing.submit_application import submit_application
from portal.services.shared.installation import Installation
from portal.services.shared.sessions import Session
from portal.store.filing import drafts
from portal.store.statements import every, sql
from tests.forms.loading.small import small
from tests.portal.contacts import mails, proved
from tests.portal.routes.guest_browser import offer
from tests.portal.services.bundles.bundling import DUTIES, LEFT, RIGHT, WHOLE, begin, count, offers, opened, send
from tests.portal.services.residents.test_start_guest import guest
from tests.portal.world import alice


def test_all_parts_arrive_once_with_one_number_and_one_notice(installation: Installation) -> None:
    offers(installation)
    session = alice(installation)
    proved(installation, session.person_id)
    bundle_id = begin(installation, session)
    number = send(installation, session, bundle_id)
    assert isinstance(number, str)
    assert send(installation, session, bundle_id) == number, "a double click, a reload or a lost response"
    assert (count(installation, "application"), count(installation, "draft")) == (2, 0)
    sent = opened(installation, session, bundle_id)
    assert {row.receipt_number for row in sent.sent}.isdisjoint({number})
    assert [row.procedure for row in sent.sent] == [LEFT, RIGHT]
    while send_notices(installation):
        pass
    notices = mails(installation)
    assert len(notices) == 1
    assert number in notices[0].text
    assert f"/bundles/{bundle_id}" in notices[0].text


def test_a_part_that_cannot_be_sent_keeps_all_of_it(installation: Installation) -> None:
    offers(installation)
    session = alice(installation)
    bundle_id = begin(installation, session, answered=False)
    with installation.database.write() as unit:
        draft = bundle_of_resident(installation, unit, session, bundle_id).drafts[0]
        save_draft(installation, unit, draft, WHOLE, frozenset({"reason"}))
        unit.commit()
    kept = send(installation, session, bundle_id)
    assert isinstance(kept, Kept)
    assert (kept.draft.procedure.id, kept.why) == (RIGHT, OPEN)
    assert (count(installation, "application"), count(installation, "draft")) == (0, 2)
    onward = onward_in(installation, bundle_id, opened(installation, session, bundle_id).drafts)
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


@pytest.mark.both_engines
def test_two_bundles_that_race_for_the_last_places_never_halve_or_wait_for_each_other(
    installation: Installation,
) -> None:
    """Each asks for the last place of both procedures in another order: one succeeds."""
    for procedure, duty in DUTIES.items():
        offer(installation, small("time: {capacity: 1}\n", procedure=procedure, duty=duty))
    people = [alice(installation), *(guest(installation) for _ in range(3))]
    wanting = [
        (session, begin(installation, session, (LEFT, RIGHT)[:: (-1) ** place])) for place, session in enumerate(people)
    ]
    together = 1 if installation.database.sqlite else len(wanting)
    barrier = Barrier(together)
    with ThreadPoolExecutor(together) as pool:
        sent = list(
            pool.map(lambda pair: send(installation, pair[0], pair[1], lambda: barrier.wait(timeout=30)), wanting)
        )
    assert sum(isinstance(outcome, str) for outcome in sent) == 1
    assert {outcome.why for outcome in sent if isinstance(outcome, Kept)} == {ROOM}
    assert (count(installation, "application"), count(installation, "draft")) == (2, 6)


@pytest.mark.both_engines
def test_two_clicks_at_the_same_moment_are_one_bundle(installation: Installation) -> None:
    offers(installation)
    session = alice(installation)
    bundle_id = begin(installation, session)
    with ThreadPoolExecutor(3) as pool:
        numbers = list(pool.map(lambda _: send_or_number(installation, session, bundle_id), "123"))
    assert len(set(numbers)) == 1
    assert count(installation, "application") == 2


def send_or_number(installation: Installation, session: Session, bundle_id: str) -> str | Kept | None:
    """An already sent bundle returns its number."""
    with installation.database.write() as unit:
        bundle = bundle_of_resident(installation, unit, session, bundle_id)
    return bundle.row.number or send(installation, session, bundle_id)


@pytest.mark.parametrize("position", [1, 2])
def test_whatever_ends_it_half_way_leaves_nothing(
    installation: Installation, monkeypatch: pytest.MonkeyPatch, position: int
) -> None:
    offers(installation)
    session = alice(installation)
    bundle_id = begin(installation, session)
    real, calls = submit_application, []

    def dies(*given: object, **named: object) -> object:
        calls.append(given)
        sent = real(*given, **named)  # type: ignore[arg-type]
        if len(calls) == position:
            raise KeyboardInterrupt
        return sent

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
    monkeypatch.setattr(module, "draw_unused", lambda *_: next(taken))
    assert send(installation, session, second) == "26-000-000-001"
    monkeypatch.setattr(module, "draw_unused", lambda *_: "26-000-000-001")
    with pytest.raises(Conflict):
        send(installation, session, begin(installation, session))
    assert count(installation, "application") == 4


@pytest.mark.both_engines
def test_nothing_personal_is_in_it(installation: Installation) -> None:
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
