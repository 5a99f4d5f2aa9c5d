"""The questions of how a visit or a paper form was taken in: door, day, place, what showed who it is, and what a mandate. They are
asked beside the procedure's own, with the same field types. Knows no page and stores nothing."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta

from forms.field import Parsed, Value
from forms.mistakes import Mistake
from forms.path import AskedPage, Path
from forms.procedure import Field, Page, Procedure, Step
from forms.registry import field_types
from portal.services.installation import Installation
from portal.services.visit_part import VisitPart
from portal.services.who_files import CAME, MANDATES, asks_itself, own_questions, role_of

# A definition's ids know no hyphen: these never meet one of its questions, in the draft or on the page.
DOOR, STAMP, PLACE = "reception-door", "reception-stamp", "reception-place"
SHOWN, NOTE = "reception-shown", "reception-note"
MANDATE, MANDATE_DAY = "reception-mandate", "reception-mandate-day"

DOORS = {"counter": "来庁（聞きながら入れる）", "post": "紙の申請書（郵送・持参）"}

# What shows who somebody is: one with a photograph, or two of the others. [assumed: each city sets its own list]
DOCUMENTS = {
    "my_number_card": "マイナンバーカード",
    "driving_licence": "運転免許証",
    "passport": "旅券（パスポート）",
    "residence_card": "在留カード・特別永住者証明書",
    "photo": "そのほかの写真つきの身分証明書（1点）",
    "two": "写真のないもの2点（資格確認書、年金手帳など）",
}
_NAMED = ("photo", "two")  # which they were stands beside them in words
_ABSENT = {"none": "写しの同封なし（担当課が確かめる）"}
# Only in a disaster: nobody is sent away for a card that lies under their house.
LOST = "lost"
_LOST = {LOST: "見ていない・災害でなくした（担当課が確かめる）"}
# What shows that somebody may act for another. [assumed: each city sets its own list]
MANDATE_PAPERS = {
    "mandate_letter": "委任状",
    "court_record": "登記事項証明書（成年後見など）",
    "family_register": "戸籍（親権者・未成年後見人）",
    "manager_card": "介護支援専門員証・事業所の書類",
    "other_mandate": "そのほか（本人の被保険者証など）",
}
_DATED = ("mandate_letter", "court_record", "family_register")
_LATER = {"mandate_later": "まだ見ていない（担当課が確かめる）"}
_WHO = {
    "self": "本人", "same_household": "同じ世帯の人", "guardian": "法定代理人", "agent": "代理人",
    "care_manager": "ケアマネジャー", "anyone": "そのほかの人",
}  # fmt: skip
# All that evidence of these doors may say, for whoever shows it.
WORDS = {
    "counter-visual": "窓口で見て確かめた",
    "paper": "紙の申請書で確かめた",
    **DOCUMENTS,
    **_ABSENT,
    **_LOST,
    **_WHO,
    **MANDATE_PAPERS,
    **_LATER,
}

_AT_VISIT = "ここで選べるのは、1点で足りるものだけです。2点で確かめたときは、来庁の画面の「見た書類」で選んでください。どの手続にも入ります。"
_OLD = timedelta(days=14)  # [assumed] a paper form is keyed within days; a stamp far back is more often a slip

Read = Callable[[Field], Parsed]


def counter_doors(procedure: Procedure) -> tuple[str, ...]:
    """The doors at which staff enter this procedure; () where it is filed otherwise only."""
    return tuple(door for door in DOORS if door in procedure.who)


def ask_reception(
    installation: Installation, procedure: Procedure, read: Read, visit: VisitPart | None = None, sheet: str = "",
    *, disaster: bool = False,
) -> Path:  # fmt: skip
    """One page of questions, those that follow from others included. Without an answer
    to the first, the procedure's first door here counts. What was shown at a `visit`, and is enough, is not asked again. `sheet`: the
    numbered form that was written while nothing worked: its stamp says when it came, at whichever door. In a `disaster` who shows nothing is taken in all the
    same."""
    reception = _Reception(read)
    doors = counter_doors(procedure)
    door = reception.ask(_choice(DOOR, "受け付け方", {door: DOORS[door] for door in doors})) or doors[0]
    if door == "post" or sheet:
        label = f"様式 {sheet} の収受印の日" if sheet else "収受印の日"
        stamp = reception.ask(_field(STAMP, "date", label, help="R081117、2026/11/17 のようにも書けます。"))
        reception.check_stamp(stamp, installation.clock.today())
    places = {counter.id: counter.title for counter in installation.city.counters}
    reception.ask(_choice(PLACE, "受け付けた場所", places))
    came = None
    if not asks_itself(procedure):
        label = "来た人" if door == "counter" else "差出人"
        came = reception.ask(_choice(CAME, label, {who: _WHO[who] for who in procedure.who[door]}))
    if not seen_at_visit(visit, door):
        alone = {one.id: one.title for one in visit.alone} if visit is not None and door == "counter" else {}
        reception.ask_shown(door, _LOST if disaster else {}, alone)
    if _role(procedure, read, came) in MANDATES:
        mandate = reception.ask(_choice(MANDATE, "代理権を示すもの（見たもの）", MANDATE_PAPERS | _LATER))
        if mandate in _DATED:
            day = reception.ask(_field(MANDATE_DAY, "date", "その書類の日付（書いた日・発行日）"))
            reception.check_mandate(day, installation.clock.today())
    return reception.path


def seen_at_visit(visit: VisitPart | None, door: str) -> bool:
    """Whether a visit's evidence stands for this draft: a paper form came by another way."""
    return door == "counter" and visit is not None and visit.met


def _role(procedure: Procedure, read: Read, came: Value | None) -> str:
    """As whom they file, as far as it is told by now."""
    told = {name: read(procedure.by_name[name]).value for name in own_questions(procedure)}
    return role_of(procedure, {name: value for name, value in told.items() if value is not None}, str(came or ""))


def arrival_day(reception: Path, today: date) -> date:
    """The day with legal effect: of a paper form its 収受印, as soon as it can be one; of a visit today."""
    stamp = reception.answers.get(STAMP)
    return today if stamp is None else min(date.fromisoformat(stamp), today)


class _Reception:
    def __init__(self, read: Read) -> None:
        self.read = read
        self.fields: list[Field] = []
        self.answers: dict[str, Value] = {}
        self.mistakes: dict[str, tuple[Mistake, ...]] = {}
        self.warnings: dict[str, tuple[Mistake, ...]] = {}
        self.missing: list[str] = []

    def ask(self, field: Field) -> Value | None:
        parsed = self.read(field)
        self.fields.append(field)
        if parsed.mistakes:
            self.mistakes[field.id] = parsed.mistakes
        elif parsed.value is None:
            self.missing.append(field.id)
        else:
            self.answers[field.id] = parsed.value
        return parsed.value

    def ask_shown(self, door: str, lost: Mapping[str, str], alone: Mapping[str, str]) -> None:
        """`alone`: of the city's own list what is enough by itself; what needs a second paper is told on the page of the visit."""
        label = "本人確認（見たもの）" if door == "counter" else "本人確認（同封の写し・見たもの）"
        listed = alone or DOCUMENTS
        shown = self.ask(_choice(SHOWN, label, {**listed, **(lost if door == "counter" else _ABSENT)}))
        if alone:
            self.warnings |= {} if shown else {SHOWN: (_said(_AT_VISIT),)}
        elif shown in _NAMED:
            self.ask(_field(NOTE, "text", "確かめたものの名前", settings={"max": 60}))

    def check_stamp(self, stamp: Value | None, today: date) -> None:
        day = today if stamp is None else date.fromisoformat(stamp)
        if day > today:
            self.mistakes[STAMP] = (_said("「収受印の日」がまだ来ていません。収受印のとおりに直してください。"),)
        elif day < today - _OLD:
            self.warnings[STAMP] = (_said("「収受印の日」が14日より前です。収受印をもう一度確かめてください。"),)

    def check_mandate(self, day: Value | None, today: date) -> None:
        if day is not None and date.fromisoformat(day) > today:
            self.mistakes[MANDATE_DAY] = (
                _said("「その書類の日付」がまだ来ていません。書類のとおりに直してください。"),
            )

    @property
    def path(self) -> Path:
        fields = tuple(self.fields)
        page = Page("reception", "", "reception", fields)
        step = Step("reception", "受け付け方と本人確認", "reception", (page,))
        asked = AskedPage(page, step, fields, bool(self.missing or self.mistakes))
        required = frozenset(field.id for field in fields)
        return Path((asked,), self.answers, self.mistakes, self.warnings, tuple(self.missing), None, required=required)


def _said(sentence: str) -> Mistake:
    return Mistake("rule", arguments={"say": sentence})


def _choice(name: str, label: str, options: Mapping[str, str]) -> Field:
    return _field(name, "choice", label, settings={"options": options})


def _field(name: str, kind: str, label: str, *, help: str = "", settings: Mapping[str, object] | None = None) -> Field:
    type_ = field_types()[kind]
    return Field(name, type_, type_.Settings.model_validate(settings or {}), label, name, help=help)
