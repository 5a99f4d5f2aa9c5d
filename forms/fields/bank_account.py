"""A bank account, ゆうちょ銀行 by 記号 and 番号, or 公金受取口座."""

import random
import re
from collections.abc import Callable, Mapping
from typing import Annotated, Any, Literal

from pydantic import Field

from forms.definition.boxes import MARKS_PER_SIGN, box, flaws
from forms.definition.field import FieldSettings, FieldType, Parsed, Part, Raw, Value
from forms.mistakes import Mistake
from forms.numbers.zengin import YUCHO, YUCHO_NAME, yucho_account, zengin_kana
from forms.path.environment import Environment
from forms.rules.types import TEXT, Type
from forms.text.japanese import bare
from forms.text.speech import Speech
from forms.text.written_branch import find_branch

_MAXIMUM = 60  # of one box
_BANK = ("bank", "branch", "kind", "number", "holder")
_POST = ("symbol", "post_number", "post_holder")
# 預金種目 of 全銀 files.
KINDS: Mapping[Literal["ordinary", "current", "savings"], str] = {"ordinary": "1", "current": "2", "savings": "4"}
_WIDTHS = {"number": 8, "symbol": 6, "post_number": 8}
_COLUMNS = (
    "way", "bank", "bank_name", "branch", "branch_name", "kind", "kind_zengin", "number", "symbol", "post_number",
    "holder", "holder_zengin",
)  # fmt: skip


class BankAccountSettings(FieldSettings):
    """児童手当 is paid to ordinary accounts alone. `debit`: money is drawn from it (口座振替)."""

    kinds: Annotated[tuple[Literal["ordinary", "current", "savings"], ...], Field(min_length=1)] = tuple(KINDS)
    public_account: bool = False
    debit: bool = False

    @property
    def ways(self) -> tuple[str, ...]:
        return ("bank", "post", "public") if self.public_account else ("bank", "post")


class BankAccount(FieldType):
    # Ignores boxes of ways other than `way`. Stored as {"way": "public"}, or with "bank", "bank_name", "branch",
    # "branch_name", "kind", "number", "holder" as typed and "holder_zengin"; `post` adds "symbol" and "post_number", from
    # which the bank's values follow. Unknown banks have no code. 通常貯蓄貯金 is entered as a bank account.

    id = "bank_account"
    control = "bank_account"
    repeated = True
    as_stored = tuple(name for name in _COLUMNS if name not in ("way", "kind_zengin"))
    Settings = BankAccountSettings

    def parts(self, settings: BankAccountSettings) -> tuple[Part, ...]:
        boxes = (
            Part(
                name,
                f"bank_account.{name}",
                inputmode="numeric" if name in _WIDTHS else "",
                width=_WIDTHS.get(name, 30),
                required=False,
            )
            for name in (*_BANK, *_POST)
        )
        return (Part("way", "bank_account.way"), *boxes)

    def parse(self, raw: Raw, settings: BankAccountSettings, environment: Environment) -> Parsed:
        typed = {name: box(raw, name) for name in ("way", *_BANK, *_POST) if box(raw, name)}
        if not typed.keys() - {"kind", "holder", "post_holder"}:  # which the page may have filled in
            return Parsed()
        way = typed.get("way", "")
        if way not in settings.ways:
            # Without scripts all boxes may be visible: ignoring filled boxes would lose them silently.
            return Parsed(mistakes=(Mistake("choice.not_offered" if way else "bank_account.way_missing", "way"),))
        if way == "public":
            return Parsed({"way": way})
        if way == "bank" and len(settings.kinds) == 1:  # the page names it and has no box for it
            typed.setdefault("kind", settings.kinds[0])
        needed = _BANK if way == "bank" else _POST
        mistakes = tuple(Mistake(f"bank_account.{name}_missing", name) for name in needed if name not in typed)
        mistakes += tuple(mistake for name in needed for mistake in flaws(typed.get(name, ""), name, _MAXIMUM))
        if mistakes:
            return Parsed(mistakes=mistakes)
        return _bank(typed, settings, environment) if way == "bank" else _post(typed)

    def show(self, value: Value, settings: BankAccountSettings, speech: Speech, path: str) -> str:
        if value["way"] == "public":
            return speech.message("bank_account.public")
        account = speech.message(
            "bank_account.shown",
            bank=_with_code(value, "bank"),
            branch=_with_code(value, "branch"),
            kind=speech.message(f"bank_account.{value['kind']}"),
            number=value["number"],
            holder=value["holder"],
        )
        if value["way"] == "bank":
            return account
        written = speech.message("bank_account.shown_post", symbol=value["symbol"], number=value["post_number"])
        return f"{written}　{account}"

    def typed(self, value: Value, settings: BankAccountSettings) -> Raw:
        if value["way"] == "public":
            return {"way": ("public",)}
        if value["way"] == "post":
            names = {"way": "way", "symbol": "symbol", "post_number": "post_number", "post_holder": "holder"}
            return {name: (value[key],) for name, key in names.items()}
        rows = {
            name: " ".join(value[key] for key in (name, f"{name}_name") if key in value) for name in ("bank", "branch")
        }
        return {name: (rows.get(name) or value[name],) for name in ("way", *_BANK)}

    def presses(self, settings: BankAccountSettings) -> Mapping[str, Raw]:
        return {"public": {"way": ("public",)}} if settings.public_account else {}

    def rule_parts(self, settings: BankAccountSettings) -> Mapping[str, Type]:
        return {"way": Type("choice", settings.ways), "holder": TEXT}

    def rule_part(self, value: Value, name: str, settings: BankAccountSettings) -> object:
        """Raises KeyError for the holder of a 公金受取口座, which is not stored here."""
        return {part: value[part] for part in ("way", "holder") if part in value}[name]

    def json_schema(self, settings: BankAccountSettings) -> dict[str, Any]:
        words = {"type": "string", "minLength": 1, "maxLength": _MAXIMUM * MARKS_PER_SIGN}
        zengin = {"type": "string", "pattern": "^[ｱ-ﾝﾞﾟA-Z0-9()./ -]+$"}
        account = {
            "bank": {"type": "string", "pattern": "^[0-9]{4}$"},
            "bank_name": words,
            "branch": {"type": "string", "pattern": "^[0-9]{3}$"},
            "branch_name": words,
            "kind": {"enum": list(settings.kinds)},
            "number": {"type": "string", "pattern": "^[0-9]{7}$"},
            "holder": words,
            "holder_zengin": zengin,
        }
        written = {
            "symbol": {"type": "string", "pattern": "^[01][0-9]{4}$"},
            "post_number": {"type": "string", "pattern": "^[0-9]{1,8}$"},
        }
        ways = {"bank": account, "post": {**account, **written}, "public": {}}
        return {"oneOf": [_object(way, ways[way]) for way in settings.ways]}

    def cells(self, value: Value, settings: BankAccountSettings) -> dict[str, str]:
        digit = {"kind_zengin": KINDS[value["kind"]]} if "kind" in value else {}
        return {"": value["way"], **{name: text for name, text in value.items() if name != "way"}, **digit}

    def cell(self, suffix: str, settings: BankAccountSettings) -> Callable[[Value], str]:
        stored = suffix or "way"
        if suffix == "kind_zengin":
            return lambda value: KINDS[value["kind"]] if "kind" in value else ""
        return lambda value: value.get(stored) or ""

    def columns(self, settings: BankAccountSettings) -> tuple[tuple[str, str], ...]:
        return tuple(("" if name == "way" else name, f"bank_account.column_{name}") for name in _COLUMNS)

    def good(self, settings: BankAccountSettings, source: random.Random) -> Raw:
        holder = (source.choice(("ミホン　タロウ", "みほん たろう", "ﾚｲｼﾞ ﾖｼﾉ", "ミホン　シルバー　アナ")),)
        bank = {
            "bank": (source.choice(("9999 みほん銀行", "みほん銀行（９９９９）", "とおくの銀行")),),
            "branch": (source.choice(("999 本店", "本店", "例示台支店　００２")),),
            "kind": (source.choice(settings.kinds),),
            "number": (source.choice(("1234567", "４５６", "00-00789")),),
            "holder": holder,
        }
        post = {
            "symbol": (source.choice(("12345", "１７３００", "00120-1")),),
            "post_number": (source.choice(("12345671", "１９９２７６５１", "11")),),
            "post_holder": holder,
        }
        if post["symbol"] == ("00120-1",):
            post["post_number"] = ("12345",)
        ways: dict[str, Raw] = {"bank": bank, "post": post, "public": {}}
        way = source.choice(settings.ways)
        return {**ways[way], "way": (way,)}

    def bad(self, settings: BankAccountSettings, source: random.Random) -> tuple[Raw, str]:
        bank: Raw = {
            "way": ("bank",),
            "bank": ("みほん銀行",),
            "branch": ("本店",),
            "kind": ("ordinary",),
            "number": ("1234567",),
            "holder": ("ミホン　タロウ",),
        }
        post: Raw = {
            "way": ("post",),
            "symbol": ("12345",),
            "post_number": ("12345671",),
            "post_holder": ("ミホン　タロウ",),
        }
        open_kind: tuple[tuple[Raw, str], ...] = (
            (({**bank, "kind": ()}, "bank_account.kind_missing"),) if len(settings.kinds) > 1 else ()
        )
        return source.choice(
            (
                *open_kind,
                ({**bank, "way": ()}, "bank_account.way_missing"),
                ({**bank, "way": ("cash",)}, "choice.not_offered"),
                ({**bank, "bank": ("",)}, "bank_account.bank_missing"),
                ({**bank, "bank": ("999",)}, "bank_account.bank_unclear"),
                ({**bank, "branch": ("1",)}, "bank_account.branch_unclear"),
                ({**bank, "number": ("12345678",)}, "bank_account.number_unclear"),
                ({**bank, "holder": ("見本　太郎",)}, "bank_account.holder_unclear"),
                ({**post, "post_number": ("12345678",)}, "bank_account.post_unclear"),
                ({**post, "symbol": ("",)}, "bank_account.symbol_missing"),
                ({**post, "post_holder": ("見本　太郎",)}, "bank_account.holder_unclear"),
            )
        )


def _bank(typed: Mapping[str, str], settings: BankAccountSettings, environment: Environment) -> Parsed:
    branch, number = find_branch(typed["bank"], typed["branch"], environment), bare(typed["number"])
    mistakes: tuple[Mistake, ...] = (branch,) if isinstance(branch, Mistake) else ()
    if typed["kind"] not in settings.kinds:
        mistakes += (Mistake("choice.not_offered", "kind"),)
    if not re.fullmatch("[0-9]{1,7}", number):
        mistakes += (Mistake("bank_account.number_unclear", "number"),)
    mistakes += _unspelled(typed["holder"], "holder")
    if mistakes or isinstance(branch, Mistake):
        return Parsed(mistakes=mistakes)
    account = {"way": "bank", **branch, "kind": typed["kind"], "number": number.zfill(7)}
    return Parsed({**account, **_holder(typed["holder"])})


def _post(typed: Mapping[str, str]) -> Parsed:
    # A check digit may stand between 記号 and 番号, or follow the 記号 after a hyphen; it is ignored.
    symbol, number = bare(typed["symbol"])[:5], bare(typed["post_number"])
    account = yucho_account(symbol, number) if len(bare(typed["symbol"])) <= 6 else None
    mistakes: tuple[Mistake, ...] = (Mistake("bank_account.post_unclear", "symbol"),) if account is None else ()
    mistakes += _unspelled(typed["post_holder"], "post_holder")
    if mistakes or account is None:
        return Parsed(mistakes=mistakes)
    return Parsed(
        {
            "way": "post",
            "symbol": symbol,
            "post_number": number,
            "bank": YUCHO,
            "bank_name": YUCHO_NAME,
            "branch": account.branch,
            "branch_name": account.branch_name,
            "kind": account.kind,
            "number": account.number,
            **_holder(typed["post_holder"]),
        }
    )


def _unspelled(holder: str, name: str) -> tuple[Mistake, ...]:
    return () if zengin_kana(holder) else (Mistake("bank_account.holder_unclear", name),)


def _holder(holder: str) -> dict[str, str]:
    return {"holder": holder, "holder_zengin": zengin_kana(holder)}


def _with_code(value: Mapping[str, str], name: str) -> str:
    code = value.get(name)
    return f"{value[f'{name}_name']}（{code}）" if code else value[f"{name}_name"]


def _object(way: str, properties: Mapping[str, Any]) -> dict[str, Any]:
    may_lack = ("bank", "branch") if way == "bank" else ()
    return {
        "type": "object",
        "properties": {"way": {"const": way}, **properties},
        "required": ["way", *(name for name in properties if name not in may_lack)],
        "additionalProperties": False,
    }
