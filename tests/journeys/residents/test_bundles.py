"""A family of four that moves in (転入) files a bundle."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from portal.services.cases.cases import open_case
from portal.services.signing.verify_signatures import verify_signatures
from portal.store.bundles import bundles
from portal.store.cases import applications
from portal.store.statements import every, sql
from tests.journeys.bundling import Bundling, go_on, start
from tests.journeys.family import served
from tests.journeys.in_process import InProcess
from tests.journeys.moving import ALL, ALLOWANCE, ANSWERS, MEDICAL, SCHOOL, WATER
from tests.journeys.visitor import Visitor

PUBLIC_SERVANT = {
    "public_servant": "yes", "receiving": "no", "capacity": "parent", "has_spouse": "no", "older_count": "0", "reason": "born",
    "event_date.era": "western", "event_date.year": "2026", "event_date.month": "11", "event_date.day": "10",
}  # fmt: skip
BIRTH = {"birth.era": "western", "birth.year": "1994", "birth.month": "4", "birth.day": "12"}


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[InProcess]:
    with served(tmp_path_factory.mktemp("city"), zone="single") as server:
        yield server


def bundling(city: InProcess, visitor: Visitor, procedures: tuple[str, ...] = ALL) -> Bundling:
    start(visitor, procedures)
    go_on(visitor)
    offered = {procedure: city.installation.catalogue.current(procedure) for procedure in ANSWERS}
    return Bundling(visitor, offered, ANSWERS)


def count(city: InProcess, table: str) -> int:
    with city.installation.database.read() as unit:
        return int(every(unit, sql(f"SELECT COUNT(*) FROM {table}"))[0][0])


def test_a_family_that_moved_here_files_all_at_once(city: InProcess, tmp_path: Path) -> None:
    with city.resident() as taro:
        family = bundling(city, taro)
        check = family.until_check()
        questions = [(procedure, name) for procedure, name in family.asked if name.startswith(("claimant", "guardian"))]
        assert {procedure for procedure, name in questions if name.endswith(".phone")} == {MEDICAL}, (
            "once, in the first procedure"
        )
        assert [procedure for procedure, name in family.asked if name == "consent_true"] == [WATER], "once, at the end"
        assert check.count("09000000001") == 4, "and every section gets it"
        assert check.count("見本　花子") == 2
        assert "<h3>あとから出せる書類" not in check, "papers are folded as the answers are"
        assert "<summary>あとから出せる書類（" in check
        assert not [name for procedure, name in family.asked if procedure == SCHOOL and name.endswith(".name")]
        before = count(city, "application")
        city.cards.sign(taro, "taro")
        assert count(city, "application") == before + 4
        receipt = taro.text
        bundle = taro.path.rpartition("/")[2]
        assert "4件の手続を、まとめて申請しました" in receipt
        with city.installation.database.read() as unit:
            filed_bundle = bundles.by_id(unit, bundle)
            rows = [applications.by_uid(unit, uid) for uid in bundles.uids(unit, bundle)]
            stated = [open_case(city.installation, unit, row).answers.get("consent_true") for row in rows if row]
        assert filed_bundle is not None
        assert filed_bundle.number
        assert filed_bundle.number in receipt
        assert stated == [True, True, None, True]
        assert [row.procedure for row in rows if row] == [MEDICAL, ALLOWANCE, SCHOOL, WATER]
        assert len({row.duty for row in rows if row}) == 3
        for filed in rows:
            assert filed is not None
            assert filed.receipt_number in receipt
            signed = verify_signatures(city.installation, filed.receipt_number)
            assert [(signer.role, signer.state, signer.sound) for signer in signed] == [("applicant", "accepted", True)]
            assert len(json.loads(signed[0].signed)["parts"]) == 4
        page = taro.go("/applications").text
        assert "まとめて申請（4件）" in page
        assert page.count(f'href="/bundles/{bundle}"') == 1
        assert taro.go(f"/bundles/{bundle}/check").url.path == f"/bundles/{bundle}", (
            "Back and reload send nothing twice"
        )
        assert count(city, "application") == before + 4
        pdf = taro.go(f"/bundles/{bundle}/receipt.pdf")
        assert pdf.content.startswith(b"%PDF")
        corrected = taro.go(f"/applications/{rows[1].receipt_number if rows[1] else ''}/stop")
        assert corrected.status_code == 200, "only one part is stopped"


def test_what_is_changed_in_one_part_is_changed_in_all(city: InProcess) -> None:
    with city.resident(subject="taro-2") as taro:
        family = bundling(city, taro, (ALLOWANCE, MEDICAL))
        family.until_check()
        change = re.search(r'<dt>昼間につながる電話番号.*?<a [^>]*href="([^"]+)"', taro.text, re.S)
        assert change
        taro.go(change[1])
        taro.press("次へ進む", {"claimant.phone": "080-0000-0099"})
        assert taro.path.endswith("/check")
        assert taro.text.count("080-0000-0099") == 2
        assert "09000000001" not in taro.text
        child = re.search(r'href="([^"]+children\.1\.child)"', taro.text)
        assert child
        taro.go(child[1])
        taro.press("次へ進む", {"children.1.name.given": "ひかる", "children.1.kana.given": "ヒカル"})
        assert taro.text.count("見本　ひかる") >= 2
        assert "ひかり" not in taro.text


def test_who_continues_by_code_is_asked_for_nobody_again(city: InProcess) -> None:
    with city.resident(subject="taro-5") as taro:
        family = bundling(city, taro, (ALLOWANCE, MEDICAL))
        while family.current_page()[0].id == ALLOWANCE and len(family.screens) < 20:
            family.one_page()
        taro.go(taro.path.partition("/page/")[0] + "/other-device")
        taro.press("コードを作る")
        code = re.findall(r'receipt-number number">([^<]+)<', taro.text)[0]
    with city.visitor(browser="another telephone") as other:
        other.go("/resume")
        other.press("続きを開く", {"code": code, **BIRTH})
        again = Bundling(other, family.procedures, ANSWERS)
        assert again.until_check().count("見本　そら") >= 2
    names = [name for _, name in again.asked if name.endswith((".name", ".kana", ".birth"))]
    assert (names, again.typed > 0) == ([], True), "the first part has them"


def test_a_part_that_cannot_go_on_is_left_out_and_stays(city: InProcess) -> None:
    with city.resident(subject="taro-3") as taro:
        family = bundling(city, taro, (ALLOWANCE, WATER))
        taro.press("次へ進む", PUBLIC_SERVANT)
        assert taro.path.endswith("/stopped")
        taro.press("「児童手当 認定請求」を外して続ける")
        assert "手続を外しました" in taro.text
        go_on(taro)
        family.until_check()
        taro.press("1件をまとめて申請する")
        assert "1件の手続を、まとめて申請しました" in taro.text
        assert "書きかけの申請" in taro.go("/applications").text
        assert "児童手当 認定請求" in taro.text


def test_nobody_elses_bundle_is_seen(city: InProcess) -> None:
    with city.resident(subject="taro-4") as taro, city.resident(subject="hanako") as hanako:
        start(taro, (ALLOWANCE, MEDICAL))
        address = taro.path
        for page in ("", "/check", "/sign", "/sign/go", "/discard", "/receipt.pdf"):
            assert hanako.go(address + page).status_code == 404
        assert hanako.go("/bundles/nobodys").status_code == 404


def test_what_has_to_be_filed_alone_is_reported_before_anything_is_typed(city: InProcess) -> None:
    with city.visitor() as stranger:
        page = stranger.go(f"/bundles/choose?with={ALLOWANCE}&with=inkan-shomei&with=nothing").text
        assert "先に手数料を払う手続です" in page
        assert "マイナンバーカードでログインしてから始めます" in page
        assert "あなた自身が出す手続です" in page.partition('name="with"')[0]
        stranger.press("まとめて始める")
        assert stranger.seen.status_code == 422
        assert "2つ以上の手続を選んでください" in stranger.text
