"""A table whose cells name the files beside it."""

from pathlib import Path

import pytest

from integrations.imports.folder_reader import gather, is_table_with_files
from integrations.imports.readers import read_packages
from integrations.sockets.import_socket import Package, Unreadable
from tests.integrations.imports.packing import zipped

HEADS = "番号,氏名,通帳の写し,備考"


def table(*lines: str) -> bytes:
    return "\n".join((HEADS, *lines, "")).encode()


def read(lines: tuple[str, ...], *files: tuple[str, bytes], place: str = "t.csv") -> tuple[Package, ...]:
    return read_packages(zipped((place, table(*lines)), *files))


def refusal(lines: tuple[str, ...], *files: tuple[str, bytes]) -> tuple[str, str]:
    with pytest.raises(Unreadable) as refused:
        read(lines, *files)
    return refused.value.code, refused.value.place


def test_a_cell_names_one_or_several_files_and_an_empty_one_none() -> None:
    first, second, third = read(
        ("1,見本,a.pdf,x", '2,見本,"b.jpg; c.pdf",', "3,見本,なし,"),
        ("a.pdf", b"A"), ("b.jpg", b"B"), ("c.pdf", b"C"),
    )  # fmt: skip
    assert [(file.name, file.content, file.of) for file in first.files] == [("a.pdf", b"A", "通帳の写し")]
    assert [file.name for file in third.files] == []
    assert second.unused == third.unused == ()


def test_a_name_with_a_comma_is_read_where_it_is_alone_in_its_cell() -> None:
    (package,) = read(('1,見本,"c,1.pdf",',), ("c,1.pdf", b"C"))
    assert [file.name for file in package.files] == ["c,1.pdf"]


@pytest.mark.parametrize("between", [";", "；", "|", "、", "\n", ","])
def test_names_are_separated_as_products_may_separate_them(between: str) -> None:
    (package,) = read((f'1,見本,"a.pdf{between} b.pdf",',), ("a.pdf", b"A"), ("b.pdf", b"B"))
    assert [file.content for file in package.files] == [b"A", b"B"]


@pytest.mark.parametrize("cell", ["files/1/a.pdf", "./files/1/a.pdf", "files\\1\\a.pdf", "a.pdf"])
def test_a_file_is_named_by_its_way_from_the_table_or_from_the_top_or_by_its_name_alone(cell: str) -> None:
    (package,) = read((f"1,見本,{cell},",), ("files/1/a.pdf", b"A"))
    assert package.files[0].content == b"A"
    (inside,) = read((f"1,見本,{cell},",), ("out/files/1/a.pdf", b"A"), place="out/t.csv")
    assert inside.files[0].content == b"A"


def test_the_same_name_in_a_folder_for_each_application_is_taken_from_its_own() -> None:
    first, second = read(("1,見本,a.pdf,", "2,見本,a.pdf,"), ("files/1/a.pdf", b"A"), ("files/2/a.pdf", b"B"))
    assert (first.files[0].content, second.files[0].content) == (b"A", b"B")
    assert refusal(("7,見本,a.pdf,",), ("x/a.pdf", b"A"), ("y/a.pdf", b"B")) == ("file_unclear", "2行目 通帳の写し")


def test_every_name_without_a_file_is_complained_of_at_once_by_line_and_column_and_not_quoted() -> None:
    lines = ("1,見本,a.pdf,", "2,見本,taro.pdf,", "3,見本,a.pdf;b.pdf,")
    assert refusal(lines, ("a.pdf", b"A")) == ("file_missing", "3行目 通帳の写し、4行目 通帳の写し")
    many = tuple(f"{number},見本,{'a' if number == 1 else number}.pdf," for number in range(1, 10))
    assert refusal(many, ("a.pdf", b"A"))[1].endswith("7行目 通帳の写しほか3か所")


def test_the_hash_is_over_the_cells_and_the_files_and_that_of_a_table_alone_is_as_before() -> None:
    lines = ("1,見本,a.pdf,", "2,見本,,")
    alone = [package.content_hash for package in read_packages(table(*lines))]
    packed = [package.content_hash for package in read(lines, ("a.pdf", b"A"))]
    again = [package.content_hash for package in read(lines, ("a.pdf", b"A"), ("more.txt", b"x"))]
    changed = [package.content_hash for package in read(lines, ("a.pdf", b"B"))]
    assert packed == again
    assert packed[0] not in (alone[0], changed[0])
    assert packed[1] == alone[1] == changed[1]


def test_a_file_that_no_line_names_is_shown_with_the_first_line() -> None:
    first, second = read(("1,見本,a.pdf,", "2,見本,,"), ("a.pdf", b"A"), ("memo.txt", b"x"))
    assert (first.unused, second.unused) == (("memo.txt",), ())


def test_a_folder_of_a_table_and_its_files_is_one_and_a_folder_of_packages_is_not(tmp_path: Path) -> None:
    folder = tmp_path / "moved"
    (folder / "files").mkdir(parents=True)
    (folder / "t.csv").write_bytes(table("1,見本,a.pdf,"))
    assert not is_table_with_files(folder)
    (folder / "files" / "a.pdf").write_bytes(b"A")
    assert is_table_with_files(folder)
    assert read_packages(gather(folder))[0].files[0].content == b"A"
    (folder / "files" / "package.xml").write_bytes(b"<a/>")
    assert not is_table_with_files(folder)
