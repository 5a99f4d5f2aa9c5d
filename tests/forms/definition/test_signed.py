"""A version whose assumed lines are all signed."""

import pytest

from forms.complaints import Refused
from forms.definition.placeholders import blanks, fill
from forms.definition.procedure import Procedure
from forms.definition.registry import field_types
from forms.definition.signed import as_signed
from forms.loading import load_folder
from forms.loading.library import SHIPPED
from tests.examples import some
from tests.forms.loading.small import small

QUESTION = "      - {id: a, type: text, label: ひとつ, max: 20, source: {text: 要綱, certainty: %s}}\n"
ASSUMED = small(QUESTION % "assumed", summary='"{city}の見本"')


@pytest.mark.uncounted
def test_of_every_shipped_procedure_nothing_is_assumed_any_more_and_nothing_else_differs() -> None:
    library = load_folder(SHIPPED / "procedures", fields=field_types())
    for name in some(library, 40):
        written = repr(library[name])
        signed = as_signed(library[name])
        assert "certainty='assumed'" in written, name
        assert repr(signed) == written.replace("certainty='assumed'", "certainty='signed'"), name
        assert signed.meaning == library[name].meaning


def test_what_a_question_settings_and_terms_say_is_covered_and_the_version_in_memory_stays_as_it_is() -> None:
    signed = as_signed(ASSUMED)
    assert [field.source.certainty for field in signed.fields if field.source] == ["signed"]
    assert [field.source.certainty for field in ASSUMED.fields if field.source] == ["assumed"]


def test_it_is_filled_with_the_words_of_the_city_as_before_without_another_search() -> None:
    signed = as_signed(ASSUMED)
    assert vars(signed)["blanks"] == blanks(ASSUMED)
    assert fill(signed, {"city": "見本市"}).summary == "見本市の見本"


def test_a_procedure_in_which_nothing_is_assumed_is_the_same_object() -> None:
    sure: Procedure = as_signed(ASSUMED)
    assert as_signed(sure) is sure


def test_a_file_that_says_so_of_itself_is_refused() -> None:
    with pytest.raises(Refused) as refused:
        small(QUESTION % "signed")
    (complaint,) = refused.value.complaints
    assert complaint.text == "source.certainty: write one of law, std, assumed"
