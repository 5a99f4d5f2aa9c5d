"""A pack is read if it is whole, small and signed; each other one is refused in words."""

import zipfile
from io import BytesIO
from pathlib import Path

import pytest

from portal.services.workshop.read_pack import (
    CERTIFICATE,
    MANIFEST,
    MOST_BYTES,
    MOST_PARTS,
    MOST_UNPACKED,
    SIGNATURE,
    UnreadablePack,
    read_pack,
)
from tests.portal.routes.workshop.packs import CITY, NOW, files_of, signed, zipped
from tests.portal.services.workshop.writing import NAME, TEXT

PARTS = {f"{NAME}.yaml": TEXT, f"{NAME}.easy.yaml": "a: b\n", "blocks/x.yaml": "c: d\n"}


@pytest.fixture
def files(tmp_path: Path) -> dict[str, bytes]:
    return files_of(signed(tmp_path, PARTS, (NAME,)))


def refused(content: bytes) -> str:
    with pytest.raises(UnreadablePack) as refusal:
        read_pack(content)
    assert refusal.value.english.isascii()
    return str(refusal.value)


def test_who_signed_it_when_and_what_is_in_it(files: dict[str, bytes]) -> None:
    pack = read_pack(zipped(files))
    assert (pack.city, pack.made_at, pack.procedures) == (CITY, NOW, (NAME,))
    assert pack.texts(NAME) == {"": TEXT, "easy": "a: b\n"}
    assert (pack.further("blocks"), pack.further("layouts")) == (("blocks/x.yaml",), ())
    assert pack.marks.replace(" ", "") == pack.fingerprint
    assert len(pack.marks.split()) == 16
    assert pack.made_by(files[CERTIFICATE])


def test_whatever_is_changed_after_the_signature_is_seen(files: dict[str, bytes], tmp_path: Path) -> None:
    other = files_of(signed(tmp_path / "other", PARTS, (NAME,)))
    part = f"{NAME}.yaml"
    assert not read_pack(zipped(files)).made_by(other[CERTIFICATE])
    assert "変わっています" in refused(zipped(files | {part: files[part] + b"# more\n"}))
    assert "変わっています" in refused(zipped({name: text for name, text in files.items() if name != part}))
    assert "変わっています" in refused(zipped(files | {"blocks/more.yaml": b"a: b\n"}))
    for changed in (
        {MANIFEST: files[MANIFEST] + b" "}, {SIGNATURE: b""}, {SIGNATURE: files[SIGNATURE][:-1]},
        {CERTIFICATE: other[CERTIFICATE]}, {CERTIFICATE: b"none"}, {CERTIFICATE: b""},
    ):  # fmt: skip
        assert "署名が合いません" in refused(zipped(files | changed)), changed


def test_a_manifest_of_another_form_is_refused(tmp_path: Path, files: dict[str, bytes]) -> None:
    wrongs: list[dict[str, object]] = [
        {"format": 2}, {"more": 1}, {"made_at": "today"}, {"procedures": []}, {"procedures": ["../a"]}, {"parts": {}},
    ]  # fmt: skip
    for wrong in wrongs:
        assert "目録が読めません" in refused(signed(tmp_path, PARTS, (NAME,), also=wrong)), wrong
    assert "目録が読めません" in refused(zipped(files | {MANIFEST: b"[" * 9000}))
    assert "目録が読めません" in refused(zipped({name: text for name, text in files.items() if name != SIGNATURE}))
    assert "包みの中にありません" in refused(signed(tmp_path, PARTS, ("other",)))


@pytest.mark.parametrize(
    "name",
    ["../a.yaml", "/a.yaml", "blocks/../../a.yaml", "a\\b.yaml", "c:a.yaml", "A.yaml", "a.yaml\n", "a.py", "others/a.yaml", "a..yaml", "ａ.yaml", "a/"],
)  # fmt: skip
def test_a_name_that_is_no_part_is_refused(tmp_path: Path, name: str) -> None:
    assert "包みとして読めません" in refused(signed(tmp_path, PARTS | {name: ""}, (NAME,)))


def test_bombs_and_broken_zips_are_refused(tmp_path: Path, files: dict[str, bytes]) -> None:
    whole = zipped(files)
    bomb = zipped(files | {"blocks/big.yaml": b"0" * MOST_UNPACKED})
    assert len(bomb) < MOST_BYTES
    many = zipped({f"blocks/a{number}.yaml": b"" for number in range(MOST_PARTS + 4)})
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr("a.yaml", "a")
    twice = BytesIO(whole)
    with pytest.warns(UserWarning, match="Duplicate"), zipfile.ZipFile(twice, "a") as archive:
        archive.writestr(f"{NAME}.yaml", "a: b")
    for broken in (b"", b"PK", whole[:-30], whole[: len(whole) // 2], bomb, many, packed.getvalue(), twice.getvalue()):
        assert "包みとして読めません" in refused(broken)
    assert "大きすぎます" in refused(b"P" * (MOST_BYTES + 1))


def test_a_part_that_is_no_text_is_refused(tmp_path: Path) -> None:
    latin = signed(tmp_path, PARTS | {"blocks/y.yaml": "é"}, (NAME,))
    raw = files_of(latin)["blocks/y.yaml"]
    assert read_pack(latin).parts["blocks/y.yaml"].encode() == raw


def test_the_name_of_the_city_has_no_control_characters(tmp_path: Path) -> None:
    assert read_pack(signed(tmp_path, PARTS, (NAME,), "見本\u202e市\n")).city == "見本市"
