"""Packages in the hands of a section: one that became an application and one that is held."""

from tests.journeys.people import PROCEDURE
from tests.journeys.tour import Tour, first

# A CSV in our synthetic layout: a line for each application. The second form is nobody's.
HEADS = "受付番号,様式ID,様式版,到達日時,合成,理由"
LINE = "{number},{form},1,2026-11-17T10:00:00+09:00,1,なくした"


def table(*forms: str, begins: int = 1) -> bytes:
    lines = [LINE.format(number=f"GT{place}", form=form) for place, form in enumerate(forms, begins)]
    return "\n".join([HEADS, *lines, ""]).encode()


def held_package(tour: Tour) -> str:
    """The page of one whose form has no mapping."""
    section = tour.visitor("tanto")
    section.go("/desk/imports")
    section.press("取り込む", files={"packages": [("a.csv", table("KKN-KAIGO-SAIKOFU", "KKN-UNKNOWN"))]})
    section.go("/desk/imports?list=held")
    return f"/desk/imports/{first(section.text, '/desk/imports/')}"


def package_list(tour: Tour) -> str:
    """With both in it."""
    held_package(tour)
    return "/desk/imports?list=all"


# Of a form without a header: whose columns these are, nobody has said.
UNKNOWN = "\n".join(
    (
        "番号,受けた時刻,氏名,フリガナ,誕生日,なくしたわけ",
        "U1,2026-11-17 10:00,見本 太郎,ミホン タロウ,19490403,家で",
        "U2,2026-11-17 11:00,見本 花子,ミホン ハナコ,19500403,駅で",
        "",
    )
).encode()


def unknown_package(tour: Tour) -> str:
    """The wizard for a form that nobody knows."""
    section = tour.visitor("tanto")
    section.go("/desk/imports")
    section.press("取り込む", files={"packages": [("u.csv", UNKNOWN)]})
    section.go("/desk/imports?list=held")
    return f"/desk/imports/{first(section.text, '/desk/imports/')}/map?procedure={PROCEDURE}"


def proposed_mapping(tour: Tour) -> str:
    """One that waits for a second person."""
    section = tour.visitor("tanto")
    section.go(unknown_package(tour))
    section.press("待っているもの全部で試す")
    section.press("この対応表を出す")
    return section.path.partition("?")[0]
