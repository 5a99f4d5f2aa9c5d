"""The 発送簿 as page and CSV, without addresses."""

import csv
import io
from dataclasses import replace
from datetime import date

from portal.clock import to_micro
from portal.services.notices.dispatch_list import COLUMNS, DispatchLine, dispatch_csv, dispatch_lines
from portal.services.residents.protect import protect
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.store.notices import dispatches
from tests.portal.routes.dispatching import decided, line_of, lines_of
from tests.portal.services.notices.dispatching import pack
from tests.portal.world import DUTY, PLACE

POST = Member(1, "post", "発送", frozenset({("clerk", DUTY)}), PLACE)


def listed(installation: Installation, *numbers: str) -> list[DispatchLine]:
    rows = [line_of(installation, number) for number in numbers]
    with installation.database.read() as unit:
        return dispatch_lines(installation, unit, rows, POST)


def sent(installation: Installation, member: Member, number: str, on: str) -> None:
    batch_id = pack(installation, member, number)
    now = to_micro(installation.clock.now())
    with installation.database.write() as unit:
        assert dispatches.send(unit, line_of(installation, number).id, batch_id, on, member.id, now)
        unit.commit()


def written(installation: Installation, since: date, until: date) -> tuple[str, list[dict[str, str]]]:
    with installation.database.read() as unit:
        text = b"".join(dispatch_csv(installation, unit, DUTY, since, until, POST)).decode("utf-8")
    return text, list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))


def test_a_line_has_the_name_and_numbers_of_its_letter_and_no_address(
    installation: Installation, reviewer: Member, clerk: Member
) -> None:
    number, packed = decided(installation, reviewer), decided(installation, reviewer)
    batch_id = pack(installation, clerk, packed)
    first, second = listed(installation, number, packed)
    assert (first.name, first.title, first.document) == ("髙見本　太郎", "処理結果通知書", "見介資第1号")
    assert (first.number, first.state, first.receipt_number) == ("", "waiting", number)
    assert (second.number, second.state) == (f"{batch_id}-1", "packed")
    assert "一丁目" not in f"{first}{second}"


def test_only_lines_of_protected_people_are_marked(installation: Installation, reviewer: Member) -> None:
    number = decided(installation, reviewer)
    assert not listed(installation, number)[0].protected
    with installation.database.write() as unit:
        protect(installation, unit, reviewer.actor, [("別人　花子", "1950-01-01")], "staff", "申し出")
        unit.commit()
    assert not listed(installation, number)[0].protected
    with installation.database.write() as unit:
        protect(installation, unit, reviewer.actor, [("髙見本　太郎", "1949-04-03")], "staff", "申し出")
        unit.commit()
    assert listed(installation, number)[0].protected


def test_the_csv_holds_what_was_sent_on_both_days_and_between(
    installation: Installation, reviewer: Member, clerk: Member
) -> None:
    numbers = [decided(installation, reviewer) for _ in range(3)]
    for number, on in zip(numbers, ("2026-11-17", "2026-11-18", "2026-11-20"), strict=True):
        sent(installation, clerk, number, on)
    text, lines = written(installation, date(2026, 11, 18), date(2026, 11, 20))
    assert text.startswith("\ufeff")
    assert tuple(lines[0]) == COLUMNS
    assert all(line["番号"].endswith("-1番") for line in lines), "a spreadsheet reads 3-1 as a day"
    assert [(line["受付番号"], line["発送日"], line["送り方"], line["発送した人"]) for line in lines] == [
        (numbers[1], "2026-11-18", "普通", clerk.name), (numbers[2], "2026-11-20", "普通", clerk.name),
    ]  # fmt: skip
    assert "一丁目" not in text


def test_the_csv_says_why_a_letter_came_back_and_keeps_other_reasons_to_the_page(
    installation: Installation, reviewer: Member, clerk: Member
) -> None:
    number = decided(installation, reviewer)
    sent(installation, clerk, number, "2026-11-18")
    (row,) = lines_of(installation, number)
    with installation.database.write() as unit:
        assert dispatches.mark_returned(unit, row.id, "2026-11-20", "moved")
        unit.commit()
        (again,) = dispatch_lines(installation, unit, [replace(row, why="again", returned_on="")], POST)
    (line,) = written(installation, date(2026, 11, 18), date(2026, 11, 18))[1]
    assert (line["戻った日"], line["戻った理由"]) == ("2026-11-20", "転居先不明")
    assert again.why == "もう一度送る"
