"""What administrators change of the city's files: in whose words, and with whose consent."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from forms.city import parts
from forms.city.parts import CityPart
from forms.text.reading import Sheet
from portal.services.desk.sections.handling_rules import FILE as ASSIGNMENT
from portal.services.desk.sections.handling_rules import HandlingRules
from portal.services.handover.hand_over_times import FILE as HAND_OVERS
from portal.services.handover.hand_over_times import HandOverTimes
from portal.services.staff.groups import FILE as STAFF_GROUPS
from portal.services.staff.groups import StaffGroups

LAYOUT, LAYOUTS = "layout-", "layouts/"  # a part for each layout, and where its text is laid
_LAYOUT = re.compile(rf"{LAYOUT}([a-z][a-z0-9]*([.-][a-z0-9]+)*)")
PARTS: Mapping[str, CityPart] = {
    part.id: part
    for part in (
        *parts.PARTS.values(),
        CityPart("assignment", ASSIGNMENT, HandlingRules),
        CityPart("hand-overs", HAND_OVERS, HandOverTimes),
        CityPart("staff-groups", STAFF_GROUPS, StaffGroups),
    )
}


_MOST_NAME = 100


@dataclass(frozen=True)
class PartWords:
    """`by_two`: another administrator approves it. `shown`: address of the page that shows it to residents. `kept`:
    where staff change it from day to day."""

    title: str
    help: str
    by_two: bool = False
    shown: str = "/"
    kept: str = ""


WORDS: Mapping[str, PartWords] = {
    "hours": PartWords("電話と開庁時間", "代表の電話、開いている時間、こまったときの案内、郵便の送り先です。電話と時間は、どの画面の下にも出ます。"),
    "offices": PartWords(
        "課・窓口と、持つ事務", "事務ごとの課、電話、場所、処分庁です。手続のページ、控え、通知書に出ます。改組は、前の行に to を書いて行を足します。", True, "/procedures"
    ),
    "announcements": PartWords("お知らせ", "緊急、休止、ニュースです。緊急と休止は、どの画面の上にも出ます。", shown="/announcements"),
    "closed": PartWords("休みの日", "土日、祝日、年末年始のほかに休む日です。期限と予約の枠の計算に使います。"),
    "fees": PartWords("手数料と、手続ごとの値", "手数料、支払いの日、期間など、手続の定義が市にまかせている値です。", True, "/procedures"),
    "leaflets": PartWords("利用規約・個人情報・使い方", "住民に約束する文です。", True, "/terms"),
    "notices": PartWords("メールと通知の文", "書いた通知だけ、決まった文の代わりに出ます。本人に出す番号や暗証のメールは変えられません。", True, ""),
    "entrance": PartWords("入口のページ", "最初の画面の札、できごとごとに先に出す手続、よくさがされるものです。"),
    "faq": PartWords("よくある質問", "この市で足す質問と答えです。答えの元（法律、案内のページ）も書きます。", shown="/find/faq"),
    "handouts": PartWords("手続のページの様式と案内", "手続のページに出すファイルの名前と、どの手続に出すかです。ファイル（PDFなど）は、市のフォルダーの handouts に置きます。", shown="/procedures"),
    "counters": PartWords("窓口", "窓口の名前、現金を受け取るか、まとめて始める手続です。"),
    "tickets": PartWords("番号札", "番号札を出す場所、窓口の数、番号の列、出す時間です。", shown="/halls"),
    "years": PartWords("年度ごとの受付", "手続と年度ごとの、受付の日と定員です。", True, "/procedures"),
    "slots": PartWords("予約の枠とカレンダー", "予約の種類と、開く時間です。日ごとの枠は「予約の枠」で直せます。", kept="/desk/slots"),
    "facilities": PartWords("施設", "保育施設、学校など、申請で選ぶ施設です。"),
    "lists": PartWords("選択リスト", "課が持つ一覧と、そのはじめの中身です。中身は「選択リスト」で直します。", kept="/desk/lists"),
    "retention": PartWords("保存期間", "手続ごとに、何年残すかです。書いた手続では、定義より先に使われ、もう届いている申請にも効きます。消すのは、2人で確かめる廃棄だけです。", True, "", "/admin/keys#keeping"),
    "points": PartWords("指数（選考の点）", "利用調整などの点の表です。", True),
    "identity": PartWords("本人確認の書類", "窓口で見る書類と、その組み合わせです。", True),
    "words": PartWords("さがすときのことば", "同じ意味のことばです。", shown="/procedures"),
    "desk": PartWords("職員の画面の決まり", "期限の何日前から知らせるか、2人で登録する手続、集計の公開です。", True),
    "postal": PartWords("郵便番号と町名", "配られている郵便番号のデータにない町や、ちがう町です。"),
    "banks": PartWords("銀行と支店", "配られている金融機関のデータにない支店です。ふりこみ先の口座を入れるときに出ます。", True),
    "assignment": PartWords("担当の割当て", "届いた申請を、だれの担当にするかです。人に権限は付きません。", shown="", kept="/desk/assignment/rules"),
    "hand-overs": PartWords("決まった時刻の引渡し", "業務システムに渡すファイルを、何時に作るかです。", True, "", "/desk/exports"),
    "staff-groups": PartWords("庁内のグループと権限", "庁内の認証基盤のグループごとの権限です。次にサインインするときから変わります。", True, "", "/admin/people"),
    "insurers": PartWords("医療保険の保険者", "様式に入る保険者の名前と番号です。", True),
    "city": PartWords("市の名前とコード", "市の名前、コード、色、ことばです。", True),
}  # fmt: skip

# As an administrator looks for them; layouts follow.
GROUPS: Mapping[str, tuple[str, ...]] = {
    "市と窓口": ("city", "hours", "closed", "offices", "counters", "tickets", "announcements"),
    "住民が読むもの": ("entrance", "leaflets", "notices", "faq", "handouts", "words"),
    "手続の値と選ぶもの": (
        "fees", "years", "slots", "facilities", "lists", "points", "identity", "insurers", "banks", "postal",
    ),
    "職員と事務": ("desk", "assignment", "hand-overs", "staff-groups", "retention"),
}  # fmt: skip


def city_part(part: str) -> CityPart:
    """Raises KeyError."""
    match = _LAYOUT.fullmatch(part) if len(part) <= _MOST_NAME else None
    return PARTS[part] if match is None else CityPart(part, f"{LAYOUTS}{match[1]}.yaml", Sheet)


def words_of(part: str) -> PartWords:
    """Raises KeyError."""
    if part.startswith(LAYOUT):
        name = part.removeprefix(LAYOUT)
        return PartWords(
            f"引渡しの形：{name}",
            "業務システムなどに渡すファイルの形です。1度使った版は変えられません。直したら、version も変えます。",
            True,
            "",
        )
    return WORDS[part]
