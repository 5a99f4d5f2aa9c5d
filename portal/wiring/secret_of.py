"""Secrets in the files that settings name."""

from pathlib import Path

from portal.config import Settings
from portal.errors import BadSetting


def secret_of(settings: Settings, name: str) -> str:
    """Raises BadSetting."""
    path = getattr(settings, name)
    try:
        return Path(path).read_text(encoding="utf-8").strip() if path else ""
    except (OSError, ValueError):
        raise BadSetting(f"KAKANAI_{name.upper()}={path}: cannot be read.") from None
