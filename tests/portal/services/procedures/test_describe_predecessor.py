"""The 確認票 of what a procedure follows, and who may change what it inherits."""

from portal.services.procedures.describe_predecessor import inherited_words, predecessor_lines
from tests.definitions.shelf import shelf


def test_the_sheet_says_what_is_followed_and_until_when() -> None:
    first, by = predecessor_lines(shelf()["chain-second"])
    assert first.says == "手続「chain-first」の結果が「approved」のとき。1つの前の申請から1回だけ"
    assert "前の申請の決定の日" in by.says
    assert list(predecessor_lines(shelf()["chain-first"])) == []


def test_the_sheet_says_who_may_change_what_is_inherited() -> None:
    procedure = shelf()["chain-second"]
    assert inherited_words(procedure, procedure.field("earlier_no")) == "前の申請の受付番号。だれも直せない"
    assert inherited_words(procedure, procedure.field("amount")) == "前の申請の結果（amount）。直せるのは職員だけ"
    assert "前の申請の決定の日" in inherited_words(procedure, procedure.field("size"))
    assert inherited_words(procedure, procedure.field("cost")) == ""
