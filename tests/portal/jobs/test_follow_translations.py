"""A translation saved in another process is shown from the next second."""

from collections.abc import Iterator
from time import monotonic, sleep

import pytest
from fastapi.testclient import TestClient

from forms.text.translations import put_own
from portal.app import make_app
from portal.jobs.follow_translations import follow_translations
from portal.services.shared.installation import Installation
from portal.services.workshop.translate_texts import mark_of
from portal.store.workshop import translations
from portal.store.workshop.translations import TranslationRow
from portal.web.shared.words import words
from tests.portal.machines import BASE


@pytest.fixture(autouse=True)
def _own() -> Iterator[None]:
    yield
    put_own({})


def write(installation: Installation, japanese: str, translation: str) -> None:
    row = TranslationRow(0, "vi", mark_of(japanese), japanese, translation, 1, "staff:tanaka", 7)
    with installation.database.write() as unit:
        translations.add(unit, [row])
        unit.commit()


def test_a_translation_of_another_process_is_shown_and_read_once(installation: Installation) -> None:
    assert follow_translations(installation) == 0
    before = words("vi")["apply.next"]
    write(installation, "次へ進む", "Đi tiếp nhé")
    assert words("vi")["apply.next"] == before
    assert follow_translations(installation) == 1
    assert words("vi")["apply.next"] == "Đi tiếp nhé"
    assert follow_translations(installation) == 0


def test_a_process_with_pages_and_no_worker_shows_what_was_signed_before_and_after_its_start(
    installation: Installation,
) -> None:
    title = words("ja")["front.title"]
    write(installation, title, "Trước")
    with TestClient(make_app(installation, with_worker=False), base_url=BASE) as visitor:
        visitor.cookies.set("kakanai_language", "vi")
        assert "Trước" in visitor.get("/").text
        write(installation, title, "Sau này")
        until = monotonic() + 10
        while "Sau này" not in (page := visitor.get("/").text) and monotonic() < until:
            sleep(0.1)
    assert "Sau này" in page
