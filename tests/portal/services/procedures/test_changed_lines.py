"""Lines of a 確認票 to read again."""

from dataclasses import replace

from portal.services.procedures.changed_lines import changed_sections
from portal.services.procedures.sheet_line import SheetLine, SheetSection

NAME = SheetLine("問1", "氏名", "name（person_name）", row=10)
HELP = SheetLine("説明", "戸籍のとおりに書いてください。", row=11, part=True)
BIRTH = SheetLine("問2", "生年月日", "birth（date）", source="様式", certainty="assumed", row=12)
BIRTH_HELP = replace(HELP, row=13)


def section(*lines: SheetLine, name: str = "step-you") -> SheetSection:
    return SheetSection(name, "あなたのこと", lines)


def test_another_number_or_row_of_the_file_is_no_change() -> None:
    moved = replace(BIRTH, what="問5", row=90)
    assert changed_sections([section(NAME, BIRTH)], [section(moved, replace(NAME, what="問9", row=91))]) == ()


def test_a_changed_part_is_below_its_question() -> None:
    longer = replace(BIRTH_HELP, says="西暦で書いてください。")
    (changed, gone) = changed_sections(
        [section(NAME, HELP, BIRTH, BIRTH_HELP)], [section(NAME, HELP, BIRTH, longer, replace(longer, says="なお。"))]
    )
    assert [line.says for line in changed.lines] == ["生年月日", "西暦で書いてください。", "なお。"]
    assert (gone.id, [line.says for line in gone.lines]) == ("gone", [BIRTH_HELP.says])


def test_the_same_words_below_another_question_are_a_change() -> None:
    (changed, gone) = changed_sections([section(NAME, HELP, BIRTH)], [section(NAME, BIRTH, BIRTH_HELP)])
    assert [line.code or line.says for line in changed.lines] == [BIRTH.code, HELP.says]
    assert [(line.says, line.code) for line in gone.lines] == [(HELP.says, NAME.code)]


def test_a_line_that_became_less_certain_is_a_change_and_a_removed_line_needs_no_signature() -> None:
    (changed, gone) = changed_sections([section(replace(BIRTH, certainty="law"))], [section(BIRTH)])
    assert changed.lines == (BIRTH,)
    (removed,) = changed_sections([section(BIRTH)], [])
    assert removed.lines == (replace(BIRTH, certainty="", row=0),)
    assert not any(line.assumed for line in (*gone.lines, *removed.lines))
