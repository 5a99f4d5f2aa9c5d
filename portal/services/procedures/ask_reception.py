"""How a visit or paper form was received: door, day, place, evidence, by the procedures' field types."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta

from forms.definition.field import Parsed, Value
from forms.definition.procedure import Field, Page, Procedure, Step
from forms.definition.registry import field_types
from forms.mistakes import Mistake
from forms.path.filer import ANYONE, CAME, MANDATES, asks_itself, own_questions, role_of
from forms.path.path import AskedPage, Path
from portal.services.shared.needs import Basics
from portal.services.shared.visit_part import VisitPart

# Ids in definitions contain no hyphen, so these never collide with a question.
DOOR, STAMP, PLACE = "reception-door", "reception-stamp", "reception-place"
SHOWN, NOTE = "reception-shown", "reception-note"
MANDATE, MANDATE_DAY = "reception-mandate", "reception-mandate-day"

DOORS = {"counter": "来庁（聞きながら入れる）", "post": "紙の申請書（郵送・持参）"}

# Evidence of identity: one with a photograph, or two others. [assumed: each city sets its own list]
DOCUMENTS = {
    "my_number_card": "マイナンバーカード",
    "driving_licence": "運転免許証",
    "passport": "旅券（パスポート）",
    "residence_card": "在留カード・特別永住者証明書",
    "photo": "そのほかの写真つきの身分証明書（1点）",
    "two": "写真のないもの2点（資格確認書、年金手帳など）",
}
_NAMED = ("photo", "two")  # the note names the papers
_ABSENT = {"none": "写しの同封なし（担当課が確かめる）"}
# Only in a disaster: a card may be lost in the ruins.
LOST = "lost"
_LOST = {LOST: "見ていない・災害でなくした（担当課が確かめる）"}
# Evidence of the right to act for another person. [assumed: each city sets its own list]
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
# All that evidence of these doors may contain.
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
# [assumed] A paper form is keyed within days; a stamp further back is probably a typing error.
_OLD = timedelta(days=14)

Read = Callable[[Field], Parsed]


def counter_doors(procedure: Procedure) -> tuple[str, ...]:
    return tuple(door for door in DOORS if door in procedure.who)


def ask_reception(
    installation: Basics, procedure: Procedure, read: Read, visit: VisitPart | None = None, sheet: str = "",
    *, disaster: bool = False,
) -> Path:  # fmt: skip
    """Without a first answer, the first door counts. `sheet`: a numbered form of an outage; its stamp dates the
    arrival. In a `disaster` evidence may be missing."""
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
        came = reception.ask_role(door, procedure.who[door])
    if not seen_at_visit(visit, door):
        alone = {paper.id: paper.title for paper in visit.alone} if visit is not None and door == "counter" else {}
        reception.ask_shown(door, _LOST if disaster else {}, alone)
    if _role(procedure, read, came) in MANDATES:
        mandate = reception.ask(_choice(MANDATE, "代理権を示すもの（見たもの）", MANDATE_PAPERS | _LATER))
        if mandate in _DATED:
            day = reception.ask(_field(MANDATE_DAY, "date", "その書類の日付（書いた日・発行日）"))
            reception.check_mandate(day, installation.clock.today())
    return reception.path


def seen_at_visit(visit: VisitPart | None, door: str) -> bool:
    return door == "counter" and visit is not None and visit.met


def _role(procedure: Procedure, read: Read, came: Value | None) -> str:
    answers = {name: read(procedure.by_name[name]).value for name in own_questions(procedure)}
    return role_of(procedure, {name: value for name, value in answers.items() if value is not None}, str(came or ""))


def arrival_day(reception: Path, today: date) -> date:
    """With legal effect: the 収受印 of a paper form, else today."""
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
        label = "本人確認（見たもの）" if door == "counter" else "本人確認（同封の写し・見たもの）"
        listed = alone or DOCUMENTS
        shown = self.ask(_choice(SHOWN, label, {**listed, **(lost if door == "counter" else _ABSENT)}))
        if alone:
            self.warnings |= {} if shown else {SHOWN: (_mistake(_AT_VISIT),)}
        elif shown in _NAMED:
            self.ask(_field(NOTE, "text", "確かめたものの名前", settings={"max": 60}))

    def ask_role(self, door: str, allowed: Sequence[str]) -> Value | None:
        if tuple(allowed) == (ANYONE,):
            self.answers[CAME] = ANYONE
            return ANYONE
        label, roles = "来た人" if door == "counter" else "差出人", {role: _WHO[role] for role in allowed}
        came = self.ask(_choice(CAME, label, roles))
        if CAME in self.mistakes:
            sentence = f"この手続の「{label}」になれるのは、{'、'.join(roles.values())}です。選びなおすか、この手続を外してください。"
            self.mistakes[CAME] = (_mistake(sentence),)
        return came

    def check_stamp(self, stamp: Value | None, today: date) -> None:
        day = today if stamp is None else date.fromisoformat(stamp)
        if day > today:
            self.mistakes[STAMP] = (_mistake("「収受印の日」がまだ来ていません。収受印のとおりに直してください。"),)
        elif day < today - _OLD:
            self.warnings[STAMP] = (_mistake("「収受印の日」が14日より前です。収受印をもう一度確かめてください。"),)

    def check_mandate(self, day: Value | None, today: date) -> None:
        if day is not None and date.fromisoformat(day) > today:
            self.mistakes[MANDATE_DAY] = (
                _mistake("「その書類の日付」がまだ来ていません。書類のとおりに直してください。"),
            )

    @property
    def path(self) -> Path:
        fields = tuple(self.fields)
        page = Page("reception", "", "reception", fields)
        step = Step("reception", "受け付け方と本人確認", "reception", (page,))
        asked = AskedPage(page, step, fields, bool(self.missing or self.mistakes))
        required = frozenset(field.id for field in fields)
        return Path((asked,), self.answers, self.mistakes, self.warnings, tuple(self.missing), None, required=required)


def _mistake(sentence: str) -> Mistake:
    return Mistake("rule", arguments={"say": sentence})


def _choice(name: str, label: str, options: Mapping[str, str]) -> Field:
    return _field(name, "choice", label, settings={"options": options})


def _field(name: str, kind: str, label: str, *, help: str = "", settings: Mapping[str, object] | None = None) -> Field:
    type_ = field_types()[kind]
    return Field(name, type_, type_.Settings.model_validate(settings or {}), label, name, help=help)
