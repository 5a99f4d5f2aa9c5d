from typing import Any

import pytest

from forms.fields.bank_account import BankAccount, BankAccountSettings
from forms.rules.types import TEXT, Type
from tests.forms.fields.asking import EASY, ask, mistakes_of, shown, stored_value

SETTINGS: tuple[dict[str, Any], ...] = ({}, {"public_account": True}, {"kinds": ("ordinary", "current")})
BANK = {
    "way": "bank",
    "bank": "みほん銀行",
    "branch": "本店",
    "kind": "ordinary",
    "number": "12345",
    "holder": "みほん　きょうこ",
}
POST = {"way": "post", "symbol": "17300", "post_number": "19927651", "post_holder": "ミホン　タロウ"}
STORED = {
    "way": "bank",
    "bank": "9999",
    "bank_name": "みほん銀行",
    "branch": "999",
    "branch_name": "本店",
    "kind": "ordinary",
    "number": "0012345",
    "holder": "みほん　きょうこ",
    "holder_zengin": "ﾐﾎﾝ ｷﾖｳｺ",
}
STORED_POST = {
    "way": "post",
    "symbol": "17300",
    "post_number": "19927651",
    "bank": "9900",
    "bank_name": "ゆうちょ銀行",
    "branch": "738",
    "branch_name": "七三八",
    "kind": "ordinary",
    "number": "1992765",
    "holder": "ミホン　タロウ",
    "holder_zengin": "ﾐﾎﾝ ﾀﾛｳ",
}
PUBLIC = {"public_account": True}


@pytest.mark.parametrize(
    ("bank", "branch"),
    [
        ("みほん銀行", "本店"), ("9999", "999"), ("９９９９", "９９９"), ("9999 みほん銀行", "999 本店"),
        ("みほん銀行（9999）", "本店 999"), ("9999みほん", "999ほんてん"),
    ],
)  # fmt: skip
def test_a_bank_is_found_by_name_by_code_or_by_both(bank: str, branch: str) -> None:
    assert stored_value("bank_account", {**BANK, "bank": bank, "branch": branch}) == STORED


def test_a_bank_that_nobody_knows_is_kept_as_typed() -> None:
    value = stored_value("bank_account", {**BANK, "bank": "とおくの銀行", "branch": "１２３　山の手支店"})
    assert (value["bank_name"], value["branch"], value["branch_name"]) == ("とおくの銀行", "123", "山の手支店")
    assert "bank" not in value
    assert shown("bank_account", value) == "とおくの銀行 山の手支店（123） 普通 0012345　みほん　きょうこ"


def test_a_new_branch_of_a_known_bank_is_kept_with_the_code_of_the_bank() -> None:
    value = stored_value("bank_account", {**BANK, "branch": "新しい支店"})
    assert (value["bank"], value["bank_name"], value["branch_name"]) == ("9999", "みほん銀行", "新しい支店")
    assert "branch" not in value


@pytest.mark.parametrize(
    ("boxes", "key", "part"),
    [
        ({"bank": "8888"}, "bank_unknown", "bank"),
        ({"branch": "888"}, "branch_unknown", "branch"),
        ({"bank": "999"}, "bank_unclear", "bank"),
        ({"branch": "1 2"}, "branch_unclear", "branch"),
        ({"branch": "港支店"}, "several_branches", "branch"),
        ({"bank": "ふたごの信用組合"}, "several_banks", "bank"),
        ({"bank": "ふたごの信用組合", "branch": "どこか"}, "several_banks", "bank"),
        ({"number": "12345671"}, "number_unclear", "number"),
        ({"number": "いち"}, "number_unclear", "number"),
        ({"holder": "見本　太郎"}, "holder_unclear", "holder"),
        ({"kind": ""}, "kind_missing", "kind"),
        ({"way": ""}, "way_missing", "way"),
    ],
)
def test_what_is_wrong_is_reported_at_its_box(boxes: dict[str, str], key: str, part: str) -> None:
    assert mistakes_of(ask("bank_account", {**BANK, **boxes})) == [(f"bank_account.{key}", part)]


def test_everything_that_is_missing_is_reported_at_once() -> None:
    assert mistakes_of(ask("bank_account", {"way": "bank", "number": "1" * 61})) == [
        ("bank_account.bank_missing", "bank"),
        ("bank_account.branch_missing", "branch"),
        ("bank_account.kind_missing", "kind"),
        ("bank_account.holder_missing", "holder"),
        ("box.too_long", "number"),
    ]
    assert mistakes_of(ask("bank_account", {**BANK, "bank": "999", "kind": "gold", "number": "x", "holder": "漢"})) == [
        ("bank_account.bank_unclear", "bank"),
        ("choice.not_offered", "kind"),
        ("bank_account.number_unclear", "number"),
        ("bank_account.holder_unclear", "holder"),
    ]


def test_a_yucho_account_is_kept_as_written_and_as_banks_need_it() -> None:
    assert stored_value("bank_account", POST) == STORED_POST
    assert stored_value("bank_account", {**POST, "symbol": "１７３００-２"}) == STORED_POST


@pytest.mark.parametrize(
    ("boxes", "expected"),
    [
        ({"symbol": "1739992"}, ("bank_account.post_unclear", "symbol")),
        ({"post_number": "19927652"}, ("bank_account.post_unclear", "symbol")),
        ({"post_holder": "見本"}, ("bank_account.holder_unclear", "post_holder")),
        ({"post_number": ""}, ("bank_account.post_number_missing", "post_number")),
    ],
)
def test_a_yucho_account_that_there_cannot_be_is_reported(boxes: dict[str, str], expected: tuple[str, str]) -> None:
    assert mistakes_of(ask("bank_account", {**POST, **boxes})) == [expected]


def test_the_boxes_of_another_way_are_left_aside() -> None:
    assert stored_value("bank_account", {**BANK, **POST, "number": "x"}) == STORED_POST
    assert stored_value("bank_account", {**BANK, "way": "public"}, PUBLIC) == {"way": "public"}


def test_what_the_definition_does_not_offer_is_refused() -> None:
    assert mistakes_of(ask("bank_account", {"way": "public"})) == [("choice.not_offered", "way")]
    assert mistakes_of(ask("bank_account", {**BANK, "kind": "savings"}, {"kinds": ("ordinary", "current")})) == [
        ("choice.not_offered", "kind")
    ]
    assert stored_value("bank_account", {**BANK, "kind": "savings"})["kind"] == "savings"


def test_the_kind_alone_is_no_answer_because_a_page_with_one_kind_sends_it_always() -> None:
    assert stored_value("bank_account", {"kind": "ordinary"}, {"kinds": ("ordinary",)}) is None


def test_the_only_kind_is_not_asked_for() -> None:
    boxes = {name: text for name, text in BANK.items() if name != "kind"}
    assert stored_value("bank_account", boxes, {"kinds": ("ordinary",)}) == STORED


def test_an_account_is_shown_in_one_line() -> None:
    assert shown("bank_account", STORED) == "みほん銀行（9999） 本店（999） 普通 0012345　みほん　きょうこ"
    assert shown("bank_account", STORED_POST).startswith("ゆうちょ銀行 記号17300 番号19927651　ゆうちょ銀行（9900） ")
    assert shown("bank_account", {"way": "public"}, PUBLIC) == "公金受取口座"
    assert "普通（ふつう）" in shown("bank_account", STORED, speech=EASY)


def test_rules_see_the_way_and_the_holder() -> None:
    account, settings = BankAccount(), BankAccountSettings(public_account=True)
    assert account.rule_parts(settings) == {"way": Type("choice", ("bank", "post", "public")), "holder": TEXT}
    assert account.rule_part(STORED, "way", settings) == "bank"
    assert account.rule_part(STORED, "holder", settings) == "みほん　きょうこ"
    with pytest.raises(KeyError):
        account.rule_part({"way": "public"}, "holder", settings)


def test_cells_carry_codes_for_bank_files() -> None:
    cells = BankAccount().cells(STORED, BankAccountSettings())
    assert (cells[""], cells["bank"], cells["kind_zengin"], cells["number"]) == ("bank", "9999", "1", "0012345")
    assert BankAccount().cells({"way": "public"}, BankAccountSettings()) == {"": "public"}
