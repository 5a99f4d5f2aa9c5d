"""One more procedure for the stories: 学童の料金を下げる申し込み, with two papers that may follow."""

from tests.journeys.lamps import JPEG
from tests.journeys.visitor import Visitor

PROCEDURE, TITLE = "gakudo-genmen", "学童の料金を下げる申し込み"
WORK, TAX = "就労証明書", "課税証明書"


def at_check(visitor: Visitor) -> str:
    """Begins and answers; the draft's address."""
    visitor.go(f"/apply/{PROCEDURE}")
    if "書きかけ" in visitor.text:
        visitor.press("消してはじめから書く")
    visitor.press("次へ進む", {"child": "見本 蓮"})
    assert visitor.path.endswith("/check"), visitor.text
    return visitor.path.rpartition("/")[0]


def owed(visitor: Visitor, paper: tuple[str, bytes] = ("a.jpg", JPEG)) -> str:
    """An application whose 就労証明書 came along (`paper`) and whose 課税証明書 is owed; its number."""
    visitor.go(f"{at_check(visitor)}/papers/work_paper")
    visitor.press("確認の画面へ進む", files={"paper-work_paper.upload": [paper]})
    visitor.press("申請する")
    assert visitor.path.startswith("/applications/"), visitor.text
    return visitor.path.rpartition("/")[2]
