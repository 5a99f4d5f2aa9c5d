"""Due days and holders of papers that follow."""

from dataclasses import replace
from datetime import date

import pytest

from forms.definition.procedure import Paper
from forms.mistakes import Mistake
from forms.path.environment import KeptFile
from forms.path.path import walk
from portal.sealing import new_sealer
from portal.services.files.keep_file import RefusedFile, Shelf
from portal.services.filing.papers_that_follow import (
    files_of_paper,
    follows_until,
    is_scan,
    paper_of,
    papers_that_follow,
    refused_scan,
    scan_key,
    scans_of_paper,
    without_scans,
)
from portal.services.shared.installation import Installation
from portal.store.files.attachments import Holder
from tests.forms.loading.small import ENVIRONMENT, small

ATTACH = """\
attach:
  - {id: proof, label: 在学証明書, when: reason == lost, later: true}
  - {id: income, label: 課税証明書, when: reason == torn, later: true}
  - {id: now, label: 写し, later: false}
"""


@pytest.mark.parametrize(
    ("begins", "days", "until"),
    [
        (date(2026, 11, 20), 20, date(2026, 12, 10)),
        (date(2026, 11, 20), 1, date(2026, 11, 24)),  # Saturday, Sunday and 勤労感謝の日 follow
        (date(2026, 12, 9), 20, date(2027, 1, 4)),  # offices are closed from 12/29 to 1/3
    ],
)
def test_a_paper_may_follow_until_an_open_day_counted_from_the_day_after(
    installation: Installation, begins: date, days: int, until: date
) -> None:
    assert follows_until(installation, Paper("proof", "証明書", "", later=True, later_days=days), begins) == until


def test_without_days_of_its_own_a_paper_follows_in_the_days_of_the_city(installation: Installation) -> None:
    short = replace(installation, settings=installation.settings.model_copy(update={"paper_days": 3}))
    for paper in (Paper("proof", "証明書", "", later=True), None):
        assert follows_until(short, paper, date(2026, 11, 24)) == date(2026, 11, 27)


def test_office_files_are_taken_where_the_paper_is_made_with_them() -> None:
    procedure = small(
        "attach:\n  - {id: list, label: 名簿, later: true, office: true}\n  - {id: map, label: 図, later: true}\n"
    )
    asked = papers_that_follow(procedure, walk(procedure, {"reason": "lost"}, ENVIRONMENT))
    kinds = {key: set(paper.field.settings.media) - {"jpeg", "png", "heic", "pdf"} for key, paper in asked.items()}
    assert kinds == {"list": {"docx", "xlsx", "pptx", "gif", "tiff", "txt", "doc", "xls", "ppt", "xml"}, "map": set()}


def test_only_a_needed_paper_that_may_follow_is_asked_for() -> None:
    procedure = small(ATTACH)
    asked = {
        reason: list(papers_that_follow(procedure, walk(procedure, {"reason": reason}, ENVIRONMENT)))
        for reason in ("lost", "torn")
    }
    assert asked == {"lost": ["proof"], "torn": ["income"]}
    (paper,) = papers_that_follow(procedure, walk(procedure, {"reason": "lost"}, ENVIRONMENT)).values()
    assert (paper_of(paper.field.id), paper.field.required, paper.field.label) == ("proof", False, "在学証明書")
    assert paper_of("proof") == "", "a question of the definition"


def test_scans_by_staff_are_kept_apart_from_the_files_of_the_applicant(installation: Installation) -> None:
    box, _ = new_sealer(installation.keys, "application:test")
    files = {name: KeptFile(name, f"{name}.pdf", "application/pdf", 9, "0" * 64) for name in ("own", "scan")}
    refused = tuple(
        RefusedFile(f"bad {question}", question, Mistake("file.empty")) for question in ("paper-proof", "scan-proof")
    )
    shelf = Shelf(Holder(application_id=1), box, files, refused, {"own": "paper-proof", "scan": scan_key("proof")})
    assert [file.id for file in files_of_paper(shelf, "proof")] == ["own"]
    assert [file.id for file in scans_of_paper(shelf, "proof")] == ["scan"]
    assert (refused_scan(shelf, "proof"), refused_scan(shelf, "income")) == (True, False)
    shown = without_scans(shelf)
    assert (list(shown.files), [file.question for file in shown.refused]) == (["own"], ["paper-proof"])
    assert not any(map(is_scan, ("paper-proof", "proof", "")))
