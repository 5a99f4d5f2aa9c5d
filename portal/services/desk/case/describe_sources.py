from collections.abc import Mapping

from portal.db import Unit
from portal.services.cases.cases import Case
from portal.services.filing.origins import CHANGED
from portal.services.filing.visit_facts import GUIDE, HOME, SHOWN, USUAL, VISIT, VISITOR
from portal.services.shared.known_sources import (
    BIRTH,
    BUNDLE,
    CARD,
    CARD_FACE,
    CHAIN,
    CITY,
    COMPANY,
    CORPORATIONS,
    EARLIER,
    HELD,
    INVITATION,
    LICENCE_FACE,
    MOVE_FORM,
    PAPER_READ,
    PORTAL,
    REGISTER,
    RESERVATION,
    RESIDENCE,
    TRANSFER,
    TRANSFER_DATA,
    UNPROVED,
)
from portal.store.cases import applications

SOURCES: Mapping[str, str] = {
    INVITATION: "案内", REGISTER: "住民票", HELD: "市の保険・年金の記録", CARD: "カード", COMPANY: "GビズID", CORPORATIONS: "法人番号公表サイト", CARD_FACE: f"カードの券面（{UNPROVED}）", LICENCE_FACE: f"運転免許証の券面（{UNPROVED}）", PORTAL: "マイナポータル", EARLIER: "前の申請",
    TRANSFER_DATA: "転出証明書のデータ", TRANSFER: "転出証明書", BIRTH: "出生証明書", RESIDENCE: "在留カード", MOVE_FORM: "紙の住民異動届", PAPER_READ: "書類の読み取り", RESERVATION: "予約のときの答え", HOME: "家で書いた答え", GUIDE: "手続ガイドの答え", VISIT: "来庁の画面", VISITOR: "来庁者の画面", USUAL: "ふつうの答え",
    SHOWN: "見せてもらった書類", CHAIN: "続きのもとになった申請", BUNDLE: "いっしょに申請した手続", CITY: "市のお知らせ",
}  # fmt: skip


def describe_sources(unit: Unit, case: Case) -> Mapping[str, str]:
    sources: Mapping[str, str] = case.evidence.get("sources", {})
    words = {key: _source_text(whence) for key, whence in sources.items()}
    if case.row.answers_revision > 1:
        first = case.sealer.open("answers:1", applications.answers(unit, case.row.id, 1))
        corrected = (key for key in case.path.asked if case.answers.get(key) != first.get(key))
        words |= dict.fromkeys(corrected, "補正で直した")
    return words


def _source_text(whence: str) -> str:
    changed, _, name = whence.rpartition(" ")
    return f"{SOURCES[name]}の値を直した" if changed == CHANGED else f"{SOURCES[name]}から"
