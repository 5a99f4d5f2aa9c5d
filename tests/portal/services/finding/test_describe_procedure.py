"""A procedure's description; unconfirmed facts are marked."""

from dataclasses import replace

import pytest

from forms.definition.procedure import Procedure
from portal.services.finding.describe_procedure import ProcedureFacts, describe_procedure
from portal.services.shared.installation import Installation
from tests.forms.first import first
from tests.forms.loading.small import small
from tests.portal.later import at

TIME = "settings:\n  days: {type: integer, default: 3, certainty: std}\ntime:\n  period: "


def facts(installation: Installation, procedure: Procedure, language: str = "ja") -> ProcedureFacts:
    return describe_procedure(installation, procedure, language)


def test_the_first_procedure_in_japanese(installation: Installation) -> None:
    described = facts(installation, first())
    assert described.title == first().title
    assert (described.days, described.unit, described.statutory) == (7, "bizday", False)
    assert (described.at_hand, described.bring) == (("procedure.bring.card",), ())
    assert len(described.bring_counter) == 3
    assert (described.fee, described.law) == ("無料", "介護保険法施行規則 第27条")
    assert described.questions == len(first().pages)
    assert (described.online, described.sign_in) == (True, "card")
    assert described.assumed == {"days"}


def test_a_paper_that_everybody_needs_is_not_among_those_of_some(installation: Installation) -> None:
    described = facts(
        installation,
        small(
            "  - step: 書類\n    id: papers\n    ask:\n      - {id: hurt, type: yes_no, label: けがをしましたか}\n"
            "attach:\n  - {id: photo, label: 写真, certainty: std}\n"
            "  - {id: proof, label: 診断書, when: hurt, certainty: std}\n"
        ),
    )
    assert [paper.label for paper in described.papers] == ["写真"]
    assert [paper.label for paper in described.papers_of_some] == ["診断書"]


def test_what_is_to_have_at_hand_is_not_named_once_more_as_a_paper(installation: Installation) -> None:
    described = facts(
        installation,
        replace(
            small(
                "attach:\n  - {id: estimate, label: 見積書の写し, certainty: std}\n  - {id: photo, label: 写真, when: door == counter, certainty: std}\n"
            ),
            bring={"online": ("見積書", "写真", "見積書の写しのない人は、電話")},
        ),
    )
    assert described.bring == ("写真", "見積書の写しのない人は、電話")


def test_every_sentence_is_in_easy_japanese_where_it_is_translated(installation: Installation) -> None:
    described, easy = facts(installation, first(), "easy"), first().texts["easy"]
    assert (described.title, described.summary, described.fee) == (easy["title"], easy["summary"], easy["fee.text"])
    assert described.bring_counter == tuple(easy[f"bring.counter.{number}"] for number in range(3))


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
    described = facts(installation, procedure)
    assert (described.days, described.statutory) == (days, statutory)
    assert described.assumed == {"law"}
    today = installation.clock.today()
    in_force = installation.rules.settings_in_force(procedure, today)
    assert installation.rules.due_day(procedure, today, in_force) > today.isoformat()


def test_where_nothing_is_promised_none_is(installation: Installation) -> None:
    described = facts(installation, small())
    assert (described.days, described.unit, described.statutory) == (None, "day", False)
    assert (described.bring, described.online, described.sign_in) == ((), True, "none")


def test_what_is_taken_at_the_counter_alone_says_so(installation: Installation) -> None:
    assert not facts(installation, small(who="{counter: [anyone]}")).online


def test_every_shipped_deadline_is_stated_in_words_before_anything_is_answered(installation: Installation) -> None:
    due = [procedure for procedure in installation.catalogue.all() if procedure.due is not None]
    assert len(due) > 30
    for procedure in due:
        for language in ("ja", "easy"):
            described = facts(installation, procedure, language)
            assert described.deadline, (procedure.id, language)
            assert "{" not in described.deadline, (procedure.id, language)
            assert described.deadline_sure == (procedure.due is not None and procedure.due.certainty != "assumed")


def test_no_shipped_definition_names_the_passwords_that_the_page_names(installation: Installation) -> None:
    for procedure in installation.catalogue.all():
        for line in procedure.bring.get("online", ()):
            assert not any(word in line for word in ("暗証番号", "パスワード")), (procedure.id, line)
