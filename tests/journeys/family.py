"""A family of four claims child allowance; counts screens, characters and bytes."""

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from starlette.testclient import TestClient

from forms.definition.procedure import Field
from integrations.certificates.mock.app import MockJpki
from integrations.certificates.mock.holder import Holder
from integrations.register.residents import COLUMNS
from portal.app import make_app
from portal.config import load_settings
from portal.wiring import install
from tests.definitions.filing import Filing, boxes_of
from tests.journeys.in_process import BASE, InProcess
from tests.journeys.visitor import Visitor, forms
from tests.portal.practice_cards import HOLDERS, PracticeCards

NOW = "2026-11-20T10:00:00+09:00"
ALLOWANCE = "jido-teate-nintei"

# 見本 太郎 and 花子 have ひかり (2026-10-28) and そら (2019-05-05). He types spouse, employer and telephone; the account is
# 公金受取口座.
FOUR: Mapping[str, Any] = {
    "name": "家族4人",
    "household": (
        {"name": {"family": "見本", "given": "ひかり"}, "kana": {"family": "ミホン", "given": "ヒカリ"},
         "birth": "2026-10-28", "sex": "female"},
        {"name": {"family": "見本", "given": "そら"}, "kana": {"family": "ミホン", "given": "ソラ"},
         "birth": "2019-05-05", "sex": "male"},
    ),
    "offers": "all",
    "answers": {
        "public_servant": False, "receiving": False, "capacity": "parent", "has_spouse": True, "older_count": 0,
        "reason": "born", "event_date": "2026-10-28",
        "claimant.name": {"family": "見本", "given": "太郎"}, "claimant.kana": {"family": "ミホン", "given": "タロウ"},
        "claimant.birth": "1994-04-12", "claimant.sex": "male",
        "claimant.address": {"postal": "0000011", "town": "見本県見本市中央", "street": "1丁目2番3号"},
        "claimant.phone": "09000000001", "claimant.january": "here", "claimant.work": "company",
        "claimant.pension": "employees", "claimant.employer": "サンプル製作所", "claimant.employer_phone": "0300000001",
        "spouse.name": {"family": "見本", "given": "花子"}, "spouse.kana": {"family": "ミホン", "given": "ハナコ"},
        "spouse.birth": "1995-09-30", "spouse.work": "company", "spouse.lives": "together", "spouse.january": "here",
        "children[*]": {"relation": "child", "living": "together", "cares": True, "support": "shared"},
        "account.to": {"way": "public"}, "consent_records": True, "consent_true": True,
    },
}  # fmt: skip
# The same family without children from the register, who are added by hand.
UNOFFERED: Mapping[str, Any] = {
    **{key: value for key, value in FOUR.items() if key != "offers"},
    "answers": {**FOUR["answers"], "children": [
        {name: value for name, value in child.items() if name != "sex"} for child in FOUR["household"]
    ]},
}  # fmt: skip
REGISTERED = (
    "1,H,世帯主,見本　太郎,ミホン　タロウ,1994-04-12,1,0000011,見本県見本市中央,1丁目2番3号,,,0",
    "2,H,妻,見本　花子,ミホン　ハナコ,1995-09-30,2,0000011,見本県見本市中央,1丁目2番3号,,,0",
    "3,H,子,見本　ひかり,ミホン　ヒカリ,2026-10-28,2,0000011,見本県見本市中央,1丁目2番3号,,,0",
    "4,H,子,見本　そら,ミホン　ソラ,2019-05-05,1,0000011,見本県見本市中央,1丁目2番3号,,,0",
)


def written_extract(folder: Path, *lines: str) -> Path:
    path = folder / "extract.csv"
    path.write_text("\r\n".join((",".join(COLUMNS), *(lines or REGISTERED), "")), encoding="utf-8")
    return path


@contextmanager
def served(folder: Path, holders: Iterable[Holder] = HOLDERS, today: str = NOW, **settings: Any) -> Iterator[InProcess]:
    cards = PracticeCards(MockJpki(holders, lambda: datetime.fromisoformat(today)))
    installation = cards.lent_to(
        install(load_settings(env="test", data=folder, identity="none", now=today, **settings))
    )
    with TestClient(make_app(installation, with_worker=False), base_url=BASE) as client:
        yield InProcess(installation, client, cards)
    installation.database.close()


@dataclass
class Counting(Filing):
    """`typed` counts characters that were not prefilled; `largest` is the largest page in uncompressed bytes with styles
    and scripts.
    """

    typed: int = 0
    largest: int = 0
    brought: dict[str, int] = field(default_factory=dict)

    def make_mistake(self, page: str) -> None:
        """No mistakes."""
        self.look()

    def look(self) -> None:
        page = self.visitor.seen
        files = re.findall(r'(?:<link rel="stylesheet" href|<script[^>]* src)="([^"]+)"', page.text)
        for file in files:
            if file not in self.brought:
                self.brought[file] = len(self.visitor.client.get(BASE + file).content)
        self.largest = max(self.largest, len(page.content) + sum(self.brought[file] for file in files))

    def answer(self) -> None:
        present = {pair for form in forms(self.visitor.text) for pair in form.values}
        written = set(re.findall(r'<(?:input class="box[^>]*|textarea[^>]*) name="([^"]+)"', self.visitor.text))
        fields = [
            field for field in self.fields() if self.given.get(field) is not None or not self.register_knows(field)
        ]
        boxes = {name: values for field in fields for name, values in self.boxes_for(field)}
        new = [
            values[0] for box, values in boxes.items() if box in written and values and (box, values[0]) not in present
        ]
        self.typed += sum(map(len, new))
        self.visitor.press("次へ進む", boxes)

    def boxes_for(self, field: Field) -> Iterator[tuple[str, list[str]]]:
        value = self.given.get(field)
        yield from boxes_of(field, {} if value is None else field.type.typed(value, field.settings)).items()


@dataclass(frozen=True)
class Effort:
    screens: tuple[str, ...]
    typed: int
    largest: int


def file_allowance(cards: PracticeCards, visitor: Visitor, procedure: Any, scenario: Mapping[str, Any]) -> Effort:
    filing = Counting(visitor, procedure, scenario)
    filing.until_check()
    filing.look()
    cards.sign(visitor, "taro")
    filing.look()
    assert visitor.path.startswith("/applications/"), visitor.text
    return Effort((*filing.seen, "check", "receipt"), filing.typed, filing.largest)
