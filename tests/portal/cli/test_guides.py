"""`kakanai guides`."""

import json
from pathlib import Path

import pytest

from forms.loading.guides import SHIPPED
from portal.cli import main

BIRTH = SHIPPED / "birth.yaml"


def run_guides(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    try:
        main(["guides", *words])
    except SystemExit as end:
        status = int(end.code or 0)
    out, error = capsys.readouterr()
    return status, out, error


def test_the_list_counts_questions_lines_and_cases(capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = run_guides(capsys, "list", "--json")
    assert {
        "birth", "moving", "from-abroad", "marriage", "divorce", "bereavement", "care", "senior", "disability", "disaster",
        "child", "work", "business", "vacant-house",
    } == {entry["id"] for entry in json.loads(out)}  # fmt: skip


def test_what_is_shipped_is_sound(capsys: pytest.CaptureFixture[str]) -> None:
    status, out, error = run_guides(capsys, "check")
    assert (status, error) == (0, "")
    assert "Guides: " in out
    assert "shown without a link" not in out


def test_a_procedure_that_is_not_written_yet_is_no_fault(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = BIRTH.read_text().replace("procedure: kodomo-iryohi", "procedure: kodomo-isho")
    (tmp_path / "birth.yaml").write_text(text)
    status, out, _ = run_guides(capsys, "check", str(tmp_path / "birth.yaml"))
    assert status == 0
    assert "shown without a link): kodomo-isho." in out


def test_a_fault_is_reported_with_its_line_and_ends_with_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = BIRTH.read_text().replace("when: hospital", "when: hospitals")
    (tmp_path / "birth.yaml").write_text(text)
    status, _, error = run_guides(capsys, "check", str(tmp_path / "birth.yaml"))
    assert status == 1
    line = next(number for number, entry in enumerate(text.splitlines(), 1) if "when: hospitals" in entry)
    assert f"birth.yaml:{line}:" in error
    assert (
        ": その名前の質問は、ここで使えません。名前を直してください。「hospital」のことですか。 [expression.name]\n    "
        in error
    )
    assert "did you mean hospital?" in error
    assert error.endswith("docs/complaints.md#expression.name\n")


def test_a_case_that_does_not_come_out_is_a_fault(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "birth.yaml").write_text(BIRTH.read_text().replace("N01: 2026-11-18", "N01: 2026-11-19"))
    status, out, _ = run_guides(capsys, "check", "--json", str(tmp_path / "birth.yaml"))
    assert status == 1
    assert [entry["key"] for entry in json.loads(out) if not entry["warning"]] == ["guide.case"]
    assert next(entry["ja"] for entry in json.loads(out) if entry["key"] == "guide.case").startswith(
        "確かめの例の結果が"
    )


def test_facts_are_answered_with_what_is_to_be_done(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "facts.json").write_text(json.dumps({"born_on": "2026-11-10", "born_abroad": False}))
    command = ("ask", "birth", "--today", "2026-11-20", "--facts", str(tmp_path / "facts.json"))
    _, out, _ = run_guides(capsys, *command)
    assert "N01\t2026-11-24\tcounter/elsewhere\t出生届を出す" in out
    assert "Open: moved_here" in out
    _, out, _ = run_guides(capsys, *command, "--json")
    report = json.loads(out)
    assert report["lines"][0]["until"] <= report["lines"][1]["until"]
    assert next(entry for entry in report["lines"] if entry["id"] == "N01")["certainty"] == "law"
    _, out, _ = run_guides(capsys, *command, "--json", "--language", "en")
    first = next(entry for entry in json.loads(out)["lines"] if entry["id"] == "N01")
    assert (first["title"], first["bring"][0], first["certainty"]) == ("Birth notification", "Birth certificate", "law")


@pytest.mark.parametrize(
    ("words", "facts", "complaint"),
    [
        (("nothing",), "{}", "There is no guide nothing; there are bereavement"),
        (("birth", "--today", "20.11.2026"), "{}", "20.11.2026 is not a day"),
        (("birth", "--language", "tlh"), "{}", "birth is not written in tlh; it is in easy, en,"),
        (("birth",), '{"age": 3}', "birth: age is asked nowhere."),
        (
            ("birth",),
            '{"born_on": {"a": 1}, "x": 1}',
            "birth: x is asked nowhere.\nbirth: born_on cannot be stored like this",
        ),
        (("birth",), '{"weight": ""}', "birth: weight cannot be stored like this: it is empty."),
        (("birth",), "[]", "write a JSON object"),
        (("birth",), "{", "write a JSON object"),
        (("birth", "--today", "2026-11-20"), '{"born_on": "2027-01-01"}', "born_on is wrong."),
    ],
)
def test_what_cannot_be_asked_is_reported(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], facts: str, complaint: str
) -> None:
    (tmp_path / "facts.json").write_text(facts)
    status, _, error = run_guides(capsys, "ask", *words, "--facts", str(tmp_path / "facts.json"))
    assert status == 1
    lines = [line.strip() for line in error.splitlines()]
    assert complaint in "\n".join(lines)


def test_without_facts_every_question_is_open(capsys: pytest.CaptureFixture[str]) -> None:
    status, out, _ = run_guides(capsys, "ask", str(BIRTH))
    assert status == 0
    assert "Open: born_on" in out
