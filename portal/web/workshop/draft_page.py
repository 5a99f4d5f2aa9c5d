from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any

from forms.complaint_lines import japanese
from forms.complaints import Complaint
from portal.clock import TOKYO, from_micro, to_micro
from portal.db import Unit
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.services.staff.words import office_words
from portal.services.workshop.ask_to_sign import who_may_sign
from portal.services.workshop.check_texts import Checked, check_texts
from portal.services.workshop.find_cures import find_cures
from portal.services.workshop.open_draft import OpenedDraft
from portal.store.staff import staff_members
from portal.store.workshop.definition_drafts import OPEN
from portal.store.workshop.line_requests import LineRequestRow

HERE = "/desk/workshop"
PARTS = {"": "定義（日本語）", "easy": "やさしい日本語", "en": "英語"}
TABS = (
    ("", "ようす"), ("/questions", "質問"), ("/text", "文を書く"), ("/scenarios", "例"), ("/history", "書いた順"), ("/difference", "いまの版とのちがい"),
    ("/sheet", "確認票"), ("/phone", "スマホの見本"), ("/counter", "窓口の見本"),
)  # fmt: skip
BEGIN_PROBLEMS = {
    "id": "英字の小文字、数字、ハイフンで、英字から始めて60字までで書いてください。例：toshokan-card",
    "taken": "この名前の手続か下書きがもうあります。ほかの名前にしてください。",
    "duty": "担当課を選んでください。",
    "copy": "写す手続を選んでください。",
}


def staff_names(unit: Unit, ids: set[int | None]) -> dict[int, str]:
    rows = [staff_members.by_id(unit, number) for number in ids if number is not None]
    return {row.id: row.name for row in rows if row is not None}


def check_of(installation: Installation, draft: OpenedDraft) -> Checked:
    return check_texts(installation, draft.row.procedure, draft.row.duty, draft.texts)


def draft_context(
    installation: Installation, member: Member, draft: OpenedDraft, checked: Checked, tab: str
) -> dict[str, Any]:
    base = f"{HERE}/drafts/{draft.row.id}"
    title = checked.procedure.title if checked.procedure is not None else draft.row.procedure
    return {
        "draft": draft,
        "row": draft.row,
        "name": title,
        "office_name": office_words(installation).get(draft.row.duty, draft.row.duty),
        "base": base,
        "tabs": [(label, f"{base}{end}", end == tab) for end, label in TABS],
        "may_write": member.may("write procedures", draft.row.duty) and draft.open,
        "at": from_micro,
        "writers": [(name, from_micro(saved)) for name, saved in draft.others] if draft.row.state == OPEN else [],
    }


def moment_of(day: str, hour: str) -> int | None:
    # Microseconds; 0 without a day; None if it is no moment.
    if not day:
        return 0
    try:
        return to_micro(datetime.combine(date.fromisoformat(day), time.fromisoformat(hour or "00:00"), TOKYO))
    except (ValueError, OverflowError):
        return None


def complaint_line(complaint: Complaint, lines: list[str] | None = None) -> dict[str, object]:
    quoted = lines[complaint.line - 1] if lines and 0 < complaint.line <= len(lines) else ""
    return {
        "line": complaint.line, "quoted": quoted.strip()[:80], "key": complaint.key, "warning": complaint.warning,
        "column": complaint.column, "cures": find_cures(complaint, quoted), "words": japanese(complaint), "detail": " ".join(complaint.text.split()), "file": complaint.file,
    }  # fmt: skip


def asked_context(
    installation: Installation, unit: Unit, draft: OpenedDraft, asked: Mapping[bytes, LineRequestRow]
) -> dict[str, Any]:
    # `people`: who may be asked.
    return {
        "people": sorted(
            who_may_sign(installation.clock, unit, draft.row.duty).values(), key=lambda row: (row.name, row.login)
        ),
        "names": staff_names(unit, {number for row in asked.values() for number in (row.staff_id, row.asked_by)}),
        "today": installation.clock.today().isoformat(),
    }
