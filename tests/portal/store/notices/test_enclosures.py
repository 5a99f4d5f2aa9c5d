"""Enclosures of letters."""

from dataclasses import replace

from portal.db import Unit
from portal.models.cases.application import Application
from portal.models.notices.dispatch import Dispatch
from portal.store.notices import enclosures
from portal.store.notices.enclosures import EnclosureRow
from tests.portal.store.planting import plant


def test_a_file_is_enclosed_once_in_a_letter(unit: Unit) -> None:
    letter, application, other = (
        plant(unit, Dispatch)["id"],
        plant(unit, Application)["id"],
        plant(unit, Application)["id"],
    )
    row = EnclosureRow(0, letter, application, b"token", "file", b"name")
    assert [enclosures.add(unit, row) for _ in range(2)] == [True, False]
    assert enclosures.add(unit, replace(row, token=b"second"))
    first, second = enclosures.of(unit, letter)
    assert first == replace(row, id=first.id)
    assert [enclosures.is_of_another(unit, number, b"token") for number in (application, other)] == [False, True]
    assert not enclosures.is_of_another(unit, other, b"none")
    enclosures.remove(unit, plant(unit, Dispatch)["id"], first.id)
    assert enclosures.of(unit, letter) == [first, second]
    enclosures.remove(unit, letter, first.id)
    assert enclosures.of(unit, letter) == [second]
