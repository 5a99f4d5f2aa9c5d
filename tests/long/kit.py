"""The offline kit of this version, beside which `build` may hold those of others."""

import tomllib
from pathlib import Path

from tests.house.tree import ROOT


def kit_of_this_version() -> Path:
    """As `scripts/make_bundle.sh` names it."""
    version = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    return ROOT / "build" / f"kakanai-{version}.tar"
