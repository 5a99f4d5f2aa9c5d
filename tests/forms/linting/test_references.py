"""A reference names a procedure of the folder, or says why it is filed elsewhere."""

from pathlib import Path

import pytest

from forms.definition.registry import field_types
from forms.linting import lint
from forms.loading import load_folder
from forms.loading.titles import titles_in
from tests.forms.loading.small import small

FOLDER = Path(__file__).parents[3] / "forms" / "procedures"
TITLES = {"児童手当 受給事由消滅の届出", "転入届・転居届の来庁予約", "犬の登録事項の変更届（転入・転居・飼い主の変更）"}


def keys_of(summary: str, because: str = "", titles: set[str] | None = None) -> list[str]:
    procedure = small(because, summary=summary)
    return [complaint.key for complaint in lint(procedure, TITLES if titles is None else titles)]


@pytest.mark.parametrize(
    ("summary", "known"),
    [
        ("「児童手当 受給事由消滅の届出」を出してください。", True),
        ("「児童手当受給事由消滅の届出」を出してください。", True),
        ("「受給事由消滅の届出」を出してください。", True),
        ("「犬の登録事項の変更届」を出してください。", True),
        ("転入届を出してください。", True),
        ("「支払金融機関変更届」を出してください。", False),
        ("資格喪失届を出します。", False),
        ("「はい」を選んでください。", True),
    ],
)
def test_a_reference_is_the_title_of_a_procedure_or_a_part_of_it(summary: str, known: bool) -> None:
    assert ("lint.reference" not in keys_of(summary)) == known


def test_a_reference_that_is_explained_is_no_complaint() -> None:
    because = "because: {lint.reference: 県に出す届である}"
    assert "lint.reference" not in keys_of("資格喪失届を出します。", because)
    assert "lint.because" not in keys_of("資格喪失届を出します。", because)
    assert "lint.because" in keys_of("見本です。", because)


def test_without_the_other_procedures_nothing_is_stated_about_references() -> None:
    because = "because: {lint.reference: 県に出す届である}"
    assert {"lint.reference", "lint.because"}.isdisjoint(keys_of("資格喪失届を出します。", because, set()))


def test_the_titles_of_a_folder_are_those_that_can_be_read(tmp_path: Path) -> None:
    texts = {
        "broken": "title: [", "untitled": "format: 1", "titled": "format: 1\ntitle: '見本の届出'\nkind: request",
        "folded": "title: >-\n  長い\n  届出\nkind: request", "titled.en": "title: A", "binary": "\0",
    }  # fmt: skip
    for name, text in texts.items():
        (tmp_path / f"{name}.yaml").write_text(text, "utf-8")
    assert titles_in(tmp_path) == {"見本の届出", "長い 届出"}


@pytest.mark.uncounted
def test_the_titles_of_a_folder_are_read_without_its_definitions() -> None:
    assert {procedure.title for procedure in load_folder(FOLDER, fields=field_types()).values()} == titles_in(FOLDER)
