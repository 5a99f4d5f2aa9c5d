"""The boxes beside the file of a 転出証明書: its number, and the day on which they began to live here."""

from collections.abc import Mapping

from forms.mistakes import Mistake
from portal.services.installation import Installation
from portal.services.read_table import Fault
from portal.web.field_view import FieldView
from portal.web.own_questions import own_question, own_view, read_own
from portal.web.posting import Posted

NUMBER, LOADED_DAY = "transfer-number", "transfer-day"
NO_FILE = Fault(0, 0, "ファイルを選んでください。")
NOBODY_OF_IT = "来庁の人と同じ氏名・生年月日の人がいる転出証明書が、1つに決まりません。整理番号を入れてください。"
_QUESTIONS = (
    own_question(NUMBER, "text", "整理番号（ファイルに何通もあるとき）", settings={"max": 40}),
    own_question(
        LOADED_DAY, "date", "新しい家に住みはじめた日（異動日）", help="わからなければ、空けたままで入れられます。"
    ),
)


def load_views(
    installation: Installation, posted: Posted, mistakes: Mapping[str, tuple[Mistake, ...]]
) -> list[FieldView]:  # fmt: skip
    return [own_view(installation, "ja", one, posted, mistakes.get(one.id, ()), required=False) for one in _QUESTIONS]


def read_day(installation: Installation, posted: Posted) -> tuple[str, Mapping[str, tuple[Mistake, ...]]]:
    """The day (ISO), "" where the box is empty."""
    if not any(value.strip() for name, values in posted.items() if name.startswith(LOADED_DAY) for value in values):
        return "", {}
    parsed = read_own(installation, _QUESTIONS[1], posted)
    return ("", {LOADED_DAY: parsed.mistakes}) if parsed.mistakes else (str(parsed.value), {})


def fault_words(fault: Fault) -> str:
    return f"{fault.line}行目：{fault.words}" if fault.line else fault.words
