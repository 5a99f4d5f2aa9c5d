"""A clerk's view of other sections' procedures."""

from portal.services.counter.describe_visit import item_lines, policy_lines, procedures_of, visit_line
from portal.services.counter.visits import visit_of_counter
from portal.services.filing.visit_facts import SPEECH, Facts, Person
from portal.services.shared.installation import Installation
from tests.portal.services.counter.visiting import RECEPTION, Counter, file, serve
from tests.portal.world import ANSWERS, DUTY, PROCEDURE, add_member

OTHER_DUTY, OTHER = "child-allowance", "jido-teate-nintei"


def test_names_and_receipt_numbers_are_shown_to_the_section_alone(installation: Installation) -> None:
    counter = serve(installation, DUTY, OTHER_DUTY)
    number = file(counter)
    counter.add(PROCEDURE, {**RECEPTION, **ANSWERS})
    counter.add(OTHER)
    colleague = add_member(installation, "colleague", ("clerk", OTHER_DUTY))
    with installation.database.read() as unit:
        visit = visit_of_counter(installation, unit, colleague, counter.visit_id)
        own = item_lines(installation, unit, counter.member, visit)
        theirs = item_lines(installation, unit, colleague, visit)
    assert sorted((line.receipt_number, "髙見本" in line.name, line.may) for line in own) == [
        ("", False, True), ("", True, True), (number, True, True),
    ]  # fmt: skip
    assert {(line.receipt_number, line.name) for line in theirs} == {("", "")}
    assert [line.title for line in theirs] == [line.title for line in own], "the title is visible to every section"
    assert {line.title for line in theirs if line.may} == {installation.catalogue.current(OTHER).title}


def test_a_line_of_a_visit_names_who_serves_it(installation: Installation, counter: Counter) -> None:
    counter.add()
    colleague = add_member(installation, "colleague", ("clerk", DUTY))
    with installation.database.read() as unit:
        line = visit_line(installation, unit, colleague, counter.visit(unit))
    assert (line.by, line.mine, line.titles) == (
        "clerkさん", False, (installation.catalogue.current(PROCEDURE).title,),
    )  # fmt: skip


def test_a_line_of_a_visit_names_whom_it_is_about_and_what_goes_on(
    installation: Installation, counter: Counter
) -> None:
    def line() -> tuple[str, str]:
        with installation.database.read() as unit:
            shown = visit_line(installation, unit, counter.member, counter.visit(unit))
        return shown.name, shown.goes_on

    assert line() == ("", "手続を選ぶ")
    counter.know(Facts(people=(Person("1", {"name": ({"family": "髙見本", "given": "太郎"}, SPEECH)}),)))
    file(counter)
    assert line() == ("髙見本 太郎", "印刷して終える")
    counter.add(PROCEDURE, {**RECEPTION, **ANSWERS})
    assert line() == ("髙見本 太郎", "のこり1件を続ける")
    counter.describe(name="髙見本　花子")
    assert line()[0] == "髙見本　花子", "who came comes first"
    colleague = add_member(installation, "colleague", ("clerk", DUTY))
    counter.describe(name="")
    with installation.database.read() as unit:
        assert visit_line(installation, unit, colleague, counter.visit(unit)).name == ""


def test_what_papers_lack_is_reported_by_the_policy_of_each_procedure(
    installation: Installation, counter: Counter
) -> None:
    with installation.database.read() as unit:
        (empty,) = policy_lines(installation, unit, counter.visit(unit), ())
        assert (empty.titles, bool(empty.lacking)) == ((), True)
    counter.add()
    counter.add()
    title = installation.catalogue.current(PROCEDURE).title
    with installation.database.read() as unit:
        visit = counter.visit(unit)
        (without,) = policy_lines(installation, unit, visit, ())
        (shown,) = policy_lines(installation, unit, visit, ("my_number_card",))
    assert without.titles == (title, title)
    assert any("1点" in way for way in without.lacking)
    assert shown.lacking == ()


def test_procedures_are_offered_by_office_and_only_those_of_the_clerks_duties(
    installation: Installation, counter: Counter
) -> None:
    offered = procedures_of(installation, counter.member)
    ids = {procedure for _, procedures in offered for procedure, _ in procedures}
    assert PROCEDURE in ids
    assert {installation.catalogue.current(procedure).duty for procedure in ids} == {DUTY}
    assert len({office for office, _ in offered}) == len(offered)
