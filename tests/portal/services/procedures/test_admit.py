"""Acceptance periods and invitations."""

from dataclasses import replace
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest

from forms.definition.terms import Window
from portal.services.procedures.admit import invited
from portal.services.shared.catalogue import speech_of
from portal.services.shared.installation import Installation
from tests.forms.loading.small import small

SAY = "12月に受け付けます。"
CODE = "K7MD4QX29HWT"


def with_invitations(*, asks_fact: bool = False) -> Any:
    holds = {("small", CODE)}
    plug = SimpleNamespace(asks_fact=asks_fact, holds=lambda procedure, code: (procedure, code) in holds)
    return SimpleNamespace(invitations=plug)


@pytest.mark.parametrize(
    ("day", "words"),
    [("2026-11-30", SAY), ("2026-12-01", ""), ("2026-12-20", ""), ("2026-12-21", SAY)],
)
def test_both_days_of_the_acceptance_period_belong_to_it(installation: Installation, day: str, words: str) -> None:
    procedure = replace(small(), window=Window("2026-12-01", "2026-12-20", SAY))
    speech = speech_of(procedure, "ja")
    assert installation.rules.closed_words(procedure, speech, date.fromisoformat(day)) == words


def test_a_procedure_without_a_period_is_never_closed(installation: Installation) -> None:
    assert installation.rules.closed_words(small(), speech_of(small(), "ja"), date(1999, 1, 1)) == ""


def test_only_a_code_of_this_procedure_admits_to_a_procedure_by_invitation() -> None:
    by_invitation = replace(small(), invited=True)
    assert invited(with_invitations(), by_invitation, CODE)
    for code in ("", "AAAABBBBCCCC"):
        assert not invited(with_invitations(), by_invitation, code)
        assert invited(with_invitations(), small(), code)
    assert not invited(with_invitations(), replace(by_invitation, id="other"), CODE)


def test_a_code_alone_admits_nobody_where_a_fact_is_asked_too_or_no_invitations_exist() -> None:
    by_invitation = replace(small(), invited=True)
    without: Any = SimpleNamespace(invitations=None)
    assert not invited(with_invitations(asks_fact=True), by_invitation, CODE)
    assert not invited(without, by_invitation, CODE)
