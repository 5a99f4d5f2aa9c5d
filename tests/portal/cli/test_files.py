"""`procedures` and `layouts`, without database and settings."""

import json
from pathlib import Path

import pytest

from forms.complaints import Complaint
from forms.definition.procedure import Procedure
from integrations.sockets.layout_socket import Layout
from portal.cli import layouts as cli_layouts
from portal.cli import procedures as cli_procedures
from portal.config import TREE
from tests.examples import some
from tests.forms.first import first
from tests.portal.cli.conftest import Kakanai, few_procedures

PROCEDURES = TREE / "forms" / "procedures"
LAYOUTS = TREE / "integrations" / "exports" / "layouts"
CARD = "kaigo-hihokenshasho-saikofu"
CARD_LAYOUT = "kaigo.hihokenshasho.saikofu.yaml"
SHOWN = some((file.stem for file in PROCEDURES.glob("*.yaml") if "." not in file.stem), 24)


@pytest.fixture
def procedures(tmp_path: Path) -> Path:
    folder = tmp_path / "procedures"
    folder.mkdir()
    for file in PROCEDURES.glob(f"{CARD}*.yaml"):
        (folder / file.name).write_bytes(file.read_bytes())
    return folder


def spoil(folder: Path, name: str, before: str, after: str) -> int:
    """Changes a file; the number of the first changed line."""
    text = (folder / name).read_text()
    assert before in text
    (folder / name).write_text(text.replace(before, after, 1))
    return text[: text.index(before)].count("\n") + 1


def test_the_list_has_every_procedure_with_its_parts(kakanai: Kakanai) -> None:
    ran = kakanai("procedures", "list", "--json")
    assert ran.status == 0
    rows = {row["id"]: row for row in json.loads(ran.out)}
    assert set(rows) == {file.stem for file in PROCEDURES.glob("*.yaml") if "." not in file.stem}
    card = rows[CARD]
    assert (card["version"], card["kind"], card["duty"]) == (first().version, "application", "care-qualification")
    assert card["title"] == "介護保険 被保険者証などの再交付申請"
    assert "filer" in card["steps"]
    assert "insured_no" in card["fields"]
    assert "care" in card["events"]
    assert card["attachments"] == ["guardian_paper", "appointment", "health_paper"]
    assert "passbook" in rows["jido-teate-nintei"]["attachments"]
    assert card["scenarios"]


def test_without_json_a_line_has_the_main_facts(kakanai: Kakanai) -> None:
    lines = kakanai("procedures", "list").out.splitlines()
    assert (
        f"{CARD}\t{first().version}\tapplication\tcare-qualification\tcard\t介護保険 被保険者証などの再交付申請"
        in lines
    )


def test_show_lists_the_questions_in_order(kakanai: Kakanai) -> None:
    output = kakanai("procedures", "show", CARD).out
    assert output.index("filer_kind") < output.index("insured_no\tinsured_number") < output.index("consent_true")
    assert json.loads(kakanai("procedures", "show", CARD, "--json").out)["canonical"]["definition"]["procedure"] == CARD


def test_show_lists_of_a_file_when_each_question_and_paper_is_asked_for(kakanai: Kakanai) -> None:
    output = kakanai("procedures", "show", str(PROCEDURES / "jido-teate-nintei.yaml")).out
    assert "older_count\tinteger" in output
    assert "  passport\tパスポートの写し（顔写真と、出入国の記録のページ）\t[claimant.january == abroad]" in output


def test_a_duty_that_no_office_holds_is_reported_before_it_is_published(kakanai: Kakanai, procedures: Path) -> None:
    line = spoil(procedures, f"{CARD}.yaml", "duty: care-qualification", "duty: care-qualificaton")
    ran = kakanai("procedures", "check", str(procedures))
    assert ran.status == 1
    assert f"{CARD}.yaml:{line}:1: この事務を持つ課が、今日はありません。" in ran.err
    assert "no office of 見本市 holds the duty care-qualificaton" in ran.err


def test_a_block_and_a_code_list_are_read_and_judged_where_they_are_used(kakanai: Kakanai, procedures: Path) -> None:
    for name, text in (
        ("blocks", "block: a\ntitle: あ\nparams:\n  x: {type: condition}\nask: [{id: b}]"),
        ("codes", "codes: a"),
    ):
        (procedures / name).mkdir()
        (procedures / name / "a.yaml").write_text(f"format: 1\n{text}\n")
    ran = kakanai("procedures", "check", str(procedures / "blocks" / "a.yaml"))
    assert ran.err.startswith(f"{procedures / 'codes' / 'a.yaml'}:1:1: 必要なキーがありません。")
    assert "options is missing" in ran.err
    (procedures / "codes" / "a.yaml").write_text("format: 1\ncodes: a\noptions: {b: び}\n")
    ran = kakanai("procedures", "check", str(procedures / "blocks" / "a.yaml"))
    assert ran.err.startswith(f"{procedures / 'blocks' / 'a.yaml'}:5:3: 注意：")
    assert "no question of this block uses x" in ran.err
    assert ran.out.endswith("Blocks and codes are judged with the procedures that use them.\n")


def test_show_of_an_unknown_procedure_is_a_problem(kakanai: Kakanai) -> None:
    ran = kakanai("procedures", "show", "no-such")
    assert (ran.status, ran.out) == (1, "")
    assert ran.english == ["no-such: there is no such procedure; `kakanai procedures list` names them."]


def test_the_shipped_procedures_are_sound(kakanai: Kakanai, monkeypatch: pytest.MonkeyPatch) -> None:
    """They fit each other and the city; tests/forms/loading/test_load.py lints each and walks its scenarios, as here."""
    check = vars(cli_procedures)["check_definition"]
    monkeypatch.setattr(
        cli_procedures, "check_definition", lambda each, *of: check(each, *of) if each.id in SHOWN else []
    )
    ran = kakanai("procedures", "check")
    assert (ran.status, ran.err) == (0, "")
    assert "all sound" in ran.out


def test_a_fault_is_reported_with_its_place(kakanai: Kakanai, procedures: Path) -> None:
    line = spoil(procedures, f"{CARD}.yaml", "type: person_name", "type: no_such_type")
    for path in (procedures, procedures / f"{CARD}.yaml"):
        ran = kakanai("procedures", "check", str(path))
        assert (ran.status, ran.out) == (1, "")
        assert ran.err.startswith(f"{procedures / CARD}.yaml:{line}:")
        first, detail, page = ran.err.splitlines()
        assert first.endswith(": その型の質問はありません。型の名前を直してください。 [field.type]")
        assert detail.startswith("    no field type no_such_type")
        assert page.endswith("docs/complaints.md#field.type")


def test_a_scenario_that_does_not_come_out_is_a_fault(kakanai: Kakanai, procedures: Path) -> None:
    spoil(procedures, f"{CARD}.yaml", "expect: {complete: true", "expect: {complete: false")
    ran = kakanai("procedures", "check", str(procedures / f"{CARD}.yaml"))
    assert ran.status == 1
    assert "complete is true" in ran.err


def test_a_warning_alone_is_no_problem(kakanai: Kakanai, procedures: Path) -> None:
    (procedures / f"{CARD}.easy.yaml").unlink()
    spoil(procedures, f"{CARD}.yaml", "help: ", f"help: {'長い説明です。' * 10}")
    ran = kakanai("procedures", "check", str(procedures))
    assert ran.status == 0
    assert ": 注意：" in ran.err


def test_a_warning_is_a_fault_to_who_is_strict(kakanai: Kakanai, procedures: Path) -> None:
    (procedures / f"{CARD}.easy.yaml").unlink()
    assert kakanai("procedures", "check", "--strict", str(procedures)).status == 0
    spoil(procedures, f"{CARD}.yaml", "help: ", f"help: {'長い説明です。' * 10}")
    ran = kakanai("procedures", "check", "--strict", str(procedures))
    assert (ran.status, ran.out) == (1, "")
    assert "[lint.long_help]" in ran.err


def test_complaints_are_reported_to_machines_as_a_list(kakanai: Kakanai, procedures: Path) -> None:
    assert json.loads(kakanai("procedures", "check", "--json", str(procedures)).out) == []
    line = spoil(procedures, f"{CARD}.yaml", "type: person_name", "type: no_such_type")
    ran = kakanai("procedures", "check", "--json", str(procedures))
    [complaint] = json.loads(ran.out)
    assert (ran.status, ran.err) == (1, "")
    assert complaint.pop("text").startswith("no field type no_such_type")
    file = str(procedures / f"{CARD}.yaml")
    assert complaint.pop("column") > 0
    assert complaint.pop("ja").startswith("その型の質問はありません。")
    assert complaint == {"file": file, "line": line, "key": "field.type", "warning": False}


def test_blocks_beside_a_definition_are_checked_with_it(kakanai: Kakanai, procedures: Path) -> None:
    (procedures / "blocks").mkdir()
    block = procedures / "blocks" / "item.yaml"
    block.write_text(
        "format: 1\nblock: item\ntitle: 品\nparams:\n  more: {type: condition, default: false}\n"
        "ask:\n  - {id: name, type: text, label: 名前}\n"
    )
    ran = kakanai("procedures", "check", str(procedures))
    assert ran.status == 0
    assert ran.err.startswith(f"{block}:5:3: 注意：")
    block.write_text("format: 1\nblock: item\n")
    ran = kakanai("procedures", "check", str(procedures))
    assert ran.status == 1
    places = [line for line in ran.err.splitlines() if not line.startswith(("    ", "[ ]"))]
    assert {place.partition(":")[0] for place in places} == {str(block)}


def test_a_missing_file_is_a_problem(kakanai: Kakanai, tmp_path: Path) -> None:
    ran = kakanai("procedures", "check", str(tmp_path / "none.yaml"))
    assert (ran.status, ran.english) == (1, [f"{tmp_path / 'none.yaml'}: there is no such file or folder."])


def test_layouts_are_listed_with_what_they_fit(kakanai: Kakanai) -> None:
    rows = {row["id"]: row for row in json.loads(kakanai("layouts", "list", "--json").out)}
    assert set(rows) == {file.stem for file in LAYOUTS.glob("*.yaml")}
    assert rows["kaigo.hihokenshasho.saikofu"]["procedures"] == [CARD]
    assert rows["kaigo.hihokenshasho.saikofu"]["basis"] == "assumption"
    assert CARD in rows["generic.application"]["procedures"]


def test_the_shipped_layouts_are_sound(kakanai: Kakanai, monkeypatch: pytest.MonkeyPatch) -> None:
    """One that takes any procedure is written for some, and compared with all."""
    write = vars(cli_layouts)["_unwritten"]

    def write_some(path: Path, layout: Layout, procedure: Procedure) -> list[Complaint]:
        takes_any = layout.fits("no-such", 1)
        return write(path, layout, procedure) if not takes_any or procedure.id in SHOWN else []

    monkeypatch.setattr(cli_layouts, "_unwritten", write_some)
    ran = kakanai("layouts", "check")
    assert (ran.status, ran.err) == (0, "")


@pytest.fixture
def card_layout(tmp_path: Path, procedures: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("KAKANAI_PROCEDURES", str(procedures))
    folder = tmp_path / "layouts"
    folder.mkdir()
    # Of the version that is shipped alone: an earlier one might have had a code that it lacks.
    (folder / CARD_LAYOUT).write_bytes((LAYOUTS / CARD_LAYOUT).read_bytes())
    spoil(folder, CARD_LAYOUT, "from_version: 1", f"from_version: {first().version}")
    return folder


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("answers.insured_no", "answers.insured_nu", "has no answers.insured_nu: did you mean insured_no?"),
        ("delivery: {address:", "delivery: {adress:", "has no code adress for the map delivery: did you mean address?"),
        ("map: delivery", "map: reason", "asks answers.delivery, and the map reason has none of its codes: address,"),
        ("name: \"{city_code}", "name: \"{batch}", "does not accept a file called 20261120-001_20261120-001_kaigo_saikofu.csv"),
    ],
)  # fmt: skip
def test_a_layout_that_does_not_fit_is_reported_with_its_place(
    kakanai: Kakanai, card_layout: Path, old: str, new: str, message: str
) -> None:
    spoil(card_layout, CARD_LAYOUT, "  done: {", "  names: {most: 33}\n  done: {")
    line = spoil(card_layout, CARD_LAYOUT, old, new)
    ran = kakanai("layouts", "check", str(card_layout))
    assert (ran.status, ran.out) == (1, "")
    first, detail, page = ran.err.splitlines()
    assert first.startswith(f"{card_layout / CARD_LAYOUT}:{line}:")
    assert message in detail
    assert page.partition("#")[2] in first


def test_all_that_a_layout_does_not_fit_is_reported_at_once(kakanai: Kakanai, card_layout: Path) -> None:
    names = ("insured_no", "birth", "phone")
    lines = [spoil(card_layout, CARD_LAYOUT, f"answers.{name}", f"answers.{name}_") for name in names]
    errors = kakanai("layouts", "check", str(card_layout)).err.splitlines()
    places = [error for error in errors if error.startswith(str(card_layout))]
    assert [place.split(":")[1] for place in places] == [str(line) for line in lines]


def test_a_code_that_an_earlier_version_may_have_had_is_only_a_warning(
    kakanai: Kakanai, card_layout: Path, procedures: Path
) -> None:
    number = first().version
    spoil(procedures, f"{CARD}.yaml", f"\nversion: {number}\n", f"\nversion: {number + 1}\n")
    spoil(card_layout, CARD_LAYOUT, "reason: {lost:", 'reason: {old: "8", lost:')
    ran = kakanai("layouts", "check", str(card_layout))
    assert (ran.status, ran.below) == (0, "Layouts: 1, all sound.\n")
    assert ": 注意：" in ran.err
    assert f"{CARD} {number + 1} has no code old for the map reason" in ran.err


@pytest.mark.parametrize("family", ["procedures", "layouts", "guides", "import"])
def test_where_nothing_is_checked_nothing_is_sound(kakanai: Kakanai, tmp_path: Path, family: str) -> None:
    (tmp_path / "empty").mkdir()
    for path, words in (
        ("empty", "確かめるファイル（.yaml）がありません"),
        ("none", "そのファイルもフォルダーもありません"),
    ):
        ran = kakanai(family, "check", str(tmp_path / path))
        assert (ran.status, ran.out) == (1, "")
        assert ran.err.startswith(f"{tmp_path / path}：{words}")
        assert len(ran.english) == 1
    assert kakanai(family, "check", str(PROCEDURES), str(tmp_path / "empty")).status == 1


def test_a_translation_alone_is_no_guide_that_is_sound(kakanai: Kakanai) -> None:
    ran = kakanai("guides", "check", str(TREE / "forms" / "guides" / "birth.easy.yaml"))
    assert (ran.status, ran.out) == (1, "")
    assert ran.err.startswith("確かめるガイドがありません。")


def test_a_layout_of_a_procedure_that_is_not_there_yet_is_reported_and_sound(
    kakanai: Kakanai, card_layout: Path
) -> None:
    line = spoil(card_layout, CARD_LAYOUT, f"procedure: {CARD}", f"procedure: {CARD}s")
    ran = kakanai("layouts", "check", str(card_layout))
    assert (ran.status, ran.below) == (0, "Layouts: 1, all sound.\n")
    first, detail, _page = ran.err.splitlines()
    assert first.startswith(f"{card_layout / CARD_LAYOUT}:{line}:14: 注意：")
    assert detail.strip() == f"no definition is called {CARD}s: did you mean {CARD}?"


def test_a_broken_layout_is_reported_with_its_place(
    kakanai: Kakanai, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = "generic.application.yaml"
    (tmp_path / name).write_bytes((LAYOUTS / name).read_bytes())
    line = spoil(tmp_path, name, "purpose: department", "purpose: fun")
    monkeypatch.setenv("KAKANAI_LAYOUTS", str(tmp_path))
    for command in ("check", "list"):
        ran = kakanai("layouts", command)
        assert ran.status == 1
        assert ran.err.startswith(f"{tmp_path / name}:{line}:")


@pytest.mark.parametrize("arguments", [(), ("procedures",), ("nonsense",), ("procedures", "list", "--nonsense")])
def test_wrong_use_ends_with_two(kakanai: Kakanai, arguments: tuple[str, ...]) -> None:
    assert kakanai(*arguments).status == 2


def test_an_unknown_setting_is_reported(kakanai: Kakanai, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KAKANAI_PROCEDRES", "x")
    ran = kakanai("procedures", "list")
    assert ran.status == 1
    assert ran.english == ["KAKANAI_PROCEDRES is not a setting of this service; see docs/settings.md."]


def test_a_folder_with_one_own_procedure_is_sound_beside_a_city_that_names_shipped_ones(
    kakanai: Kakanai, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KAKANAI_PROCEDURES", str(few_procedures(tmp_path / "own", "gairoto-tsuho")))
    ran = kakanai("procedures", "check")
    assert (ran.status, ran.below) == (0, "Procedures: 1, scenarios: 5; all sound.\n")
