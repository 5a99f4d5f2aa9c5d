"""起案: one reproducible package with form and draft of each case."""

import hashlib
import io
import re
import zipfile
from collections.abc import Sequence

import pytest
from httpx2 import Response

from portal.services.cases.cases import case_of_member
from portal.services.shared.installation import Installation
from portal.services.shared.read_table import read_table
from portal.services.shared.rights import Member
from portal.store.desk import document_numbers
from portal.store.notices import notices
from tests.portal.pdfs import page_texts
from tests.portal.routes.dispatching import decided
from tests.portal.routes.staff_browser import StaffBrowser, at_desk
from tests.portal.world import DUTY, add_member, alice, file_application

PAGE = "/desk/proposals"
WORDS = "様式が違うためです。"


@pytest.fixture
def section(installation: Installation, reviewer: Member) -> StaffBrowser:
    return at_desk(installation, reviewer)


def package(section: StaffBrowser, numbers: Sequence[str], **boxes: str) -> Response:
    cases = [f"{number}:1" for number in numbers]
    return section.post(PAGE, PAGE, {"case": cases, "act": "refused", "words": WORDS, **boxes})


def bring(section: StaffBrowser, content: str) -> Response:
    token = re.search(r'name="csrf_token" value="([^"]+)"', section.get(PAGE))
    assert token
    return section.client.post(
        f"{PAGE}/numbers", data={"csrf_token": token[1]}, files={"numbers": ("index.csv", content.encode(), "text/csv")}
    )


def confirm(section: StaffBrowser, shown: Response) -> Response:
    token, table = (re.search(f'name="{name}" value="([^"]+)"', shown.text) for name in ("csrf_token", "table"))
    assert token
    assert table
    sent = {"csrf_token": token[1], "table": table[1].replace("&#34;", '"')}
    return section.client.post(f"{PAGE}/numbers", data=sent)


def table(*lines: tuple[str, str, str]) -> str:
    return "\r\n".join(["受付番号,文書番号,決裁日", *(",".join(line) for line in lines)])


def stored(installation: Installation, reviewer: Member, number: str) -> tuple[str, str] | None:
    with installation.database.read() as unit:
        case = case_of_member(installation, unit, reviewer, number)
        row = document_numbers.of(unit, case.row.id)
    return (row.number, row.decided_on) if row else None


def test_the_package_has_form_draft_and_index_and_the_same_bytes_each_time(
    installation: Installation, section: StaffBrowser
) -> None:
    numbers = sorted(file_application(installation, alice(installation)) for _ in range(2))
    response = package(section, numbers)
    assert response.headers["content-disposition"] == 'attachment; filename="kian-20261120.zip"'
    assert package(section, list(reversed(numbers))).content == response.content
    with zipfile.ZipFile(io.BytesIO(response.content)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    assert list(files) == ["index.csv", *(f"{number}-{kind}.pdf" for number in numbers for kind in ("form", "draft"))]
    lines = read_table(files["index.csv"])
    assert isinstance(lines, list)
    assert [line[0] for line in lines[1:]] == numbers
    first = dict(zip(lines[0], lines[1], strict=True))
    assert (first["結果の案"], first["文書番号"], first["決裁日"]) == ("認められなかった", "", "")
    assert first["決定案のSHA-256"] == hashlib.sha256(files[f"{numbers[0]}-draft.pdf"]).hexdigest()
    draft = "".join(page_texts(files[f"{numbers[0]}-draft.pdf"]))
    for words in ("（案）処理結果通知書", "文書番号はまだありません", "様式が違うため", "審査請求", numbers[0]):
        assert words in draft
    assert "決裁した日" not in draft


def test_a_package_is_made_of_all_or_of_none(
    installation: Installation, reviewer: Member, section: StaffBrowser
) -> None:
    number, over = file_application(installation, alice(installation)), decided(installation, reviewer)
    assert package(section, [number, over]).status_code == 422
    assert package(section, []).status_code == 422
    assert package(section, [number], words=" ").status_code == 422
    other = at_desk(installation, add_member(installation, "other", ("reviewer", "roads")))
    assert package(other, [number]).status_code == 404
    clerk = at_desk(installation, add_member(installation, "clerk", ("clerk", DUTY)))
    assert clerk.client.get(PAGE).status_code == 403


def test_numbers_come_back_after_a_look_and_are_on_the_notice(
    installation: Installation, reviewer: Member, section: StaffBrowser
) -> None:
    number = file_application(installation, alice(installation))
    preview = bring(section, table((number, "介資（決）12", "2026-11-20")))
    assert (preview.status_code, "新しく入れる" in preview.text) == (200, True)
    assert stored(installation, reviewer, number) is None
    assert confirm(section, preview).headers["location"] == f"{PAGE}?did=kept"
    assert stored(installation, reviewer, number) == ("介資（決）12", "2026-11-20")
    again = bring(section, table((number, "介資（決）12", "2026-11-20")))
    assert "変わることはありません" in again.text
    case = f"/desk/{number}"
    assert 'value="介資（決）12"' in section.get(case)
    section.post(case, f"{case}/decide", {"outcome": "refused", "words": WORDS, "confirmed": "yes"})
    with installation.database.read() as unit:
        opened = case_of_member(installation, unit, reviewer, number)
        (row,) = notices.of_application(unit, opened.row.id)
    assert (row.number, row.sequence, row.decided_on, row.effective_on) == (
        "介資（決）12", None, "2026-11-20", "2026-11-20",
    )  # fmt: skip
    # A decided case keeps its number: the same list changes nothing, another number is a mistake.
    assert "変わることはありません" in bring(section, table((number, "介資（決）12", "2026-11-20"))).text
    assert "もう結果が出ています" in bring(section, table((number, "介資（決）13", "2026-11-20"))).text


@pytest.mark.parametrize(
    ("number", "day", "message"),
    [
        ("", "2026-11-20", "40字まで"), ("番" * 41, "2026-11-20", "40字まで"), ("介資1", "2026-11-21", "今日までの日付"),
        ("介資1", "きのう", "今日までの日付"),
    ],
)  # fmt: skip
def test_one_fault_keeps_everything_out(
    installation: Installation, reviewer: Member, section: StaffBrowser, number: str, day: str, message: str
) -> None:
    good, bad = (file_application(installation, alice(installation)) for _ in range(2))
    response = bring(section, table((good, "介資9", "2026-11-20"), (bad, number, day)))
    assert (response.status_code, message in response.text, 'name="table"' in response.text) == (422, True, False)
    assert ">3<" in response.text
    assert stored(installation, reviewer, good) is None


def test_a_number_is_one_cases_alone(installation: Installation, reviewer: Member, section: StaffBrowser) -> None:
    first, second = (file_application(installation, alice(installation)) for _ in range(2))
    twice = bring(section, table((first, "介資9", "2026-11-20"), (second, "介資9", "2026-11-20")))
    assert "前の行にもあります" in twice.text
    confirm(section, bring(section, table((first, "見介資第1号", "2026-11-20"))))
    assert "ほかの申請に使われています" in bring(section, table((second, "見介資第1号", "2026-11-20"))).text
    assert "ありません" in bring(section, table(("26-000-000-000", "介資9", "2026-11-20"))).text
    assert "列「決裁日」" in bring(section, "受付番号,文書番号\r\n").text
    # The sequence skips an imported number.
    third = decided(installation, reviewer)
    with installation.database.read() as unit:
        (row,) = notices.of_application(unit, case_of_member(installation, unit, reviewer, third).row.id)
    assert row.number == "見介資第2号"
    late = f"/desk/{second}"
    response = section.post(
        late, f"{late}/decide", {"outcome": "refused", "words": WORDS, "number": "", "decided_on": "2026-11-21"}
    )
    assert (response.status_code, "決裁日を" in response.text) == (422, True)
