"""`kakanai procedures pack` and `take`: a pack goes from one installation to another by file."""

from pathlib import Path

import pytest

from portal.config import TREE
from portal.services.shared.installation import Installation
from portal.services.workshop.read_pack import read_pack
from portal.store.workshop import definition_drafts
from tests.portal.cli.conftest import Kakanai
from tests.portal.routes.workshop.packs import CITY, of_ours, signed
from tests.portal.services.workshop.writing import NAME, TEXT

DOG = "inu-shibo"

pytestmark = pytest.mark.usefixtures("settings")


def test_a_pack_is_written_tried_and_opened_as_files(
    kakanai: Kakanai, installation: Installation, tmp_path: Path
) -> None:
    file, folder = tmp_path / "dogs.zip", tmp_path / "theirs"
    ran = kakanai("procedures", "pack", DOG, "gairoto-tsuho", str(file))
    assert ran.status == 0, ran.err
    taken = read_pack(file.read_bytes())
    assert taken.marks in ran.out
    assert (taken.city, taken.procedures) == (installation.city.name, (DOG, "gairoto-tsuho"))
    tried = kakanai("procedures", "take", str(file), "--into", str(folder))
    assert tried.status == 0, tried.err
    for words in (taken.marks, installation.city.name, "変わりません", "指紋を、送った市に確かめて", "standard_days"):
        assert words in tried.out, words
    shipped = TREE / "forms" / "procedures" / f"{DOG}.yaml"
    assert (folder / shipped.name).read_bytes() == shipped.read_bytes()
    assert (folder / "blocks" / "dog.yaml").exists()
    assert kakanai("procedures", "check", str(folder / shipped.name)).status == 0
    again = kakanai("procedures", "take", str(file), "--into", str(folder))
    assert (again.status, "new folder" in again.err) == (1, True)
    assert "already" in kakanai("procedures", "pack", DOG, str(file)).err


def test_what_is_wrong_here_ends_with_status_1_and_stores_nothing(
    kakanai: Kakanai, installation: Installation, tmp_path: Path
) -> None:
    file = tmp_path / "theirs.zip"
    text = TEXT.replace("duty: roads", "duty: bridges").replace("{bent: true}", "{spot: a}")
    file.write_bytes(signed(tmp_path / "other", {f"{NAME}.yaml": text}, (NAME,)))
    ran = kakanai("procedures", "take", str(file))
    assert (ran.status, "scenario.complete" in ran.err) == (1, True)
    assert CITY in ran.out
    assert "事務「bridges」は、この市にありません" in ran.out
    assert "To confirm: this city has no duty bridges." in ran.out
    with installation.database.read() as unit:
        assert definition_drafts.open_of(unit, NAME) == []
    changed = of_ours(installation, tmp_path / "other", DOG, ("default: 7", "default: 8"))
    file.write_bytes(changed)
    assert "「7」から「8」に変わった" in kakanai("procedures", "take", str(file)).out
    file.write_bytes(changed[:-9])
    for path in (file, tmp_path / "none.zip"):
        ran = kakanai("procedures", "take", str(path))
        assert (ran.status, ran.err.isascii(), "".join(ran.english).isascii(), len(ran.english)) == (1, False, True, 1)
    for arguments in (("nothing",), (DOG,) * 11):
        ran = kakanai("procedures", "pack", *arguments, str(tmp_path / "no.zip"))
        assert (ran.status, "".join(ran.english).isascii(), len(ran.english)) == (1, True, 1)
    assert not (tmp_path / "no.zip").exists()
