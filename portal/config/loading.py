import os
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
        raise BadSetting(*(_sentence(fault) for fault in error.errors())) from None
    faults = [*_unknown(), *contradictions(settings)]
    if faults:
        raise BadSetting(*faults)
    return settings


def _sentence(fault: Mapping[str, Any]) -> str:
    name = str(fault["loc"][0]).upper() if fault["loc"] else "?"
    variable = "PORT" if name == "PORT" and "KAKANAI_PORT" not in os.environ else f"KAKANAI_{name}"
    return f"{variable}={fault.get('input')!r}: {fault['msg']}."


def _unknown() -> list[str]:
    settings = {f"KAKANAI_{name}".upper() for name in Settings.model_fields}
    return [
        f"{name} is not a setting of this service; see docs/settings.md."
        for name in sorted(os.environ)
        if name.startswith("KAKANAI_") and name not in settings
    ]
