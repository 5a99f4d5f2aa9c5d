"""Identity checks in the reviewer's words."""

from dataclasses import replace

from portal.services.cases.cases import case_of_resident
from portal.services.desk.case.describe_evidence import describe_evidence
from portal.services.shared.installation import Installation
from tests.portal.world import alice, file_application


def test_evidence_of_the_card_is_in_words_and_says_nothing_twice(installation: Installation) -> None:
    session = alice(installation)
    number = file_application(installation, session)
    with installation.database.read() as unit:
        case = case_of_resident(installation, unit, session, number)
    kept = {"way": "card", "provider": "das", "methods": ["das"], "acr": "aal3", "settings": {"standard_days": 7}}
    assert describe_evidence(replace(case, evidence=kept), installation.clock.today()) == (
        ("確かめ方", "マイナンバーカード"),
        ("確かめた先", "デジタル認証アプリ"),
        ("確かめた先の区分", "aal3（数字が大きいほど確か）"),
        ("保証の段階", "身元確認2・当人認証3（表 ds511-provisional-1。国の表は確かめられていません）"),
    )
    more = {"provider": "das", "methods": ["das", "pin"]}
    assert describe_evidence(replace(case, evidence=more), installation.clock.today())[-1] == ("くわしい方式", "pin")
