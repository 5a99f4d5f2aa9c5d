"""見本の給付, which asks for a 個人番号."""

from tests.journeys.visitor import Visitor
from tests.portal.numbers import number

PROCEDURE, KEY, PARTNER = "mihon-kyufu", "claimant.number", "partner"


def at_number(visitor: Visitor) -> str:
    visitor.go(f"/apply/{PROCEDURE}")
    if "書きかけ" in visitor.text:
        visitor.press("消してはじめから書く")
    assert visitor.path.endswith("/claimant.number"), visitor.path
    return visitor.path


def file_with_number(visitor: Visitor) -> str:
    """Returns the receipt number."""
    at_number(visitor)
    visitor.press("次へ進む", {KEY: number(1)})
    visitor.press("次へ進む", {f"{PARTNER}.word": "見本 花子"})
    visitor.press("申請する")
    assert visitor.path.startswith("/applications/"), visitor.text
    return visitor.path.rpartition("/")[2]
