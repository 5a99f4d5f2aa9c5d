"""Ten households at the counter (D1b). Everybody is made up; what a household says is by question, else `tests.bench.clerk` says it."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Household:
    """`card`: laid on the reader; `find`: birth and reading to look up in the register; `about`: whose procedure it is; `paper`: its people as (family, given, family kana,
    given kana, birth, sex, 続柄); `day`: of moving in."""

    name: str
    guide: str
    says: Mapping[str, str] = field(default_factory=dict)
    card: Mapping[str, str] = field(default_factory=dict)
    find: tuple[str, str] = ("", "")
    about: str = ""
    paper: str = ""
    people: tuple[tuple[str, ...], ...] = ()
    protected: tuple[str, str] = ("", "")
    screen: bool = True
    agrees: tuple[str, ...] = ()  # words of questions that the visitor answers with yes on the screen
    begins: tuple[str, ...] = ()  # of what the guide lists; all of it where this is empty

    @property
    def answers(self) -> Mapping[str, str]:
        rows: dict[str, str] = {}
        boxes = ("name.family", "name.given", "kana.family", "kana.given", "birth.year", "sex", "relation")
        before: tuple[str, ...] = ("", "", "", "")
        for number, person in enumerate(self.people, 1):
            # the table carries family name and its reading to the next line
            kept = {0, 2} if number > 1 and (person[0], person[2]) == (before[0], before[2]) else set[int]()
            rows |= {f"p{number}-{box}": "" if at in kept else person[at] for at, box in enumerate(boxes)}
            before = person
        return {**COMMON, **rows, **self.says}


COMMON: Mapping[str, str] = {
    "visit-papers": "my_number_card", "visit-name": "", "visit-about": "", "find-reason": "asked", "find-address": "",
    "paper-day.year": "R081110", "paper-left.year": "R081108", "paper-address.postal": "0000001", "paper-address.street": "五丁目6番7号",
    "reception-place": "general", "phone": "000-0000-0009", "older_count": "0", "insurer_no": "39010004", "insured_no": "00000019",
    "insured_number": "00000019", "way": "new", "starts_on.year": "R081201", "who_moves": "all", "out_by": "certificate",
    "from_address.street": "一丁目1番1号", "school_town": "架空県架空市", "former": "japan", "pay_by": "slip",
    "public_servant": "no", "receiving": "no", "cares": "yes", "support": "shared", "readable": "no", "receive": "counter", "sex": "",
    "work": "self_employed", "claimant.work": "self_employed", "spouse.work": "none", "pension": "national", "welfare": "no", "stay": "home", "weight": "3000", "to.way": "public",
}  # fmt: skip
MOVING: Mapping[str, str] = {
    "direction": "moved_in", "moved_on.year": "R081110", "left_on.year": "R081108", "others": "none", "insurance": "nhi", "care": "none",
    "seal_wanted": "no", "water": "start", "dog": "no", "vehicles": "none", "home": "none",
}  # fmt: skip
ELSEWHERE = "架空県架空市一丁目1番1号"
HOUSEHOLDS = (
    Household(
        "転入、4人（6手続）", "moving", {**MOVING, "pension": "other", "others": "pupil", "school": "changes", "pupils.school": "架空市立例示小学校", "grade": "e5"},
        {"name": "例示　健一", "birth": "19850402", "sex": "1", "address": ELSEWHERE}, paper="transfer",
        people=(
            ("例示", "健一", "れいじ", "けんいち", "S600402", "male", "head"), ("例示", "花子", "れいじ", "はなこ", "S620809", "female", "wife"),
            ("例示", "空", "れいじ", "そら", "H280506", "male", "child"), ("例示", "海", "れいじ", "うみ", "R081015", "female", "child"),
        ),
        begins=("ido-todoke", "kokuho-kanyu", "jido-teate-nintei", "kodomo-iryohi", "tenko-todoke", "suido-kaishi"),
    ),
    Household(
        "転入、夫婦、カードなし", "moving", MOVING, paper="transfer",
        people=(("試験", "実", "しけん", "みのる", "H020303", "male", "head"), ("試験", "光", "しけん", "ひかり", "H040505", "female", "wife")),
    ),
    Household(
        "転入、1人、外国籍", "moving", {**MOVING, "others": "foreigner", "foreign": "yes", "alias": "no"},
        {"name": "ＮＧＵＹＥＮ　ＴＨＩ　ＨＯＡ", "birth": "19940505", "sex": "2", "address": ELSEWHERE}, paper="transfer",
        people=(("ＮＧＵＹＥＮ", "ＴＨＩ　ＨＯＡ", "ぐえん", "てぃほあ", "H060505", "female", "head"),),
    ),
    Household("転居、2世代5人", "moving", {**MOVING, "direction": "moved_within", "water": "none", "reason": "moved_within"}, find=("S530120", "いちろう")),
    Household(
        "出生、住民票の夫婦", "birth", {"born_on.year": "R081105"}, find=("H090821", "あおい"), paper="birth",
        people=(("﨑見", "凪", "さきみ", "なぎ", "R081105", "female", "child"),),
    ),
    Household(
        "出生、母がカードで", "birth", {"born_on.year": "R081112"},
        {"name": "見本　花子", "birth": "19950930", "sex": "2", "address": "見本県見本市中央１丁目２番３号"}, find=("H070930", "はなこ"), paper="birth",
        people=(("見本", "のぞみ", "みほん", "のぞみ", "R081112", "female", "child"),),
    ),
    Household("介護、本人", "care", {"age": "over65", "level": "none", "application": "first"}, find=("S240403", "たろう")),
    Household("介護、カードで", "care", {"age": "over65", "level": "none", "application": "first"}, find=("S250115", "かつこ")),
    Household("おくやみ、妻が", "bereavement",
        {
            "died_on.year": "R081115", "account.to.way": "post", "account.to.symbol": "17300", "account.to.post_number": "19927651",
            "account.to.post_holder": "タカミホン　ウメコ",
        }, find=("S290615", "うめこ"), about="髙見本 太郎", agrees=("生活費を出しあうなど",)),
    Household(
        "守られている人の転居", "moving",
        {**MOVING, "direction": "moved_within", "water": "none", "from_head.name.family": "伏見本", "from_head.name.given": "菫"},
        {"name": "伏見本　菫", "birth": "19880505", "sex": "2", "address": "見本県見本市見本町九丁目9番9号"}, protected=("伏見本　菫", "1988-05-05"),
    ),
)  # fmt: skip
