"""Use cases declare their dependencies in their signatures."""

import ast
import re
from functools import cache
from pathlib import Path

from portal.services.shared.installation import Installation
from portal.services.shared.needs import Basics, Records

TREE = Path(__file__).parents[2]
SERVICES = TREE / "portal" / "services"
# Parameters whose type is a room's bundle, which has more than one neighbour or key. The number only falls.
MOST_OF_ROOMS = 100
# Rooms that use each key.
ROOMS_OF_KEYS = {
    "audit_key": ["shared"],
    "choice_key": ["handover"],
    "code_key": ["cases", "counter", "fees", "files", "filing", "notices", "signing"],
    "form_key": ["bundles", "counter", "desk", "filing", "my_cases", "signing", "staff"],
    "invitation_key": ["campaigns", "courier", "shared"],
    "look_up_key": ["cases", "desk", "filing", "residents"],
    "protection_key": ["campaigns", "cases", "counter", "desk", "filing", "handover", "residents", "shelters"],
    "throttle_key": ["campaigns", "filing", "finding", "notices", "shared", "signing", "staff", "tickets"],
}


@cache
def modules() -> dict[Path, ast.Module]:
    # Parsing all services takes a second: only those that name a bundle or a key.
    written = {path: path.read_text(encoding="utf-8") for path in sorted(SERVICES.rglob("*.py"))}
    return {path: ast.parse(text) for path, text in written.items() if re.search(r"\w(Needs|_key)\b", text)}


def test_no_use_case_takes_the_whole_installation() -> None:
    names = [
        path for path in SERVICES.rglob("*.py") if re.search(r"\bInstallation\b", path.read_text(encoding="utf-8"))
    ]
    assert [path.relative_to(SERVICES).as_posix() for path in names] == ["shared/installation.py", "shared/needs.py"]


def test_what_takes_the_basics_reaches_no_key_of_records_and_no_neighbour() -> None:
    assert {name for name in vars(Basics) if not name.startswith("_")} == {
        "settings", "clock", "database", "city", "rules", "catalogue", "audit_key", "throttle_key",
    }  # fmt: skip
    assert {name for name in vars(Records) if not name.startswith("_")} == {"keys", "protection_key"}


def test_few_use_cases_take_the_bundle_of_their_room() -> None:
    annotations = [
        argument.annotation
        for module in modules().values()
        for function in ast.walk(module)
        if isinstance(function, ast.FunctionDef)
        for argument in (*function.args.args, *function.args.kwonlyargs)
        if argument.annotation is not None
    ]
    bundles = [name for name in map(ast.unparse, annotations) if re.fullmatch(r"\w+Needs", name)]
    assert len(bundles) <= MOST_OF_ROOMS


def test_a_key_of_one_purpose_is_named_by_the_rooms_that_have_that_purpose() -> None:
    keys = [name for name in vars(Installation) if name.endswith("_key")]
    assert "code_key" in keys
    rooms: dict[str, set[str]] = {}
    for path, module in modules().items():
        if path.parent.name == "shared" and path.name in {"installation.py", "needs.py"}:
            continue
        for node in ast.walk(module):
            name = node.attr if isinstance(node, ast.Attribute) else node.arg if isinstance(node, ast.arg) else ""
            if name in keys:
                rooms.setdefault(name, set()).add(path.relative_to(SERVICES).parts[0])
    assert {name: sorted(names) for name, names in sorted(rooms.items())} == ROOMS_OF_KEYS
