"""Contract of every `AttributeSource`."""

from datetime import date
from pathlib import Path

from forms.city.city import load_city
from integrations.attributes.fake import FakeAttributes
from integrations.sockets.interfaces import AttributeSource, BasicFour

MIHON = load_city(Path("forms/cities/mihon"))
SOURCES: tuple[AttributeSource, ...] = (FakeAttributes(lambda: MIHON.people),)


def test_it_shows_the_person_alone_and_of_a_stranger_nothing() -> None:
    for source in SOURCES:
        assert source.fetch(BasicFour("見本　太郎", birth=date(1994, 4, 12))) == {"kana": "ミホン　タロウ"}
        assert source.fetch(BasicFour("見本　太郎", birth=date(1994, 4, 13))) == {}
        assert source.fetch(BasicFour()) == {}
