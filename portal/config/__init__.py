"""The settings of one installation. Knows no room of the portal but its refusals."""

from portal.config.loading import load_settings
from portal.config.settings import PRACTICE_AGENT, TREE, Settings

__all__ = ["PRACTICE_AGENT", "TREE", "Settings", "load_settings"]
