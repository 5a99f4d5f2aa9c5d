"""Reasons of a refusal in bulk, one per case."""

from forms.definition.outcome import usual_outcomes
from portal.services.desk.queue.bulk_reasons import ReasonLine, reason_lines
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from tests.portal.services.desk.at_work import audited
from tests.portal.world import DUTY, add_member, alice, file_application

REFUSED = usual_outcomes("application", {})["refused"]


def lines(installation: Installation, member: Member, typed: dict[str, tuple[str, str]]) -> list[ReasonLine]:
    with installation.database.write() as unit:
        made = reason_lines(installation, unit, member, list(typed), REFUSED, typed)
        unit.commit()
    return list(made)


def test_a_case_without_a_sentence_of_its_own_has_a_problem(installation: Installation) -> None:
    reviewer = add_member(installation, "reviewer", ("reviewer", DUTY))
    numbers = [file_application(installation, alice(installation)) for _ in range(4)]
    words = ("様式が違うためです。", " ", "だめ", "長" * 2001)
    made = lines(installation, reviewer, {number: (text, "") for number, text in zip(numbers, words, strict=True)})
    assert [line.receipt_number for line in made] == numbers
    assert [line.problem for line in made] == ["", "no_words", "short", "too_long"]
    assert made[0].reason.words == words[0]
    assert audited(installation, "see queue") == [("staff:reviewer", "4 applications")]


def test_names_of_another_duty_are_not_shown(installation: Installation) -> None:
    stranger = add_member(installation, "charlie", ("reviewer", "child-allowance"))
    number = file_application(installation, alice(installation))
    assert lines(installation, stranger, {number: ("様式が違うためです。", "")}) == []
    assert audited(installation, "see queue") == []
