"""The resident's and the section's acts over plain HTTP, for tests that need cases and do not look at pages."""

from tests.journeys.people import PROCEDURE, Answers
from tests.journeys.visitor import Visitor

MOST_PAGES = 30


def sign_in(visitor: Visitor, person: str) -> None:
    visitor.go("/sign-in/card")
    visitor.press(person)
    assert "ログアウト" in visitor.text, visitor.text


def answer_until(visitor: Visitor, answers: Answers, last: str = "check") -> str:
    """Begins or continues a draft; its id when the page `last` is shown."""
    if "/apply/" not in visitor.go(f"/apply/{PROCEDURE}").url.path + "/":
        raise AssertionError(visitor.path)
    # A person may have several drafts, of a phone that another story signed in on, too; each is asked about in turn.
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
    """The receipt number."""
    answer_until(visitor, answers)
    visitor.press("申請する")
    assert visitor.path.startswith("/applications/"), visitor.text
    return visitor.path.rpartition("/")[2]


def send_back(member: Visitor, number: str, field: str, words: str) -> None:
    """The section asks for one answer again."""
    member.go(f"/desk/{number}/return")
    member.press("補正を求める", {"field": field, f"words.{field}": words})
    assert "補正を求めました" in member.text, member.text


def decide(member: Visitor, number: str, outcome: str, words: str) -> None:
    """The section passes the screening and tells the outcome."""
    member.go(f"/desk/{number}")
    member.press("実質審査に進める")
    member.press("内容を確かめる", {"outcome": outcome, "words": words})
    member.press("に決める")
    assert "結果を記録しました" in member.text, member.text
