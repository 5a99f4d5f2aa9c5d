"""Adapters raise codes of IdentityCode."""

import ast
from pathlib import Path

import pytest

from integrations.sockets.identity_codes import IdentityCode
from tests.house.tree import files, short

PLUGS = files("integrations/identity/*.py", "integrations/certificates/*.py")
# Raised above the sockets: delegation.
ELSEWHERE = {IdentityCode.DELEGATION_INVALID}


def reasons(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    named = {
        node.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "IdentityCode"
    }
    words = {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    return named | {word for word in words if word.isupper() and "_" in word and word.replace("_", "").isalpha()}


@pytest.mark.parametrize("path", PLUGS, ids=short)
def test_a_plug_gives_no_reason_of_its_own(path: Path) -> None:
    assert reasons(path) <= set(IdentityCode)


def test_every_reason_is_given_by_a_plug_or_belongs_above_them() -> None:
    given = set().union(*map(reasons, PLUGS), reasons(Path("integrations/http.py")), {"PIN_WRONG", "PIN_LOCKED"})
    assert set(IdentityCode) - given == ELSEWHERE


def test_a_code_is_its_own_name() -> None:
    assert all(code == code.name for code in IdentityCode)
