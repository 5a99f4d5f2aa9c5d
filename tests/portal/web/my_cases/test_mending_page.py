"""Why an application came back, in the reader's language."""

import pytest

from forms.definition.registry import field_types
from forms.loading import load
from forms.loading.library import SHIPPED
from portal.services.desk.case.return_for_correction import GENERAL, GENERAL_OF_FILES
from portal.services.shared.catalogue import speech_of
from portal.web.my_cases.mending_page import reason_words
from portal.web.shared.words import words

READY = "就労証明書と、書かれたことが違うようです。確かめて直してください。"
ENGLISH = "The certificate of employment and what you wrote seem to differ. Please check and correct it."


@pytest.mark.parametrize(
    ("language", "written", "shown"),
    [
        ("ja", READY, READY),
        ("en", READY, ENGLISH),
        ("en", f"{READY}\n8月分です。", f"{ENGLISH}\n8月分です。"),
        ("en", "8月分です。", "8月分です。"),
        ("vi", f"{GENERAL_OF_FILES['missing']} 8月分", "Giấy tờ chưa đến nơi. Xin nộp giấy tờ. 8月分"),
    ],
)
def test_a_ready_reason_is_read_in_ones_language_and_what_staff_wrote_as_written(
    language: str, written: str, shown: str
) -> None:
    procedure = load(SHIPPED / "procedures" / "hoiku-genkyo.yaml", fields=field_types())
    assert reason_words(procedure, speech_of(procedure, language), written) == shown


def test_the_reasons_that_every_procedure_has_are_words_of_the_pages() -> None:
    ready = {f"correct.ready.{code}": reason for code, reason in (GENERAL | GENERAL_OF_FILES).items()}
    assert {key: words("ja")[key] for key in ready} == ready
