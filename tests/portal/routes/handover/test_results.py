"""Results of a core system are imported as a table after a preview."""

import csv
import html
import io
import re
from dataclasses import replace

import pytest
import xlsxwriter
from httpx2 import Response

from portal.jobs.let_outcomes_leave import let_outcomes_leave
from portal.services.cases.cases import case_of_member
from portal.services.desk.case.pass_screening import pass_screening
from portal.services.shared.installation import Installation
from portal.services.shared.read_table import read_table
from portal.services.shared.rights import Member
from portal.store.desk import decisions
from portal.store.notices import notices
from portal.store.shared import audit_records
from tests.integrations.exports.sample import PROCEDURE
from tests.portal.later import later
from tests.portal.results import CORE, examined_case, examiner
from tests.portal.routes.desk.case.test_compare import TARO
from tests.portal.routes.staff_browser import StaffBrowser, at_desk
from tests.portal.services.desk.case.test_settle_outcome import outcome_state, with_approval, with_undo
from tests.portal.services.residents.test_match_resident import FakeRegister
from tests.portal.world import DUTY, add_member, alice, file_application

PAGE = "/desk/results"
HEADS = "受付番号,結果,申請した人へのことば,文書番号,決裁日"
WHY = "様式が違うためです。"


@pytest.fixture
def section(installation: Installation, reviewer: Member) -> StaffBrowser:
    return at_desk(installation, reviewer)


def bring(section: StaffBrowser, content: str | bytes, name: str = "results.csv") -> Response:
    data = content.encode() if isinstance(content, str) else content
    token = re.search(r'name="csrf_token" value="([^"]+)"', section.get(PAGE))
    assert token
    return section.client.post(PAGE, data={"csrf_token": token[1]}, files={"results": (name, data)})


def confirm(section: StaffBrowser, preview: Response) -> Response:
    """The second request as a browser sends it: line breaks as CRLF."""
    token, table = (re.search(f'name="{name}" value="([^"]+)"', preview.text) for name in ("csrf_token", "table"))
    assert token, preview.text
    assert table, preview.text
    boxes = {"csrf_token": token[1], "table": re.sub("\r?\n", "\r\n", html.unescape(table[1]))}
    return section.client.post(PAGE, data=boxes)


def table(*lines: str) -> str:
    return "\r\n".join([HEADS, *lines])


def filed(installation: Installation, member: Member, many: int = 1) -> list[str]:
    session = alice(installation)
    numbers = sorted(file_application(installation, session) for _ in range(many))
    with installation.database.write() as unit:
        for number in numbers:
            case = case_of_member(installation, unit, member, number)
            pass_screening(installation, unit, member, case, case.row.revision)
        unit.commit()
    return numbers


def outcome_of(installation: Installation, member: Member, number: str) -> tuple[str, list[tuple[str, str]]]:
    with installation.database.read() as unit:
        case = case_of_member(installation, unit, member, number)
        rows = notices.of_application(unit, case.row.id)
    return case.row.state, [(row.number, row.decided_on) for row in rows]


def test_the_blank_lists_what_can_be_decided_and_comes_back_filled_in(
    installation: Installation, reviewer: Member, section: StaffBrowser
) -> None:
    first, second = filed(installation, reviewer, 2)
    lines = read_table(section.client.get(f"{PAGE}/blank.csv").content)
    assert isinstance(lines, list)
    heads = lines[0]
    assert {line[0] for line in lines[1:]} == {first, second}
    assert "認められた／一部が認められた／認められなかった" in lines[1]
    for line in lines[1:]:
        if line[0] == first:
            line[heads.index("結果")], line[heads.index("申請した人へのことば")] = (
                "認められなかった",
                "＝様式が\n違うためです。",
            )
            line[heads.index("文書番号")], line[heads.index("決裁日")] = "介資9", "令和8年11月20日"
    text = io.StringIO()
    csv.writer(text).writerows(lines)
    preview = bring(section, text.getvalue().encode("cp932"))
    assert "1件の結果を入れる" in preview.text
    assert "結果のない1行は" in preview.text
    assert outcome_of(installation, reviewer, first) == ("examining", []), "nothing changes before the confirmation"
    assert confirm(section, preview).headers["location"] == f"{PAGE}?did=taken"
    assert outcome_of(installation, reviewer, first) == ("refused", [("介資9", "2026-11-20")])
    assert outcome_of(installation, reviewer, second)[0] == "examining"
    with installation.database.read() as unit:
        case = case_of_member(installation, unit, reviewer, first)
        (row,) = notices.of_application(unit, case.row.id)
        content = case.sealer.open(f"notice:{row.made_at}", row.sealed_content)
    assert content["words"] == "＝様式が\n違うためです。", "unchanged by table programs"
    assert "審査請求" in content["appeal"]
    # The table's columns about the case are outdated: it is decided by now, so nothing changes.
    assert "全部、もう入っています" in bring(section, text.getvalue()).text


def test_a_workbook_is_read_as_well(installation: Installation, reviewer: Member, section: StaffBrowser) -> None:
    (number,) = filed(installation, reviewer)
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["結果", "受付番号"])
    sheet.write_row(1, 0, ["approved", number])
    book.close()
    confirm(section, bring(section, stream.getvalue(), "results.xlsx"))
    assert outcome_of(installation, reviewer, number)[0] == "approved"


@pytest.mark.parametrize(("mark", "encoding"), [("\t", "utf-16"), (";", "cp932"), ("\t", "utf-8")])
def test_a_table_is_read_whatever_stands_between_its_cells(
    installation: Installation, reviewer: Member, section: StaffBrowser, mark: str, encoding: str
) -> None:
    (number,) = filed(installation, reviewer)
    sent = table(f"{number},認められなかった,{WHY},,").replace(",", mark).encode(encoding)
    confirm(section, bring(section, sent, "results.txt"))
    assert outcome_of(installation, reviewer, number)[0] == "refused"


def test_the_same_table_and_the_same_line_twice_are_nothing(
    installation: Installation, reviewer: Member, section: StaffBrowser
) -> None:
    refused, approved = filed(installation, reviewer, 2)
    lines = (f"{refused},認められなかった,{WHY},介資1,2026-11-20", f"{approved},認められた,,,")
    preview = bring(section, table(*lines, lines[0]))
    assert "同じ行が1行あります" in preview.text
    assert [confirm(section, preview).status_code for _ in range(2)] == [303, 303], "a double click"
    assert [outcome_state(installation, reviewer, number)[:2] for number in (refused, approved)] == [
        ("refused", 1),
        ("approved", 1),
    ]
    with installation.database.read() as unit:
        details = [row.detail for row in audit_records.after(unit, 0) if row.action == "take results"]
    assert [detail.split()[0] for detail in details] == ["2"]
    again = bring(section, table(*lines))
    assert ("全部、もう入っています" in again.text, "件の結果を入れる" in again.text) == (True, False)
    for changed in (lines[0].replace(WHY, "ほかの理由です。"), lines[0].replace("介資1", "介資2"),
                    lines[0].replace("11-20", "11-19"), f"{approved},認められなかった,{WHY},,"):  # fmt: skip
        assert "もう結果が出ています" in bring(section, table(changed)).text


@pytest.mark.parametrize(
    ("line", "column", "message"),
    [
        ("{},,理由,,", 2, "認められた、"), ("{},届出済み,,,", 2, "どれかにしてください"), ("{},取下げ,,,", 2, "どれかにしてください"),
        ("{},認められなかった,,,", 3, "理由が必要です"), (f"{{}},認められた,{'あ' * 2001},,", 3, "2000字まで"),
        ("{},認められた,\ue000,,", 3, "使えない文字"), ("{},認められた,,番" + "号" * 40 + ",", 4, "40字まで"),
        ("{},認められた,,,2026-11-21", 5, "今日までの日付"), ("{},認められた,,,きのう", 5, "今日までの日付"),
        ("26-000-000-000,認められた,,,", 1, "ありません"), ("{},認められた", 0, "列の数が2です"),
        ("{},認められた,,介資1,2026-11-20", 4, "前の行にも"),
    ],
)  # fmt: skip
def test_one_fault_keeps_everything_out_and_says_where(
    installation: Installation, reviewer: Member, section: StaffBrowser, line: str, column: int, message: str
) -> None:
    good, bad = filed(installation, reviewer, 2)
    response = bring(section, table(f"{good},認められた,,介資1,2026-11-20", line.format(bad)))
    assert (response.status_code, message in response.text, 'name="table"' in response.text) == (422, True, False)
    row = re.findall(
        r'data-label="申請">([^<]*)</th><td class="wraps" data-label="書いてあること">([^<]*)<', response.text
    )
    if column:
        head = HEADS.split(",")[column - 1]
        written = line.format(bad).split(",")[column - 1]
        number = line.format(bad).split(",")[0]
        ((about, cell),) = row
        assert (about.startswith(number), about.endswith("（3行目）")) == (True, True)
        assert cell == f"{head}：" + (f"「{written}」" if written else "空")
        assert ("見本" in about or "介護" in about) == (number == bad), "the name is beside the number"
    else:
        assert re.findall(r'data-label="行">(\d+)<', response.text) == ["3"]
    assert outcome_of(installation, reviewer, good) == ("examining", [])


def test_a_table_that_cannot_be_used_says_why(
    installation: Installation, reviewer: Member, section: StaffBrowser
) -> None:
    (number,) = filed(installation, reviewer)
    for content, message in (
        ("受付番号,結果,結果\r\n", "列「結果」が2つ"), ("番号\r\n", "列「受付番号」がありません"), ("受付番号 結果\r\n", "列が1つしかありません"),
        (f"結果の一覧,,\r\n11月分,,\r\n\r\n{HEADS}", "見出しが4行目にあります"), (HEADS, "1つも書かれていません"),
        (table(*[f"{number},認められた,,,"] * 501), "500行まで"),
        (table(f"{number},認められた,,,", f"{number},認められなかった,{WHY},,"), "ちがうこと"),
        (f"{HEADS},更新番号\r\n{number},認められた,,,,7", "申請が変わっています"),
    ):  # fmt: skip
        response = bring(section, content)
        assert (response.status_code, message in response.text) == (422, True), message
    token = re.search(r'name="csrf_token" value="([^"]+)"', section.get(PAGE))
    assert token
    empty = section.client.post(PAGE, data={"csrf_token": token[1]}, files={"results": ("", b"")})
    assert (empty.status_code, "ファイルを選んでください" in empty.text) == (422, True)


def test_what_changed_between_the_two_presses_keeps_everything_out(
    installation: Installation, reviewer: Member, section: StaffBrowser
) -> None:
    open_case, decided = filed(installation, reviewer, 2)
    preview = bring(section, table(f"{open_case},認められた,,,", f"{decided},認められた,,,"))
    by_hand = {"outcome": "refused", "words": WHY, "confirmed": "yes"}
    assert section.post(f"/desk/{decided}", f"/desk/{decided}/decide", by_hand).status_code == 303
    response = confirm(section, preview)
    assert (response.status_code, "もう結果が出ています" in response.text) == (422, True)
    assert [outcome_of(installation, reviewer, number)[0] for number in (open_case, decided)] == [
        "examining",
        "refused",
    ]


def test_an_approver_is_asked_and_time_to_take_it_back_is_kept(installation: Installation, reviewer: Member) -> None:
    asking = with_undo(with_approval(installation), 10)
    (number,) = filed(asking, reviewer)
    desk = at_desk(asking, reviewer)
    lines = table(f"{number},認められなかった,{WHY},介資5,2026-11-20")
    confirm(desk, bring(desk, lines))
    with asking.database.read() as unit:
        case = case_of_member(asking, unit, reviewer, number)
        row = decisions.open_one(unit, case.row.id)
    assert row is not None
    assert (row.state, case.row.state) == ("proposed", "examining")
    assert "全部、もう入っています" in bring(desk, lines).text
    assert "決裁か、伝わるのを待っています" in bring(desk, table(f"{number},認められた,,,")).text
    # Without an approver the outcome waits until it can no longer be recalled; then it gets its number.
    waiting = with_undo(installation, 10)
    (second,) = filed(waiting, reviewer)
    waiting_desk = at_desk(waiting, reviewer)
    confirm(waiting_desk, bring(waiting_desk, table(f"{second},認められなかった,{WHY},介資6,2026-11-20")))
    assert outcome_of(waiting, reviewer, second) == ("examining", [])
    (third,) = filed(waiting, reviewer)
    text = bring(waiting_desk, table(f"{third},認められなかった,{WHY},介資6,2026-11-20")).text
    assert "ほかの申請に使われています" in text, "the number is reserved while the outcome waits"
    let_outcomes_leave(later(waiting, minutes=11))
    assert outcome_of(waiting, reviewer, second) == ("refused", [("介資6", "2026-11-20")])


def test_nobody_brings_results_of_another_section_or_of_their_own_case(
    installation: Installation, reviewer: Member, section: StaffBrowser
) -> None:
    (number,) = filed(installation, reviewer)
    line = table(f"{number},認められた,,,")
    other = at_desk(installation, add_member(installation, "other", ("reviewer", "roads")))
    assert "この受付番号の申請はありません" in bring(other, line).text
    assert number not in other.client.get(f"{PAGE}/blank.csv").text
    clerk = at_desk(installation, add_member(installation, "clerk", ("clerk", DUTY)))
    assert [clerk.client.get(page).status_code for page in (PAGE, f"{PAGE}/blank.csv")] == [403, 403]
    namesake = at_desk(installation, add_member(installation, "taro", ("reviewer", DUTY), name="髙見本　太郎"))
    assert "ほかの職員が審査します" in bring(namesake, line).text
    assert outcome_of(installation, reviewer, number)[0] == "examining"


def test_who_is_not_in_the_register_is_named_before_and_may_be_left_out(
    installation: Installation, reviewer: Member
) -> None:
    session = alice(installation)
    strange = {"name": {"family": "見本", "given": "次郎"}}
    numbers = [file_application(installation, session), file_application(installation, session, strange)]
    with installation.database.write() as unit:
        for number in numbers:
            case = case_of_member(installation, unit, reviewer, number)
            pass_screening(installation, unit, reviewer, case, case.row.revision)
        unit.commit()
    site = at_desk(replace(installation, register=FakeRegister(TARO)), reviewer)
    preview = bring(site, table(*(f"{number},認められた,,," for number in numbers)))
    assert "住民票に見つからない人の申請：1件" in preview.text
    assert f'href="/desk/{numbers[1]}">{numbers[1]}</a>　見本　次郎さん</li>' in preview.text
    assert "この1件を外して、1件の結果を入れる" in preview.text
    assert "見つからない人の申請も、2件の結果を入れる" in preview.text
    confirm(site, preview)  # the first button
    states = [outcome_of(installation, reviewer, number)[0] for number in numbers]
    assert states == ["approved", "examining"]


def test_the_blank_of_a_list_has_the_cases_of_that_list(
    installation: Installation, reviewer: Member, section: StaffBrowser
) -> None:
    filed(installation, reviewer)
    (row,) = [row for row in installation.catalogue.all() if row.id == PROCEDURE]
    page = section.get(f"/desk/bulk?procedure={PROCEDURE}")
    assert f'href="/desk/results?procedure={PROCEDURE}"' in page
    page = section.get(f"{PAGE}?procedure={PROCEDURE}")
    assert f"「{row.title}」で、審査している申請のうち、一覧の条件にあうものが" in page
    assert f'href="/desk/bulk?procedure={PROCEDURE}"' in page
    assert f'href="{PAGE}/blank.csv?procedure={PROCEDURE}"' in page
    assert "一覧の条件" not in section.get(PAGE)


def test_a_table_of_one_procedure_is_offered_where_several_wait(installation: Installation, reviewer: Member) -> None:
    filed(installation, reviewer)
    assert 'name="procedure"' not in at_desk(installation, reviewer).get(PAGE), "there is only one"
    other = examiner(installation, CORE, "both")
    examined_case(installation, other, CORE)
    both = add_member(installation, "two", ("reviewer", DUTY), *other.rights)
    page = at_desk(installation, both).get(f"{PAGE}?who=unassigned")
    offered = re.findall(r'<option value="([^"]+)">', page.partition('id="procedure"')[2].partition("</select>")[0])
    assert sorted(offered) == sorted([CORE, PROCEDURE])
    assert '<input type="hidden" name="who" value="unassigned">' in page
    assert "全部の手続の、結果を書く表を保存する" in page
    assert "全部の手続の" not in at_desk(installation, both).get(f"{PAGE}?procedure={CORE}")
