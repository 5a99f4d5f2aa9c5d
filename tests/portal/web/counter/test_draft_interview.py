"""A draft of a definition as an interview, without a visitor."""

from forms.definition.procedure import Procedure
from portal.services.counter.interview import Interview, read_interview
from portal.services.shared.installation import Installation
from portal.services.workshop.check_texts import check_texts
from portal.store.counter import visits
from portal.web.counter.draft_interview import draft_interview, read_rows, written_rows
from tests.portal.services.workshop.test_preview_draft import MORE
from tests.portal.services.workshop.writing import DUTY, NAME, TEXT
from tests.portal.world import PLACE


def draft(installation: Installation, text: str) -> Procedure:
    checked = check_texts(installation, NAME, DUTY, {"": text})
    assert checked.procedure is not None, checked.complaints
    return checked.procedure


def asked(interview: Interview | None) -> list[str]:
    assert interview is not None
    return [field.id for part in interview.parts for field in part.path.fields]


def test_all_questions_are_asked_at_once_and_answers_bring_more(installation: Installation) -> None:
    begun = draft_interview(installation, draft(installation, MORE), {"seen": ["1", "2"]}, PLACE)
    assert asked(begun) == ["spot", "bent", "seen.1.who", "seen.2.who"]
    assert begun is not None
    assert written_rows(begun) == "seen:1,2"
    bent = read_interview(installation, begun, [{"bent": ["yes"]}], [frozenset({"bent"})], "")
    assert "how" in asked(bent)
    with installation.database.read() as unit:
        assert visits.by_ticket(unit, installation.clock.today().isoformat(), "") == []


def test_the_counter_asks_what_is_asked_there_and_nothing_where_it_does_not_file(installation: Installation) -> None:
    there = TEXT.replace("label: 目じるし", "label: 目じるし, when: door == counter")
    assert asked(draft_interview(installation, draft(installation, there), {}, PLACE)) == ["spot", "bent"]
    for who in ("{online: [anyone]}", "{online: [anyone], post: [anyone]}"):
        text = TEXT.replace("{online: [anyone], counter: [anyone]}", who)
        assert draft_interview(installation, draft(installation, text), {}, PLACE) is None, who


def test_rows_that_nobody_wrote_are_passed_over() -> None:
    assert read_rows("seen:1,2 seen.1.more:3") == {"seen": ["1", "2"], "seen.1.more": ["3"]}
    assert read_rows("x:１ x:99999 x: :1 Ｘ:1 x:1,,2 ../x:1 x:" + ",".join("1" * 60)) == {}
    assert read_rows("") == {}
    many = ",".join(map(str, range(50)))
    assert len(read_rows(f"a:{many} b:{many} c:{many} d:{many}")) == 4
    assert read_rows(f"a:{many} b:{many} c:{many} d:{many} e:1") == {}
