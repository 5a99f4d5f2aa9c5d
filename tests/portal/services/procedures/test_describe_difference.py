"""Differences of two versions in Japanese."""

from forms.definition.procedure import Procedure
from forms.definition.registry import field_types
from forms.loading import load_text, short_hash
from portal.services.procedures.describe_difference import DifferenceWords, describe_difference
from tests.definitions.shelf import SMALLEST, shelf
from tests.forms.loading.small import SMALL, small

DATE = "      - {id: when, type: date, label: いつ, when: reason == lost}\n"
RENAME = "carry_over: {rename: {reason: cause}, say: 確かめてください。}\n"


def renamed(more: str = "") -> Procedure:
    text = SMALL.replace("version: 1", "version: 2").replace("id: reason", "id: cause") + more
    return load_text(text, "small.yaml", fields=field_types())


def between(more: str = "", **changed: str) -> DifferenceWords:
    return describe_difference(small(), small(more, None, version="2", **changed))


def test_a_new_value_a_new_question_and_a_removed_one_have_a_sentence_each() -> None:
    assert between(DATE, title="新しい見本").changes == (
        "手続の名前が「見本」から「新しい見本」に変わった", "質問「いつ」：新しい",
    )  # fmt: skip
    assert describe_difference(small(DATE), small(version="2")).changes == ("質問「いつ」：なくなった",)


def test_a_rule_is_in_words_and_in_json_as_its_formula() -> None:
    other = DATE.replace("reason == lost", "reason == torn")
    difference = describe_difference(small(DATE), small(other, version="2"))
    assert difference.changes == (
        "質問「いつ」：聞く条件が「「理由」が「なくした」」から「「理由」が「破れた」」に変わった",
    )
    (change,) = difference.json["changes"]
    assert (change["place"], change["before"], change["after"]) == ("ask.when", "reason == lost", "reason == torn")


def test_doors_are_called_as_officials_call_them() -> None:
    (sentence,) = between(who="{online: [anyone], counter: [anyone]}").changes
    assert sentence.startswith("出せる人（窓口）に「")


def test_a_rule_about_who_files_is_in_words_with_its_role() -> None:
    who = "{online: [self, agent]}"
    rule = "who_when: {agent: {when: reason == lost, say: なくしたときだけです。}}"
    changes = describe_difference(small(who=who), small(who=f"{who}\n{rule}", version="2")).changes
    assert changes == (
        "出せる条件（代理人）に「「理由」が「なくした」」が加わった",
        "出せないときのことば（代理人）に「なくしたときだけです。」が加わった",
    )


def test_without_carry_over_drafts_stay_at_the_former_version() -> None:
    difference = between(DATE)
    assert difference.drafts == ("書きかけを移す決まり（carry_over）がないので、書きかけは第1版のまま続きます",)
    assert difference.json["drafts"]["moved"] is False


def test_a_renamed_question_keeps_its_answers_and_its_column() -> None:
    difference = describe_difference(small(), renamed(RENAME))
    assert difference.drafts == ("書きかけは、次に開いたとき第2版に移ります", "残る答え：理由")
    assert difference.columns == ()
    lost = describe_difference(small(), renamed("carry_over: {say: 確かめてください。}\n"))
    assert lost.drafts[1:] == ("消える答え：理由", "新しく聞く：理由")
    assert lost.columns == ("増える列：理由", "なくなる列：理由")


def test_translations_are_counted_by_language_and_those_of_an_earlier_wording_are_named() -> None:
    easy = f'title: {{text: みほん, of: "{short_hash("見本")}"}}\nsummary: {{text: みほんです。, of: "00000000"}}\n'
    difference = describe_difference(small(), small(version="2", translations={"easy": easy}))
    assert difference.translations == ("やさしい日本語：新しい訳2、日本語が変わったままの訳1",)
    assert difference.changes == ()


def test_what_changes_in_a_drawing_is_stated() -> None:
    window = "time: {window: {from: 2026-11-01, to: 2026-11-30, say: 11月です。}}\n"
    old = small(f"{window}drawing: {{places: 3}}\n")
    rules = "{units: reason, places: {torn: 1, lost: 2}, tickets: 'choose(reason == lost, 2, 1)', certainty: std}"
    new = small(f"{window}drawing: {rules}\n", version="2")
    changes = describe_difference(old, new).changes
    for words in ("抽選の当選の数", "抽選を分ける質問", "抽選の札の数", "抽選の決まりの確かさ"):
        assert any(words in change for change in changes), (words, changes)
    assert describe_difference(new, new).changes == ()


def test_what_changes_in_what_follows_and_in_who_may_change_what_is_inherited_is_stated() -> None:
    path = SMALLEST / "chain-second.yaml"
    changed = {
        "outcomes: [approved]": "outcomes: [approved, refused]\n  once: false\n  answers: [name]",
        "days(city.report_days)": "months(2)",
        "certainty: law\nfee:": "certainty: std\nfee:",
        "earlier.result.amount, change: staff": "earlier.result.amount, change: nobody",
        "until: earlier.decided_on + days(14)": "until: earlier.decided_on + days(20)",
    }
    text = path.read_text()
    for before, after in changed.items():
        assert text.count(before) == 1
        text = text.replace(before, after)
    old, new = shelf()["chain-second"], load_text(text, path.name, fields=field_types())
    changes = "\n".join(describe_difference(old, new).changes)
    for sentence in (
        "続けて出せる前の結果が「approved」から「approved、refused」に変わった",
        "1つの前の申請から1回だけが「はい」から「いいえ」に変わった",
        "前の申請から引き継ぐ質問に「name」が加わった",
        "続きの決まりの確かさが「law」から「std」に変わった",
        "質問「交付の決定の額」：引き継いだ答えをだれが直せるかが「直せるのは職員だけ」から「だれも直せない」に変わった",
        "質問「大きさ」：引き継いだ答えを直せる日が「前の申請の決定の日から14日後」から「前の申請の決定の日から20日後」に変わった",
    ):
        assert sentence in changes
    assert "前の決定からの期限が「" in changes
    apart = describe_difference(shelf()["chain-first"], shelf()["chain-third"]).changes
    assert "続きのもとになる手続に「chain-second」が加わった" in apart
