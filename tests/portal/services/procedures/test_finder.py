"""Procedures that many people used lately."""

from forms.text.translations import CityTexts, Entry, Own, as_written, speaking
from portal.clock import to_micro
from portal.services.procedures.finder import FEWEST, Finder
from portal.services.procedures.rank_procedures import Ranking
from portal.services.shared.installation import Installation
from portal.store.procedures import uses
from tests.portal.later import later
from tests.portal.world import PROCEDURE, alice, file_application


def most_used(installation: Installation) -> list[str]:
    with installation.database.read() as unit:
        return list(Finder(installation).most_used(unit))


def test_what_a_handful_used_is_not_reported_and_what_many_used_is(installation: Installation) -> None:
    resident = alice(installation)
    for _ in range(FEWEST - 1):
        file_application(installation, resident)
    assert most_used(installation) == []
    file_application(installation, resident)
    assert most_used(installation) == [PROCEDURE]
    assert most_used(later(installation, days=89)) == [PROCEDURE]
    assert most_used(later(installation, days=91)) == []


def test_only_what_was_stored_since_then_is_counted(installation: Installation) -> None:
    resident = alice(installation)
    for day in range(4):
        file_application(later(installation, days=day), resident)
    for day in range(4):
        since = to_micro(later(installation, days=day).clock.now())
        with installation.database.read() as unit:
            assert uses.counts_since(unit, [PROCEDURE, "nothing"], since) == {PROCEDURE: 4 - day, "nothing": 0}


def test_a_title_is_found_as_the_city_translated_it_from_the_next_search(installation: Installation) -> None:
    finder, ranking = Finder(installation), Ranking()
    title = as_written(installation.catalogue.current(PROCEDURE).title)
    finder.find("zebra", ranking, "en")
    with speaking(CityTexts({"en": Own([Entry(title, "Zebrafish permit")])})):
        procedures = finder.find("zebrafish", ranking, "en")
    assert "Zebrafish permit" in str(procedures)
    assert "Zebrafish permit" not in str(finder.find("zebrafish", ranking, "en"))
