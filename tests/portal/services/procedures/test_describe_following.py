"""What follows a result, in the words of the definition."""

from dataclasses import replace
from datetime import date

from forms.numbers.calendar import ClosedDays
from forms.path.environment import Environment
from forms.path.path import Path, walk
from portal.services.procedures.describe_following import describe_following
from tests.definitions.shelf import shelf

PROCEDURE = shelf()["after"]
PATH: Path = walk(PROCEDURE, {"way": "bank"}, Environment(date(2026, 11, 20), ClosedDays(frozenset())))


def test_payment_comes_first_and_what_is_unverified_is_marked() -> None:
    both = replace(PROCEDURE, after=tuple(replace(item, outcomes=(), when=None) for item in PROCEDURE.after))
    payment, steps = describe_following(both, PATH, "accepted", "accepted")
    assert (payment.title, payment.lines) == ("支払いについて", (("毎月の{city.payment_day}に振り込みます。", True),))
    assert (steps.title, [assumed for _, assumed in steps.lines]) == ("これからすること", [False, False])
    assert steps.texts[0] == "この紙を持って、窓口に来てください。"


def test_each_language_has_its_own_words() -> None:
    texts = {**PROCEDURE.texts, "easy": {"after.0.say": "お金（おかね）が 入ります（はいります）。"}}
    (payment,) = describe_following(replace(PROCEDURE, texts=texts), PATH, "accepted", "accepted", "easy")
    assert payment.texts == ["お金（おかね）が 入ります（はいります）。"]


def test_a_notification_sent_back_may_be_filed_again_unless_the_definition_says_otherwise() -> None:
    (steps,) = describe_following(PROCEDURE, PATH, "sent_back", "sent_back")
    assert "もう一度" in steps.texts[0]
    assert describe_following(PROCEDURE, PATH, "withdrawn", "withdrawn") == ()
