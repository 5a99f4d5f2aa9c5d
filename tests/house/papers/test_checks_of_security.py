"""The check sheet and the material of the assessment name evidence and claim no certificate."""

import re

import pytest

from tests.house.papers.paper import TEST, paper, rows

SHEET = "security-check.md"
CHECKS = [row for row in rows(SHEET, 5) if re.fullmatch(r"\d-\d+", row[0])]


def test_each_check_says_who_does_it() -> None:
    assert len(CHECKS) > 45
    assert len({row[0] for row in CHECKS}) == len(CHECKS)
    assert {row[2] for row in CHECKS} == {"製品", "一部", "市", "未実施"}


def test_whatever_the_product_does_is_shown_by_a_test_or_a_page() -> None:
    assert [row[0] for row in CHECKS if not TEST.search(row[4]) and "](" not in row[4]] == []
    shown = [row for row in CHECKS if row[2] == "製品" and TEST.search(row[4])]
    assert len(shown) > 0.8 * len([row for row in CHECKS if row[2] == "製品"])


@pytest.mark.parametrize("name", [SHEET, "privacy-assessment.md", "vulnerability.md", "service-level.md"])
def test_what_nobody_did_is_stated(name: str) -> None:
    assert re.search(
        r"\*\*[^*]*(未実施|未測定|ありません|動いていない|今の指針で確かめてください)[^*]*\*\*", paper(name)
    )


def test_every_risk_of_the_assessment_has_a_measure_and_evidence() -> None:
    section = paper("privacy-assessment.md").partition("## 3. ")[2].partition("## 4. ")[0]
    lines = [line.split(" | ") for line in re.findall(r"^\| (.+) \|$", section, re.MULTILINE)][1:]
    risks = [line for line in lines if not set(line[0]) <= set("-|")]
    assert len(risks) > 10
    assert [risk[0] for risk in risks if not risk[1] or not (TEST.search(risk[3]) or "](" in risk[3])] == []
