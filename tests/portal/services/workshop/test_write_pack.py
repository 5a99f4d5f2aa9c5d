"""A pack holds what a procedure means, whole, and the signature of the city."""

from dataclasses import replace
from pathlib import Path

import pytest

from portal.errors import NotFound
from portal.services.shared.installation import Installation
from portal.services.workshop import write_pack as module
from portal.services.workshop.read_pack import MOST_PROCEDURES, library_of, meant_by, read_pack
from portal.services.workshop.write_pack import Unpackable, write_pack
from portal.store.procedures import definitions
from tests.portal.world import PROCEDURE

CHILDCARE = "hoiku-riyo-moshikomi"


def test_a_pack_means_elsewhere_what_is_published_here(installation: Installation) -> None:
    pack = read_pack(write_pack(installation, [PROCEDURE, CHILDCARE]))
    assert (pack.city, pack.procedures) == (installation.city.name, (PROCEDURE, CHILDCARE))
    assert installation.documents is not None
    assert pack.fingerprint == installation.documents.ids[0]  # type: ignore[attr-defined]
    library = library_of(pack.parts)
    for name in pack.procedures:
        with installation.database.read() as unit:
            row = definitions.newest_of(unit, name)
        assert row is not None
        assert meant_by(pack.texts(name), name, library).meaning == row.meaning
    assert set(pack.texts(PROCEDURE)) == {"", "easy"}
    assert {"blocks/person.yaml", "blocks/person.easy.yaml", f"boxes/{CHILDCARE}.yaml"} <= pack.parts.keys()
    assert "layouts/hoiku.riyo.moshikomi.yaml" in pack.parts
    assert "layouts/kaigo.nintei.shinsei.yaml" not in pack.parts
    assert sum(name.startswith("blocks/") for name in pack.parts) < 30  # those alone that are used


def test_a_version_whose_blocks_have_changed_is_spelled_out(installation: Installation) -> None:
    with installation.database.write() as unit:
        row = definitions.newest_of(unit, PROCEDURE)
        assert row is not None
        canonical = row.canonical.replace("再交付", "再発行")
        definitions.add(unit, definitions.DefinitionRow("stored alone", PROCEDURE, 2, canonical, 9))
        unit.commit()
    pack = read_pack(write_pack(installation, [PROCEDURE]))
    assert "再発行" in pack.texts(PROCEDURE)[""]
    assert pack.further("blocks", "codes") == ()


def test_no_pack_without_a_key_of_something_unknown_or_of_too_much(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(Unpackable, match="鍵"):
        write_pack(replace(installation, documents=None), [PROCEDURE])
    for name in ("nothing", ""):
        with pytest.raises(NotFound):
            write_pack(installation, [name])
    with pytest.raises(Unpackable, match="10件"):
        write_pack(installation, [PROCEDURE] * (MOST_PROCEDURES + 1))
    for name in ("MOST_PARTS", "MOST_BYTES"):
        with monkeypatch.context() as bounded:
            bounded.setattr(module, name, 3)
            with pytest.raises(Unpackable, match="大きすぎ"):
                write_pack(installation, [PROCEDURE])


def test_the_same_pack_twice_has_the_same_parts(installation: Installation, tmp_path: Path) -> None:
    first, second = (read_pack(write_pack(installation, [PROCEDURE])) for _ in range(2))
    assert first.parts == second.parts
