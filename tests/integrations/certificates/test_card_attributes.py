"""Holder attributes are read by OID, not by position."""

from datetime import date

import pytest
from asn1crypto.core import Integer, UTF8String
from hypothesis import given
from hypothesis import strategies as st

from forms.numbers.calendar import ERAS
from integrations.certificates.card_attributes import birth_on, read_card_attributes
from integrations.certificates.leaf import Malformed
from integrations.certificates.mock.certificate import encoded, names_of
from integrations.certificates.mock.holder import Holder
from integrations.certificates.profile import ADDRESS, ADDRESS_FLAGS, ARC, BIRTH, NAME, NAME_FLAGS, SEX
from integrations.sockets.interfaces import BasicFour
from tests.integrations.certificates.world import HANAKO

NAMES = dict(names_of(HANAKO))


def read(**changes: str | None) -> object:
    names = {**NAMES, **{globals()[name]: text for name, text in changes.items()}}
    return read_card_attributes(encoded(tuple((oid, text) for oid, text in names.items() if text is not None)))


def test_the_order_does_not_matter() -> None:
    parts = encoded(names_of(HANAKO))
    expected = BasicFour("見本　花子", HANAKO.address, date(1985, 3, 15), "319850315", "2")
    for names in (parts, parts[::-1], tuple(sorted(parts))):
        attributes = read_card_attributes(names)
        assert (attributes.four, attributes.name_flags, attributes.has_substitutes) == (expected, "00000", False)
        assert attributes.address_flags == "0" * len(HANAKO.address)


def test_an_unknown_name_is_kept_and_disturbs_nothing() -> None:
    more = ((f"{ARC}.5.7", UTF8String("ミホン　ハナコ").dump()), ("1.2.3", Integer(5).dump()))
    attributes = read_card_attributes((*encoded(names_of(HANAKO)), *more))
    assert attributes.other == ((f"{ARC}.5.7", "ミホン　ハナコ"), ("1.2.3", "020105"))
    assert attributes.four.name == "見本　花子"


@pytest.mark.parametrize(
    "changes",
    [
        {"NAME": None},
        {"NAME": "", "NAME_FLAGS": ""},
        {"NAME_FLAGS": None},
        {"NAME_FLAGS": "0000"},
        {"NAME_FLAGS": "000000"},
        {"NAME_FLAGS": "0000x"},
        {"NAME_FLAGS": "00002"},
        {"NAME_FLAGS": "0000０"},
        {"ADDRESS_FLAGS": "0"},
        {"ADDRESS_FLAGS": None},
        {"ADDRESS": None},
    ],
)
def test_flags_fit_their_text_or_nothing_is_believed(changes: dict[str, str | None]) -> None:
    with pytest.raises(Malformed):
        read(**changes)


@pytest.mark.parametrize("flagged", ["NAME_FLAGS", "ADDRESS_FLAGS"])
def test_one_flag_is_enough(flagged: str) -> None:
    oid = globals()[flagged]
    attributes = read(**{flagged: NAMES[oid][:-1] + "1"})
    assert attributes.has_substitutes  # type: ignore[attr-defined]


def test_what_may_be_missing_is_empty() -> None:
    attributes = read(BIRTH=None, SEX=None, ADDRESS=None, ADDRESS_FLAGS=None)
    assert attributes.four == BasicFour("見本　花子", "", None, "", "")  # type: ignore[attr-defined]


def test_something_that_stands_twice_is_believed_neither_time() -> None:
    names = encoded(names_of(HANAKO))
    with pytest.raises(Malformed, match="repeated"):
        read_card_attributes((*names, names[0]))


@pytest.mark.parametrize(
    "value", [b"", b"rubbish", Integer(5).dump(), b"\x0c\x02\xff\xfe", UTF8String("a").dump() + b"x"]
)
def test_a_name_that_is_no_text_is_malformed(value: bytes) -> None:
    with pytest.raises(Malformed):
        read_card_attributes(((NAME, value), (NAME_FLAGS, UTF8String("0").dump())))


@pytest.mark.parametrize(
    ("raw", "day"),
    [
        ("319800217", date(1980, 2, 17)),
        ("119120729", date(1912, 7, 29)),
        ("219120730", date(1912, 7, 30)),
        ("319890107", date(1989, 1, 7)),
        ("419890108", date(1989, 1, 8)),
        ("520190501", date(2019, 5, 1)),
        ("019800217", date(1980, 2, 17)),
        ("419890107", None),
        ("319890108", None),
        ("319800230", None),
        ("400000000", None),
        ("619800217", None),
        ("18670101", None),
        ("118670101", None),
        ("3198002170", None),
        ("31980021", None),
        ("３19800217", None),
        ("", None),
    ],
)
def test_a_birthday_is_the_eras_digit_and_the_gregorian_day(raw: str, day: date | None) -> None:
    assert birth_on(raw) == day


@given(st.dates(ERAS[-1].start, date(2099, 12, 31)))
def test_what_a_card_writes_is_read_back(day: date) -> None:
    assert birth_on(Holder("x", "x", "x", day, "2").birth_raw) == day


@given(st.text())
def test_no_text_breaks_the_reader(raw: str) -> None:
    assert birth_on(raw) is None or len(raw) == 9


def test_the_names_that_a_card_uses_are_those_of_the_profile() -> None:
    """The often quoted numbers are wrong: .5.2 and .5.6 are the flags."""
    assert [oid.removeprefix(f"{ARC}.5.") for oid in (NAME, NAME_FLAGS, SEX, BIRTH, ADDRESS, ADDRESS_FLAGS)] == list(
        "123456"
    )
