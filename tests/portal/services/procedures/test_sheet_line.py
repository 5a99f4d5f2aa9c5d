"""The certainty of each 確認票 line."""

from forms.definition.procedure import CERTAINTIES as OF_DEFINITIONS
from portal.services.procedures.sheet_line import CERTAINTIES, SheetLine


def test_every_certainty_of_a_definition_has_words_and_only_assumed_lines_need_a_signature() -> None:
    assert set(CERTAINTIES) == {*OF_DEFINITIONS, ""}
    assert [name for name in CERTAINTIES if SheetLine("問1", "理由", certainty=name).assumed] == ["assumed"]
    assert "未確認" in CERTAINTIES["assumed"]
