"""Many papers of the core system at once: each is compared, and a wrong one does not stop the others."""

import zipfile
from functools import partial
from io import BytesIO

import pytest

from portal.services.cases.cases import case_of_member
from portal.services.notices.ask_by_letter import addressee_of
from portal.services.notices.attach_many import AGAIN, ATTACHED, COLUMNS, MOST, STOPPED, attach_many, read_papers
from portal.services.notices.attach_notice import REFUSED, check_paper
from portal.services.shared.installation import Installation
from portal.services.shared.read_table import Fault
from portal.services.shared.rights import Member
from portal.store.notices import notices
from tests.portal.pdfs import pdf_of
from tests.portal.results import core_case, core_examiner

Line = tuple[str, str, str, str, str]


def packed(lines: list[Line], files: dict[str, bytes] | None = None) -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("index.csv", "\r\n".join(",".join(cells) for cells in (COLUMNS, *lines)))
        for name in dict.fromkeys(line[1] for line in lines):
            archive.writestr(name, (files or {}).get(name, pdf_of(name)))
    return buffer.getvalue()


def attached(installation: Installation, clerk: Member, content: bytes) -> list[tuple[str, str]]:
    papers = read_papers(content)
    assert not isinstance(papers, Fault), papers
    return [
        (line.did, line.words) for line in attach_many(installation, clerk, *papers, partial(check_paper, installation))
    ]


@pytest.fixture
def clerk(installation: Installation) -> Member:
    return core_examiner(installation)


def lines_of(installation: Installation, clerk: Member, numbers: list[str]) -> list[Line]:
    with installation.database.read() as unit:
        cases = [case_of_member(installation, unit, clerk, number) for number in numbers]
        return [
            (case.row.receipt_number, f"{case.row.receipt_number}.pdf", addressee_of(case).name, f"介認{place}", "")
            for place, case in enumerate(cases, 1)
        ]


def test_two_papers_with_a_wrong_addressee_are_stopped_and_the_others_attached_once(
    installation: Installation, clerk: Member
) -> None:
    numbers = [core_case(installation, clerk, seed=seed) for seed in range(1, 6)]
    lines = lines_of(installation, clerk, numbers)
    wrong = [(*line[:2], "見本　別人", *line[3:]) if place in (1, 3) else line for place, line in enumerate(lines)]
    stopped = (STOPPED, REFUSED["name"])
    assert attached(installation, clerk, packed(wrong)) == [
        (ATTACHED, ""), stopped, (ATTACHED, ""), stopped, (ATTACHED, ""),
    ]  # fmt: skip
    assert attached(installation, clerk, packed(lines)) == [
        (AGAIN, ""), (ATTACHED, ""), (AGAIN, ""), (ATTACHED, ""), (AGAIN, ""),
    ]  # fmt: skip
    with installation.database.read() as unit:
        cases = [case_of_member(installation, unit, clerk, number) for number in numbers]
        assert [len(notices.of_application(unit, case.row.id)) for case in cases] == [1] * 5


def test_a_file_without_a_case_or_named_twice_or_missing_is_stopped(installation: Installation, clerk: Member) -> None:
    (line,) = lines_of(installation, clerk, [core_case(installation, clerk)])
    lines = [("26-000-000-019", "a.pdf", "見本", "介認9", ""), line, ("26-000-000-019", line[1], "見本", "介認8", "")]
    results = attached(installation, clerk, packed(lines, {line[1]: b"no pdf"}))
    assert [did for did, _ in results] == [STOPPED, STOPPED, STOPPED]
    assert [words for _, words in results[:2]] == ["この受付番号の申請はありません。", REFUSED["not_pdf"]]


@pytest.mark.parametrize(
    "content",
    [b"", b"PK\x03\x04", packed([])[:40], packed([])[:-30]],
    ids=["empty", "signature alone", "cut in the first entry", "cut in the directory"],
)
def test_what_is_no_readable_zip_is_a_fault(content: bytes) -> None:
    assert isinstance(read_papers(content), Fault)


@pytest.mark.parametrize("packed", [zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_zip_that_is_damaged_inside_is_a_fault(packed: int) -> None:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", packed) as archive:
        archive.writestr("index.csv", "受付番号,ファイル\n" * 50)
    damaged = bytearray(buffer.getvalue())
    start = 30 + len("index.csv")
    damaged[start : start + 20] = b"\xff" * 20
    assert isinstance(read_papers(bytes(damaged)), Fault)


def test_an_index_that_is_too_long_is_a_fault() -> None:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("index.csv", "\r\n".join([",".join(COLUMNS), *["1,a,b,c,"] * (MOST + 1)]))
    assert isinstance(read_papers(buffer.getvalue()), Fault)


def test_names_that_windows_writes_in_shift_jis_are_read() -> None:
    name, buffer = "通知書xx.pdf", BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("index.csv", "\r\n".join([",".join(COLUMNS), f"26-000-000-015,{name},見本　花子,介認1,"]))
        archive.writestr("ABCDEFGH.pdf", pdf_of(name))
    papers = read_papers(buffer.getvalue().replace(b"ABCDEFGH.pdf", name.encode("cp932")))
    assert not isinstance(papers, Fault)
    written, lines = papers
    assert (name in written.namelist(), lines[0]["ファイル"]) == (True, name)
