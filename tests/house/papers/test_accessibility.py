"""The record of accessibility has a line for each criterion of JIS X 8341-3:2016 at A and AA, and counts what was tried."""

import re
from collections import Counter

from tests.house.papers.paper import TEST, paper, rows
from tests.house.tree import files, text

PAGE = "accessibility.md"
A = "1.1.1 1.2.1 1.2.2 1.2.3 1.3.1 1.3.2 1.3.3 1.4.1 1.4.2 2.1.1 2.1.2 2.2.1 2.2.2 2.3.1 2.4.1 2.4.2 2.4.3 2.4.4 3.1.1 3.2.1 3.2.2 3.3.1 3.3.2 4.1.1 4.1.2"
AA = "1.2.4 1.2.5 1.4.3 1.4.4 1.4.5 2.4.5 2.4.6 2.4.7 3.1.2 3.2.3 3.2.4 3.3.3 3.3.4"
RESULTS = ("試験済", "一部", "該当なし", "未試験")
CRITERIA = [row for row in rows(PAGE, 6) if re.fullmatch(r"\d\.\d\.\d", row[0])]


def test_each_criterion_of_a_and_aa_has_one_line() -> None:
    wanted = Counter([(number, "A") for number in A.split()] + [(number, "AA") for number in AA.split()])
    assert len(wanted) == 38
    assert Counter((row[0], row[1]) for row in CRITERIA) == wanted
    assert {row[3] for row in CRITERIA} <= set(RESULTS)


def test_a_result_names_a_test_and_what_was_not_tried_names_none() -> None:
    assert [row[0] for row in CRITERIA if bool(TEST.search(row[5])) != (row[3] != "未試験")] == []
    assert [row[0] for row in CRITERIA if row[3] == "一部" and not re.search("未試験|ていない", row[4])] == []


def test_the_counts_are_those_of_the_lines() -> None:
    for level, chosen in (("A", ["A"]), ("AA", ["AA"]), ("計", ["A", "AA"])):
        results = Counter(row[3] for row in CRITERIA if row[1] in chosen)
        counts = [*(results[result] for result in RESULTS), sum(results.values())]
        assert f"| {level} | {' | '.join(map(str, counts))} |" in paper(PAGE), (level, counts)


def test_there_is_no_recorded_sound_and_no_film() -> None:
    sources = "".join(text(path) for path in files("templates/*.html", "static/js/*.js"))
    assert re.findall(r"<(?:video|audio|object|embed|iframe)\b|new Audio|AudioContext", sources) == []


def test_words_are_read_aloud_by_one_script_that_waits_to_be_pressed() -> None:
    speaking = {path.name: text(path) for path in files("static/js/*.js") if "speech.speak(" in text(path)}
    assert list(speaking) == ["speak.js"]
    assert speaking["speak.js"].count("speech.speak(") == 1
    assert re.search(
        r'addEventListener\("click", \(\) => \{[^}]*speech\.cancel[^}]*speech\.speak\(', speaking["speak.js"]
    )


def test_conformance_is_not_claimed() -> None:
    assert "対応度の言葉は「配慮」です" in paper(PAGE)
    assert not re.search(r"(レベル)?AA?に?(準拠|適合)(しています|済)", paper(PAGE))
