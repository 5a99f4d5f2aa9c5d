"""Every source of answers has words."""

from portal.services.desk.case.describe_sources import SOURCES
from portal.services.filing.visit_facts import GUIDE, HOME, SHOWN, USUAL, VISIT, VISITOR
from portal.services.shared.known_sources import CITY, ORDER
from portal.web.shared.words import words


def test_each_source_of_an_answer_has_words_on_the_desk_and_on_the_pages() -> None:
    assert set(SOURCES) == {*ORDER, CITY, GUIDE, HOME, SHOWN, USUAL, VISIT, VISITOR}
    named = {key.removeprefix("source.") for key in words("ja") if key.startswith("source.")}
    assert named - {"since", "speech", "family", "kana"} == set(SOURCES)
