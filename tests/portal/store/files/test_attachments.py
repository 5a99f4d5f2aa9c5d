"""Files of a draft, an application or a visit."""

from portal.db import Unit
from portal.models.cases.application import Application
from portal.models.counter.visit import Visit
from portal.models.filing.draft import Draft
from portal.models.residents.person import Person
from portal.store.files import attachments
from portal.store.files.attachments import CHECKED, REFUSED, FactsRow, Holder, InsideRow, WaitingRow
from tests.portal.store.planting import plant
from tests.portal.store.sealed_files import read


def test_a_file_is_shown_to_its_holder_once_it_has_passed(unit: Unit, holders: tuple[Holder, ...]) -> None:
    for holder in holders:
        name = f"f{holders.index(holder)}"
        other = holders[holders.index(holder) - 1]
        attachments.add(unit, holder, name, b"facts", b"raw", 5)
        assert attachments.content(unit, holder, name) is None
        assert not attachments.let_pass(unit, other, name, b"f", b"clean", b"small")
        assert [attachments.let_pass(unit, holder, name, b"f", b"clean", b"small") for _ in range(2)] == [True, False]
        assert attachments.of(unit, holder) == [FactsRow(name, CHECKED, b"f", True, 5)]
        assert read(attachments.content(unit, holder, name)) == b"clean"
        assert read(attachments.preview(unit, holder, name)) == b"small"
        assert attachments.content(unit, other, name) is attachments.preview(unit, other, name) is None
        attachments.remove(unit, other, name)
        attachments.remove(unit, holder, name)
        assert attachments.of(unit, holder) == []


def test_a_refused_file_has_no_content(unit: Unit, holders: tuple[Holder, ...]) -> None:
    attachments.add(unit, holders[0], "f", b"facts", b"raw", 5)
    assert not attachments.refuse(unit, holders[1], "f", b"why")
    assert [attachments.refuse(unit, holders[0], "f", b"why") for _ in range(2)] == [True, False]
    assert attachments.of(unit, holders[0]) == [FactsRow("f", REFUSED, b"why", False, 5)]
    assert attachments.preview(unit, holders[0], "f") is None


def test_files_of_one_holder_from_before_an_instant_are_named(unit: Unit, holders: tuple[Holder, ...]) -> None:
    for name, holder, now in (("old", holders[0], 5), ("new", holders[0], 6), ("other", holders[1], 5)):
        attachments.add(unit, holder, name, b"facts", b"raw", now)
    assert attachments.made_before(unit, holders[0], 6) == ["old"]


def test_files_wait_in_their_order_with_the_key_of_their_holder(unit: Unit) -> None:
    person = plant(unit, Person)["id"]
    draft, application, visit = (
        plant(unit, Draft, person_id=person),
        plant(unit, Application, person_id=person),
        plant(unit, Visit),
    )
    expected = []
    for name, owner, uid, holder in (
        ("b", draft, draft["id"], Holder(draft_id=draft["id"])),
        ("a", application, application["uid"], Holder(application_id=application["id"])),
        ("c", visit, visit["id"], Holder(visit_id=visit["id"])),
    ):
        at = 6 if name == "c" else 5
        attachments.add(unit, holder, name, b"facts", b"raw", at)
        owner_id = None if name == "c" else person
        expected.append(
            WaitingRow(
                name,
                holder.draft_id,
                holder.application_id,
                holder.visit_id,
                uid,
                owner["key_id"],
                owner["wrapped_key"],
                b"facts",
                b"raw",
                at,
                owner_id,
            )
        )
    b, a, c = expected
    assert attachments.next_waiting(unit, 7, 0, "") == a
    assert attachments.next_waiting(unit, 7, 5, "a") == b
    assert attachments.next_waiting(unit, 7, 5, "b") == c
    assert attachments.next_waiting(unit, 6, 5, "b") is None


def test_files_of_a_draft_go_to_its_application(unit: Unit, holders: tuple[Holder, Holder, Holder]) -> None:
    draft, application, _ = holders
    assert draft.draft_id
    assert application.application_id
    for name in ("checked", "waiting", "refused"):
        attachments.add(unit, draft, name, b"facts", b"raw", 5)
    attachments.let_pass(unit, draft, "checked", b"f", b"clean", None)
    attachments.refuse(unit, draft, "refused", b"why")
    names = ["checked", "waiting", "refused"]
    assert attachments.carry_over(unit, draft.draft_id, application.application_id, names) == 1
    attachments.carry_papers(unit, draft.draft_id, application.application_id, names)
    assert [row.id for row in attachments.of(unit, application)] == ["checked", "waiting"]
    assert [row.id for row in attachments.of(unit, draft)] == ["refused"]


def test_files_go_with_their_visit(unit: Unit, holders: tuple[Holder, Holder, Holder]) -> None:
    *_, visit = holders
    over = Holder(visit_id=plant(unit, Visit, ended_at=5)["id"])
    for holder, name in ((visit, "a"), (over, "b"), (holders[0], "c")):
        attachments.add(unit, holder, name, b"facts", b"raw", 5)
    assert attachments.sweep_visits(unit) == 1
    assert [len(attachments.of(unit, holder)) for holder in (visit, over, holders[0])] == [1, 0, 1]
    assert attachments.remove_of_visit(unit, visit.visit_id or "") == 1
    assert attachments.of(unit, visit) == []


def test_files_with_content_are_walked_by_id(unit: Unit, holders: tuple[Holder, ...]) -> None:
    for name, holder in zip("cab", holders, strict=False):
        attachments.add(unit, holder, name, b"facts", b"raw", 5)
    attachments.refuse(unit, holders[1], "a", b"why")
    row = attachments.next_file(unit, "")
    assert row is not None
    assert row.id == min(name for name, holder in zip("cab", holders, strict=False) if holder != holders[1])
    assert attachments.next_file(unit, "c") is None


def test_a_file_of_an_application_is_emptied_once_it_lies_in_the_storage(
    unit: Unit, holders: tuple[Holder, ...]
) -> None:
    for holder, name in ((holders[0], "of-a-draft"), (holders[1], "a"), (holders[1], "b")):
        attachments.add(unit, holder, name, b"facts", b"raw", 5)
        attachments.let_pass(unit, holder, name, b"f", b"clean", b"small" if name == "a" else None)
    application = holders[1].application_id or 0
    first = InsideRow("a", application, b"clean", b"small")
    assert [attachments.next_inside(unit, after) for after in ("", "b")] == [first, None]
    assert not attachments.empty(unit, "of-a-draft", application)
    assert attachments.empty(unit, "a", application)
    assert attachments.next_inside(unit, "") == InsideRow("b", application, b"clean", None)
    assert attachments.present(unit, ["a", "gone"]) == {"a"}
    assert [row.preview for row in attachments.of(unit, holders[1])] == [True, False]
    assert attachments.next_outside(unit, "") == InsideRow("a", application, b"", b"")
    assert not attachments.fill(unit, "of-a-draft", application, b"x", None)
    assert attachments.fill(unit, "a", application, b"clean", b"small")
    assert attachments.next_outside(unit, "") is None
