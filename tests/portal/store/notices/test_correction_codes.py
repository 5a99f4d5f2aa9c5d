"""Codes of correction letters."""

from dataclasses import replace

from portal.db import Unit
from portal.models.desk.correction import Correction
from portal.store.notices import correction_codes
from portal.store.notices.correction_codes import CodeRow
from tests.portal.store.planting import plant


def test_a_letter_that_is_printed_again_has_a_new_code(unit: Unit) -> None:
    correction = plant(unit, Correction)["id"]
    correction_codes.put(unit, correction, b"code", b"fact", 5, b"sealed")
    first = CodeRow(correction, b"code", b"fact", 1, 5, None, b"sealed")
    assert correction_codes.by_hash(unit, b"code") == first
    correction_codes.put(unit, correction, b"new", b"new fact", 6)
    again = CodeRow(correction, b"new", b"new fact", 2, 6, None, None)
    assert correction_codes.by_hash(unit, b"code") is None
    assert correction_codes.of_correction(unit, correction) == again
    assert correction_codes.of_correction(unit, 0) is None
    assert [correction_codes.use(unit, correction, now) for now in (7, 8)] == [True, False]
    assert correction_codes.of_correction(unit, correction) == replace(again, used_at=7)
