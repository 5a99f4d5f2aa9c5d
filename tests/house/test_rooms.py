"""Rooms: the same everywhere, and small."""

import re
import tomllib
from collections import Counter

import pytest

from tests.house.tree import ROOT, files

FLOORS = ("routes", "web", "services", "store", "models")
MOST = 40  # modules in one folder
CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]["contracts"]
ORDERED = next(contract for contract in CONTRACTS if contract.get("containers") == ["portal.services"])


def test_each_floor_has_rooms_of_the_order_only() -> None:
    for floor in FLOORS:
        rooms = {path.name for path in (ROOT / "portal" / floor).iterdir() if (path / "__init__.py").exists()}
        assert rooms <= set(ORDERED["layers"]), f"{floor}: a new room is named in pyproject.toml and ARCHITECTURE.md"


def test_architecture_names_every_room() -> None:
    table = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8").partition("### Rooms")[2].partition("\n## ")[0]
    assert set(re.findall(r"\| `(\w+)` \|", table)) == set(ORDERED["layers"])


def test_no_folder_is_a_hall() -> None:
    sizes = Counter(path.parent for path in files("*.py"))
    assert {str(folder.relative_to(ROOT)): size for folder, size in sizes.items() if size > MOST} == {}, "divide it"


def test_upward_imports_stay_below_the_agreed_number() -> None:
    assert len(ORDERED["ignore_imports"]) <= 21, "move what both rooms need to the lower one, or pass it as an argument"


# Dataclasses without behaviour; and `statements`, which the tests of every store run.
WITHOUT = {"services/shared/step.py", "store/compiling.py", "store/statements.py"}


@pytest.mark.parametrize("floor", ["services", "store"])
def test_each_module_has_its_test_file(floor: str) -> None:
    modules = [path.relative_to(ROOT / "portal") for path in (ROOT / "portal" / floor).rglob("*.py")]
    missing = [
        module.as_posix()
        for module in modules
        if module.name not in {"__init__.py", "needs.py"}
        and not (ROOT / "tests" / "portal" / module.parent / f"test_{module.name}").exists()
    ]
    assert set(missing) - WITHOUT == set(), "write tests/portal/<floor>/<room>/test_<module>.py"
