"""The procedure with forty answers, page by page, and copies of it."""

from pathlib import Path

from tests.draft_paths import draft_in
from tests.load.client import Boxes, Browser

DEFINITION = Path(__file__).parent.parent / "bench" / "procedures" / "bench-forty.yaml"
PAGES: dict[str, Boxes] = {
    "person_page": {
        "name.family": "髙見本", "name.given": "太郎", "kana.family": "タカミホン", "kana.given": "タロウ",
        "birth.era": "western", "birth.year": "1949", "birth.month": "4", "birth.day": "3", "sex": "male",
        "address.postal": "0000001", "address.town": "見本県見本市見本町", "address.street": "一丁目2番3号",
        "address.building": "", "phone": "０００ー００００ー０００１", "email": "taro@mihon.example",
        "insured_no": "0000000101", "delivery": "address", "cards": ["insured", "copay"],
    },
    "family_page": {
        "child_name.family": "髙見本", "child_name.given": "さくら", "child_kana.family": "たかみほん",
        "child_kana.given": "さくら", "child_birth.era": "western", "child_birth.year": "2016",
        "child_birth.month": "5", "child_birth.day": "1", "child_sex": "female", "other_name.family": "髙見本",
        "other_name.given": "梅子", "other_kana.family": "タカミホン", "other_kana.given": "ウメコ",
        "other_birth.era": "western", "other_birth.year": "1954", "other_birth.month": "6", "other_birth.day": "15",
        "other_address.postal": "0000001", "other_address.town": "見本県見本市見本町",
        "other_address.street": "一丁目2番3号", "other_address.building": "", "other_phone": "000-0000-0002",
        "lives": "together",
    },
    "words_page": {f"text_{number}": f"見本の答え、{number}番目です。𠮷" for number in range(1, 11)},
    "choices_page": {**{f"choice_{number}": "two" for number in range(1, 10)}, "consent_true": "yes"},
}  # fmt: skip


def copies(folder: Path, count: int) -> list[str]:
    """A resident has one draft per procedure."""
    folder.mkdir(parents=True, exist_ok=True)
    names = [f"bench-forty-{number}" for number in range(count)]
    for name in names:
        text = DEFINITION.read_text(encoding="utf-8").replace("procedure: bench-forty", f"procedure: {name}")
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    return names


def fill(browser: Browser, procedure: str) -> str:
    first = browser.get(f"/apply/{procedure}").location
    draft = draft_in(first)
    for page, boxes in PAGES.items():
        answer = browser.post(f"{draft}/page/{page}", boxes)
        assert answer.status == 303, (page, answer)
    assert answer.location == f"{draft}/check", answer
    return draft
