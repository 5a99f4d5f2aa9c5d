"""Questions that an answer on the same page asks are on that page, hidden until it is given."""

from typing import Any

from forms.path.attempts import Attempts
from forms.path.follow_ups import with_follow_ups
from forms.path.joining import joined
from forms.path.path import AskedPage, Path, walk
from tests.forms.loading.small import ENVIRONMENT, small

TRIP = """\
  - step: 旅
    id: trip
    ask:
      - together: 旅
        id: trip_page
        ask:
          - {id: goes, type: choice, label: どうやって, options: {car: 車, train: 電車, no: {label: 行かない, tell: true}}, stop: {when: goes == no, say: 行きません。, next: また今度。}}
          - {id: plate, type: text, label: 車の番号, when: goes == car}
          - {id: toll, type: computed, of: money, label: 通行料, when: goes == car, compute: "choose(goes == car, 300, 0)"}
          - {id: days, type: integer, label: 何日}
      - {id: station, type: text, label: 駅, when: goes == train}
      - {id: fare, type: computed, of: money, label: 運賃, when: goes == train, compute: "choose(goes == train, 200, 0)"}
      - {id: alone, type: yes_no, label: ひとりですか}
      - together: いっしょの人
        id: friends
        ask:
          - {id: friend1, type: text, label: 人1, when: not alone}
          - {id: friend2, type: text, label: 人2, when: not alone}
          - {id: friend3, type: text, label: 人3, when: not alone}
          - {id: friend4, type: text, label: 人4, when: not alone}
      - {id: memo, type: text, label: メモ, required: false}
"""
PROCEDURE = small(TRIP)


def path_of(answers: dict[str, Any]) -> Path:
    return walk(PROCEDURE, {"reason": "lost", **answers}, ENVIRONMENT)


def shown(*names: str, **answers: Any) -> AskedPage:
    path = path_of(answers)
    group = [asked for asked in path.pages if asked.page.id in names]

    attempts = Attempts(PROCEDURE, {"reason": "lost", **answers}, ENVIRONMENT)
    return with_follow_ups(PROCEDURE, path, joined(group, frozenset()), attempts)


def test_a_follow_up_stands_where_it_is_asked_with_the_answer_that_asks_it() -> None:
    page = shown("trip_page")
    assert [field.id for field in page.fields] == ["goes", "plate", "days", "station"]
    assert page.only_if == {"plate": {"goes": ("car",)}, "station": {"goes": ("train",)}}
    assert page.then_required == {"plate", "station"}
    assert page.ids == {"trip_page", "station"}


def test_an_answered_page_hides_what_another_answer_would_not_ask() -> None:
    page = shown("trip_page", goes="car", plate="見本 1", days=2)
    assert [field.id for field in page.fields] == ["goes", "plate", "toll", "days", "station"]
    assert page.only_if["plate"] == {"goes": ("car",)}


def test_a_page_that_would_become_long_follows_afterwards() -> None:
    page = shown("trip_page", "alone")
    assert "friend1" not in {field.id for field in page.fields}
    assert "friend1" in {field.id for field in shown("alone").fields}
    assert shown("alone").only_if["friend1"] == {"alone": ("no",)}


def test_a_page_without_follow_ups_stays_as_it_is() -> None:
    page = shown("memo", alone=True)
    assert not page.only_if
    assert not page.parts
