"""出張受付: what a laptop files comes back once, under its number, and is erased there when the city has it."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from portal.services.cases.cases import open_case
from portal.services.counter.move_visit import end_visit
from portal.services.courier.bring_back import erase_acknowledged, not_back
from portal.services.courier.ledger import ledger
from portal.services.shared.receipt_number import is_of_laptop, read
from portal.store.cases import applications
from portal.store.counter import visit_figures, visits
from tests.databases import ENGINES, Makers
from tests.portal.audited import audited
from tests.portal.routes.courier.at_laptop import PASSWORD, Field, at_field, register
from tests.portal.services.counter.visiting import Counter
from tests.portal.two_zones import CARRIER


@pytest.fixture(params=ENGINES)
def field(request: pytest.FixtureRequest, makers: Makers, tmp_path: Path) -> Iterator[Field]:
    with at_field(makers, request.param, tmp_path) as made:
        made.hire()
        assert made.unpack(made.along()).left == ()
        yield made


def end(counter: Counter) -> None:
    with counter.installation.database.write() as unit:
        visit = counter.visit(unit)
        end_visit(counter.installation, unit, counter.member, visit, visit.words)
        unit.commit()


def served(field: Field, once: str) -> str:
    counter = field.visit(once)
    number = register(counter)
    end(counter)
    return number


def waiting(field: Field) -> list[str]:
    with field.laptops[1].database.read() as unit:
        return [row.receipt_number for row in not_back(field.laptops[1], unit, 10)]


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
            assert is_of_laptop(number, field.home.clock.today(), 1)
            case = open_case(field.home, unit, row)
            assert (case.answers["reason"], row.door, row.arrival_place) == ("lost", "counter", "care")
            (event,) = applications.events(unit, row.id)
            assert event.actor == "staff:clerk"
            assert applications.by_number(there, number) is None
    assert len(audited(field.laptops[1], "erase application")) == 3
    assert len(audited(field.home, "take application by courier")) == 3
    assert ledger(field.home).missing == ()


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
        (row,) = not_back(field.laptops[1], unit, 10)
    assert (row.receipt_number, row.packed) == (number, None)
    field.back()
    with field.laptops[1].database.read() as unit:
        (after,) = not_back(field.laptops[1], unit, 10)
    assert after == replace(row, packed=after.packed)
    assert after.packed is not None
