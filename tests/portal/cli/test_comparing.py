"""`procedures diff`, and the effects on open drafts that publishing and `check --against` report."""

import json
from pathlib import Path

import pytest

from forms.definition.registry import field_types
from forms.loading import load
from portal.cli.comparing import hurts
from portal.config import TREE
from portal.services.shared.installation import Installation
from tests.portal.cli.conftest import Kakanai
from tests.portal.routes.workshop.packs import sign_here

CARD = "kaigo-hihokenshasho-saikofu"
SHIPPED = TREE / "forms" / "procedures" / f"{CARD}.yaml"
NUMBER = load(SHIPPED, fields=field_types()).version
CHANGES = (
    (f"version: {NUMBER}\n", f"version: {NUMBER + 1}\n"),
    ("label: どうして再交付が必要ですか", "label: 再交付の理由"),
    ("lost: なくした・焼けた", "lost: 見あたらない"),
    ("          other: {label: そのほか, tell: true}\n      - id: lost_how", "          stolen: ぬすまれた\n      - id: lost_how"),
    ("        when: reason == lost\n", "        when: reason == stolen\n"),
    ("days: city.standard_days", "days: 14"),
    ("      - {id: phone, type: phone, label: 昼間につながる電話番号", "      - {id: fax, type: text, label: ファクス, max: 20}\n      - {id: phone, type: phone, label: 電話番号"),
    ("fee: {text: 無料, certainty: std}", "fee: {text: 300円, certainty: std}"),
)  # fmt: skip
EMAIL = """      - id: email
        type: email
        label: メールアドレス
        required: false
        why: 担当の課からメールで連絡することがあります。なくても申請できます。
"""


@pytest.fixture
def second(tmp_path: Path) -> Path:
    text = SHIPPED.read_text()
    for before, after in (*CHANGES, (EMAIL, "")):
        assert before in text, before
        text = text.replace(before, after, 1)
    folder = tmp_path / "second"
    folder.mkdir()
    file = folder / SHIPPED.name
    file.write_text(text)
    return file


def test_an_official_reads_what_changed_by_the_labels_of_the_questions(kakanai: Kakanai, second: Path) -> None:
    ran = kakanai("procedures", "diff", str(SHIPPED), str(second))
    assert (ran.status, ran.err) == (0, "")
    lines = [line.strip() for line in ran.out.splitlines()]
    for line in (
        "手数料が「無料」から「300円」に変わった",
        "期間が「市の設定「標準処理期間の日数」」から「14」に変わった",
        "質問「ファクス」：新しい",
        "質問「メールアドレス」：なくなった",
        "質問「どうして再交付が必要ですか」：ことばが「再交付の理由」に変わった",
        "質問「再交付の理由」：選択肢（lost）が「なくした・焼けた」から「見あたらない」に変わった",
        "質問「再交付の理由」：選択肢（stolen）に「ぬすまれた」が加わった",
        "質問「再交付の理由」：選択肢（other）の「そのほか」がなくなった",
        "質問「どのようになくしましたか」：聞く条件が「「どうして再交付が必要ですか」が「なくした・焼けた」」から"
        "「「再交付の理由」が「ぬすまれた」」に変わった",
        f"書きかけを移す決まり（carry_over）がないので、書きかけは第{NUMBER}版のまま続きます",
        "増える列：ファクス",
        "やさしい日本語：なくなった訳",
    ):
        assert any(line in output_line for output_line in lines), line
    assert any(line.startswith("なくなる列：") and line.endswith("、メールアドレス") for line in lines)


def test_the_effect_on_drafts_is_reported_by_what_becomes_of_each_answer(kakanai: Kakanai, second: Path) -> None:
    with second.open("a") as file:
        file.write("carry_over: {ask_again: [phone], drop: [email], say: かわりました。}\n")
    report = json.loads(kakanai("procedures", "diff", str(SHIPPED), str(second), "--json").out)
    drafts = report["drafts"]
    assert drafts["moved"] is True
    assert (drafts["doubtful"], drafts["asked_again"], drafts["lost"], drafts["new"]) == (
        ["reason"], ["phone"], ["email"], ["fax"],
    )  # fmt: skip
    assert "name" in drafts["kept"]
    assert (report["from"], report["to"], report["columns"]["added"]) == (NUMBER, NUMBER + 1, ["ファクス"])
    output = kakanai("procedures", "diff", str(SHIPPED), str(second)).out
    assert "もう一度聞く：昼間につながる電話番号" in output
    assert "前の答えを見せて、もう一度聞く：どうして再交付が必要ですか" in output
    assert "消える答え：メールアドレス" in output


@pytest.mark.usefixtures("settings", "installation")
def test_what_is_published_is_named_by_id_and_version(kakanai: Kakanai, second: Path) -> None:
    for name in (CARD, f"{CARD}@{NUMBER}"):
        assert f"第{NUMBER}版 → 第{NUMBER + 1}版" in kakanai("procedures", "diff", name, str(second)).out
    same = kakanai("procedures", "diff", CARD, CARD).out
    assert same.count("変わりません") == 3
    for name in (f"{CARD}@9", f"{CARD}@x", "no-such"):
        ran = kakanai("procedures", "diff", name, CARD)
        assert (ran.status, ran.english) == (1, [f"{name}: nothing of that name is published."])


@pytest.mark.usefixtures("settings")
def test_that_the_published_version_is_signed_is_no_difference(kakanai: Kakanai, installation: Installation) -> None:
    sign_here(installation, CARD)
    ran = kakanai("procedures", "diff", CARD, str(SHIPPED))
    assert ran.status == 0
    assert "確かさ" not in ran.out
    assert "0行" in kakanai("procedures", "sheet", str(SHIPPED), "--against", CARD).out


@pytest.mark.usefixtures("settings", "installation")
def test_the_city_s_own_words_are_no_difference(kakanai: Kakanai) -> None:
    name = "bochi-shiyo"
    assert "{office}" in SHIPPED.with_stem(name).read_text()
    assert kakanai("procedures", "diff", name, str(SHIPPED.with_stem(name))).out.count("変わりません") == 3


def test_two_procedures_are_not_two_versions(kakanai: Kakanai, tmp_path: Path) -> None:
    other = tmp_path / "other-card.yaml"
    other.write_text(SHIPPED.read_text().replace(f"procedure: {CARD}", "procedure: other-card"))
    ran = kakanai("procedures", "diff", str(SHIPPED), str(other))
    assert ran.status == 1
    assert "are two procedures" in ran.err


def test_check_reports_where_open_drafts_could_be_hurt(kakanai: Kakanai, second: Path) -> None:
    ran = kakanai("procedures", "check", str(second), "--against", str(SHIPPED))
    assert ran.status == 1
    assert "the question email（メールアドレス） is gone (drop or rename)" in ran.err
    assert "no longer offers other" in ran.err
    assert f"{second}:" in ran.err


def test_publishing_is_refused_where_open_drafts_could_be_hurt(installation: Installation, second: Path) -> None:
    changed = load(second, fields=field_types())
    with installation.database.read() as unit:
        assert {complaint.key for complaint in hurts(installation, unit, [changed])} == {"carry_over.silent"}
    with second.open("a") as file:
        file.write("carry_over: {review: [reason], drop: [email]}\n")
    next_version = load(second, fields=field_types())
    with installation.database.read() as unit:
        assert hurts(installation, unit, [next_version, installation.catalogue.current(CARD)]) == []
