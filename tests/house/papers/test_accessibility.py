"""The record of accessibility has a line for each criterion of JIS X 8341-3:2016 at A and AA, and counts what was tried."""

import re
from collections import Counter

from tests.house.papers.paper import TEST, paper, rows
from tests.house.tree import ROOT, files, text

PAGE = "accessibility.md"
A = "1.1.1 1.2.1 1.2.2 1.2.3 1.3.1 1.3.2 1.3.3 1.4.1 1.4.2 2.1.1 2.1.2 2.2.1 2.2.2 2.3.1 2.4.1 2.4.2 2.4.3 2.4.4 3.1.1 3.2.1 3.2.2 3.3.1 3.3.2 4.1.1 4.1.2"
AA = "1.2.4 1.2.5 1.4.3 1.4.4 1.4.5 2.4.5 2.4.6 2.4.7 3.1.2 3.2.3 3.2.4 3.3.3 3.3.4"
RESULTS = ("試験済", "一部", "該当なし", "未試験")
ON_PAPER = (
    "様式の右上",
    "様式の番号（右上）",
    "左上から横に数えます",
    "右に回す",
    "申請書の右上",
    "手すりを右側",
    "青い屋根",
    "青い封筒",
)
TEMPLATES, NEWS = ROOT / "templates", ROOT / "static/js/news.js"
# What a person waits for, does together with another person, or what is called in a hall.
CHANGING = {
    "layouts/kiosk.html": "a machine of a hall begins again for the next person",
    "layouts/visitor.html": "what the clerk shows the visitor",
    "pages/counter/interview.html": "what the visitor types",
    "pages/counter/visitor_screen.html": "what the visitor types",
    "pages/counter/remote_draft.html": "what the resident types, who is on the telephone",
    "pages/remote/together.html": "what the clerk proposes, who is on the telephone",
    "pages/workshop/head.html": "a line: who else writes this definition",
    "pages/counter/working.html": "whether the service answers again",
    "pages/exports/order.html": "how far an export is",
    "pages/imports/file.html": "how far a reading of files is",
    "pages/tickets/desk.html": "who waits in the hall",
    "pages/tickets/machine.html": "a machine of a hall begins again for the next person",
    "pages/tickets/screen.html": "who is called",
    "pages/tickets/ticket.html": "who is called",
    "pages/shelters/board.html": "who has come to a shelter",
    "parts/watch.html": "the part of the pages above",
    "pages/desk/queue.html": "can be stopped",
    "pages/desk/board.html": "can be stopped",
}
IMAGE = re.compile(r'<img [^>]*?src="\{\{ ([^}]+) \}\}')
PICTURES = {
    "city.mark_url": "the mark of the city",
    "picture": "a photograph of a place",
    "here": "a page of a paper that was sent, a photograph of a file",
    "page": "a page of a scan",
    "file.href": "a page of a paper that was sent",
    "file.preview": "a photograph of a file",
    "beside_file.picture": "a page of a paper that was sent",
}
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


def test_no_words_of_a_screen_point_by_side_colour_or_shape() -> None:
    """1.3.3. "Above" and "below" are the order in which a page is read; what is on paper has sides."""
    pointing = re.compile("(?:右|左)(?:の|に|側|上|下)|(?:赤|青|黄色|緑|灰色)(?:い|の|く)|丸い")
    screens = files(
        "templates/*.html",
        "portal/web/words/*.ja.yaml",
        "forms/messages/ja.yaml",
        "forms/procedures/*.yaml",
        "portal/*.py",
    )
    screens = tuple(path for path in screens if not path.name.endswith(".easy.yaml"))
    lines = {line.strip() for path in screens for line in text(path).splitlines() if pointing.search(line)}
    assert lines
    assert {line for line in lines if not any(words in line for words in ON_PAPER)} == set()


def test_nothing_moves_or_flashes() -> None:
    """2.3.1: no style animates, no picture moves."""
    sources = "".join(text(path) for path in files("static/css/*.css", "static/js/*.js", "templates/*.html"))
    assert "prefers-reduced-motion" not in sources  # would be needed with the first motion
    moving = (
        r"\banimation\b|@keyframes|\btransition\b|<(?:animate|set|marquee|blink)\b|requestAnimationFrame|\.animate\("
    )
    assert re.findall(moving, sources) == []
    assert files("*.gif", "*.apng", "*.webp") == ()


def test_pages_that_change_by_themselves_show_what_happens_at_the_moment() -> None:
    """2.2.2: what a script or the page itself asks for again without a press. The news of a queue can be stopped."""
    asking = re.compile(
        r"parts/watch\.html|js/(?:news|visit_news|together|line|hall|kiosk|visitor)\.js|data-together|http-equiv"
    )
    pages = {path.relative_to(TEMPLATES).as_posix() for path in files("templates/*.html") if asking.search(text(path))}
    assert pages == set(CHANGING)
    assert '"button").addEventListener("click"' in text(NEWS)


def test_the_way_back_to_one_page_has_one_name() -> None:
    """3.2.4"""
    back = re.compile(r'back_link\("([^"]+)", "([^"]+)"\)|<a href="([^"{]+)">([^<{]*にもどる)</a>')
    names: dict[str, set[str]] = {}
    for path in files("templates/pages/*.html"):
        for match in back.finditer(text(path)):
            names.setdefault(match[1] or match[3], set()).add(match[2] or match[4])
    assert {address: words for address, words in names.items() if len(words) > 1} == {}


def test_no_picture_of_the_product_is_one_of_words() -> None:
    """1.4.5: the city's mark beside its name, photographs, and papers that somebody sent."""
    images = (
        image for path in files("templates/*.html") if "mock" not in path.parts for image in IMAGE.findall(text(path))
    )
    assert set(images) == set(PICTURES)


def test_conformance_is_not_claimed() -> None:
    assert "対応度の言葉は「配慮」です" in paper(PAGE)
    assert not re.search(r"(レベル)?AA?に?(準拠|適合)(しています|済)", paper(PAGE))
