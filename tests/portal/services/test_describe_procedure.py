"""What people are told before they begin: in their language, with what the city has not confirmed marked as such."""

import pytest

from forms.procedure import Procedure
from portal.services.describe_procedure import ProcedureFacts, describe_procedure
from portal.services.installation import Installation
from portal.services.submit_application import due_day
from tests.forms.first import first
from tests.forms.loading.small import small
from tests.portal.later import at

TIME = "settings:\n  days: {type: integer, default: 3, certainty: std}\ntime:\n  period: "


def facts(installation: Installation, procedure: Procedure, language: str = "ja") -> ProcedureFacts:
    return describe_procedure(installation, procedure, language)


def test_the_first_procedure_in_japanese(installation: Installation) -> None:
    told = facts(installation, first())
    assert told.title == first().title
    assert (told.days, told.unit, told.statutory) == (7, "bizday", False)
    assert told.bring == ("マイナンバーカードと、4けたの暗証番号",)
    assert len(told.bring_counter) == 3
    assert (told.fee, told.law) == ("無料", "介護保険法施行規則 第27条")
    assert told.next == first().next
    assert told.questions == len(first().pages)
    assert (told.online, told.sign_in) == (True, "card")
    assert told.assumed == {"days"}


def test_every_sentence_is_in_easy_japanese_where_it_is_translated(installation: Installation) -> None:
    told, easy = facts(installation, first(), "easy"), first().texts["easy"]
    assert (told.title, told.summary, told.fee) == (easy["title"], easy["summary"], easy["fee.text"])
    assert told.bring == (easy["bring.online.0"],)
    assert told.bring_counter == tuple(easy[f"bring.counter.{number}"] for number in range(3))
    assert told.next == (easy["next.0"], easy["next.1"])


def test_the_citys_days_of_that_day_count(installation: Installation) -> None:
    assert facts(at(installation, "2027-03-31T23:59:00+09:00"), first()).days == 7
    assert facts(at(installation, "2027-04-01T00:00:00+09:00"), first()).days == 5


@pytest.mark.parametrize(
    ("period", "days", "statutory"),
    [
        ("{kind: standard, days: city.days, unit: bizday, stops: [returned], certainty: std}", 3, False),
        ("{kind: standard, days: city.days + 2, unit: day, stops: [], certainty: std}", 5, False),
        ("{kind: statutory, days: 30, unit: day, stops: [], certainty: law}", 30, True),
    ],
)
def test_what_is_promised_is_what_is_counted(
    installation: Installation, period: str, days: int, statutory: bool
) -> None:
    procedure = small(f"{TIME}{period}\n")
    told = facts(installation, procedure)
    assert (told.days, told.statutory) == (days, statutory)
    assert told.assumed == {"law"}
    today = installation.clock.today()
    in_force = installation.settings_in_force(procedure, today)
    assert due_day(installation, procedure, today, in_force) > today.isoformat()


def test_where_nothing_is_promised_none_is(installation: Installation) -> None:
    told = facts(installation, small())
    assert (told.days, told.unit, told.statutory) == (None, "day", False)
    assert (told.bring, told.next, told.online, told.sign_in) == ((), (), True, "none")


def test_what_is_taken_at_the_counter_alone_says_so(installation: Installation) -> None:
    assert not facts(installation, small(who="{counter: [anyone]}")).online
