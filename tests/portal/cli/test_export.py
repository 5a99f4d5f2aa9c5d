"""`export`: batches into a folder, held cases on stderr, and reproducible bytes."""

import json
from pathlib import Path

import pytest

from portal.cli import exporting
from portal.services.cases.cases import case_of_member
from portal.services.desk.case.pass_screening import pass_screening
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.store.handover import hand_overs
from portal.store.shared import audit_records
from tests.portal.cli.conftest import Kakanai
from tests.portal.world import DUTY, PROCEDURE, alice, file_application

CORE = "kaigo.hihokenshasho.saikofu"
NUMBER = "20261120-001"

pytestmark = pytest.mark.usefixtures("settings")


def examining(installation: Installation, reviewer: Member, family: str = "髙見本") -> str:
    number = file_application(installation, alice(installation), {"name": {"family": family, "given": "太郎"}})
    with installation.database.write() as unit:
        case = case_of_member(installation, unit, reviewer, number)
        pass_screening(installation, unit, reviewer, case, case.row.revision)
        unit.commit()
    return number


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_a_batch_is_written_and_nothing_is_left_for_a_second(
    kakanai: Kakanai, installation: Installation, reviewer: Member, tmp_path: Path
) -> None:
    numbers = [examining(installation, reviewer) for _ in range(2)]
    out = tmp_path / "out" / "today"
    ran = kakanai("export", CORE, "--out", str(out), "--json")
    assert (ran.status, ran.err) == (0, "")
    assert json.loads(ran.out)["batches"] == [{"number": NUMBER, "duty": DUTY, "count": 2}]
    before = files(out)
    stem = f"991015_{NUMBER}_kaigo_saikofu"
    assert set(before) == {f"{stem}.csv", f"{stem}_report.csv", f"{stem}.manifest.json", f"{stem}.end"}
    text = before[f"{stem}.csv"].decode("cp932")
    assert all(number in text for number in numbers)
    again = kakanai("export", CORE, "--out", str(out))
    assert (again.status, again.below) == (0, "0 held.\n")
    assert files(out) == before
    with installation.database.read() as unit:
        records = [record for record in audit_records.after(unit, 0) if record.action == "hand over"]
    assert [record.detail for record in records] == [f"{CORE} {NUMBER} 2"]
    assert records[0].actor.startswith("system:command line")


def test_a_held_application_is_a_problem_and_the_others_go(
    kakanai: Kakanai, installation: Installation, reviewer: Member, tmp_path: Path
) -> None:
    held = examining(installation, reviewer, "𠮷野")
    examining(installation, reviewer)
    ran = kakanai("export", CORE, "--out", str(tmp_path / "out"))
    assert ran.status == 1
    assert ran.err == (
        f"{held}：氏名：「𠮷」は、取込先の文字コードにない字です（留め置き）。\n    {held}: 氏名: unmappable 𠮷 held.\n"
    )
    assert ran.below == f"{NUMBER}\t{DUTY}\t1\n1 held.\n"


def test_a_check_marks_nothing(kakanai: Kakanai, installation: Installation, reviewer: Member, tmp_path: Path) -> None:
    examining(installation, reviewer)
    before = set(tmp_path.iterdir())
    for _ in range(2):
        ran = kakanai("export", CORE, "--check")
        assert (ran.status, ran.err) == (0, "")
        assert f"渡せます / ready\t{DUTY}\t1\n" in ran.out
    assert {path for path in tmp_path.iterdir() if path.is_dir()} <= before
    examining(installation, reviewer, "𠮷野")
    assert kakanai("export", CORE, "--check").status == 1


def test_after_a_crash_before_the_files_the_batch_is_written_by_its_number(
    kakanai: Kakanai, installation: Installation, reviewer: Member, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = examining(installation, reviewer)
    out, other = tmp_path / "out", tmp_path / "other"

    def crash(*_arguments: object) -> None:
        raise SystemExit(137)

    with monkeypatch.context() as patch:
        patch.setattr(exporting, "show", crash)
        assert kakanai("export", CORE, "--out", str(out)).status == 137
    assert not [name for name in files(out) if name.endswith(".csv")]
    assert kakanai("export", CORE, "--out", str(out)).below == "0 held.\n"
    for folder in (out, other):
        ran = kakanai("export", "--batch", NUMBER, "--out", str(folder))
        assert (ran.status, ran.below) == (0, f"{NUMBER}: written to {folder}.\n")
    name = f"991015_{NUMBER}_kaigo_saikofu.csv"
    assert files(out)[name] == files(other)[name]
    assert number in files(other)[name].decode("cp932")


def test_only_one_procedure_may_be_asked_for(
    kakanai: Kakanai, installation: Installation, reviewer: Member, tmp_path: Path
) -> None:
    examining(installation, reviewer)
    out = str(tmp_path / "out")
    assert kakanai("export", CORE, "--out", out, "--procedure", "jido-teate").below == "0 held.\n"
    assert NUMBER in kakanai("export", CORE, "--out", out, "--procedure", PROCEDURE).out


@pytest.mark.parametrize("arguments", [("no.such", "--check"), ("--batch", "20261120-999", "--out", "x")])
def test_what_is_not_there_is_a_problem(
    kakanai: Kakanai, arguments: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    ran = kakanai("export", *arguments)
    assert ran.status == 1
    assert ran.err.endswith(": there is no such layout or batch.\n")
    assert not (tmp_path / "x").exists()


def test_a_layout_that_changed_since_is_reported(
    kakanai: Kakanai, installation: Installation, reviewer: Member, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    examining(installation, reviewer)
    kakanai("export", CORE, "--out", str(tmp_path / "out"))
    layouts = tmp_path / "layouts"
    layouts.mkdir()
    text = (installation.settings.layouts / f"{CORE}.yaml").read_text()
    (layouts / f"{CORE}.yaml").write_text(text.replace('version: "2026.3"', 'version: "2027.1"'))
    monkeypatch.setenv("KAKANAI_LAYOUTS", str(layouts))
    ran = kakanai("export", "--batch", NUMBER, "--out", str(tmp_path / "again"))
    assert ran.status == 1
    assert ran.english[0].startswith(f"batch {NUMBER}: the layout has changed since")
    assert files(tmp_path / "again") == {}
    # The former version, kept beside the new one, reproduces its files and makes no new batches.
    (layouts / "former").mkdir()
    (layouts / "former" / f"{CORE}.2026.3.yaml").write_text(text)
    assert kakanai("export", "--batch", NUMBER, "--out", str(tmp_path / "again")).status == 0
    assert files(tmp_path / "again") == files(tmp_path / "out")
    (layouts / "former" / f"{CORE}.2026.3.yaml").write_text(text.replace("len: 100", "len: 99"))
    assert "files were made by this version" in kakanai("export", "--batch", NUMBER, "--out", str(tmp_path)).err
    (layouts / "former" / f"{CORE}.2026.3.yaml").rename(layouts / "former" / "old.yaml")
    assert f"must be in {CORE}.2026.3.yaml" in kakanai("export", "--batch", NUMBER, "--out", str(tmp_path)).err


@pytest.mark.parametrize(
    "arguments",
    [(), (CORE,), (CORE, "--batch", NUMBER, "--out", "x"), ("--batch", NUMBER)],
    ids=["nothing", "no folder", "both", "batch without folder"],
)
def test_wrong_use_ends_with_two(kakanai: Kakanai, arguments: tuple[str, ...]) -> None:
    assert kakanai("export", *arguments).status == 2


def test_the_receivers_answer_closes_a_batch(
    kakanai: Kakanai, installation: Installation, reviewer: Member, tmp_path: Path
) -> None:
    examining(installation, reviewer)
    kakanai("export", CORE, "--out", str(tmp_path / "out"))
    with installation.database.read() as unit:
        batch = hand_overs.by_number(unit, NUMBER)
    assert batch is not None
    digest = json.loads(batch.manifest)[0]["sha256"]
    differs = kakanai("acknowledge", NUMBER, "--count", "9", "--sha256", digest)
    assert (differs.status, "differs from what was sent" in differs.err) == (1, True)
    closed = kakanai("acknowledge", NUMBER, "--count", "1", "--sha256", digest)
    assert (closed.status, closed.below) == (0, f"{NUMBER}: acknowledged.\n")
    assert "it is closed" in kakanai("acknowledge", NUMBER, "--count", "9", "--sha256", digest).err
    assert "no such batch" in kakanai("acknowledge", "1", "--count", "1", "--sha256", digest).err
    assert kakanai("acknowledge", NUMBER, "--count", "x", "--sha256", digest).english == ["--count needs a number."]
    errors = kakanai("acknowledge", NUMBER, "--count", "１", "--first", "26-1").english
    assert [line.split()[0] for line in errors] == ["--first", "--last"]
    neither = kakanai("acknowledge", NUMBER, "--count", "1")
    assert (neither.status, neither.english) == (2, ["Give --sha256, or --first and --last."])
