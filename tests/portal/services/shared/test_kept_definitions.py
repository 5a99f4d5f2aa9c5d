"""Definitions kept between processes: the same as those that are read, and nothing else counts."""

import os
import shutil
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import pytest

from forms.city.city import load_city
from forms.complaints import Refused
from forms.definition import placeholders
from forms.definition.expressions import expressions
from forms.definition.placeholders import fill, has_placeholders
from forms.definition.procedure import Procedure
from forms.definition.registry import field_types
from forms.definition.signed import SIGNED, as_signed
from forms.guide.guide import Guide
from forms.loading import from_canonical, load_folder
from forms.loading.guides import SHIPPED as GUIDES
from forms.loading.guides import load_guides
from forms.loading.library import SHIPPED
from portal.config import load_settings
from portal.services.shared import catalogue, kept_definitions
from portal.services.shared.kept_definitions import KeptDefinitions, Shared, digest_of_code
from portal.wiring import install, installing, keys
from tests.databases import NOW, Makers
from tests.examples import some
from tests.forms.loading.small import small
from tests.forms.scenarios.all_scenarios import try_scenarios
from tests.portal.cli.conftest import few_procedures

KEY = b"k" * 32


@cache
def guides_in(folder: Path) -> Mapping[str, Guide]:
    return load_guides(folder, fields=field_types())


class Reader:
    """Counts what is read."""

    def __init__(self) -> None:
        self.read: list[object] = []

    def procedure(self, canonical: str) -> Procedure:
        self.read.append(canonical)
        return from_canonical(canonical, field_types())

    def guides(self, folder: Path) -> Mapping[str, Guide]:
        self.read.append(folder)
        return guides_in(folder) if folder == GUIDES else load_guides(folder, fields=field_types())


@pytest.fixture
def reader() -> Reader:
    return Reader()


@pytest.fixture
def kept(tmp_path: Path) -> KeptDefinitions:
    return KeptDefinitions(tmp_path / "kept", KEY)


@pytest.fixture
def canonical() -> str:
    return small().canonical


def files(tmp_path: Path) -> list[Path]:
    return of(tmp_path / "kept")


def of(folder: Path) -> list[Path]:
    return sorted(folder.iterdir())


def is_read(reader: Reader, tmp_path: Path, canonical: str, key: bytes = KEY) -> bool:
    """Whether the next process reads it instead of taking it."""
    before = len(reader.read)
    kept = KeptDefinitions(tmp_path / "kept", key)
    assert kept.procedure(canonical, reader.procedure) == from_canonical(canonical, field_types())
    kept.keep()
    return len(reader.read) > before


def test_every_shipped_procedure_is_the_one_that_is_read(kept: KeptDefinitions, reader: Reader, tmp_path: Path) -> None:
    library = load_folder(SHIPPED / "procedures", fields=field_types())
    shipped = {name: library[name] for name in some(library, 40)}
    read = {name: kept.procedure(procedure.canonical, reader.procedure) for name, procedure in shipped.items()}
    assert len(reader.read) == len(shipped)
    kept.keep()
    again = KeptDefinitions(tmp_path / "kept", KEY)
    taken = {name: again.procedure(procedure.canonical, reader.procedure) for name, procedure in shipped.items()}
    assert len(reader.read) == len(shipped)
    for name, procedure in read.items():
        assert taken[name] is not procedure
        assert (taken[name], taken[name].marks) == (procedure, procedure.marks), name
        rules = [rule.basis for _, rule in expressions(procedure)]
        assert [rule.basis for _, rule in expressions(taken[name])] == rules, name
    city = load_city(SHIPPED / "cities" / "mihon")
    assert [complaint for name in list(taken)[::10] for complaint in try_scenarios(taken[name], city)] == []


def test_what_is_kept_is_filled_as_what_is_read_and_not_searched_again(
    kept: KeptDefinitions, reader: Reader, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = [small(summary=summary).canonical for summary in ('"{city}の{office}"', "何もない")]
    read = [fill(kept.procedure(text, reader.procedure), {"city": "見本市"}) for text in texts]
    assert [procedure.summary for procedure in read] == ["見本市の{office}", "何もない"]
    kept.keep()
    monkeypatch.setattr(placeholders, "_blanks", None)
    again = KeptDefinitions(tmp_path / "kept", KEY)
    taken = [again.procedure(text, reader.procedure) for text in texts]
    assert [fill(procedure, {"city": "見本市"}) for procedure in taken] == read
    assert list(map(has_placeholders, taken)) == [True, False]


def test_a_signed_version_is_kept_beside_the_unsigned_of_the_same_text(
    kept: KeptDefinitions, reader: Reader, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = small(summary='"{city}の見本"').canonical

    def signed(canonical: str) -> Procedure:
        return as_signed(reader.procedure(canonical))

    both = [kept.procedure(text, reader.procedure), kept.procedure(text, signed, SIGNED)]
    kept.keep()
    monkeypatch.setattr(placeholders, "_blanks", None)
    again = KeptDefinitions(tmp_path / "kept", KEY)
    taken = [again.procedure(text, reader.procedure), again.procedure(text, signed, SIGNED)]
    assert len(reader.read) == 2
    assert taken == both
    assert [fill(procedure, {"city": "見本市"}).summary for procedure in taken] == ["見本市の見本"] * 2
    assert [procedure.law.certainty for procedure in taken] == ["assumed", "signed"]


def test_every_shipped_guide_is_the_one_that_is_read(kept: KeptDefinitions, reader: Reader, tmp_path: Path) -> None:
    read = kept.guides(GUIDES, reader.guides)
    kept.keep()
    taken = KeptDefinitions(tmp_path / "kept", KEY).guides(GUIDES, reader.guides)
    assert reader.read == [GUIDES]
    assert taken == read
    assert {name: guide.questions.marks for name, guide in taken.items()} == {
        name: guide.questions.marks for name, guide in read.items()
    }


def test_another_process_takes_what_is_kept(
    kept: KeptDefinitions, reader: Reader, canonical: str, tmp_path: Path
) -> None:
    kept.procedure(canonical, reader.procedure)
    kept.keep()
    assert not is_read(reader, tmp_path, canonical)
    assert [oct(file.stat().st_mode)[-3:] for file in (tmp_path / "kept", *files(tmp_path))] == ["700", "600"]


def test_another_text_is_read(kept: KeptDefinitions, reader: Reader, canonical: str, tmp_path: Path) -> None:
    kept.procedure(canonical, reader.procedure)
    kept.keep()
    assert is_read(reader, tmp_path, small(title="別の見本").canonical)
    assert is_read(reader, tmp_path, canonical)  # it went, as the start before did not use it
    assert not is_read(reader, tmp_path, canonical)


def test_other_code_reads_again(
    kept: KeptDefinitions, reader: Reader, canonical: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept.procedure(canonical, reader.procedure)
    kept.keep()
    monkeypatch.setattr(kept_definitions, "digest_of_code", lambda: b"of another release")
    assert is_read(reader, tmp_path, canonical)


def test_the_digest_of_the_code_is_of_all_files_and_of_what_runs_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(SHIPPED / "rules", tmp_path / "forms" / "rules")
    (tmp_path / "forms" / "__init__.py").touch()
    monkeypatch.setattr("forms.__file__", str(tmp_path / "forms" / "__init__.py"))
    digests = [digest_of_code.__wrapped__()]
    with (tmp_path / "forms" / "rules" / "parse.py").open("a") as file:
        file.write("\n")
    digests.append(digest_of_code.__wrapped__())
    monkeypatch.setattr("sys.version", "3.99")
    digests.append(digest_of_code.__wrapped__())
    monkeypatch.setattr("pydantic.VERSION", "9.9")
    digests.append(digest_of_code.__wrapped__())
    assert len(set(digests)) == len(digests)


def test_what_another_key_has_closed_does_not_count(
    kept: KeptDefinitions, reader: Reader, canonical: str, tmp_path: Path
) -> None:
    kept.procedure(canonical, reader.procedure)
    kept.keep()
    assert is_read(reader, tmp_path, canonical, b"o" * 32)


def test_a_damaged_file_is_read_and_replaced(
    kept: KeptDefinitions, reader: Reader, canonical: str, tmp_path: Path
) -> None:
    kept.procedure(canonical, reader.procedure)
    kept.keep()
    (file,) = files(tmp_path)
    whole = file.read_bytes()
    for place in (0, 31, 32, len(whole) // 2, len(whole) - 1):
        file.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        assert is_read(reader, tmp_path, canonical)
        assert file.read_bytes() == whole
    for length in (0, 10, 32, len(whole) - 1):
        file.write_bytes(whole[:length])
        assert is_read(reader, tmp_path, canonical)
    assert not is_read(reader, tmp_path, canonical)


def test_a_file_under_the_name_of_another_does_not_count(
    kept: KeptDefinitions, reader: Reader, canonical: str, tmp_path: Path
) -> None:
    kept.procedure(canonical, reader.procedure)
    kept.keep()
    (definitions,) = files(tmp_path)
    definitions.rename(definitions.with_name("drawings"))
    assert kept._file("drawings") == {}
    definitions.with_name("drawings").rename(definitions)
    assert not is_read(reader, tmp_path, canonical)


def test_rightly_closed_bytes_that_are_no_definition_are_read_again(
    kept: KeptDefinitions, reader: Reader, canonical: str, tmp_path: Path
) -> None:
    kept.procedure(canonical, reader.procedure)
    kept.keep()
    (file,) = files(tmp_path)
    file.write_bytes(kept._mac(file.name, b"cos\nsystem\n.") + b"cos\nsystem\n.")
    assert is_read(reader, tmp_path, canonical)


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620])
def test_a_file_that_others_may_open_does_not_count(
    kept: KeptDefinitions, reader: Reader, canonical: str, tmp_path: Path, mode: int
) -> None:
    kept.procedure(canonical, reader.procedure)
    kept.keep()
    files(tmp_path)[0].chmod(mode)
    assert is_read(reader, tmp_path, canonical)


def test_a_file_of_another_account_and_a_link_do_not_count(
    kept: KeptDefinitions, reader: Reader, canonical: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept.procedure(canonical, reader.procedure)
    kept.keep()
    (file,) = files(tmp_path)
    with monkeypatch.context() as patch:
        patch.setattr(os, "geteuid", lambda: os.getuid() + 1)
        assert is_read(reader, tmp_path, canonical)
    elsewhere = tmp_path / "elsewhere"
    file.rename(elsewhere)
    file.symlink_to(elsewhere)
    assert is_read(reader, tmp_path, canonical)
    assert not file.is_symlink()


def test_a_folder_that_cannot_be_written_costs_a_reading(reader: Reader, canonical: str, tmp_path: Path) -> None:
    (tmp_path / "kept").touch()
    assert is_read(reader, tmp_path, canonical)
    assert is_read(reader, tmp_path, canonical)
    assert (tmp_path / "kept").read_bytes() == b""


def test_an_interrupted_writer_leaves_nothing(
    kept: KeptDefinitions, reader: Reader, canonical: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "replace", interrupted)
    kept.procedure(canonical, reader.procedure)
    with pytest.raises(KeyboardInterrupt):
        kept.keep()
    assert files(tmp_path) == []


def test_a_start_that_read_nothing_writes_nothing(
    kept: KeptDefinitions, reader: Reader, canonical: str, tmp_path: Path
) -> None:
    kept.procedure(canonical, reader.procedure)
    kept.keep()
    (file,) = files(tmp_path)
    os.utime(file, (0, 0))
    assert not is_read(reader, tmp_path, canonical)
    assert file.stat().st_mtime == 0


def test_each_text_of_the_definitions_is_in_memory_once(kept: KeptDefinitions, reader: Reader, tmp_path: Path) -> None:
    texts = [small(title=title).canonical for title in ("見本", "別の見本")]
    for text in texts:
        kept.procedure(text, reader.procedure)
    kept.keep()
    again = KeptDefinitions(tmp_path / "kept", KEY)
    first, second = (again.procedure(text, reader.procedure) for text in texts)
    assert len(reader.read) == len(texts)
    assert [field.label for field in first.fields] == [field.label for field in second.fields]
    assert all(mine.label is its.label for mine, its in zip(first.fields, second.fields, strict=True))


def test_cities_of_one_process_have_the_same_text_in_memory_once(
    reader: Reader, canonical: str, tmp_path: Path
) -> None:
    shared = Shared()
    aoba, kawabe = (
        KeptDefinitions(tmp_path / "aoba", KEY, shared),
        KeptDefinitions(tmp_path / "kawabe", b"j" * 32, shared),
    )
    procedure, guides = aoba.procedure(canonical, reader.procedure), aoba.guides(GUIDES, reader.guides)
    aoba.keep()
    assert kawabe.procedure(canonical, reader.procedure) is procedure
    assert kawabe.guides(GUIDES, reader.guides) is guides
    kawabe.keep()
    assert reader.read == [canonical, GUIDES]
    assert not (tmp_path / "kawabe").exists()


def test_faults_of_guides_are_named_with_their_place_and_nothing_is_kept(
    kept: KeptDefinitions, reader: Reader, tmp_path: Path
) -> None:
    guides = tmp_path / "guides"
    guides.mkdir()
    for name in ("bereavement", "moving"):
        for path in GUIDES.glob(f"{name}.*yaml"):
            shutil.copy(path, guides)
    kept.guides(guides, reader.guides)
    kept.guides(guides, reader.guides)
    kept.keep()
    assert len(reader.read) == 1
    file = min(path for path in guides.glob("*.yaml") if "." not in path.stem)
    text = file.read_text("utf-8")
    file.write_text(f"{text}colour: red\n", "utf-8")
    for _ in range(2):
        with pytest.raises(Refused) as refused:
            kept.guides(guides, reader.guides)
        (complaint,) = refused.value.complaints
        assert (complaint.file, complaint.line) == (str(file), len(text.splitlines()) + 1)
    file.write_text(text, "utf-8")
    KeptDefinitions(tmp_path / "kept", KEY).guides(guides, reader.guides)
    assert len(reader.read) == 3


def test_a_second_start_reads_no_definition(makers: Makers, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A command takes what the start has kept."""
    settings = load_settings(
        env="test", data=tmp_path, database_url=makers["sqlite"].migrated(), identity="none", now=NOW,
        procedures=few_procedures(tmp_path / "procedures", "gairoto-tsuho", "kaigo-hihokenshasho-saikofu"),
    )  # fmt: skip
    monkeypatch.setattr(installing, "kept_definitions", keys.kept_definitions)
    first = install(settings)
    first.database.close()
    assert [file.name for file in of(tmp_path / "kept-definitions")] == ["definitions"]
    assert (len(first.catalogue.all()), len(first.guides)) == (2, len(guides_in(GUIDES)))

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError

    monkeypatch.setattr(catalogue, "_read", refuse)
    monkeypatch.setattr(installing, "_read_guides_once", refuse)
    for whole in (True, False):
        second = install(settings, whole=whole)
        assert second.catalogue.all() == first.catalogue.all()
        assert second.guides == (first.guides if whole else {})
        second.database.close()
