"""A trial says what a pack would be here, and stores nothing."""

from pathlib import Path

import pytest

from portal.services.shared.installation import Installation
from portal.services.workshop.read_pack import read_pack
from portal.services.workshop.try_pack import Trial, try_pack
from tests.portal.routes.workshop.packs import of_ours, sign_here, signed
from tests.portal.services.workshop.writing import NAME, TEXT
from tests.portal.world import PROCEDURE

OTHER = "inu-shibo"


def tried(installation: Installation, content: bytes, name: str = PROCEDURE) -> Trial:
    return try_pack(installation, read_pack(content), name)


def test_the_difference_to_ours_is_in_sentences_and_the_next_version(
    installation: Installation, tmp_path: Path
) -> None:
    trial = tried(
        installation, of_ours(installation, tmp_path / "other", OTHER, ("\nduty: env", "\nduty: x-env")), OTHER
    )
    assert trial.checked.sound, trial.checked.complaints
    assert trial.before is not None
    assert trial.difference is not None
    assert trial.difference.changes == ()
    assert (trial.duty, trial.foreign_duty, trial.spelled_out) == (trial.before.duty, "", False)
    assert f"\nversion: {trial.before.version + 1}\n" in trial.texts[""]
    changed = of_ours(installation, tmp_path / "other", OTHER, ("犬の死亡届", "犬が死んだ届"))
    difference = tried(installation, changed, OTHER).difference
    assert difference is not None
    assert any("犬が死んだ届" in sentence for sentence in difference.changes), difference.changes


def test_that_ours_is_signed_is_no_difference(installation: Installation, tmp_path: Path) -> None:
    sign_here(installation, OTHER)
    difference = tried(installation, of_ours(installation, tmp_path / "other", OTHER), OTHER).difference
    assert difference is not None
    assert difference.changes == ()


def test_blocks_that_ask_something_else_here_are_spelled_out(installation: Installation, tmp_path: Path) -> None:
    trial = tried(
        installation, of_ours(installation, tmp_path / "other", OTHER, ("label: 氏名", "label: おなまえ")), OTHER
    )
    assert trial.spelled_out
    assert "おなまえ" in trial.texts[""]
    assert "use: person" not in trial.texts[""]
    assert trial.checked.procedure is not None, trial.checked.complaints


def test_what_is_to_be_confirmed_here_is_named(installation: Installation, tmp_path: Path) -> None:
    parts = {f"{NAME}.yaml": TEXT.replace("duty: roads", "duty: bridges")}
    trial = tried(installation, signed(tmp_path, parts, (NAME,)), NAME)
    assert (trial.before, trial.difference, trial.foreign_duty) == (None, None, "bridges")
    assert trial.duty in installation.city.duties
    assert trial.checked.sound, trial.checked.complaints
    assert any("見本市道路要綱" in line.says for _, lines in trial.assumed for line in lines), trial.assumed
    care = tried(installation, of_ours(installation, tmp_path, PROCEDURE))
    known = installation.city.settings.get(PROCEDURE, {})
    assert care.checked.procedure is not None
    assert {setting.name for setting in care.unset} == care.checked.procedure.settings.keys() - known.keys()


@pytest.mark.parametrize("text", ["a: &a [*a]\n", "", "[" * 500, TEXT.replace("type: yes_no", "type: none"), "x: 1\n"])
def test_what_cannot_be_read_has_complaints_and_no_difference(
    installation: Installation, tmp_path: Path, text: str
) -> None:
    trial = tried(installation, signed(tmp_path, {f"{NAME}.yaml": text}, (NAME,)), NAME)
    assert trial.checked.procedure is None
    assert trial.checked.complaints
    assert (trial.difference, trial.assumed, trial.unset) == (None, (), ())


def test_a_failing_scenario_of_theirs_is_reported(installation: Installation, tmp_path: Path) -> None:
    parts = {f"{NAME}.yaml": TEXT.replace("{bent: true}", "{spot: a}")}
    trial = tried(installation, signed(tmp_path, parts, (NAME,)), NAME)
    assert "scenario.complete" in {complaint.key for complaint in trial.checked.complaints}
