"""The reproducible form of a case; limited prints."""

from dataclasses import replace
from typing import Any

import pytest

from portal.errors import TooMany
from portal.services.cases.cases import Case, case_of_member
from portal.services.counter.print_case import PRINTED, content_of_case, record_print
from portal.services.shared.installation import Installation
from portal.store.shared import audit_records
from tests.portal.later import later
from tests.portal.services.counter.visiting import Counter, file


def case_of(counter: Counter, number: str, installation: Installation) -> Case:
    with installation.database.read() as unit:
        return case_of_member(installation, unit, counter.member, number)


def test_a_form_is_dated_by_the_arrival_and_stays_the_same(counter: Counter) -> None:
    number, installation = file(counter), counter.installation
    today, next_year = (case_of(counter, number, city) for city in (installation, later(installation, days=400)))
    assert content_of_case(installation, today) == content_of_case(installation, next_year)


def test_what_identified_the_visitor_is_on_the_form_in_words(counter: Counter) -> None:
    case, here = case_of(counter, file(counter), counter.installation), counter.installation
    shown: dict[str, dict[str, Any]] = {
        "マイナンバーカード": {"shown": ["my_number_card"]},
        "写しの同封なし（担当課が確かめる）、年金手帳": {"shown": ["none"], "note": "年金手帳"},
        "運転経歴証明書、資格確認書": {"papers": ["運転経歴証明書", "資格確認書"], "shown": ["my_number_card"]},
    }
    for words, evidence in shown.items():
        assert words in str(content_of_case(here, replace(case, evidence=evidence)))


def test_each_print_is_recorded_and_the_sixty_first_within_ten_minutes_refused(counter: Counter) -> None:
    installation = counter.installation
    case = case_of(counter, file(counter), installation)
    with installation.database.write() as unit:
        for _ in range(PRINTED.tries):
            record_print(installation, unit, counter.member, case)
        with pytest.raises(TooMany):
            record_print(installation, unit, counter.member, case)
        printed = [record for record in audit_records.after(unit, 0) if record.action == "print form"]
    assert (len(printed), {record.application_id for record in printed}) == (60, {case.row.id})
