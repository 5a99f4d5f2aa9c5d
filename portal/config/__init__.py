"""The settings of an installation."""

from portal.config.loading import load_settings, settings_with
from portal.config.settings import PRACTICE_AGENT, TREE, Settings

__all__ = ["PRACTICE_AGENT", "TREE", "Settings", "load_settings", "settings_with"]
