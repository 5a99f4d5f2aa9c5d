"""The desk names whatever told an answer: a source without words would be an error on the page of a case."""

from portal.services.describe_sources import SOURCES
from portal.services.told import ORDER
from portal.services.visit_facts import GUIDE, HOME, SHOWN, USUAL, VISIT, VISITOR
from portal.web.words import words


def test_each_source_of_an_answer_has_words_on_the_desk_and_on_the_pages() -> None:
    assert set(SOURCES) == {*ORDER, GUIDE, HOME, SHOWN, USUAL, VISIT, VISITOR}
    named = {key.removeprefix("source.") for key in words("ja") if key.startswith("source.")}
    assert named - {"since", "speech"} == set(SOURCES)
