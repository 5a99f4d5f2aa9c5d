"""Derived from the type's control, options and schema."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from forms.definition.field import Part, Value
from forms.definition.procedure import Field
from forms.fields.signature import HEIGHT, WIDTH
from forms.fields.yes_no import CODES
from forms.numbers.calendar import ERAS, add_years
from forms.rules.types import YES_NO
from forms.text.speech import Speech
from portal.services.procedures.rule_words import option_label

Box = dict[str, Any]

_OLDEST = 110  # years: no living person was born in an era that ended earlier
_MOST_DIGITS = 16
_SIGNS_A_LINE = 38
_MOST_LINES = 6
_OF_A_DAY = frozenset({"era", "year", "month", "day"})
_NO_BOXES = frozenset({"latitude", "longitude"})  # map coordinates are not written by hand


def draw_field(field: Field, value: Value | None, speech: Speech, on: date) -> Box:
    """`kind`: a drawing of `templates/print/boxes.typ`. `on` decides the eras offered."""
    draw = _BY_CONTROL.get(field.type.control)
    if draw is not None:
        return draw(field, value, speech, on)
    if value is not None and field.compute is not None:
        return text_box(
            field.type.show(value, field.settings, speech, field.path)
        )  # computed, so not ticked by a person
    if _codes(field):
        return _options(field, value)
    if value is None:
        return _empty(field, speech, on)
    if field.type.control == "lines":
        return text_box("".join(field.type.typed(value, field.settings)[""]))
    shown = field.type.show(value, field.settings, speech, field.path)
    # A code goes into its boxes; a count is printed with its unit, as text.
    digits = 0 if isinstance(value, int) else _digits(field)
    return _boxes(digits, shown) if digits else text_box(shown)


def reading_label(field: Field, label: str) -> str:
    """Readings are stored in katakana; ふりがな only where hiragana is written."""
    return label.replace("ふりがな", "フリガナ") if field.type.control == "kana" else label


def text_box(text: str, lines: int = 1) -> Box:
    return {"kind": "text", "lines": lines, "paragraphs": text.split("\n") if text else []}


def _boxes(count: int, text: str = "", unit: str = "") -> Box:
    return {"kind": "digits", "count": count, "text": text, "unit": unit}


def _empty(field: Field, speech: Speech, on: date) -> Box:
    digits = _digits(field)
    if digits:
        return _boxes(digits, unit=_unit(field))
    parts = [part for part in field.type.parts(field.settings) if part.name not in _NO_BOXES and part.label]
    if len(parts) > 1:
        words = [_part(speech.message(part.label)) for part in parts if part.name not in _OF_A_DAY]
        days = [_part("年月日", empty_date(on))] if any(part.name == "year" for part in parts) else []
        return {"kind": "parts", "parts": words + days}
    return text_box("", _lines(field)) | {"unit": _unit(field)}


def _part(label: str, box: Box | None = None) -> dict[str, Any]:
    return {"label": label, "box": box or text_box("")}


def _lines(field: Field) -> int:
    maximum = getattr(field.settings, "max", 0)
    if not isinstance(maximum, int) or (field.type.control != "lines" and maximum <= 100):
        return 1
    return min(_MOST_LINES, max(2, -(-maximum // _SIGNS_A_LINE)))


def _unit(field: Field) -> str:
    money = field.type.rule_type(field.settings).name == "money"
    return str(getattr(field.settings, "unit", "")) or ("円" if money else "")


def _digits(field: Field) -> int:
    schema = field.type.json_schema(field.settings)
    if schema.get("type") == "integer":
        most = schema.get("maximum")
        return len(str(most)) if isinstance(most, int) and len(str(most)) <= _MOST_DIGITS else 0
    pattern = schema.get("pattern", "")
    # A number that never begins with 0 matches only ones.
    fitting = [
        count
        for count in range(1, _MOST_DIGITS + 2)
        if pattern and any(re.fullmatch(pattern, digit * count) for digit in "01")
    ]
    return 0 if not fitting or fitting[-1] > _MOST_DIGITS else fitting[-1]


def _codes(field: Field) -> tuple[str, ...]:
    # Rules treat yes and no as booleans, not as options.
    if field.type.rule_type(field.settings) == YES_NO:
        return CODES
    codes = field.type.options(field.settings)
    offered = getattr(field.settings, "options", None)
    on_paper = tuple(code for code in codes if offered and offered[code].doors != ("online",))
    return on_paper or codes


def _options(field: Field, value: Value | None) -> Box:
    raw = {} if value is None else field.type.typed(value, field.settings)
    chosen, note = raw.get("", ()), "".join(raw.get("tell", ()))
    offered: Mapping[str, Any] = getattr(field.settings, "options", {})
    codes = dict.fromkeys((*_codes(field), *chosen))
    return _ticks(
        _tick(option_label(field, code), code in chosen, note if code in offered and offered[code].tell else None)
        for code in codes
    )


def _ticks(items: Iterable[dict[str, Any]]) -> Box:
    return {"kind": "options", "items": list(items)}


def _tick(label: str, ticked: bool = False, note: str | None = None) -> dict[str, Any]:
    # `note`: text beside the box; None without room.
    return {"label": label, "ticked": ticked, "tells": note is not None, "told": note or ""}


def _consent(field: Field, value: Value | None, speech: Speech, on: date) -> Box:
    if field.type.json_schema(field.settings).get("type") != "boolean":
        return _ticks([_tick(field.label, bool(value))])
    answers = ((True, "consent.yes"), (False, "consent.no"))
    return _ticks(_tick(speech.message(key), value is answer) for answer, key in answers)


def _date(field: Field, value: Value | None, speech: Speech, on: date) -> Box:
    if value is not None:
        return text_box(field.type.show(value, field.settings, speech, field.path))
    names = [part.name for part in field.type.parts(field.settings)]
    return empty_date(on) | {"parts": [word for name, word in _DAY_PARTS.items() if name in names]}


_DAY_PARTS = {"year": "年", "month": "月", "day": "日"}


def empty_date(on: date) -> Box:
    first = add_years(on, -_OLDEST)
    begun = [era for era, newer in zip(ERAS, (None, *ERAS), strict=False) if newer is None or newer.start > first]
    return {"kind": "date", "eras": [era.name for era in begun] + ["西暦"], "parts": list(_DAY_PARTS.values())}


def _name(field: Field, value: Value | None, speech: Speech, on: date) -> Box:
    if value is not None:
        return text_box(field.type.show(value, field.settings, speech, field.path)) | {
            "large": field.type.control == "name"
        }
    words = {"family": "姓", "given": "名"}
    parts: Sequence[Part] = [part for part in field.type.parts(field.settings) if part.name in words]
    return {"kind": "name", "parts": [words[part.name] for part in parts], "small": field.type.control == "kana"}


def _address(field: Field, value: Value | None, speech: Speech, on: date) -> Box:
    stored: Mapping[str, str] = value or {}
    lines = [stored.get("town", "") + stored.get("street", ""), stored.get("building", "")]
    return {"kind": "address", "postal": stored.get("postal", ""), "lines": [line for line in lines if line]}


def _file(field: Field, value: Value | None, speech: Speech, on: date) -> Box:
    if value is not None:
        return text_box(field.type.show(value, field.settings, speech, field.path))
    return _ticks([_tick("紙をいっしょに出す")])


def _period(field: Field, value: Value | None, speech: Speech, on: date) -> Box:
    if value is not None:
        return text_box(field.type.show(value, field.settings, speech, field.path))
    return {
        "kind": "parts",
        "parts": [_part(speech.message(f"period.{end}"), empty_date(on)) for end in ("from", "to")],
    }


def _amounts(field: Field, value: Value | None, speech: Speech, on: date) -> Box:
    if value is not None:
        return text_box(field.type.show(value, field.settings, speech, field.path))
    words = text_box("") | {"unit": _unit(field)}
    return {"kind": "parts", "parts": [_part(label, words) for label in field.settings.rows.values()]}


def _account(field: Field, value: Value | None, speech: Speech, on: date) -> Box:
    if value is not None:
        return text_box(field.type.show(value, field.settings, speech, field.path))
    special = {
        "way": _ticks(_tick(speech.message(f"bank_account.way_{way}")) for way in field.settings.ways),
        "kind": _ticks(_tick(speech.message(f"bank_account.{kind}")) for kind in field.settings.kinds),
        **{name: _boxes(count) for name, count in _ACCOUNT_DIGITS.items()},
    }
    parts = field.type.parts(field.settings)
    return {"kind": "parts", "parts": [_part(speech.message(part.label), special.get(part.name)) for part in parts]}


_ACCOUNT_DIGITS = {"number": 7, "symbol": 5, "post_number": 8}


def _signature(field: Field, value: Value | None, speech: Speech, on: date) -> Box:
    stored: Mapping[str, str] = value or {}
    return {"kind": "signature", "text": stored.get("text", ""), "picture": drawn_picture(stored.get("strokes", ""))}


def drawn_picture(strokes: str) -> str:
    """Strokes are only M, L and integers: the field type ensured it."""
    drawn = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}">'
        f'<path d="{strokes}" fill="none" stroke="#000" stroke-width="4"/></svg>'
    )
    return drawn if strokes else ""


_BY_CONTROL = {
    "consent": _consent,
    "date": _date,
    "name": _name,
    "kana": _name,
    "address": _address,
    "file": _file,
    "period": _period,
    "amounts": _amounts,
    "bank_account": _account,
    "signature": _signature,
}
