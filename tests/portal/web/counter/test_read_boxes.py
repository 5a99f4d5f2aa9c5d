"""From print to the boxes of a paper's page."""

from collections.abc import Mapping

import pytest

from portal.services.counter.reading_papers.place_paper import Placing
from portal.services.counter.reading_papers.read_scan import BoxRead, ScanRead
from portal.services.shared.installation import Installation
from portal.web.counter.people_boxes import paper_questions, read_paper
from portal.web.counter.read_boxes import readings, take_reading

ADDRESS = "/counter/visits/v/files/f/pages/1"
AT = (10.0, 20.0, 50.0, 28.0)
# 0.1 mm a pixel, 3 and 5 mm from the corner, not turned.
PLACE = Placing(10, complex(30, 50), 8)


def scan(person: Mapping[str, str], sure: int = 95, **boxes: str) -> ScanRead:
    def read(texts: Mapping[str, str]) -> Mapping[str, BoxRead]:
        return {name: BoxRead(text, sure, AT) for name, text in texts.items()}

    return ScanRead(read(boxes), (read(person),), (2000, 3000), PLACE)


@pytest.mark.parametrize(
    ("paper", "name", "text", "boxes"),
    [
        ("transfer", "name", "例示 健", {"family": "例示", "given": "健"}),
        ("transfer", "name", "例示健", {"full": "例示健"}),
        ("residence_card", "name", "TURNER ELIZABETH", {"full": "TURNER ELIZABETH"}),
        ("transfer", "kana", "レイジ ケン", {"family": "レイジ", "given": "ケン"}),
        ("transfer", "kana", "力卜ウ ミ二", {"family": "カトウ", "given": "ミニ"}),
        ("transfer", "kana", "例示 健", {}),
        ("transfer", "birth", "昭和 63 年 4 月 2 日", {"era": "showa", "year": "63", "month": "4", "day": "2"}),
        ("transfer", "birth", "平成７年（l995年）3月3日", {"era": "heisei", "year": "7", "month": "3", "day": "3"} ),
        ("transfer", "birth", "平成7年(1995年3月3日", {"era": "western", "year": "1995", "month": "3", "day": "3"}),
        ("transfer", "birth", "令和元年6月30日", {"era": "reiwa", "year": "元", "month": "6", "day": "30"}),
        ("transfer", "birth", "昭和63年13月2日", {}),
        ("transfer", "birth", "信和8年10月3", {}),
        ("transfer", "sex", "女", {"": "female"}),
        ("residence_card", "sex", "男 M.", {"": "male"}),
        ("transfer", "sex", "必", {}),
        ("transfer", "relation", "世帯主", {"": "head"}),
        ("transfer", "relation", "コ", {}),
        ("residence_card", "stay_until", "4年3月(2027年07月01日)", {"era": "western", "year": "2027", "month": "07", "day": "01"}),
        ("residence_card", "stay_status", "留学Student", {"": "留学"}),
        ("residence_card", "stay_number", "AB 12345678 CD", {"": "AB12345678CD"}),
        ("residence_card", "nationality", "<script>alert(1)</script>", {"": "<script>alert(1)</script>"}),
        ("transfer", "name", "  ", {}),
    ],
)  # fmt: skip
def test_each_kind_of_box(installation: Installation, paper: str, name: str, text: str, boxes: dict[str, str]) -> None:
    filled, reading = take_reading(installation, paper, [(ADDRESS, scan({name: text}))], {})
    own = {
        box.removeprefix(f"p1-{name}").lstrip("."): values[0] for box, values in filled.items() if box != "paper-rows"
    }
    assert own == boxes
    part = readings(reading, [ADDRESS]).parts[f"p1-{name}"]
    assert part.unsure == (not boxes or ("full" in boxes and paper == "transfer"))


@pytest.mark.parametrize(
    "family", ["崎見", "﨑見", "高見", "髙見", "吉見", "𠮷見", "斉見", "斎見", "齋見", "齊見", "渡辺", "渡邊", "渡邉"]
)
def test_a_name_with_a_sign_of_several_forms_is_to_be_looked_at(installation: Installation, family: str) -> None:
    read = [(ADDRESS, scan({"name": f"{family} 健", "kana": "サキミ ケン"}, address="見本県見本市吉野一丁目2番"))]
    filled, reading = take_reading(installation, "transfer", read, {})
    assert filled["p1-name.family"] == [family]
    parts = readings(reading, [ADDRESS]).parts
    assert [name for name, part in parts.items() if part.unsure] == ["p1-name"]


def test_an_address_is_divided(installation: Installation) -> None:
    def boxes(text: str) -> dict[str, str]:
        filled, _ = take_reading(installation, "transfer", [(ADDRESS, scan({}, address=text))], {})
        return {
            name.removeprefix("paper-address."): values[0]
            for name, values in filled.items()
            if values[0] and name != "paper-rows"
        }

    ours = {"postal": "0000001", "town": "見本県見本市見本町", "street": "五丁目6番7号"}
    assert boxes("見本県 見本市見本町五 丁目6番7号 みほんハイツ 201") == ours | {"building": "みほんハイツ201"}
    assert boxes("〒123-4567 架空県サンプル市例題一丁目2番") == {
        "postal": "1234567",
        "town": "架空県サンプル市例題",
        "street": "一丁目2番",
    }


def test_what_was_typed_stays_and_a_second_picture_adds_people(installation: Installation) -> None:
    typed = {"p1-name.family": ["例示"], "p1-name.given": ["打った"]}
    pictures = [(f"{ADDRESS}{number}", scan({"name": f"例示 {given}"})) for number, given in enumerate("健舞")]
    filled, reading = take_reading(installation, "transfer", pictures, typed)
    assert [filled[f"p{number}-name.given"] for number in (1, 2)] == [["打った"], ["舞"]]
    assert "p1-name" not in reading
    assert filled["paper-rows"] == ["2"]
    seen = readings(reading, [f"{ADDRESS}1"])  # the first was taken away
    assert ([picture.address for picture in seen.pictures], list(seen.parts)) == ([f"{ADDRESS}1"], ["p2-name"])


def test_a_part_of_the_picture_is_shown_in_its_place(installation: Installation) -> None:
    _, reading = take_reading(installation, "transfer", [(ADDRESS, scan({"sex": "男"}, sure=40))], {})
    seen = readings(reading, [ADDRESS])
    (picture,) = seen.pictures
    assert (picture.wide, picture.high, picture.matrix) == ("2000", "3000", "matrix(0.1 0 -0 0.1 -3 -5)")
    part = seen.parts["p1-sex"]
    assert (part.view_box, part.wide, part.unsure, seen.unsure) == ("10 20 40 8", 160, True, 1)


def test_what_was_left_as_it_was_read_is_distinguished_from_what_was_corrected(installation: Installation) -> None:
    person = {"name": "例示 健", "kana": "レイジ ケン", "birth": "昭和63年4月2日", "sex": "男", "relation": "世帯主"}
    filled, reading = take_reading(
        installation, "transfer", [(ADDRESS, scan(person, left="令和8年10月31日", address="見本県見本市見本町1番地"))], {}
    )  # fmt: skip
    sent = filled | {
        "paper-day.year": ["R8.11.1"],
        "p1-birth.era": [],
        "p1-birth.year": ["S63.4.3"],
        "p1-birth.month": [],
        "p1-birth.day": [],
    }
    read = read_paper(installation, "transfer", sent, 1, reading)
    assert read.mistakes == {}
    assert [*map(set, read.read)] == [{"name", "kana", "sex", "relation", "left", "address"}]
    assert read_paper(installation, "transfer", sent, 1).read == ()


def test_each_box_of_a_printed_paper_is_a_question_of_its_page() -> None:
    from tests.papers_drawn import printed

    for paper in ("transfer", "move_form", "residence_card"):
        of_whole, person = paper_questions(paper, 1)
        assert printed(paper).boxes.keys() <= {question.id.removeprefix("paper-") for question in of_whole}
        assert printed(paper).people.boxes.keys() <= {question.id.removeprefix("p1-") for question in person}
