"""Words about imported packages."""

from integrations.sockets.import_socket import UNREADABLE
from portal.services.imports.import_words import CAME_BY, REASONS, STATES, reason_words
from portal.store.imports import import_packages


def test_every_reason_of_a_reader_has_a_sentence_of_its_own() -> None:
    assert set(UNREADABLE) <= REASONS.keys()
    assert len(set(REASONS.values())) == len(REASONS)


def test_every_state_of_a_package_and_every_way_in_has_words() -> None:
    assert set(STATES) == set(import_packages.STATES)
    assert CAME_BY.keys() == {"upload", "folder", "command"}


def test_the_place_follows_the_sentence_in_brackets() -> None:
    assert reason_words("csv_ragged", "3行目") == f"{REASONS['csv_ragged']}（3行目）"
    assert reason_words("csv_ragged") == REASONS["csv_ragged"]
    assert reason_words("", "3行目") == ""
