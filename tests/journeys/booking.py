"""A resident books a screening over HTTP."""

from tests.journeys.visitor import Boxes, Visitor

PROCEDURE = "gan-kenshin-yoyaku"
SLOT_PAGE, SLOT = "lung_slot", "lung-2"
# Boxes of all pages at once; a page ignores the others.
BOOKING: Boxes = {
    "examinee.kana.family": "たかみほん", "examinee.kana.given": "たろう", "examinee.sex": "male",
    "examinee.phone": "000-0000-0001", "kinds": "lung", "symptoms": "no", "free": "nothing",
    SLOT_PAGE: SLOT,
}  # fmt: skip
MOST_PAGES = 20


def book(visitor: Visitor, last: str = "", **changes: str) -> str:
    """The receipt number, or with `last` the address of that page of the unsent draft."""
    visitor.go(f"/apply/{PROCEDURE}")
    if "続きから書く" in visitor.text:
        visitor.press("消してはじめから書く")
    for _ in range(MOST_PAGES):
        if last and visitor.path.endswith(f"/{last}"):
            return visitor.path
        if visitor.path.endswith("/check"):
            visitor.press("申請する")
            assert visitor.path.startswith("/applications/"), visitor.text
            return visitor.path.rpartition("/")[2]
        visitor.press("次へ進む", {**BOOKING, **changes})
        assert visitor.seen.status_code == 200, visitor.text
    raise AssertionError(f"going in circles at {visitor.path}")
