"""Packages in the hands of a section: one that became an application and one that is held."""

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
