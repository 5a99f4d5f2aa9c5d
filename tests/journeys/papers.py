"""学童の料金を下げる申し込み, with two papers that may follow."""

from tests.draft_paths import draft_in
from tests.journeys.lamps import JPEG
from tests.journeys.visitor import Visitor

PROCEDURE, TITLE = "gakudo-genmen", "学童の料金を下げる申し込み"
WORK, TAX = "就労証明書", "課税証明書"


def at_check(visitor: Visitor) -> str:
    visitor.go(f"/apply/{PROCEDURE}")
    if "書きかけ" in visitor.text:
        visitor.press("消してはじめから書く")
    visitor.press("次へ進む", {"child": "見本 蓮"})
    assert visitor.path.endswith("/check"), visitor.text
    return draft_in(visitor.path)


def owed(visitor: Visitor, paper: tuple[str, bytes] = ("a.jpg", JPEG)) -> str:
    """就労証明書 (`paper`) is attached, 課税証明書 follows."""
    visitor.go(f"{at_check(visitor)}/papers/work_paper")
    visitor.press("確認の画面へ進む", files={"paper-work_paper.upload": [paper]})
    visitor.press("申請する")
    assert visitor.path.startswith("/applications/"), visitor.text
    return visitor.path.rpartition("/")[2]
