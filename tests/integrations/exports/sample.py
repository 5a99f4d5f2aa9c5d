"""Sample records."""

from collections.abc import Mapping
from datetime import UTC, datetime

from integrations.sockets.layout_socket import AnswerTable, Batch, Column, Record

PROCEDURE = "kaigo-hihokenshasho-saikofu"
BATCH = Batch(
    "20261120-001",
    datetime(2026, 11, 20, 8, 30, tzinfo=UTC),
    city_code="991015",
    facts={"care_insurer": "991018"},
)
CARDS = {"insured": "被保険者証", "copay": "負担割合証", "limit": "負担限度額認定証"}
REASONS = {"lost": "なくした・焼けた", "damaged": "破れた・よごれた", "other": "そのほか"}
COLUMNS = (
    *(Column(name, "", name) for name in ("filer_kind", "filer_name", "filer_kana", "relation")),
    Column("relation", "tell", "続柄のそのほか"),
    Column("name", "", "氏名"),
    Column("kana", "", "ふりがな"),
    Column("birth", "", "生年月日"),
    Column("sex", "", "性別"),
    Column("insured_no", "", "被保険者番号"),
    *(Column("address", part, f"住所 {part}") for part in ("", "postal", "town", "street", "building")),
    Column("cards", "", "再交付する証"),
    Column("reason", "", "理由"),
    Column("reason", "tell", "理由のそのほか"),
    Column("lost_how", "", "lost_how"),
    Column("lost_how", "tell", "なくしたときのそのほか"),
    *(Column(name, "", name) for name in ("return_by", "health_kind", "health_insurer")),
    *(Column(f"health_{name}", "", name) for name in ("insurer_no", "symbol", "number", "branch")),
    *(Column(name, "", name) for name in ("delivery", "phone", "email")),
)
TARO: Mapping[str, object] = {
    "filer_kind": "self",
    "name": "髙見本　太郎",
    "kana": "タカミホン　タロウ",
    "birth": "1949-04-03",
    "sex": "male",
    "insured_no": "0000000101",
    "address": {
        "": "〒000-0001 見本県見本市見本町一丁目2番3号",
        "postal": "0000001",
        "town": "見本県見本市見本町",
        "street": "一丁目2番3号",
    },
    "cards": "insured;copay",
    "reason": "lost",
    "lost_how": {"": "other", "tell": "先週、病院の帰りに\n「バス」の中で"},
    "delivery": "address",
    "phone": "000-0000-0001",
}


def cells(_field: str, value: object) -> Mapping[str, str]:
    """A mapping gives cells by suffix."""
    if isinstance(value, Mapping):
        return value
    return {"": str(value)}


# The suffixes that `cells` yields for Taro's answers.
AS_STORED = frozenset((column.field, column.suffix) for column in COLUMNS)


def tables(_procedure: str, _version: int) -> AnswerTable:
    return AnswerTable(COLUMNS, {"cards": CARDS, "reason": REASONS}, cells, frozenset({"my_number"}), AS_STORED)


def record(
    number: str = "R8-000001", head: Mapping[str, object] | None = None, answers: Mapping[str, object] | None = None
) -> Record:
    """None removes an answer."""
    facts: dict[str, object] = {
        "receipt_number": number,
        "procedure": PROCEDURE,
        "procedure_title": "介護保険 被保険者証などの再交付申請",
        "version": 1,
        "door": "online",
        "arrived_at": datetime(2026, 11, 19, 15, 30, tzinfo=UTC),  # 20 November in Tokyo
        "state": "received",
        "state_title": "受付",
        "duty": "care-qualification",
        "office": "福祉部 介護保険課 資格保険料係",
        "person_name": "髙見本　太郎",
    }
    given = {**TARO, **(answers or {})}
    return Record({**facts, **(head or {})}, {name: value for name, value in given.items() if value is not None})
