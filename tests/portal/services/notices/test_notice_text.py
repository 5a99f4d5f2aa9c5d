"""The contents of a notice, by outcome: reasons with their provision for refusals, no 教示 and no title for what another decides."""

from collections.abc import Mapping
from typing import Any

import pytest

from forms.definition.kind import KINDS
from portal.services.notices.notice_text import RESULTS, extension_text, notice_text

CONTENT: Mapping[str, Any] = {
    "arrived": "令和8年11月20日", "procedure": "見本の申請", "decided": "令和8年11月25日", "outcome": "認めます", "state": "approved", "reasons": False, "easy": "",
    "rows": [["月額", "10,000円"]], "words": "", "provision": "", "appeal": "", "forwarded": "", "after": [],
    "subject": "見本の通知書", "law": "", "easy_after": [],
    "receipt_number": "A-1",
}  # fmt: skip


def test_the_result_is_a_table_between_outcome_and_receipt_number() -> None:
    rows = notice_text({**CONTENT, "appeal": "一つめ"}).rows
    assert rows == [("結果", "認めます"), ("月額", "10,000円"), ("決定した日", "令和8年11月25日"), ("受付番号", "A-1")]


def test_a_refusal_has_its_reasons_and_the_provision_on_which_they_rest() -> None:
    refused = {
        "state": "refused",
        "reasons": True,
        "outcome": "認めません",
        "words": "市外に住むためです。\n\n二つめです。",
        "provision": "見本法 第4条",
    }
    text = notice_text({**CONTENT, **refused, "appeal": "一つめ\n二つめ"})
    assert (text.reasons, text.provision) == (["市外に住むためです。", "二つめです。"], "見本法 第4条")
    assert "理由を付けて通知します" in text.opening
    assert (text.appeal, [section.title for section in text.sections]) == (["一つめ", "二つめ"], [])
    assert any("理由" in line for line in text.easy)


def test_words_beside_an_approval_are_no_reasons() -> None:
    text = notice_text(
        {
            **CONTENT,
            "words": "証は別に届きます。",
            "provision": "見本法 第4条",
            "after": [["支払いについて", ["10日です。"]]],
        }
    )
    assert (text.reasons, text.provision) == ([], "")
    assert [(section.title, list(section.lines)) for section in text.sections] == [
        ("担当の課から", ["証は別に届きます。"]), ("支払いについて", ["10日です。"]),
    ]  # fmt: skip


def test_what_another_decided_is_only_reported() -> None:
    text = notice_text({**CONTENT, "forwarded": "見本県知事"})
    assert "見本県知事から届いた結果" in text.opening
    assert "決定したので" not in text.opening
    assert [section.title for section in text.sections] == ["この紙について"]
    assert "決定の通知書ではありません" in text.sections[0].lines[0]


def test_without_a_disposition_nothing_is_called_a_decision() -> None:
    text = notice_text(CONTENT)
    assert text.opening.endswith("次のとおりお知らせします。")
    assert "決定した日" not in dict(text.rows)


@pytest.mark.parametrize(
    "outcome", sorted({outcome for kind in KINDS.values() for outcome in (*kind.outcomes, *kind.endings)})
)
def test_easy_japanese_begins_with_what_the_paper_is_and_ends_with_whom_to_ask(outcome: str) -> None:
    easy = notice_text({**CONTENT, "state": outcome, "appeal": "一つめ"}).easy
    assert "知らせる" in easy[0]
    assert "電話番号" in easy[-1]
    assert len(easy) == len(set(easy))


def test_every_outcome_with_a_notice_of_its_kind_is_put_in_words() -> None:
    assert set(RESULTS) >= {"approved", "partly", "refused", "sent_back", "accepted", "declined"}


def test_a_result_that_the_definition_puts_in_easy_japanese_is_printed_in_it() -> None:
    easy = notice_text({**CONTENT, "easy": "待って（まって）ください"}).easy
    assert "待って（まって）ください" in easy[1]
    assert not any("認められました" in line for line in easy)


@pytest.mark.parametrize(
    ("state", "did"), [("approved", "変更した"), ("annulled", "取り消した"), ("revoked", "撤回した")]
)
def test_a_decision_that_changes_or_ends_another_names_it(state: str, did: str) -> None:
    text = notice_text({**CONTENT, "state": state, "appeal": "一つめ", "former": "令和8年11月20日　見福第3号"})
    assert f"についての決定（令和8年11月20日　見福第3号）を{did}ので" in text.opening


def test_an_extension_gives_its_reasons_and_says_that_nothing_is_to_be_done() -> None:
    text = extension_text("見本の申請", "令和8年11月20日", "意見書が届いていないためです。", "A-1")
    assert (text.reasons, text.appeal) == (["意見書が届いていないためです。"], ())
    assert "今することはありません" in text.sections[0].lines[0]


def test_what_follows_is_in_both_languages() -> None:
    text = notice_text(
        {**CONTENT, "after": [["これからすること", ["届けてください。"]]], "easy_after": ["出して（だして）ください。"]}
    )
    assert [(section.title, list(section.lines)) for section in text.sections] == [
        ("これからすること", ["届けてください。"])
    ]
    assert text.easy[-2] == "出して（だして）ください。"


def test_a_decision_names_the_provision_and_what_is_stated_of_each_child_stands_last() -> None:
    rows = [("月額", "2円"), ("子ども 1", ""), ("月額", "1円")]
    text = notice_text({**CONTENT, "rows": rows, "law": "見本法 第4条", "appeal": "一つめ"})
    assert [label for label, _ in text.rows] == [
        "結果", "月額", "根拠となる規定", "決定した日", "受付番号", "子ども 1", "月額",
    ]  # fmt: skip


def test_a_certificate_certifies() -> None:
    certificate = {**CONTENT, "subject": "罹災証明書", "appeal": "一つめ"}
    assert notice_text(certificate).opening.endswith("次のとおり証明します。")
    assert "通知します" in notice_text({**certificate, "reasons": True}).opening
