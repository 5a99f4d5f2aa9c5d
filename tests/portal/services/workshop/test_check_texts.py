"""All complaints at once, as the command gives them; what a browser may send is bounded."""

import re
from collections import Counter
from dataclasses import replace

import pytest

from forms.definition.procedure import Procedure
from portal.services.shared.installation import Installation
from portal.services.workshop import check_texts as module
from portal.services.workshop.check_texts import Checked, against, check_texts
from tests.forms.loading.test_bad_definitions import BAD, FOLDER, expected
from tests.portal.services.workshop.writing import DUTY, NAME, TEXT


def check(installation: Installation, text: str, **others: str) -> Checked:
    return check_texts(installation, NAME, DUTY, {"": text, **others})


def test_a_sound_definition_has_a_procedure_and_no_error(installation: Installation) -> None:
    checked = check(installation, TEXT)
    assert checked.procedure is not None
    assert checked.sound, checked.complaints


def test_mistakes_of_several_layers_come_in_one_run_with_their_lines(installation: Installation) -> None:
    text = (
        TEXT.replace("type: yes_no", "type: yesno")
        .replace("max: 40", "max: forty")
        .replace("kana: ガードレールノツウホウ", "kana: ガードレールノツウホウ\ncolour: red")
    )
    lines = {complaint.line: complaint.key for complaint in check(installation, text).complaints}
    assert {7, 19, 21} <= lines.keys(), lines


def test_the_form_shows_the_five_mistakes_of_an_author_in_one_run(installation: Installation) -> None:
    more = """\
      - {id: held_on, type: date, label: 日}
      - {id: count, type: integer, label: 人数, max: 200}
      - {id: fire, type: yes_no, label: 火, when: held_onn > today}
      - {id: people, type: text, label: 係, when: count == fire}
      - {id: hall, type: text, label: 大ホール, when: count > 500}
scenarios:
"""
    text = TEXT.replace("scenarios:\n", more).replace(
        "{sign_in: none}", "{sign_in: card, signature: {need: required, certainty: assumed}}"
    )
    keys = {
        complaint.key for complaint in check(installation, text, easy='title: {text: あ, of: "00000000"}\n').complaints
    }
    assert keys >= {
        "expression.name", "expression.type", "lint.unreachable", "lint.translation_stale", "lint.signature_because",
    }  # fmt: skip


def test_a_failing_scenario_and_a_translation_of_nothing_are_reported(installation: Installation) -> None:
    keys = {complaint.key for complaint in check(installation, TEXT.replace("{bent: true}", "{spot: a}")).complaints}
    assert "scenario.complete" in keys
    wrong = check(installation, TEXT, easy='titel: {text: 知らせる, of: "00000000"}\n')
    assert {complaint.file for complaint in wrong.complaints} >= {f"{NAME}.yaml:easy"}


def test_neither_name_nor_duty_can_be_taken_over_by_the_text(installation: Installation) -> None:
    for old, new in (("procedure: guardrail", "procedure: inu-shibo"), ("duty: roads", "duty: housing")):
        checked = check(installation, TEXT.replace(old, new))
        assert len(checked.problems) == 1
        assert not checked.sound


def test_a_duty_that_the_city_has_not_and_a_chain_to_nothing_are_reported(installation: Installation) -> None:
    checked = check_texts(installation, NAME, "nowhere", {"": TEXT.replace("duty: roads", "duty: nowhere")})
    assert "city.duty" in {complaint.key for complaint in checked.complaints}


def test_scenarios_beyond_the_limit_are_not_run(installation: Installation) -> None:
    many = TEXT + "".join(
        f"  - {{name: n{number}, today: 2026-11-20, answers: {{spot: a}}, expect: {{complete: false}}}}\n"
        for number in range(module.MOST_SCENARIOS)
    )
    checked = check(installation, many)
    assert not checked.sound
    assert "scenario.complete" not in {complaint.key for complaint in checked.complaints}


def test_what_is_no_definition_is_reported_and_not_a_fault(installation: Installation) -> None:
    for text in ("", "[", "a: &a [*a, *a]", "x" * 1000, "- " * 5000, "{" * 3000, "title: \x00"):
        checked = check(installation, text)
        assert checked.procedure is None
        assert checked.complaints, text


def test_a_change_that_would_hurt_open_drafts_is_reported(installation: Installation) -> None:
    before = check(installation, TEXT).procedure
    assert isinstance(before, Procedure)
    after = check(
        installation,
        TEXT.replace("version: 1", "version: 2").replace("id: spot", "id: where").replace("spot:", "where:"),
    )
    assert after.procedure is not None, after.complaints
    assert [complaint.key for complaint in against(before, after)] != []
    assert against(None, after) == []
    assert against(before, replace(after, procedure=None)) == []


def test_what_would_cost_too_much_is_refused_as_in_a_file(installation: Installation) -> None:
    bomb = "a: &a [x, x]\n" + "".join(f"a{number}: [*a, *a]\n" for number in range(30))
    when = "label: 曲がっていますか, when: '{}'".format
    for text, key in (
        (bomb + TEXT, "yaml.alias"), (TEXT + "x: " + "[" * 5000 + "]" * 5000, "yaml.deep"),
        (TEXT.replace("max: 40", "max: 40, pattern: '(a+)+b'"), "value.wrong"),
        (TEXT.replace("label: 曲がっていますか", when(" and ".join(["spot.answered"] * 3000))), "value.wrong"),
        (TEXT.replace("label: 曲がっていますか", when("9 ** 9 ** 9 > 1")), "expression.node"),
    ):  # fmt: skip
        assert key in {complaint.key for complaint in check(installation, text).complaints}, key


def test_each_fault_of_a_file_is_reported_of_a_text_of_the_browser(installation: Installation) -> None:
    settings = installation.settings.model_copy(update={"procedures": FOLDER})
    own = replace(installation, settings=settings)
    for name in BAD[::9]:  # all of them take 18 seconds, and are of one way to read a text
        path = FOLDER / f"{name}.yaml"
        complaints = check_texts(own, name, DUTY, {"": path.read_text("utf-8")}).complaints
        counted = Counter((complaint.line, complaint.column, complaint.key) for complaint in complaints)
        assert expected(path) <= counted, name


def test_who_follows_it_is_complained_of_as_if_all_were_looked_at(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = "jokaso-kofu"
    text = (installation.settings.procedures / f"{name}.yaml").read_text(encoding="utf-8")
    circle = "\nfollows: {procedure: jokaso-seikyu, outcomes: [approved], certainty: std}\nbudget:"
    for changed, wrong, key in (
        (re.sub(r"\bmaker\b", "made_by", text), {"jokaso-jisseki@2"}, "follows.question"),
        (text.replace("\nbudget:", circle), {name, "jokaso-jisseki@2", "jokaso-seikyu@2"}, "follows.loop"),
    ):
        complaints = check_texts(installation, name, "environment", {"": changed}).complaints
        assert {each.file.removesuffix(".yaml") for each in complaints if each.key == key} == wrong
        with monkeypatch.context() as patch:
            patch.setattr(module, "_followers", lambda _, offered: list(offered.values()))
            assert check_texts(installation, name, "environment", {"": changed}).complaints == complaints
