"""The outer zone takes what the workshop inside publishes, dates and stops, and answers."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from forms.definition.registry import field_types
from forms.loading import load_text
from integrations.courier.keys import load_own, new_keys
from integrations.courier.package import SealedCourier
from integrations.sockets.courier_socket import Contents
from portal.clock import to_micro
from portal.jobs.publish_releases import publish_releases
from portal.services.courier.apply_packages import Took, take_courier
from portal.services.courier.carry_items import take_item
from portal.services.courier.carry_procedures import Crossing, crossings
from portal.services.procedures.offer_published import offer_published
from portal.services.shared.catalogue import of_workshop, publish
from portal.services.shared.deferral import LeftOver
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.services.workshop.begin_draft import Source, begin_next
from portal.services.workshop.publish_release import approve_release
from portal.services.workshop.stop_procedure import hand_to_folder, return_to, set_stop
from portal.store.procedures import definitions, procedure_stops
from portal.store.procedures.definitions import WORKSHOP, DefinitionRow
from portal.store.procedures.procedure_stops import ENDED, LIFTED, STOPPED
from portal.store.workshop import definition_releases
from portal.store.workshop.definition_releases import ReleaseRow
from tests.portal.later import later
from tests.portal.services.courier.carrying import ON_BOTH_ENGINES, nothing_waits
from tests.portal.services.workshop.writing import DUTY, NAME, TEXT, ask, author, begin, in_force, publisher, sign
from tests.portal.two_zones import CARRIER, Zones
from tests.statements import statements_of

SECOND = TEXT.replace("version: 1", "version: 2").replace("目じるし", "目じるしになるもの")
UNSOUND = SECOND.replace("answers: {bent: true}", "answers: {bent: true, spot: 見本橋}")  # a scenario expects otherwise
WORDS = "設備の点検のため、受付を止めています。"


def put(installation: Installation, text: str = TEXT) -> str:
    """In force, as the workshop does it; its meaning."""
    procedure = load_text(text, f"{NAME}.yaml", fields=field_types())
    row = DefinitionRow(procedure.meaning, NAME, procedure.version, procedure.canonical, 9, WORKSHOP)
    with installation.database.write() as unit:
        definitions.add(unit, row)
        unit.commit()
    offer_published(installation)
    return row.meaning


def crossing(zones: Zones) -> Crossing:
    with zones.inner.database.read() as unit:
        return crossings(unit)[NAME]


def stop(zones: Zones, head: Member, kind: str) -> None:
    with zones.inner.database.write() as unit:
        assert set_stop(zones.inner, unit, head, NAME, kind, WORDS) == ""
        unit.commit()


def approve(zones: Zones, head: Member, draft_id: int) -> str:
    """Its meaning."""
    with zones.inner.database.write() as unit:
        (release,) = definition_releases.of_draft(unit, draft_id)
        approve_release(zones.inner, unit, head, release.id)
        unit.commit()
    offer_published(zones.inner)
    return release.meaning


def shown_as_signed(installation: Installation) -> bool:
    """Whether residents see nothing of it as assumed."""
    offer_published(installation)
    return installation.catalogue.current(NAME).law.certainty == "signed"


def stopped(installation: Installation) -> list[tuple[str, str]]:
    with installation.database.read() as unit:
        return [(row.kind, row.words) for row in procedure_stops.of_procedure(unit, NAME)]


def take(zones: Zones, *packages: bytes) -> list[Took]:
    return [take_courier(zones.outer, package, CARRIER) for package in packages]


def changed(zones: Zones, package: bytes, number: int = 50, **changes: Any) -> bytes:
    """Signed with the inner zone's key."""
    assert zones.inner.courier is not None
    assert zones.outer.courier is not None
    contents = zones.outer.courier.open(package)
    first = json.loads(contents.parts[0])
    first["items"][0].update(changes)
    return zones.inner.courier.pack(Contents(number, contents.made_at, [json.dumps(first).encode()]))


@pytest.fixture
def head(zones: Zones) -> Member:
    return publisher(zones.inner)


@ON_BOTH_ENGINES
def test_what_is_approved_stopped_and_taken_back_inside_is_so_outside(zones: Zones, head: Member) -> None:
    member = author(zones.inner)
    draft_id = begin(zones.inner, member)
    sign(zones.inner, member, draft_id)
    assert ask(zones.inner, member, draft_id) == ""
    first = approve(zones, head, draft_id)
    assert crossing(zones) == Crossing()
    assert in_force(zones.outer) is None
    zones.round()
    assert in_force(zones.outer) == (1, WORKSHOP)
    assert crossing(zones).at is not None
    assert of_workshop(zones.outer.database) == {NAME}, "a file of that name outside does not replace it"

    stop(zones, head, STOPPED)
    assert crossing(zones) == Crossing()
    zones.round()
    offer_published(zones.outer)
    assert zones.outer.catalogue.stopped_words(NAME) == WORDS
    stop(zones, head, LIFTED)
    zones.round()
    offer_published(zones.outer)
    assert zones.outer.catalogue.stopped_words(NAME) == ""
    assert [kind for kind, _ in stopped(zones.outer)] == [LIFTED, STOPPED]

    second = put(zones.inner, SECOND)
    zones.round()
    assert in_force(zones.outer) == (2, WORKSHOP)
    with zones.inner.database.write() as unit:
        return_to(zones.inner, unit, head, NAME, first, second)
        unit.commit()
    zones.round()
    assert in_force(zones.outer) == (1, WORKSHOP)
    with zones.inner.database.write() as unit:
        hand_to_folder(zones.inner, unit, head, NAME)
        unit.commit()
    zones.round()
    assert in_force(zones.outer) == (1, "folder")
    zones.round()
    assert nothing_waits(zones)
    assert zones.pack("inner") == zones.pack("outer") == []


@ON_BOTH_ENGINES
def test_what_is_signed_inside_is_shown_so_outside(zones: Zones, head: Member) -> None:
    put(zones.inner)
    zones.round()
    assert not shown_as_signed(zones.outer)
    with zones.inner.database.write() as unit:
        row = definitions.newest_of(unit, NAME)
        assert row is not None
        definitions.add(unit, replace(row, signed=True))
        unit.commit()
    assert crossing(zones) == Crossing()
    zones.round()
    assert shown_as_signed(zones.outer)
    assert in_force(zones.outer) == (1, WORKSHOP)
    zones.round()
    assert nothing_waits(zones)


@pytest.mark.parametrize("signed", [None, 1, "true"])
def test_a_package_of_an_older_release_or_with_another_value_is_of_an_unsigned_version(
    zones: Zones, signed: object
) -> None:
    with zones.inner.database.write() as unit:
        procedure = load_text(TEXT, f"{NAME}.yaml", fields=field_types())
        row = DefinitionRow(procedure.meaning, NAME, 1, procedure.canonical, 9, WORKSHOP, signed=True)
        definitions.add(unit, row)
        unit.commit()
    (package,) = zones.pack("inner")
    assert [result.left for result in take(zones, changed(zones, package, signed=signed))] == [()]
    assert in_force(zones.outer) == (1, WORKSHOP)
    assert not shown_as_signed(zones.outer)


def test_packages_that_are_late_doubled_or_lost_end_in_the_newest(zones: Zones, head: Member) -> None:
    put(zones.inner)
    (first,) = zones.pack("inner")
    put(zones.inner, SECOND)
    stop(zones, head, ENDED)
    (second,) = zones.pack("inner")
    assert [result.left for result in take(zones, second, first, second, first)] == [()] * 4
    assert in_force(zones.outer) == (2, WORKSHOP)
    assert [kind for kind, _ in stopped(zones.outer)] == [ENDED]
    put(zones.inner)
    zones.pack("inner")  # lost
    (again,) = zones.pack("inner", again=True)
    take(zones, second, again, second)
    assert in_force(zones.outer) == (1, WORKSHOP)
    zones.round()
    assert crossing(zones).at is not None


def test_one_that_does_not_pass_the_checks_outside_keeps_the_former_and_says_why_inside(
    zones: Zones, head: Member
) -> None:
    put(zones.inner)
    zones.round()
    put(zones.inner, UNSOUND)
    stop(zones, head, STOPPED)
    (package,) = zones.pack("inner")
    assert [result.left for result in take(zones, package, package)] == [(("", "unsound"),)] * 2
    assert in_force(zones.outer) == (1, WORKSHOP)
    assert [kind for kind, _ in stopped(zones.outer)] == [STOPPED], "a stop does not wait for it"
    (answer,) = zones.pack("outer")
    take_courier(zones.inner, answer, CARRIER)
    assert zones.pack("outer") == [], "tried again, it says the same"
    there = crossing(zones)
    assert there.at is None
    assert "場所がない" in there.why[0]
    put(zones.inner, SECOND)
    zones.round()
    assert in_force(zones.outer) == (2, WORKSHOP)
    assert crossing(zones).why == ()
    assert take(zones, package)[0].left == (), "the older one has been overtaken"
    assert in_force(zones.outer) == (2, WORKSHOP)


@pytest.mark.parametrize("definition", ["{", "[]", '{"definition": {}}', "another", "other id"])
def test_a_definition_that_is_none_or_another_one_changes_nothing(zones: Zones, definition: str) -> None:
    put(zones.inner)
    zones.round()
    put(zones.inner, SECOND)
    (package,) = zones.pack("inner")
    if definition == "another":  # the boxes of a page are moved by hand: its hash is another one
        text = load_text(SECOND, f"{NAME}.yaml", fields=field_types()).canonical
        definition = text.replace('"steps":[', '"steps": [', 1).replace('"version":2', '"version":"2"')
    elif definition == "other id":
        definition = load_text(
            SECOND.replace(f"procedure: {NAME}", "procedure: other"), "other.yaml", fields=field_types()
        ).canonical
    (took,) = take(zones, changed(zones, package, definition=definition))
    assert took.left == (("", "unsound"),)
    assert in_force(zones.outer) == (1, WORKSHOP)
    with zones.outer.database.read() as unit:
        assert definitions.newest_of(unit, "other") is None


def test_a_package_of_another_city_or_one_that_was_changed_is_refused(zones: Zones, tmp_path: Path) -> None:
    put(zones.inner)
    (package,) = zones.pack("inner")
    ours = load_own(tmp_path / "outer" / "keys")[-1]
    forged = SealedCourier([new_keys("inner")], [ours.public]).pack(Contents(9, "2026-12-01T09:00:00+09:00", [b"{}"]))
    spoilt = bytearray(package)
    spoilt[-200] ^= 1
    assert [result.act for result in take(zones, forged, bytes(spoilt))] == ["refused", "refused"]
    assert in_force(zones.outer) is None


def test_a_dated_version_is_there_before_its_time_and_begins_with_it(zones: Zones, head: Member) -> None:
    member = author(zones.inner)
    put(zones.inner)
    zones.round()
    with zones.inner.database.write() as unit:
        draft_id = begin_next(
            zones.inner, unit, member, Source(definitions.newest_of(unit, NAME), {"": SECOND})
        ).draft_id
        unit.commit()
    sign(zones.inner, member, draft_id)
    soon = to_micro(zones.inner.clock.now()) + 3_600_000_000
    assert ask(zones.inner, member, draft_id, soon) == ""
    approve(zones, head, draft_id)
    zones.round()
    assert crossing(zones).at is not None
    assert publish_releases(zones.outer) == 0
    assert in_force(zones.outer) == (1, WORKSHOP)
    outer, inner = later(zones.outer, hours=2), later(zones.inner, hours=2)
    assert [publish_releases(outer), publish_releases(outer)] == [1, 0]
    assert in_force(zones.outer) == (2, WORKSHOP)
    assert shown_as_signed(zones.outer)
    assert publish_releases(inner) == 1
    zones.round()
    assert in_force(zones.outer) == (2, WORKSHOP)
    zones.round()
    assert nothing_waits(zones)


def test_a_dated_version_that_is_withdrawn_inside_does_not_begin(zones: Zones) -> None:
    put(zones.inner)
    procedure = load_text(SECOND, f"{NAME}.yaml", fields=field_types())
    soon = to_micro(zones.inner.clock.now()) + 3_600_000_000
    (package,) = zones.pack("inner")
    take(zones, changed(zones, package, next=[procedure.canonical, soon]))
    put(zones.inner, TEXT.replace("こわれた", "曲がった"))
    zones.round()
    assert publish_releases(later(zones.outer, hours=2)) == 0


def test_what_no_longer_fits_at_its_time_is_not_published_and_says_why(zones: Zones) -> None:
    put(zones.inner)
    (package,) = zones.pack("inner")
    procedure = load_text(SECOND, f"{NAME}.yaml", fields=field_types())
    take(zones, changed(zones, package, next=[procedure.canonical, to_micro(zones.inner.clock.now()) + 1]))
    outer = later(zones.outer, hours=2)
    duties = {name: rows for name, rows in outer.city.duties.items() if name != procedure.duty}
    outer = replace(outer, city=outer.city.model_copy(update={"duties": duties}))
    assert publish_releases(outer) == 1
    assert in_force(zones.outer) == (1, WORKSHOP)
    for answer in zones.pack("outer"):
        take_courier(zones.inner, answer, CARRIER)
    assert crossing(zones).why


@pytest.mark.parametrize(("rest", "problem"), [("nothing", LeftOver), (NAME, OverflowError)])
def test_an_answer_to_what_was_never_sent_or_of_no_instant_is_not_kept(
    zones: Zones, rest: str, problem: type[Exception]
) -> None:
    put(zones.inner)
    zones.pack("inner")
    item = {"key": f"offered/{rest}", "step": 1, "of": 1, "at": 1 if rest != NAME else 10**30, "why": []}
    with pytest.raises(problem):
        take_item(zones.inner, item, CARRIER)
    assert crossing(zones).at is None


def test_one_statement_finds_how_all_of_them_crossed(zones: Zones) -> None:
    member, counts = author(zones.inner), list[int]()
    draft_id = begin(zones.inner, member)
    for number in range(1, 7):
        text = TEXT.replace(f"procedure: {NAME}", f"procedure: {NAME}-{number}")
        row = DefinitionRow(
            f"meaning {number}", f"{NAME}-{number}", 1, load_text(text, "x.yaml", fields=field_types()).canonical, 9, WORKSHOP
        )  # fmt: skip
        release = ReleaseRow(
            0, draft_id, 1, row.procedure, DUTY, 2, f"next {number}", "{}", row.meaning, definition_releases.APPROVED, 9, member.id, 1
        )  # fmt: skip
        with zones.inner.database.write() as unit:
            definitions.add(unit, row)
            definition_releases.add(unit, release)
            with statements_of(unit) as sent:
                assert len(crossings(unit)) == number
            counts.append(sent.count)
            unit.commit()
    assert counts[0] == counts[-1]


def test_files_outside_do_not_replace_what_came(zones: Zones) -> None:
    put(zones.inner)
    zones.round()
    file = load_text(SECOND, f"{NAME}.yaml", fields=field_types())
    assert publish(zones.outer.database, [file], 10) == []
    assert in_force(zones.outer) == (1, WORKSHOP)
