"""A visitor's confirmation in the words of the desk."""

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from portal.services.cases.cases import Case, case_of_member
from portal.services.counter.describe_confirmation import describe_confirmation
from portal.services.shared.installation import Installation
from tests.portal.services.counter.visiting import Counter, file

CONFIRMED: dict[str, Any] = {
    "at": "2026-11-20T10:05:00+09:00", "language": "easy", "confirmed": ["申請する人"], "others": ["理由"], "corrected": 2,
    "veiled": True, "signed": None,
}  # fmt: skip


@pytest.fixture
def case(installation: Installation, counter: Counter) -> Case:
    number = file(counter)
    with installation.database.read() as unit:
        return case_of_member(installation, unit, counter.member, number)


def test_a_case_that_no_visitor_confirmed_has_none(case: Case) -> None:
    assert describe_confirmation(case) is None


def test_sections_that_were_not_confirmed_are_distinguished(case: Case) -> None:
    view = describe_confirmation(replace(case, evidence={**case.evidence, "visitor": CONFIRMED}))
    assert view is not None
    assert (view.right, view.others, view.corrected, view.veiled) == (("申請する人",), ("理由",), 2, True)
    assert (view.at, view.language) == (datetime.fromisoformat(CONFIRMED["at"]), "やさしい日本語")
    assert (view.way, view.name, view.strokes) == ("", "", "")


@pytest.mark.parametrize(
    ("signed", "shown"),
    [
        ({"way": "drawn", "text": "髙見本　太郎", "strokes": "M1 1"}, ("画面に手で書いた署名", "髙見本　太郎", "M1 1")),
        ({"way": "typed", "text": "髙見本　太郎"}, ("画面に入力した氏名", "髙見本　太郎", "")),
        ({"way": "paper"}, ("印刷した様式に署名すると答えた", "", "")),
    ],
)
def test_each_way_to_sign_has_its_words(case: Case, signed: dict[str, str], shown: tuple[str, str, str]) -> None:
    view = describe_confirmation(replace(case, evidence={"visitor": {**CONFIRMED, "at": "", "signed": signed}}))
    assert view is not None
    assert (view.way, view.name, view.strokes) == shown
    assert view.at is None
