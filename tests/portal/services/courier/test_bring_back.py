"""出張受付: what a laptop files comes back once, under its number, and is erased there when the city has it."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from shutil import copytree

import pytest

from portal.config import load_settings
from portal.services.cases.cases import open_case
from portal.services.courier.bring_back import erase_acknowledged, not_back
from portal.services.courier.ledger import ledger, note_lost
from portal.services.courier.words import act_words
from portal.services.disposal.disposal_record import verify_disposals
from portal.services.shared.receipt_number import is_of_side, read
from portal.store.cases import applications
from portal.store.counter import visit_figures, visits
from portal.store.courier import courier
from portal.store.courier.courier import OUT, PACKED
from portal.store.disposal import disposals
from portal.wiring import install
from tests.databases import ENGINES, NOW, Makers
from tests.portal.audited import audited
from tests.portal.routes.courier.at_laptop import PASSWORD, Field, at_field, end, register, served
from tests.portal.two_zones import CARRIER


@pytest.fixture(params=ENGINES)
def field(request: pytest.FixtureRequest, makers: Makers, tmp_path: Path) -> Iterator[Field]:
    with at_field(makers, request.param, tmp_path) as made:
        made.hire()
        assert made.unpack(made.along()).left == ()
        yield made


@contextmanager
def new_disk(field: Field, makers: Makers, folder: Path) -> Iterator[None]:
    """The laptop with an empty data folder, but its keys."""
    before, address = field.laptops[1], makers["sqlite"].offered()
    data = folder / "new"
    copytree(before.settings.data / "keys", data / "keys")
    field.laptops[1] = install(
        load_settings(env="test", data=data, database_url=address, identity="none", now=NOW, laptop=1)
    )
    try:
        yield
    finally:
        field.laptops[1].database.close()
        makers["sqlite"].take_back(address)
        field.laptops[1] = before


def waiting(field: Field) -> list[str]:
    with field.laptops[1].database.read() as unit:
        return [row.receipt_number for row in not_back(unit, 10)]


def test_three_are_filed_without_a_line_half_come_back_the_line_drops_and_each_arrives_once(field: Field) -> None:
    numbers = [served(field, once) for once in ("first", "second")]
    (half,) = field.back()
    numbers.append(served(field, "third"))
    assert waiting(field) == numbers
    assert field.take(half).left == ()
    dropped = field.back()  # lost on its way
    assert len(dropped) == 1
    answer = field.answer()
    assert answer is not None
    field.unpack(answer)
    assert waiting(field) == numbers[2:]
    with field.laptops[1].database.change() as unit:
        note_lost(field.laptops[1], unit, CARRIER, 2, "なくした")
    (again,) = field.back(again=True)
    for package in (again, half, again):  # in any order, any number of times
        assert field.take(package).left == ()
    answer = field.answer()
    assert answer is not None
    field.unpack(answer)
    assert waiting(field) == []
    with field.home.database.read() as unit, field.laptops[1].database.read() as there:
        for number in numbers:
            typed = read(number.replace("-", ""))  # a visitor brings the receipt
            row = applications.by_number(unit, typed or "")
            assert row is not None
            assert is_of_side(number, field.home.clock.today(), 1)
            case = open_case(field.home, unit, row)
            assert (case.answers["reason"], row.door, row.arrival_place) == ("lost", "counter", "care")
            (event,) = applications.events(unit, row.id)
            assert event.actor == "staff:clerk"
            assert applications.by_number(there, number) is None
    assert len(audited(field.laptops[1], "erase application")) == 3
    assert len(audited(field.home, "take application by courier")) == 3
    assert (ledger(field.home).missing, ledger(field.home).laptops[0].missing) == ((), ())


def test_a_package_to_a_laptop_is_noted_as_lost_under_its_own_number_and_is_missing_there_no_more(field: Field) -> None:
    number = served(field, "first")
    (package,) = field.back()
    field.take(package)
    assert field.answer() is not None  # lost on its way
    with field.home.database.change() as unit:
        lost = courier.last_number(unit, OUT, PACKED, 1)
        note_lost(field.home, unit, CARRIER, lost, "なくした", 1)
    answer = field.answer()
    assert answer is not None, "it names what was lost, though there is nothing else to carry"
    field.unpack(answer)
    assert ledger(field.laptops[1]).missing == ()
    assert waiting(field) == [number]
    (again,) = field.back(again=True)
    field.take(again)
    answer = field.answer()
    assert answer is not None
    field.unpack(answer)
    assert waiting(field) == []


def test_the_visit_comes_along_with_its_clerk_and_its_figures_and_is_erased_with_it(field: Field) -> None:
    counter = field.visit("one")
    counter.describe(note="耳が遠い", papers=("my_number_card",))
    number = register(counter)
    end(counter)
    for package in field.back():
        field.take(package)
    with field.home.database.read() as unit:
        row = visits.by_id(unit, counter.visit_id)
        assert row is not None
        assert row.ended_at is not None
        assert "耳が遠い".encode() not in row.sealed_words
        assert [item.receipt_number for item in visits.items(unit, [row.id])] == [number]
        figure = visit_figures.by_uid(unit, row.id)
        assert figure is not None
        assert figure.filed == 1
    answer = field.answer()
    assert answer is not None
    field.unpack(answer)
    with field.laptops[1].database.read() as unit:
        assert visits.by_id(unit, counter.visit_id) is None


def test_nothing_is_erased_while_the_visit_is_open_or_before_the_city_has_it_as_it_is_now(field: Field) -> None:
    counter = field.visit("one")
    number = register(counter)
    laptop = field.laptops[1]
    for package in field.back():
        field.take(package)
    answer = field.answer()
    assert answer is not None
    field.unpack(answer)
    with laptop.database.read() as unit:
        assert applications.by_number(unit, number) is not None
    end(counter)
    assert erase_acknowledged(laptop, CARRIER) == 0  # the city has it with an open visit
    for package in field.back():
        field.take(package)
    answer = field.answer()
    assert answer is not None
    field.unpack(answer)
    with laptop.database.read() as unit:
        assert applications.by_number(unit, number) is None
    assert erase_acknowledged(laptop, CARRIER) == 0


def test_the_record_of_what_was_erased_holds_though_ids_come_again(field: Field) -> None:
    laptop, ids = field.laptops[1], set[int]()
    for once in ("first", "second", "third"):
        number = served(field, once)
        with laptop.database.read() as unit:
            row = applications.by_number(unit, number)
            assert row is not None
            ids.add(row.id)
            assert verify_disposals(unit) == []
        for package in field.back():
            field.take(package)
        answer = field.answer()
        assert answer is not None
        field.unpack(answer)
        assert waiting(field) == []
        with laptop.database.read() as unit:
            assert applications.by_number(unit, number) is None
            assert verify_disposals(unit) == []
            (line,) = [line for line in disposals.disposed(unit) if line.receipt_number == number]
            listed = disposals.by_id(unit, line.disposal_id)
            assert listed is not None
            assert (line.by, line.at) == ("courier", listed.ended_at)
    assert len(ids) == 1  # SQLite gives the id of the last one again


def test_a_lost_laptop_has_nothing_readable_beside_its_keys(field: Field, tmp_path: Path) -> None:
    counter = field.visit("one")
    register(
        counter,
        name={"family": "目白台", "given": "藤子"},
        kana={"family": "メジロダイ", "given": "フジコ"},
        phone="000-0000-7531",
    )
    counter.describe(name="目白台　藤子", note="ひだまりの丘")
    (package,) = field.back()
    written = package + b"".join(
        path.read_bytes() for path in tmp_path.glob("laptop 1/**/*") if path.is_file() and "keys" not in path.parts
    )
    url = field.laptops[1].settings.database_url
    written += Path(url.removeprefix("sqlite:///")).read_bytes() + _wal(url)
    assert b"SQLite format 3" in written
    for name in ("目白台", "藤子", "メジロダイ", "000-0000-7531", "ひだまりの丘", PASSWORD):
        assert name.encode() not in written


def _wal(url: str) -> bytes:
    path = Path(url.removeprefix("sqlite:///") + "-wal")
    return path.read_bytes() if path.exists() else b""


def test_the_page_of_what_is_not_back_knows_what_is_on_its_way(field: Field) -> None:
    number = served(field, "one")
    with field.laptops[1].database.read() as unit:
        (row,) = not_back(unit, 10)
    assert (row.receipt_number, row.packed) == (number, None)
    field.back()
    with field.laptops[1].database.read() as unit:
        (after,) = not_back(unit, 10)
    assert after == replace(row, packed=after.packed)
    assert after.packed is not None


def test_a_number_that_was_drawn_is_not_drawn_again_though_the_laptop_erased_it_or_begins_empty(
    field: Field, monkeypatch: pytest.MonkeyPatch, makers: Makers, tmp_path: Path
) -> None:
    drawn = iter((5000, 5000, 5100, 5000, 5100, 5200))
    monkeypatch.setattr(secrets, "randbelow", lambda most: next(drawn))
    numbers = [served(field, "first")]
    for package in field.back():
        field.take(package)
    answer = field.answer()
    assert answer is not None
    field.unpack(answer)
    assert waiting(field) == []
    numbers.append(served(field, "second"))
    for package in field.back():
        assert field.take(package).left == ()
    with new_disk(field, makers, tmp_path):
        field.unpack(field.along())
        numbers.append(served(field, "third"))
    assert [number[3:10] for number in numbers] == ["000-050", "000-051", "000-052"]


def test_a_number_that_the_city_has_already_is_a_complaint_of_the_ledger_that_says_what_to_do(
    field: Field, monkeypatch: pytest.MonkeyPatch, makers: Makers, tmp_path: Path
) -> None:
    monkeypatch.setattr(secrets, "randbelow", lambda most: 5000)
    along = field.along()  # before the city has the number
    number = served(field, "first")
    for package in field.back():
        field.take(package)
    with new_disk(field, makers, tmp_path):
        field.unpack(along)
        assert served(field, "second") == number
        (first,) = field.back()
        (again,) = field.back(again=True)
        assert field.take(first).reason == "number_again"  # another package had its number
        assert field.take(again).left == ((number, "number"),)
    (step, *_) = ledger(field.home).steps
    assert f"{number} 同じ受付番号の申請が、もうあります" in act_words(step.act, step.reason)
    assert "入れ直し" in act_words(step.act, step.reason)
