"""The city's words for states and deadlines."""

from dataclasses import replace
from datetime import date

import pytest

from forms.definition.kind import KINDS, MOVES
from forms.definition.procedure import Procedure
from forms.definition.registry import field_types
from forms.loading import load_folder
from portal.config import TREE
from portal.services.shared.city_rules import NO_DUE
from portal.services.shared.official_words import STATES, days_left, deadline, period_words
from tests.portal.world import PROCEDURE

TODAY = date(2026, 11, 20)


@pytest.fixture(scope="module")
def procedure() -> Procedure:
    return load_folder(TREE / "forms" / "procedures", fields=field_types())[PROCEDURE]


def test_every_state_of_every_kind_has_a_word() -> None:
    reached = {move.to for kind in KINDS for move in MOVES[kind]}
    assert reached <= set(STATES)
    assert len(set(STATES.values())) == len(STATES)


@pytest.mark.parametrize(
    ("due", "kind", "words"),
    [
        ("2026-11-24", "calm", "あと4日"),
        ("2026-11-23", "warn", "あと3日"),
        ("2026-11-20", "warn", "今日まで"),
        ("2026-11-18", "error", "2日すぎ"),
    ],
)
def test_days_left_are_reported_in_words(due: str, kind: str, words: str) -> None:
    left = days_left(TODAY, due)
    assert (left.kind, left.words) == (kind, words)


def test_without_a_period_nothing_is_due(procedure: Procedure) -> None:
    assert deadline(TODAY, NO_DUE, "received", procedure).words == "期限なし"


def test_a_statutory_period_runs_on_while_the_applicant_mends(procedure: Procedure) -> None:
    assert procedure.period is not None
    running = replace(procedure, period=replace(procedure.period, kind="statutory", stops=()))
    assert deadline(TODAY, "2026-11-18", "returned", procedure).kind == "wait"
    assert deadline(TODAY, "2026-11-18", "returned", running).words == "2日すぎ"
    assert deadline(TODAY, "2026-11-18", "returned", replace(procedure, period=None)).words == "2日すぎ"


def test_a_notification_has_no_standard_period() -> None:
    words = [
        period_words(kind, period) for kind in ("application", "notification") for period in ("standard", "statutory")
    ]
    assert words == ["標準処理期間", "法律の期間", "処理のめやす", "法律の期間"]
