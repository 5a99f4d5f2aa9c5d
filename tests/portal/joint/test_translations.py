"""What one city's translators sign is on its own pages alone."""

from collections.abc import Mapping

from forms.text.translations import own_in, speaking
from portal.cities import Cities
from portal.services.shared.installation import Installation
from portal.services.workshop.translate_texts import mark_of, put_translations
from portal.store.workshop import translations
from portal.store.workshop.translations import TranslationRow
from portal.web.shared.templates import templates
from portal.web.shared.words import words
from tests.portal.joint.test_hosts import at

TITLE = words("ja")["front.title"]


def write(city: Installation, translation: str) -> None:
    row = TranslationRow(0, "vi", mark_of(TITLE), TITLE, translation, 1, "staff:tanaka", 7)
    with city.database.write() as unit, speaking(city.translated):
        translations.add(unit, [row])
        put_translations(city.translated, unit)
        unit.commit()


def front(application: Cities, city: str) -> str:
    visitor = at(application, f"{city}.example")
    visitor.cookies.set("kakanai_language", "vi")
    return visitor.get("/").text


def test_each_city_shows_what_it_wrote_and_a_city_that_wrote_nothing_the_shipped_text(
    cities: Mapping[str, Installation], application: Cities
) -> None:
    assert (shipped := words("vi")["front.title"]) in front(application, "kawabe")
    write(cities["aoba"], "Của Aoba")
    assert "Của Aoba" in front(application, "aoba")
    beside = front(application, "kawabe")
    assert ("Của Aoba" in beside, shipped in beside) == (False, True)
    write(cities["kawabe"], "Của Kawabe")
    for city, own, other in (("aoba", "Của Aoba", "Của Kawabe"), ("kawabe", "Của Kawabe", "Của Aoba")):
        page = front(application, city)
        assert (own in page, other in page) == (True, False)


def test_following_one_city_drops_no_page_of_the_other(cities: Mapping[str, Installation]) -> None:
    made = {}
    for name, city in cities.items():
        write(city, name)
        with speaking(city.translated):
            made[name] = templates("vi"), own_in("vi")
    for name, city in cities.items():
        # Without `speaking` it would speak on in the tests after this one.
        with city.database.read() as unit, speaking(city.translated):
            assert not put_translations(city.translated, unit)
            assert (templates("vi"), own_in("vi")) == made[name]
    assert made["aoba"][0] is not made["kawabe"][0]
