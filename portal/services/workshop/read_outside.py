"""Questions of a file or of the boxes of a form on paper."""

from portal.services.shared.read_table import Fault, UnreadableSheet, is_workbook, read_sheets, read_table
from portal.services.workshop.outside_questions import MOST_LABEL, Collected, Untaken, words_of
from portal.services.workshop.read_boxes import read_boxes
from portal.services.workshop.read_question_sheet import heads_of, read_question_sheet
from portal.services.workshop.xlsform.read_xlsform import is_xlsform, read_xlsform, sheets_needed

MOST_BOXES = 30_000  # characters


def read_outside(content: bytes | None, boxes: str, title: str) -> Collected:
    # `content`: CSV, or a workbook in the form of the section's sheet or of XLSForm; without it `boxes` are read.
    if content is None and len(boxes) <= MOST_BOXES:
        return read_boxes(boxes, title)
    if content is None:
        return _refused(f"欄は、全部で{MOST_BOXES:,}字までです。")
    if not is_workbook(content):
        table = read_table(content)
        if isinstance(table, Fault):
            return _refused(table.words)
        if heads_of(table)[0] < 0 and len(table) > 1 and len(table[0]) > 2:
            # What another product gave out: its headings were the boxes of its form.
            return read_boxes("\n".join(words_of(head, MOST_LABEL) for head in table[0]), title)
        return read_question_sheet(table, title)
    try:
        sheets = read_sheets(content, sheets_needed)
    except UnreadableSheet:
        return _refused("Excelのファイルとして読めません。xlsxで保存しなおすか、CSVで保存してください。")
    if is_xlsform(sheets):
        collected = read_xlsform(sheets)
        collected.title = words_of(title, 100) or collected.title
        return collected
    lines = next((lines for lines in sheets.values() if heads_of(lines)[0] >= 0), [])
    return read_question_sheet(lines, title)


def _refused(words: str) -> Collected:
    return Collected(untaken=[Untaken(0, "", words)])
