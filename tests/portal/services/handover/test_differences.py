"""Layouts of differences get each change once."""

import threading
from collections.abc import Iterator, Mapping
from pathlib import Path
from shutil import copy
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from integrations.exports.loading import LAYOUTS
from portal.clock import to_micro
from portal.config import load_settings
from portal.services.cases.cases import case_of_member
from portal.services.cases.move_application import Act, move_application
from portal.services.handover.hand_over import hand_over, reissue
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.store.cases import applications
from portal.store.cases.applications import AnswersRow
from portal.store.handover import hand_overs
from portal.wiring.installing import install
from tests.databases import NOW
from tests.portal.services.handover.test_hand_over import CLERK, batch_in, content, examining
from tests.portal.world import DUTY, add_member

SABUN = "sabun"


@pytest.fixture
def sabun(database_url: str, tmp_path: Path) -> Iterator[Installation]:
    folder = tmp_path / "layouts"
    folder.mkdir()
    copy(LAYOUTS.parent / "templates" / f"{SABUN}.yaml", folder)
    made = install(
        load_settings(env="test", data=tmp_path, database_url=database_url, identity="none", now=NOW, layouts=folder)
    )
    yield made
    made.database.close()


@pytest.fixture
def reviewer(sabun: Installation) -> Member:
    return add_member(sabun, "reviewer", ("reviewer", DUTY))


def change(installation: Installation, reviewer: Member, number: str, answers: Mapping[str, Any]) -> None:
    """As a moved reservation makes it."""
    now = to_micro(installation.clock.now())
    with installation.database.write() as unit:
        case = case_of_member(installation, unit, reviewer, number)
        revision = case.row.answers_revision + 1
        sealed = case.sealer.seal(f"answers:{revision}", {**case.answers, **answers})
        applications.add_answers(unit, [AnswersRow(case.row.id, revision, sealed, None, now)])
        summary = case.sealer.seal("summary", case.summary)
        assert applications.correct(
            unit, case.row, state=case.row.state, due=case.row.due, sealed_summary=summary, now=now
        )
        unit.commit()


def take_back(installation: Installation, reviewer: Member, number: str) -> None:
    with installation.database.write() as unit:
        case = case_of_member(installation, unit, reviewer, number)
        move_application(
            installation, unit, reviewer, case, case.row.revision, Act("withdraw", "withdrawn", "withdraw application")
        )
        unit.commit()


def next_lines(installation: Installation) -> list[tuple[str, ...]]:
    """(mark, receipt number, name, state); [] without a batch."""
    done = hand_over(installation, SABUN, DUTY, CLERK)
    if done.batch is None:
        return []
    lines = next(iter(content(installation, done.batch).values())).decode().splitlines()[1:]
    return [tuple(line.strip('"').split('","')[index] for index in (0, 1, 3, 4)) for line in lines]


def test_each_difference_is_reported_once_in_its_order(sabun: Installation, reviewer: Member) -> None:
    first, second = examining(sabun, reviewer), examining(sabun, reviewer)
    assert next_lines(sabun) == [("1", first, "髙見本　太郎", "examining"), ("1", second, "髙見本　太郎", "examining")]
    assert next_lines(sabun) == []
    change(sabun, reviewer, first, {"name": {"family": "新見本", "given": "太郎"}})
    take_back(sabun, reviewer, second)
    third = examining(sabun, reviewer)
    assert next_lines(sabun) == [
        ("1", third, "髙見本　太郎", "examining"), ("2", first, "新見本　太郎", "examining"),
        ("9", second, "髙見本　太郎", "withdrawn"),
    ]  # fmt: skip
    assert next_lines(sabun) == []
    change(sabun, reviewer, first, {"name": {"family": "又見本", "given": "太郎"}})
    assert [line[0] for line in next_lines(sabun)] == ["2"]
    take_back(sabun, reviewer, first)
    assert next_lines(sabun) == [("9", first, "又見本　太郎", "withdrawn")]
    assert next_lines(sabun) == []


def test_what_was_withdrawn_before_it_left_is_never_reported(sabun: Installation, reviewer: Member) -> None:
    take_back(sabun, reviewer, examining(sabun, reviewer))
    assert next_lines(sabun) == []


@pytest.mark.both_engines
def test_a_batch_of_differences_gives_the_same_bytes_whatever_became_of_it(
    sabun: Installation, reviewer: Member
) -> None:
    number = examining(sabun, reviewer)
    next_lines(sabun)
    change(sabun, reviewer, number, {"name": {"family": "新見本", "given": "太郎"}})
    batch = batch_in(hand_over(sabun, SABUN, DUTY, CLERK))
    before = content(sabun, batch)
    change(sabun, reviewer, number, {"name": {"family": "又見本", "given": "太郎"}})
    assert content(sabun, batch) == before
    again = reissue(sabun, batch, "なくしたため", CLERK, None)
    assert "新見本" in next(iter(content(sabun, again).values())).decode()
    with sabun.database.read() as unit:
        case = case_of_member(sabun, unit, reviewer, number)
        assert [row.number for row in hand_overs.of_application(unit, case.row.id)] == ["20261120-001", "20261120-002"]
        assert applications.batch_numbers(unit, [case.row.id])[case.row.id] == ("20261120-001", "20261120-002")
        assert hand_overs.count(unit, batch.id) == 1


@pytest.mark.both_engines
def test_two_clerks_at_once_tell_a_change_once(sabun: Installation, reviewer: Member) -> None:
    numbers = [examining(sabun, reviewer) for _ in range(3)]
    next_lines(sabun)
    for number in numbers:
        take_back(sabun, reviewer, number)
    counts: list[int] = []
    clerks = [
        threading.Thread(target=lambda: counts.append(hand_over(sabun, SABUN, DUTY, CLERK).count)) for _ in range(2)
    ]
    for clerk in clerks:
        clerk.start()
    for clerk in clerks:
        clerk.join()
    assert sorted(counts) == [0, 3]


@pytest.mark.parametrize("statement", ["UPDATE batch_step SET held = 0", "DELETE FROM batch_step"])
@pytest.mark.both_engines
def test_what_became_of_a_batch_is_never_changed(sabun: Installation, reviewer: Member, statement: str) -> None:
    examining(sabun, reviewer)
    assert hand_over(sabun, SABUN, DUTY, CLERK, to_deliver=True).batch
    with sabun.database.write() as unit, pytest.raises(DBAPIError, match="batch_step is append-only"):
        unit.connection.execute(text(statement))


def test_a_layout_that_does_not_ask_hears_of_no_change(installation: Installation) -> None:
    member = add_member(installation, "reviewer", ("reviewer", DUTY))
    number = examining(installation, member)
    assert hand_over(installation, "generic.application", DUTY, CLERK).count == 1
    take_back(installation, member, number)
    assert hand_over(installation, "generic.application", DUTY, CLERK).batch is None
