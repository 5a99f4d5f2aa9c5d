"""Names of sources."""

from portal.services.counter.fill_interview import fill_sheets
from portal.services.filing.visit_facts import Facts
from portal.services.shared.catalogue import speech_of
from portal.services.shared.installation import Installation
from portal.services.shared.known_sources import CITY
from portal.web.residents.source_words import source_names, source_of_answer, source_words
from tests.portal.services.counter.test_fill_interview import sheet_of
from tests.portal.services.counter.visiting import serve

DAMAGE = "risai-shomei"


def test_a_day_from_the_settings_of_the_city_is_named_as_its_announcement(installation: Installation) -> None:
    sheet = sheet_of(serve(installation, "disaster-certificates"), DAMAGE)
    speech = speech_of(sheet.draft.procedure, "ja")
    assert source_words(sheet.draft, sheet.path, speech)["happened_on"] == "市のお知らせ"
    assert source_of_answer(sheet.draft, sheet.draft.procedure.field("happened_on"), "ja") == "市のお知らせ"
    fill_sheets(installation, Facts(), [sheet], {})
    assert (sheet.answers["happened_on"], sheet.origins["happened_on"].source) == ("2026-11-12", CITY)
    assert source_names([CITY]) == "市のお知らせ"
