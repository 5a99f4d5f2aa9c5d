"""Tables of other products, tried and then brought in."""

from typing import Any

import pytest
from ruamel.yaml import YAML

from integrations.imports.readers import read_packages
from integrations.sockets.import_socket import FormMapping
from portal.errors import NotYours
from portal.services.cases.cases import open_case
from portal.services.handover.reconcile import reconcile
from portal.services.imports.draft_mapping import targets_of
from portal.services.imports.find_mapping import importer_of
from portal.services.imports.mapping_text import draft_text
from portal.services.imports.propose_mapping import approve_mapping, note_proposal
from portal.services.imports.settle_package import package_of_member
from portal.services.imports.try_file import DONE, HELD, MEND, WHOLE, Tried, try_file
from portal.services.shared.installation import Installation
from portal.store.cases import applications
from portal.store.imports import import_mappings
from tests.integrations.imports.other_products import FINISHED, logo
from tests.portal.importing import CLERK, bring, rows
from tests.portal.world import ANSWERS, DUTY, PROCEDURE, add_member


def finished(installation: Installation, product: str) -> dict[str, Any]:
    """The draft of a product's table with what staff write into it."""
    make, lines, done = FINISHED[product]
    procedure = installation.catalogue.current(PROCEDURE)
    text = draft_text(product, procedure, targets_of(installation, procedure), read_packages(make(3)))
    document: dict[str, Any] = YAML(typ="safe").load(text)
    replaced = {
        "filer_name",
        *(line["to"] for line in lines),
    }  # a wrong guess, marked near, and what staff write themselves
    document["fields"] = [line for line in document["fields"] if line["to"] not in replaced]
    document["fields"] += lines
    document["former"]["done"] = list(done)
    return document


def read(installation: Installation, document: dict[str, Any]) -> FormMapping:
    return importer_of(installation.importer).mapping(document, installation.catalogue.current(PROCEDURE))


def tried(installation: Installation, document: dict[str, Any], content: bytes) -> list[Tried]:
    procedure = installation.catalogue.current(PROCEDURE)
    headings = {line["to"]: line["from"] for line in document["fields"] if "from" in line}
    return list(try_file(installation, read(installation, document), procedure, read_packages(content), headings))


def approve(installation: Installation, document: dict[str, Any]) -> int:
    member = add_member(installation, "leitung", ("administrator", DUTY))
    with installation.database.write() as unit:
        number = note_proposal(installation, unit, CLERK, DUTY, document, {})
        row = import_mappings.by_id(unit, number)
        assert row
        freed = approve_mapping(installation, unit, member, row)
        unit.commit()
    return freed


def test_a_line_says_its_row_and_heading_and_what_is_wrong(installation: Installation) -> None:
    document = finished(installation, "tumo")
    first, second, third = FINISHED["tumo"][0](3).decode("cp932").splitlines()[1:]
    broken = second.replace("昭和24年4月3日", "昭和99年13月3日")
    content = "\r\n".join([FINISHED["tumo"][0](0).decode("cp932").strip(), first, broken, third, third]).encode("cp932")
    done, mend, whole, twice = tried(installation, document, content)
    assert [(line.row, line.sort) for line in (done, mend, whole, twice)] == [
        (2, DONE),
        (3, MEND),
        (4, WHOLE),
        (5, HELD),
    ]
    assert [problem.heading for problem in mend.problems] == ["生年月日"]
    assert "4行目と同じ" in twice.problems[0].words


def test_what_an_open_question_hides_is_one_line_under_it(installation: Installation) -> None:
    document = finished(installation, "tumo")
    document["fields"] = [line for line in document["fields"] if line["to"] != "reason"]
    document["fields"] += [{"to": "return_by", "value": '"post"'}]
    _, line, _ = tried(installation, document, FINISHED["tumo"][0](3))
    procedure = installation.catalogue.current(PROCEDURE)
    cause, *hidden = (procedure.field(name).label for name in ("reason", "lost_how", "return_by"))
    assert [problem.heading for problem in line.problems] == ["", ""]
    assert cause in line.problems[0].words
    assert line.problems[1].words == f"先に「{cause}」の答えを決めてください。ないと聞かない質問：{'、'.join(hidden)}"


@pytest.mark.parametrize(
    ("product", "sorts"),
    [("tumo", [DONE, WHOLE, WHOLE]), ("logo", [WHOLE, DONE, WHOLE]), ("graffer", [MEND, MEND, MEND])],
)
def test_a_table_of_each_product_is_read_whole_but_for_what_it_never_asked(
    installation: Installation, product: str, sorts: list[str]
) -> None:
    lines = tried(installation, finished(installation, product), FINISHED[product][0](3))
    assert [line.sort for line in lines] == sorts
    assert not [problem for line in lines for problem in line.problems if problem.heading], "nothing was read wrongly"


def test_the_applications_keep_their_number_their_time_and_their_state_and_come_once(
    installation: Installation,
) -> None:
    document = finished(installation, "logo")
    held = bring(installation, logo(3), "logo.csv")
    assert [(row.state, row.reason, row.claim) for row in held] == [("quarantined", "unmapped", None)] * 3
    assert approve(installation, document) == 3
    taken = bring(installation, logo(3), "logo.csv")
    assert [(row.state, row.reason, row.their_number) for row in taken] == [
        ("taken", "", "logo-1"), ("discarded", "done", ""), ("taken", "", "logo-3"),
    ]  # fmt: skip
    with installation.database.read() as unit:
        stored = applications.by_id(unit, taken[0].application_id or 0)
        assert stored
        case = open_case(installation, unit, stored)
        assert reconcile(unit).unexplained == ()
    assert (case.row.door, case.row.arrival_basis) == ("online", "former")
    assert case.arrival_day.isoformat() == "2026-11-10"
    assert (case.evidence["way"], case.evidence["their_number"]) == ("former", "logo-1")
    home = {"postal": "0000001", "town": "見本県見本市見本町", "street": "1-2-3", "building": "ひかり荘101"}
    answers = {key: value for key, value in ANSWERS.items() if key != "insured_no"}
    assert case.path.answers == {**answers, "address": home, "lost_how": "home", "phone": "0000000001"}
    findings = case.sealer.open("package findings", taken[0].sealed_findings or b"")
    assert [(finding["kind"], finding["say"]) for finding in findings] == [("state", "未対応")]


def test_a_later_export_brings_only_what_is_new(installation: Installation) -> None:
    approve(installation, finished(installation, "logo"))
    bring(installation, logo(3), "logo.csv")
    later = bring(installation, logo(5), "logo-2.csv")
    assert [row.state for row in later] == ["repeated", "discarded", "repeated", "discarded", "taken"]
    assert rows(installation, later[0].file_id) == later


def test_lines_that_waited_for_a_mapping_twice_are_one_application(installation: Installation) -> None:
    first, again = bring(installation, logo(1), "a.csv"), bring(installation, logo(1) + b"\r\n", "b.csv")
    approve(installation, finished(installation, "logo"))
    states = [bring(installation, content)[0].state for content in (logo(1), logo(1) + b"\r\n")]
    assert (first[0].claim, again[0].claim, states) == (None, None, ["taken", "repeated"])


def test_what_is_held_under_a_mapping_is_of_its_section_alone(installation: Installation) -> None:
    """Who maps for another section would see three of its people."""
    approve(installation, finished(installation, "logo"))
    _, done = bring(installation, logo(2), "logo.csv")
    assert (done.state, done.procedure, done.duty) == ("discarded", PROCEDURE, DUTY)
    stranger, own = (
        add_member(installation, name, ("reviewer", duty)) for name, duty in (("s", "childcare"), ("o", DUTY))
    )
    with installation.database.read() as unit:
        assert package_of_member(installation.city, unit, own, done.id).id == done.id
        with pytest.raises(NotYours):
            package_of_member(installation.city, unit, stranger, done.id)
