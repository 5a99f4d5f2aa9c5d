"""The fictional city's people, for mocks."""

from datetime import date

from forms.city.city import City, Person
from integrations.certificates.mock.holder import Holder
from integrations.identity.mock.gbizid import account
from integrations.identity.mock.persona import Persona
from integrations.line.mock.platform import TELEPHONE

_SEX = {"male": "1", "female": "2", "other": "9", "unknown": "9"}
# 利用者証明用 survives a move and a locked signing PIN, but not its expiry or its holder's death.
_REFUSED = {"expired": "unmet_authentication_requirements", "ended": "unmet_authentication_requirements"}

_COMPANY = {
    "corp_type": "1", "corporate_number": "7000000000101", "name": "株式会社見本建設", "prefecture_name": "見本県",
    "address1": "見本市見本町一丁目", "address2": "8番9号", "rep_last_nm": "見本", "rep_first_nm": "建造",
    "rep_last_nm_kana": "ミホン", "rep_first_nm_kana": "ケンゾウ",
}  # fmt: skip
_SOLE = {
    "corp_type": "2", "corporate_number": "practice-1", "name": "港の写真館", "prefecture_name": "見本県",
    "address1": "見本市港町二丁目", "address2": "1番5号", "rep_last_nm": "港", "rep_first_nm": "春子",
}  # fmt: skip
_AGENTS = {
    "corp_type": "1", "corporate_number": "1000000000404", "name": "行政書士法人みほん事務所", "prefecture_name": "見本県",
    "address1": "見本市見本町二丁目", "address2": "3番4号", "rep_last_nm": "代書", "rep_first_nm": "一",
    "rep_last_nm_kana": "ダイショ", "rep_first_nm_kana": "ハジメ",
}  # fmt: skip
_CLIENT = {
    "corp_type": "1", "corporate_number": "5000000000202", "name": "株式会社サンプル製作所", "prefecture_name": "見本県",
    "address1": "見本市港町四丁目", "address2": "5番6号", "rep_last_nm": "港", "rep_first_nm": "工",
    "rep_last_nm_kana": "ミナト", "rep_first_nm_kana": "タクミ",
}  # fmt: skip
# Accounts of GビズID: a company with three, one with its head alone, a 行政書士法人 with two, and a sole proprietor whom
# nothing examined.
COMPANY_ACCOUNTS = (
    account("kenzo", "prime", _COMPANY, ("見本", "建造")),
    account("soumu", "member", _COMPANY, ("総務", "花子"), "総務部"),
    account("genba", "member", _COMPANY, ("現場", "太郎"), "工事部"),
    account("sample", "prime", _CLIENT, ("港", "工")),
    account("daisho", "prime", _AGENTS, ("代書", "一")),
    account("hojo", "member", _AGENTS, ("補助", "次郎")),
    account("minato", "entry", _SOLE, ("港", "春子")),
)
# Of LINE Login; the first is the telephone of the mock platform, which a push reaches.
LINE_ACCOUNTS = (Persona(TELEPHONE, "見本 花子のLINE"), Persona("U" + "0" * 31 + "2", "別の人のLINE"))
LINE_FRIENDS = frozenset({TELEPHONE})


def personas(city: City, today: date) -> tuple[Persona, ...]:
    """Card holders, for sign-in."""
    return tuple(_persona(person) for person in city.people_on(today) if person.card)


def holders(city: City, today: date) -> tuple[Holder, ...]:
    """Card holders, for the cards."""
    return tuple(_holder(person) for person in city.people_on(today) if person.card)


def _persona(person: Person) -> Persona:
    return Persona(
        person.id,
        person.card_name or person.full_name,
        person.birth,
        _SEX[person.sex],
        _line(person),
        person.about,
        person.full_kana,
        _REFUSED.get(person.card_state, ""),
    )


def _holder(person: Person) -> Holder:
    # Unconfirmed: that a certificate has 通称 in brackets after the name, as the card's surface does.
    name = f"{person.full_name}（{person.alias}）" if person.alias else person.full_name
    return Holder(
        person.id, name, _line(person), person.birth, _SEX[person.sex], person.card_state, person.card_generation
    )


def _line(person: Person) -> str:
    address = person.address
    return f"{address.town}{address.street}" + (f"\u3000{address.building}" if address.building else "")
