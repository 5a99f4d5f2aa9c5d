"""Each refusal of the settings has a test case."""

import ast
import re

from tests.house import test_production, test_signing_settings
from tests.house.tree import ROOT, text


def test_every_refusal_of_the_settings_has_its_case() -> None:
    module = ast.parse(text(ROOT / "portal" / "config" / "contradictions.py"))
    sentences = [
        pattern(call.args[0])
        for call in ast.walk(module)
        if isinstance(call, ast.Call) and getattr(call.func, "attr", "") == "append"
    ]
    assert len(sentences) >= 40
    asserted = [sentence for _, sentence in (*test_production.CASES, *test_signing_settings.CASES)]
    assert [
        expected for expected in sentences if not any(re.fullmatch(expected, sentence) for sentence in asserted)
    ] == []


def pattern(node: ast.expr) -> str:
    if isinstance(node, ast.JoinedStr):
        return "".join(pattern(part) if isinstance(part, ast.Constant) else ".+" for part in node.values)
    return re.escape(str(ast.literal_eval(node)))
