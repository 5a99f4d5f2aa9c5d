"""A new refusal among the settings needs its case: the sentences are read from the source."""

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
    said = [sentence for _, sentence in (*test_production.CASES, *test_signing_settings.CASES)]
    assert [found for found in sentences if not any(re.fullmatch(found, one) for one in said)] == []


def pattern(node: ast.expr) -> str:
    if isinstance(node, ast.JoinedStr):
        return "".join(pattern(part) if isinstance(part, ast.Constant) else ".+" for part in node.values)
    return re.escape(str(ast.literal_eval(node)))
