"""The page that compares the provider's file with the records."""

import re

from httpx2 import Response

from portal.models.fees.till_entry import TillEntry
from portal.services.shared.installation import Installation
from tests.portal.routes.staff_browser import StaffBrowser, at_desk
from tests.portal.services.fees.paying import DUTY
from tests.portal.store.planting import plant
from tests.portal.world import add_member

PAGE = "/counter/till/settlement"
HEAD = "created,reporting_category,gross,fee,payment_metadata[number]\n"


def send(desk: StaffBrowser, content: bytes, name: str = "payout.csv") -> Response:
    token = re.search(r'name="csrf_token" value="([^"]+)"', desk.get(PAGE))
    assert token
    return desk.client.post(PAGE, data={"csrf_token": token[1]}, files={"settlement": (name, content)})


def test_a_clerk_sees_what_differs_and_what_is_wrong_with_the_file(installation: Installation) -> None:
    desk = at_desk(installation, add_member(installation, "clerk", ("clerk", DUTY)))
    assert PAGE in desk.get("/counter/till")
    compared = send(desk, f"{HEAD}2026-11-20,charge,500,18,{'0' * 32}\n".encode())
    assert compared.status_code == 200
    for words in ("1件、合わないところがあります", "支払いの番号 000000", "こちらの記録にありません", "482円"):
        assert words in compared.text
    assert "すべて合っています" in send(desk, f"{HEAD}2026-11-20,fee,-5,0,\n".encode()).text
    for content, words in (
        (b"a,b\n1,2", "精算のファイルとして読めません"),
        (HEAD.encode(), "ファイルに行がありません"),
    ):
        wrong = send(desk, content)
        assert (wrong.status_code, words in wrong.text) == (422, True)
    assert "ファイルを選んでください" in send(desk, b"", "").text


def test_the_tills_have_a_sum_of_each_counter_and_one_of_all(installation: Installation) -> None:
    entries = [("care", "2026-11-19", 500), ("care", "2026-11-20", 300), ("minato", "2026-11-20", 200)]
    with installation.database.write() as unit:
        for place, day, amount in entries:
            plant(unit, TillEntry, place=place, day=day, kind="taken", method="cashless", amount=amount)
        unit.commit()
    desk = at_desk(installation, add_member(installation, "clerk", ("clerk", DUTY)))
    days = "".join(f"2026-11-{day},fee,-5,0,\n" for day in (19, 20))
    table = send(desk, f"{HEAD}{days}".encode()).text.partition("<caption>窓口の締め")[2].partition("</table>")[0]
    rows = [re.sub(r"<[^>]+>", " ", row).split() for row in re.findall(r"<tr>(.*?)</tr>", table)][1:]
    assert [(row[0], *row[-4:-2]) for row in rows] == [
        ("市役所", "令和8年（2026年）11月19日（木）", "500円"),
        ("市役所", "令和8年（2026年）11月20日（金）", "300円"),
        ("市役所", "2日の計", "800円"),
        ("港町支所", "令和8年（2026年）11月20日（金）", "200円"),
        ("すべての窓口", "合計", "1,000円"),
    ]


def test_a_member_who_takes_no_fees_sees_nothing_of_it(installation: Installation) -> None:
    exporter = at_desk(installation, add_member(installation, "miru", ("exporter", DUTY)))
    exporter.get(PAGE, status=403)
