"""Acts of residents and staff over HTTP."""

from tests.journeys.people import PROCEDURE, Answers
from tests.journeys.visitor import Visitor

MOST_PAGES = 30


def sign_in(visitor: Visitor, person: str) -> None:
    visitor.go("/sign-in/card")
    visitor.press(person)
    assert "ログアウト" in visitor.text, visitor.text


def answer_until(visitor: Visitor, answers: Answers, last: str = "check") -> str:
    """Returns the draft's id on the page `last`."""
    if "/apply/" not in visitor.go(f"/apply/{PROCEDURE}").url.path + "/":
        raise AssertionError(visitor.path)
    # A resident may have several drafts, also from other stories; the page asks about each.
    while "続きから書く" in visitor.text:
        visitor.press("消してはじめから書く")
    for _ in range(MOST_PAGES):
        page = visitor.path.rpartition("/")[2]
        if page == last:
            return visitor.path.split("/")[3]
        visitor.press("次へ進む", answers.get(page, {}))
        assert visitor.seen.status_code == 200, visitor.text
    raise AssertionError(f"going in circles at {visitor.path}")


def file_application(visitor: Visitor, answers: Answers) -> str:
    answer_until(visitor, answers)
    visitor.press("申請する")
    assert visitor.path.startswith("/applications/"), visitor.text
    return visitor.path.rpartition("/")[2]


def send_back(member: Visitor, number: str, field: str, words: str) -> None:
    member.go(f"/desk/{number}/return")
    member.press("補正を求める", {"field": field, f"words.{field}": words})
    assert "補正を求めました" in member.text, member.text


UNCHECKED = {"unchecked": "窓口で原本を確かめたためです。"}  # why items of the check list are left without a tick


def decide(member: Visitor, number: str, outcome: str, words: str) -> None:
    member.go(f"/desk/{number}")
    member.press("実質審査に進める")
    member.press("内容を確かめる", {"outcome": outcome, "words": words})
    if "内容を確かめる" in member.text:  # its result comes first, and stays empty
        member.press("内容を確かめる")
    member.press("に決める", UNCHECKED)
    assert "結果を出しました" in member.text, member.text
