"""Inputs beside a 転出証明書 file."""

from collections.abc import Mapping

from forms.mistakes import Mistake
from portal.services.shared.installation import Installation
from portal.services.shared.read_table import Fault
from portal.web.filing.own_questions import own_question, own_views, read_own
from portal.web.shared.field_view import FieldView
from portal.web.shared.posting import Posted

NUMBER, LOADED_DAY = "transfer-number", "transfer-day"
NO_FILE = Fault(0, 0, "ファイルを選んでください。")
NOBODY_OF_IT = "手続に関わる人と同じ氏名・生年月日の人がいる転出証明書が、1つに決まりません。整理番号を入れてください。"
_QUESTIONS = (
    own_question(NUMBER, "text", "整理番号（ファイルに何通もあるとき）", settings={"max": 40}),
    own_question(
        LOADED_DAY, "date", "新しい家に住みはじめた日（異動日）", help="わからなければ、空けたままで入れられます。"
    ),
)


def load_views(
    installation: Installation, posted: Posted, mistakes: Mapping[str, tuple[Mistake, ...]]
) -> list[FieldView]:  # fmt: skip
    return own_views(installation, "ja", _QUESTIONS, posted, mistakes, required=False)


def read_day(installation: Installation, posted: Posted) -> tuple[str, Mapping[str, tuple[Mistake, ...]]]:
    if not any(value.strip() for name, values in posted.items() if name.startswith(LOADED_DAY) for value in values):
        return "", {}
    parsed = read_own(installation, _QUESTIONS[1], posted)
    return ("", {LOADED_DAY: parsed.mistakes}) if parsed.mistakes else (str(parsed.value), {})


def fault_words(fault: Fault) -> str:
    return f"{fault.line}行目：{fault.words}" if fault.line else fault.words
