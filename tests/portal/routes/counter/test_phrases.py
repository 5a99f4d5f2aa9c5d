"""指さし会話."""

import pytest

from forms.text.foreign_day import is_foreign
from forms.text.translations import LANGUAGES
from portal.services.shared.installation import Installation
from portal.web.counter.phrase_words import cards_in
from tests.portal.routes.staff_browser import at_desk
from tests.portal.world import DUTY, add_member


def test_each_sentence_is_there_in_both_languages(installation: Installation) -> None:
    browser = at_desk(installation, add_member(installation, "clerk", ("clerk", DUTY)))
    page = browser.get("/counter/phrases?language=ne")
    for _, cards in cards_in("ne"):
        for japanese, spoken in cards:
            assert f'lang="ne" data-speak>{spoken}</p><p>{japanese}</p>' in page
    assert "機械で訳した文です" in page
    assert 'lang="en" data-speak' in browser.get("/counter/phrases?language=tlh")


@pytest.mark.parametrize("language", [language for language in LANGUAGES if is_foreign(language)])
def test_no_sentence_is_left_in_japanese(language: str) -> None:
    assert [card for _, cards in cards_in(language) for card, spoken in cards if card == spoken] == []
