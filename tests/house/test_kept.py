"""Artefacts kept between runs are complete and match the code."""

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from cryptography.x509 import load_pem_x509_certificate

from tests.kept import UNUSED, digest, kept

SOURCES = ("tests/kept.py",)


def write(folder: Path) -> None:
    (folder / "made").write_text("x")


def test_it_is_made_once_and_found_again(tmp_path: Path) -> None:
    made: list[Path] = []

    def make(folder: Path) -> None:
        made.append(folder)
        write(folder)

    with ThreadPoolExecutor(8) as threads:
        folders = set(threads.map(lambda _: kept("thing", SOURCES, make, below=tmp_path), range(8)))
    assert [folder.parent for folder in folders] == [tmp_path]
    assert (folders.pop() / "made").read_text() == "x"
    assert len(made) == 1


def test_another_state_of_the_code_is_another(tmp_path: Path) -> None:
    assert digest("tests/kept.py") != digest("tests/*.py") != digest("tests/house/*.py")
    assert kept("thing", SOURCES, write, below=tmp_path) != kept("thing", ("tests/*.py",), write, below=tmp_path)


def test_what_was_interrupted_is_made_again(tmp_path: Path) -> None:
    def broken(folder: Path) -> None:
        write(folder)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        kept("thing", SOURCES, broken, below=tmp_path)
    assert (kept("thing", SOURCES, lambda _: None, below=tmp_path) / "made").exists() is False


def test_what_nobody_asked_for_during_a_day_is_removed(tmp_path: Path) -> None:
    old, recent = tmp_path / "thing-old", tmp_path / "thing-recent"
    for folder in (old, recent):
        folder.mkdir()
        write(folder)
    os.utime(old, (0, recent.stat().st_mtime - UNUSED - 60))
    kept("thing", SOURCES, write, below=tmp_path)
    assert (old.exists(), recent.exists()) == (False, True)


def test_the_catalogue_of_the_portal_is_what_is_kept_and_what_would_be_read() -> None:
    from forms.definition.registry import field_types
    from forms.loading import from_canonical, load_folder
    from forms.loading.library import SHIPPED
    from portal.services.shared import catalogue
    from tests.kept_catalogue import KeptOrRead

    assert isinstance(catalogue._read, KeptOrRead)
    shipped = load_folder(SHIPPED / "procedures", fields=field_types())
    kept_now = {name: catalogue._read(procedure.canonical) for name, procedure in shipped.items()}
    some = list(shipped)[::10]
    assert [kept_now[name] for name in some] == [
        from_canonical(shipped[name].canonical, field_types()) for name in some
    ]
    assert all(catalogue._read(procedure.canonical) is kept_now[name] for name, procedure in shipped.items())


def test_a_key_that_somebody_holds_is_given_to_nobody_else() -> None:
    from integrations.certificates.mock import authority
    from tests.kept_keys import KEYS, _kept

    held = authority.key_for("2023")
    others = {id(authority.key_for("2023")) for _ in range(2 * KEYS)}
    assert id(held) not in others
    assert 1 < len(others) < len(_kept()), "of a ring that grew where earlier tests hold much of it"
    every = [authority.key_for("2023") for _ in range(KEYS + 1)]
    assert len({id(key) for key in every}) == KEYS + 1


def test_the_last_keys_are_not_given_again_where_others_hold_the_rest() -> None:
    from integrations.certificates.mock import authority
    from tests.kept_keys import KEYS

    held = [authority.key_for("2023") for _ in range(KEYS - 2)]
    later = [authority.key_for("2023").public_key().public_numbers() for _ in range(8)]
    assert len({*later, *(key.public_key().public_numbers() for key in held)}) == KEYS + 6


def test_a_card_keeps_its_key_to_itself_however_many_keys_are_given_after_it() -> None:
    from integrations.certificates.mock import authority
    from integrations.certificates.mock.app import MockJpki
    from tests.integrations.certificates.world import HOLDERS, START
    from tests.kept_keys import KEYS

    cards = MockJpki(HOLDERS, lambda: START).cards
    of_card = load_pem_x509_certificate(cards.card("hanako").certs["auth"].pem.encode()).public_key()
    later = [authority.key_for("2023").public_key() for _ in range(2 * KEYS)]
    assert of_card not in later
