"""The procedures that the project ships, each from its first page to the receipt, the desk, paper and the export.

The answers are those of its scenarios; what must come out is worked by hand here, as people read it on 2026-11-20."""

import html
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageChops, ImageStat

from forms.definition.procedure import Procedure
from portal.config import Settings
from tests.databases import Makers
from tests.definitions.filing import Filing
from tests.definitions.house import House, running_house
from tests.definitions.test_walks import Desk, assert_exported, assert_printed
from tests.forms.story import STORIES as STORY_FILES
from tests.forms.story import StoryRun, read_story
from tests.journeys.lamps import JPEG, files
from tests.journeys.visitor import Visitor, forms
from tests.portal.world import add_member

SHIPPED: Path = Settings.model_fields["procedures"].default
INVITED = {"jido-teate-genkyo": "MIHON-2026"}


@pytest.fixture(scope="module")
def house(makers: Makers, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with running_house(SHIPPED, makers["sqlite"].migrated(), tmp_path_factory.mktemp("house")) as house:
        house.reviewer = add_member(house.installation, "every_section", ("reviewer", "*"))
        yield house


@dataclass(frozen=True)
class Story:
    """`scenario`: by the beginning of its name; `answers` over those of the scenario. `due`, `fee` and `papers` as the
    pages say them; "" and () = none. `late`: told after the day; `warned`: on the check page; `shown`: on every page."""

    procedure: str
    scenario: str
    answers: Mapping[str, Any] = field(default_factory=dict)
    due: str = ""
    late: str = ""
    fee: str = ""
    papers: tuple[str, ...] = ()
    warned: str = ""
    shown: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.procedure} {self.scenario}"


JIDO_LATE = "期限を過ぎています。手当は、請求した月の次の月の分からになります。"
STORIES = (
    # Born 10-28: the 15th day after it is 11-12, eight days ago.
    Story(
        "jido-teate-nintei", "第1子の出生、会社員、口座を指定",
        due="令和8年（2026年）11月12日（木）", late=JIDO_LATE, papers=("請求する人の名前の通帳かキャッシュカードの写し",),
        shown=("手当がはじまる月（めやす）", "令和8年（2026年）12月"),
    ),
    # Said on 11-14 that they would move out: the 15th day is Sunday 11-29, the next open one Monday.
    Story(
        "jido-teate-nintei", "転入、上の子が学生寮、公金受取口座",
        due="令和8年（2026年）11月30日（月）", papers=("監護相当・生計費の負担についての確認書",),
    ),
    # 2019-04-12 and fifteen days: Saturday 4-27, when ten closed days began; open again on Tuesday 5-7.
    Story(
        "jido-teate-nintei", "ひとり親、記録の確認に同意しない", {"reason": "born", "event_date": "2019-04-12"},
        due="令和元年（2019年）5月7日（火）", late=JIDO_LATE, papers=("請求する人の年金がわかるもの",),
    ),
    # The day until which April counts as April: 4-30 and fifteen days, a Wednesday.
    Story(
        "jido-teate-nintei", "ひとり親、記録の確認に同意しない", {"reason": "born", "event_date": "2019-04-30"},
        due="令和元年（2019年）5月15日（水）", late=JIDO_LATE, papers=("請求する人の年金がわかるもの",),
    ),
    Story(
        "jido-teate-nintei", "ひとり親、記録の確認に同意しない", {"reason": "moved_in", "event_date": "2026-11-25"},
        due="令和8年（2026年）12月10日（木）", papers=("請求する人の年金がわかるもの",),
        shown=("令和8年（2026年）12月",),
        warned="転出予定日がまだ来ていません。先に引っ越したときは、このまま進んでください。",
    ),
    # It tells of the first of June and is due on 6-30 of the same fiscal year.
    Story(
        "jido-teate-genkyo", "学生でない上の子がいる",
        due="令和8年（2026年）6月30日（火）",
        late="期限を過ぎています。出すまで、8月分（10月に振り込む分）からの手当が止まります。2年出さないと、受け取れなくなります。",
        papers=("受け取っている人の年金がわかるもの", "所得課税証明書", "監護相当・生計費の負担についての確認書"),
        warned="はじめに「子どもと、住民票の住所が別」を選びました。別に住む子どもがいるか、子どものページを確かめてください。",
    ),
    Story(
        "jido-teate-shimei-henko", "単身赴任で子どもと別に住む",
        due="令和8年（2026年）11月24日（火）", papers=("受け取っている人の年金がわかるもの", "別居監護申立書"),
    ),
    Story("yokaigo-nintei", "72歳の母を、いっしょに住む子が申請", papers=("介護保険の被保険者証",)),
    Story(
        "hoiku-riyo-moshikomi", "ひとり親、4月から2歳児クラス",
        papers=(
            "あなたの就労証明書", "児童健康票（発育の確認票）", "アレルギー調査票", "ひとり親家庭であることがわかるもの",
            "祖父母が保育できないことがわかるもの（就労証明書・診断書など）",
        ),
    ),
    # Two at 300 yen, and 110 for the letter.
    Story("juminhyo-utsushi", "世帯の全員を2通", fee="710円"),
    Story("juminhyo-utsushi", "一部の人を1通", fee="710円"),
    # X-ray 1,000, bowels 500, breast 1,500 yen.
    Story(
        "gan-kenshin-yoyaku", "胃・大腸・乳がんを一度に", fee="3,000円",
        shown=("12月1日（火） 午前9時から午前9時30分まで　保健センター", "12月1日（火） 午前10時30分から午前11時まで　保健センター"),
    ),
    Story("gan-kenshin-yoyaku", "70歳を超えた", fee="0円", shown=("車いすで行く", "200円")),
    Story("gan-kenshin-yoyaku", "クーポンを持ち", fee="0円", papers=("費用がかからないことがわかるもの", "無料クーポン券")),
    Story("gairoto-tsuho", "名前を書かずに", shown=("photos.jpg", "M-0123")),
    Story("gairoto-tsuho", "柱の番号だけで", shown=("見本支12",)),
)  # fmt: skip


def scenario_of(procedure: Procedure, story: Story) -> Mapping[str, Any]:
    scenario = next(scenario for scenario in procedure.scenarios if scenario["name"].startswith(story.scenario))
    return {**scenario, "answers": {**scenario["answers"], **story.answers}}


def filer(house: House, procedure: Procedure) -> AbstractContextManager[Visitor]:
    return house.visitor() if procedure.sign_in == "none" else house.resident()


@pytest.mark.parametrize("story", STORIES, ids=str)
def test_a_story_goes_from_the_first_page_to_the_export(story: Story, house: House, tmp_path: Path) -> None:
    procedure = house.installation.catalogue.current(story.procedure)
    scenario = scenario_of(procedure, story)
    house.fill_register(scenario)
    with filer(house, procedure) as visitor, house.member(house.reviewer) as section:
        visitor.go(f"/apply/{procedure.id}?invitation={INVITED.get(procedure.id, '')}")
        check = html.unescape(Filing(visitor, procedure, scenario).until_check())
        house.send(visitor)
        receipt = html.unescape(visitor.text)
        desk = Desk(house, section, visitor.path.rpartition("/")[2])
        for page in (check, receipt, desk.text):
            assert_reported(story, page, due=page != receipt)
        assert all(story.late in page for page in (check, receipt))
        assert ("期限のあとに届きました" in desk.text) == bool(story.late)
        assert story.warned in check
        assert_printed(house, desk)
        assert_exported(desk, tmp_path)


# Of the stories of tests/forms/stories, three as people meet them: what the engine says there, the pages say here.
WORKED_OUT = {
    # The term ends on Sunday 10 January; the 11th is 成人の日 (地方自治法4条の2第4項).
    "yokaigo-koshin": Story(
        "yokaigo-koshin", "", due="令和9年（2027年）1月12日（火）", papers=("介護保険の被保険者証",)
    ),
    "jido-teate-nintei": Story(
        "jido-teate-nintei", "", due="令和8年（2026年）11月24日（火）", shown=("令和8年（2026年）12月",),
        papers=("請求する人の名前の通帳かキャッシュカードの写し", "別居監護申立書", "監護相当・生計費の負担についての確認書"),
    ),
    "inu-toroku": Story("inu-toroku", "", due="令和9年（2027年）1月13日（水）", fee="3,180円"),
}  # fmt: skip


@pytest.mark.parametrize("name", WORKED_OUT)
def test_a_story_that_was_worked_out_by_hand_comes_out_on_the_pages(name: str, house: House) -> None:
    procedure = house.installation.catalogue.current(name)
    telling = StoryRun(read_story(STORY_FILES / f"{name}.yaml"))
    answers = {
        field.id: telling.path.answers[field.id] for field in telling.path.fields if field.id in telling.path.answers
    }
    scenario = {"answers": {**answers, **{key: list(rows) for key, rows in telling.path.rows.items()}}}
    house.fill_register(scenario)
    with filer(house, procedure) as visitor:
        check = html.unescape(Filing(visitor, procedure, scenario).until_check())
        house.send(visitor)
        for page in (check, html.unescape(visitor.text)):
            assert_reported(WORKED_OUT[name], page, due=page == check)


def assert_reported(story: Story, page: str, *, due: bool) -> None:
    # What was sent has met its deadline, or is late.
    assert not due or story.due in page
    # Alone, or within what is to be done about it.
    fees = re.findall(
        r"(?:<dt>(?:手数料|払うお金の合計)</dt>\s*<dd[^>]*>(?:手数料)?|<p>払うお金の合計 <b>)([0-9,]+円)", page
    )
    assert fees == ([story.fee] if story.fee else [])
    # What may follow stands by itself, with its day.
    named = re.findall(r"<li><strong>([^<]+)</strong>|<dt><span>([^<]+)</span>", page)
    assert Counter(brought or follows for brought, follows in named) == Counter(story.papers)
    assert [words for words in story.shown if words not in page] == []


def test_the_photograph_of_a_lamp_is_what_the_section_sees(house: House) -> None:
    procedure = house.installation.catalogue.current("gairoto-tsuho")
    story = next(story for story in STORIES if story.scenario == "名前を書かずに")
    with house.visitor() as visitor, house.member(house.reviewer) as section:
        Filing(visitor, procedure, scenario_of(procedure, story)).until_check()
        visitor.press("申請する")
        section.go(f"/desk/{visitor.path.rpartition('/')[2]}")
        handed, seen = (Image.open(BytesIO(content)) for content in (JPEG, section.go(files(section)[0]).content))
        assert (seen.format, seen.size) == ("JPEG", handed.size)
        assert sum(ImageStat.Stat(ImageChops.difference(handed.convert("RGB"), seen)).mean) < 15, "another picture"


def test_the_number_on_a_pole_is_in_the_first_question(house: House) -> None:
    with house.visitor() as visitor:
        visitor.go("/apply/gairoto-tsuho?asset=M-0123")
        assert ("place.asset", "M-0123") in [pair for form in forms(visitor.text) for pair in form.values]
        visitor.press("次へ進む")
        assert visitor.path.endswith("/state"), visitor.text


def test_the_yearly_report_is_begun_by_invitation_alone(house: House) -> None:
    with house.resident() as visitor:
        visitor.go("/apply/jido-teate-genkyo?invitation=MIHON-2025")
        assert "/why_page" not in visitor.path
        visitor.go("/apply/jido-teate-genkyo?invitation=MIHON-2026")
        assert visitor.path.endswith("/why_page"), visitor.text
