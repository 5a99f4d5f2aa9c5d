"""Imported packages, new ones per call, because tests consume them."""

import re
import secrets

from tests.journeys.people import PROCEDURE
from tests.journeys.tour import Tour

# A CSV in our synthetic layout, one line per application. The second form is unknown.
HEADS = "受付番号,様式ID,様式版,到達日時,合成,理由"
LINE = "{number},{form},1,2026-11-17T10:00:00+09:00,1,なくした"
# Without a header that names the form.
UNKNOWN = """番号,受けた時刻,氏名,フリガナ,誕生日,なくした理由
U1,2026-11-17 10:00,見本 太郎,ミホン タロウ,19490403,家で
U2,2026-11-17 11:00,見本 花子,ミホン ハナコ,19500403,駅で
""".encode()


def table(*forms: str) -> bytes:
    lines = [LINE.format(number=f"GT{secrets.token_hex(4)}", form=form) for form in forms]
    return "\n".join([HEADS, *lines, ""]).encode()


def _newest_held(tour: Tour, content: bytes) -> str:
    section = tour.visitor("tanto")
    section.go("/desk/imports")
    section.press("取り込む", files={"packages": [("a.csv", content)]})
    match = re.search(r'"(/desk/imports/[0-9]+)"', section.go("/desk/imports?list=held").text)
    assert match, section.text
    return match[1]


def held_package(tour: Tour) -> str:
    return _newest_held(tour, table("KKN-KAIGO-SAIKOFU", "KKN-UNKNOWN"))


def held_file(tour: Tour) -> str:
    match = re.search(r'"(/desk/imports/files/[0-9]+)"', tour.visitor("tanto").go(held_package(tour)).text)
    assert match
    return match[1]


def package_list(tour: Tour) -> str:
    held_package(tour)
    return "/desk/imports?list=all"


def unknown_package(tour: Tour) -> str:
    mark = secrets.token_hex(4)
    content = UNKNOWN.replace("番号".encode(), f"番号{mark}".encode(), 1).replace(b"U", mark.encode())
    return f"{_newest_held(tour, content)}/map?procedure={PROCEDURE}"


def proposed_mapping(tour: Tour) -> str:
    """Awaits confirmation by a second person."""
    section = tour.visitor("tanto")
    section.go(unknown_package(tour))
    # By order of columns; the rest is matched by name.
    section.press("待っているもの全部で試す", {"to.0": "もとの受付番号", "to.1": "届いた日時"})
    section.press("この対応表を出す")
    return section.path.partition("?")[0]
