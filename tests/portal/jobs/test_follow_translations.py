"""A translation saved in another process is shown from the next second."""

from collections.abc import Iterator

import pytest

from forms.text.translations import put_own
from portal.jobs.follow_translations import follow_translations
from portal.services.shared.installation import Installation
from portal.services.workshop.translate_texts import mark_of
from portal.store.workshop import translations
from portal.store.workshop.translations import TranslationRow
from portal.web.shared.words import words


@pytest.fixture(autouse=True)
def _own() -> Iterator[None]:
    yield
    put_own({})
    words.cache_clear()


def test_a_translation_of_another_process_is_shown_and_read_once(installation: Installation) -> None:
    assert follow_translations(installation) == 0
    before = words("vi")["apply.next"]
    row = TranslationRow(0, "vi", mark_of("次へ進む"), "次へ進む", "Đi tiếp nhé", 1, "staff:tanaka", 7)
    with installation.database.write() as unit:
        translations.add(unit, [row])
        unit.commit()
    assert words("vi")["apply.next"] == before
    assert follow_translations(installation) == 1
    assert words("vi")["apply.next"] == "Đi tiếp nhé"
    assert follow_translations(installation) == 0
