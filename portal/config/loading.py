import os
import re
from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from portal.config.contradictions import contradictions
from portal.config.settings import Settings
from portal.errors import BadSetting


def load_settings(**overrides: object) -> Settings:
    """Of one city. Raises BadSetting."""
    settings = settings_with(overrides)
    if settings.cities:
        raise BadSetting("KAKANAI_CITIES has several cities; name one: kakanai --city NAME … (`kakanai cities list`).")
    return settings


def settings_with(overrides: dict[str, Any]) -> Settings:
    """Of the environment, and these instead of it. Raises BadSetting."""
    if "port" not in overrides and os.environ.get("PORT") and not os.environ.get("KAKANAI_PORT"):
        overrides["port"] = os.environ["PORT"]
    try:
        settings = Settings(**overrides)
    except ValidationError as error:
        wrong = error.errors()
        raise BadSetting(*map(_sentence, wrong), words=[*map(_words, wrong)]) from None
    faults = [*_unknown(), *contradictions(settings)]
    if faults:
        raise BadSetting(*faults)
    return settings


# What pydantic says in English alone, by its type of fault. Others are "cannot be used", above the English sentence.
_REASONS = {
    "literal_error": "{expected} のどれかを書いてください",
    "int_parsing": "整数を書いてください",
    "float_parsing": "数を書いてください",
    "bool_parsing": "true か false を書いてください",
    "greater_than_equal": "{ge} 以上にしてください",
    "less_than_equal": "{le} 以下にしてください",
    "greater_than": "{gt} より大きくしてください",
    "less_than": "{lt} より小さくしてください",
    "string_pattern_mismatch": "この形で書いてください：{pattern}",
    "string_too_long": "{max_length} 字までにしてください",
    "string_too_short": "{min_length} 字からにしてください",
    "datetime_from_date_parsing": "日時を書いてください（例：2026-11-20T10:00:00+09:00）",
    "datetime_parsing": "日時を書いてください（例：2026-11-20T10:00:00+09:00）",
}
_QUOTED = re.compile(r"'([^']*)'")


def _words(fault: Mapping[str, Any]) -> str:
    given = dict(fault.get("ctx") or {})
    if named := _QUOTED.findall(str(given.get("expected", ""))):
        given["expected"] = "、".join(named)
    return f"{_setting(fault)}：{_REASONS.get(fault['type'], 'その値は使えません').format(**given)}。"


def _sentence(fault: Mapping[str, Any]) -> str:
    return f"{_setting(fault)}: {fault['msg']}."


def _setting(fault: Mapping[str, Any]) -> str:
    name = str(fault["loc"][0]).upper() if fault["loc"] else "?"
    variable = "PORT" if name == "PORT" and "KAKANAI_PORT" not in os.environ else f"KAKANAI_{name}"
    return f"{variable}={fault.get('input')!r}"


def _unknown() -> list[str]:
    settings = {f"KAKANAI_{name}".upper() for name in Settings.model_fields}
    return [
        f"{name} is not a setting of this service; see docs/settings.md."
        for name in sorted(os.environ)
        if name.startswith("KAKANAI_") and name not in settings
    ]
