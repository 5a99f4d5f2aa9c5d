"""All answers counted: question by question, for those who may see the cases, and on record."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

from portal.errors import NotAllowed, NotFound
from portal.services.desk.queue import count_answers as module
from portal.services.desk.queue.count_answers import (
    Results,
    Tally,
    Wanted,
    count_answers,
    free_texts,
    kind_of,
    may_hold_texts,
    note_results,
    note_texts,
    tallied_of,
)
from portal.services.shared.catalogue import speech_of
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.store.shared import audit_records
from tests.portal.world import PROCEDURE, add_member, alice, file_application

SURVEY, DUTY = "shisei-anketo", "public-relations"
ALWAYS = Wanted(date(2026, 1, 1), date(2027, 12, 31))


def answer(installation: Installation, changes: Mapping[str, Any] | None = None) -> str:
    scenario = installation.catalogue.current(SURVEY).scenarios[0]
    answers = {key: value for key, value in scenario["answers"].items() if key != "survey_number"}
    return file_application(installation, alice(installation), changes, of=SURVEY, answers=answers)


def counted(installation: Installation, member: Member, wanted: Wanted = ALWAYS) -> tuple[Results, dict[str, Tally]]:
    with installation.database.read() as unit:
        results = count_answers(installation, unit, member, SURVEY, wanted)
    return results, {tally.question.name: tally for tally in results.tallies}


def read(
    installation: Installation, member: Member, question: str, before: int = 0
) -> tuple[list[tuple[str, str]], int]:
    with installation.database.read() as unit:
        _, lines, after = free_texts(installation, unit, member, SURVEY, question, ALWAYS, before)
    return [(line.receipt_number, line.text) for line in lines], after


@pytest.fixture
def reviewer(installation: Installation) -> Member:
    return add_member(installation, "reviewer", ("reviewer", DUTY))


def test_options_are_counted_also_those_that_no_answer_chose(installation: Installation, reviewer: Member) -> None:
    answer(installation)
    answer(installation, {"easy_to_live": "very", "wishes": ["road", {"code": "other", "tell": "図書館"}]})
    results, tallies = counted(installation, reviewer)
    assert (results.opened, results.more, results.earlier) == (2, False, 0)
    assert tallies["easy_to_live"].bars == [
        ("とても住みやすい", 1), ("住みやすい", 1), ("住みにくい", 0), ("とても住みにくい", 0), ("わからない", 0),
    ]  # fmt: skip
    wishes = tallies["wishes"]
    assert (wishes.answered, wishes.texts, dict(wishes.bars)["道路・交通"]) == (2, 1, 2)
    assert wishes.share(2) == 100.0
    assert (tallies["leave_reason"].answered, tallies["free"].texts) == (0, 2)


def test_consents_and_what_is_not_asked_to_be_counted_are_left_out(
    installation: Installation, reviewer: Member
) -> None:
    _, tallies = counted(installation, reviewer)
    assert "consent_use" not in tallies
    kinds = {question.name: kind_of(question) for question in installation.catalogue.current(PROCEDURE).fields}
    assert {kinds[name] for name in ("name", "birth", "address", "phone", "insured_no")} == {""}


def test_the_period_and_the_door_choose(installation: Installation, reviewer: Member) -> None:
    answer(installation)
    today = installation.clock.today()
    for wanted, opened in (
        (Wanted(today, today), 1),
        (Wanted(date(2026, 1, 1), date(2026, 1, 2)), 0),
        (Wanted(today, today, "online"), 1),
        (Wanted(today, today, "counter"), 0),
    ):
        assert counted(installation, reviewer, wanted)[0].opened == opened


def test_only_the_newest_are_opened_and_the_page_can_say_so(
    installation: Installation, reviewer: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer(installation, {"easy_to_live": "very"})
    answer(installation)
    monkeypatch.setattr(module, "MOST", 1)
    results, tallies = counted(installation, reviewer)
    assert (results.opened, results.more) == (1, True)
    assert dict(tallies["easy_to_live"].bars)["とても住みやすい"] == 0


def test_free_texts_come_in_pages(
    installation: Installation, reviewer: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = answer(installation, {"free": "ベンチ"})
    second = answer(installation, {"free": "水飲み場"})
    monkeypatch.setattr(module, "TEXTS", 1)
    page, after = read(installation, reviewer, "free")
    assert page == [(second, "水飲み場")]
    assert read(installation, reviewer, "free", after) == ([(first, "ベンチ")], 0)


def test_a_page_of_texts_is_recorded_once_at_each_case_and_a_look_at_results_with_its_number(
    installation: Installation, reviewer: Member
) -> None:
    answer(installation)
    results, _ = counted(installation, reviewer)
    with installation.database.write() as unit:
        _, lines, _ = free_texts(installation, unit, reviewer, SURVEY, "free", ALWAYS)
        before = audit_records.last_number(unit)
        note_results(installation, unit, reviewer, results, ALWAYS)
        note_texts(installation, unit, reviewer, "free", [*lines, *lines])
        written = audit_records.after(unit, before)
    assert [(record.action, record.application_id, record.detail) for record in written] == [
        ("see counted answers", None, f"{SURVEY} 2026-01-01 2027-12-31 1 applications"),
        ("read free text", lines[0].id, "free"),
    ]


def test_strangers_see_no_results_and_auditors_no_texts(installation: Installation) -> None:
    answer(installation)
    stranger = add_member(installation, "stranger", ("reviewer", "roads"))
    auditor = add_member(installation, "auditor", ("auditor", "*"))
    with pytest.raises(NotAllowed):
        counted(installation, stranger)
    with pytest.raises(NotAllowed):
        read(installation, stranger, "free")
    assert counted(installation, auditor)[0].opened == 1
    with pytest.raises(NotAllowed):
        read(installation, auditor, "free")
    assert SURVEY not in [procedure.id for procedure in tallied_of(installation, stranger)]
    assert SURVEY in [procedure.id for procedure in tallied_of(installation, auditor)]


def test_only_a_procedure_that_says_so_has_results_and_only_texts_are_listed(
    installation: Installation, reviewer: Member
) -> None:
    everybody = add_member(installation, "everybody", ("reviewer", "*"))
    with installation.database.read() as unit:
        for name in (PROCEDURE, "nothing"):
            with pytest.raises(NotFound):
                count_answers(installation, unit, everybody, name, ALWAYS)
    for question in ("easy_to_live", "consent_use", "nothing"):
        with pytest.raises(NotFound):
            read(installation, reviewer, question)
    fields = installation.catalogue.current(SURVEY).by_name
    assert may_hold_texts(fields["wishes"])
    assert not may_hold_texts(fields["stay"])


def test_numbers_have_a_middle_and_an_option_of_an_earlier_version_keeps_its_words(
    installation: Installation,
) -> None:
    procedure = installation.catalogue.current("event-moshikomi")
    speech = speech_of(procedure, "ja")
    question = procedure.by_name["companions_count"]
    tally = Tally(question, kind_of(question))
    for number in (0, 1, 1, 7):
        tally.add(number, question, speech)
    assert [shown[0] for shown in tally.ends(speech).values()] == ["0", "1", "7"]
    assert [number for _, number in tally.bars] == [1, 2, 0, 0, 0, 0, 0, 1]
    age = procedure.by_name["age"]
    tally = Tally(age, kind_of(age), labels={"adult": "おとな"})
    tally.add("teen", age, speech)
    assert tally.bars == [("おとな", 0), ("中学生から17歳", 1)]
