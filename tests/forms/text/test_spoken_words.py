from pathlib import Path

import pytest

from forms.complaints import Refused
from forms.loading.guides import SHIPPED as GUIDES
from forms.loading.library import SHIPPED
from forms.text.reading import read_sheet
from forms.text.spoken_words import GUIDE, SpokenWords, spoken_words, words_beside
from forms.text.translations import LANGUAGES


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_word_leads_to_what_is_there(language: str) -> None:
    places = spoken_words(language)
    assert bool(places) is (language != "easy")
    for place in places:
        file = (
            GUIDES / f"{place.removeprefix(GUIDE)}.yaml"
            if place.startswith(GUIDE)
            else SHIPPED / "procedures" / f"{place}.yaml"
        )
        assert file.exists(), place


def test_an_unknown_language_is_refused_with_its_place(tmp_path: Path) -> None:
    file = tmp_path / "words.yaml"
    for wrong in ("words:\n  tlh: {inu-toroku: [targh]}\n", "words: {}\nbeside:\n  tlh: [targh]\n"):
        file.write_text(wrong, "utf-8")
        with pytest.raises(Refused, match="no language tlh"):
            read_sheet(file, SpokenWords)


def test_words_beside_are_of_one_language() -> None:
    assert "con" in words_beside("vi")
    assert "con" not in words_beside("en")
    assert words_beside("ko") == ()
