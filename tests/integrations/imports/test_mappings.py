"""Mappings of packages to answers."""

import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forms.complaints import Refused
from integrations.imports.limits import MOST_TEXT
from integrations.imports.loading import MAPPINGS, Imports, load_definitions, load_mapping
from integrations.imports.mapping import FileMapping, _numbers
from integrations.imports.readers import read_packages
from integrations.imports.samples import Made, packed
from integrations.sockets.import_socket import Header, Package, PackedFile, Unreadable
from tests.forms.guide.test_stories import MUNICIPAL
from tests.integrations.imports.mapped import good_answers, mappings, path_of, procedures, tree

HEAD = """mapping: a
version: 1
title: 名前
basis: assumption
form: F
procedure: jido-teate-nintei
"""


def load(tmp_path: Path, text: str) -> FileMapping:
    file = tmp_path / "a.yaml"
    file.write_text(HEAD + text)
    return load_mapping(file, procedures().get)


def complaints(tmp_path: Path, text: str) -> list[str]:
    with pytest.raises(Refused) as refused:
        load(tmp_path, text)
    return [f"{complaint.line}:{complaint.column}: {complaint.text}" for complaint in refused.value.complaints]


# Of those named for オンライン申請 (families, care, disasters), and moving out.
NAMED = [*MUNICIPAL, "tenshutsu-todoke"]


def test_each_of_the_named_procedures_has_a_mapping() -> None:
    assert sorted(mapping.procedure for mapping in mappings()) == sorted(NAMED)


@pytest.mark.parametrize("procedure", NAMED)
def test_a_package_of_each_mapping_brings_every_answer_back(procedure: str) -> None:
    assert_whole(next(mapping for mapping in mappings() if mapping.procedure == procedure), 7)


@settings(max_examples=25, deadline=None)
@given(st.sampled_from(("jido-teate-nintei", "tenshutsu-todoke", "yokaigo-nintei")), st.integers(0, 2**32))
def test_answers_come_back_from_a_package_as_they_were(procedure: str, seed: int) -> None:
    assert_whole(next(mapping for mapping in mappings() if mapping.procedure == procedure), seed)


def assert_whole(mapping: FileMapping, seed: int) -> None:
    answers = good_answers(mapping, seed)
    made = Made(Header("GS1", mapping.form, "1", None, True), mapping.write(answers))
    (package,) = read_packages(packed(made))
    read = mapping.read(package)
    path = path_of(mapping, read)
    assert tree(mapping, path.answers) == tree(mapping, answers)
    assert not path.mistakes
    assert read.left == ()


def test_what_is_shipped_says_that_its_layout_is_assumed() -> None:
    assert {mapping.basis for mapping in mappings()} == {"assumption"}
    assert len({mapping.form for mapping in mappings()}) == len(mappings()) == len(list(MAPPINGS.glob("*.yaml")))


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("fields: [{from: 氏名, to: claimant.nome}]", "7:25: no question, and no box of one, is called claimant.nome"),
        ("fields: [{from: 番号, to: claimant.name.middle}]", "7:25: no question, and no box of one, is called"),
        (
            'fields: [{from: 年金, to: claimant.pension, codes: {"1": nobody}}]',
            "claimant.pension offers no nobody: only",
        ),
        ("rows: [{from: 子, to: kids, fields: [{from: 氏名, to: name}]}]", "7:22: no rows are called kids"),
        ("files: [{from: 証明, to: claimant.name}]", "no question for files is called claimant.name"),
        ("fields: [{to: claimant.phone}]", "write `from` or `value`"),
        ("fields: [{from: a, to: claimant.phone}, {from: b, to: claimant.phone}]", "claimant.phone is filled already"),
        ("fields: [{from: a, to: claimant.phone, when: x == '1'}]", "unknown name x"),
        ("fields: [{from: a, to: claimant.phone}]\nignored: [{from: a, why: b}]", "a is both mapped and ignored"),
        ("fields: [{from: a, to: claimant.birth, date: '%Y', split: ';'}]", "a day has no codes and is not split"),
        ("fields: [{from: a, to: claimant.birth, date: '%X'}]", "7:46:"),
        ("feilds: []", "7:1: unknown key feilds"),
    ],
)
def test_a_mapping_that_does_not_fit_is_refused_with_its_line(tmp_path: Path, text: str, complaint: str) -> None:
    assert any(complaint in reported for reported in complaints(tmp_path, text)), complaints(tmp_path, text)


def test_a_mapping_for_no_procedure_and_one_under_another_name_are_refused(tmp_path: Path) -> None:
    for text, complaint in (
        (HEAD, "must be in a.yaml"),
        (HEAD.replace("jido-teate-nintei", "nothing"), "there is no procedure nothing"),
    ):
        (tmp_path / "b.yaml").write_text(text)
        with pytest.raises(Refused, match=complaint):
            load_mapping(tmp_path / "b.yaml", procedures().get)


def test_a_number_of_a_person_is_taken_from_no_package(tmp_path: Path) -> None:
    asking = next(
        procedure for procedure in procedures().values() for field in procedure.fields if field.protection == "number"
    )
    number = next(field.name for field in asking.fields if field.protection == "number")
    file = tmp_path / "a.yaml"
    row = max((repeat.id for repeat in asking.repeats if number.startswith(f"{repeat.id}.")), default="")
    line = f"{{from: x, to: {number.removeprefix(f'{row}.')}}}"
    text = f"rows: [{{from: r, to: {row}, fields: [{line}]}}]" if row else f"fields: [{line}]"
    file.write_text(HEAD.replace("jido-teate-nintei", asking.id) + text)
    with pytest.raises(Refused, match="cannot be filled in from a package"):
        load_mapping(file, procedures().get)


def test_rules_choose_and_compute(tmp_path: Path) -> None:
    mapping = load(
        tmp_path,
        """names: {spouse: 配偶者の氏名, kind: 区分}
fields:
  - {to: has_spouse, value: 'choose(spouse.answered, "yes", "no")'}
  - {from: 電話, to: claimant.phone, when: 'kind == "1"'}
  - {from: 携帯, to: claimant.phone, when: 'kind == "2"'}
  - {from: [市, 町], to: claimant.address.town, join: "－"}
""",
    )
    fields = {
        "配偶者の氏名": "花子",
        "区分": "2",
        "電話": "03-1111-2222",
        "携帯": "090-1111-2222",
        "市": "見本市",
        "町": "一丁目",
    }
    read = mapping.read(Package(Header(), fields))
    assert dict(read.boxes["has_spouse"]) == {"": ("yes",)}
    assert dict(read.boxes["claimant.phone"]) == {"": ("090-1111-2222",)}
    assert dict(read.boxes["claimant.address"]) == {"town": ("見本市－一丁目",)}
    assert read.left == ("電話",), "questions hidden by conditions are shown, names read by rules are not"


def test_what_goes_nowhere_is_named(tmp_path: Path) -> None:
    mapping = load(tmp_path, "fields: [{from: 電話, to: claimant.phone}]\nignored: [{from: 余白, why: 印字用}]")
    package = Package(
        Header(), {"電話": "1", "余白": "x", "備考": "y", "空": " "}, (PackedFile("a.pdf", b""),), unused=("b.txt",)
    )
    read = mapping.read(package)
    assert read.left == ("備考",)
    assert read.left_files == ("a.pdf", "b.txt")


def test_days_and_codes_that_cannot_be_read_are_left_for_the_question_to_say(tmp_path: Path) -> None:
    text = 'fields: [{from: 日, to: claimant.birth, date: "%Y%m%d"}, {from: 年金, to: claimant.pension, codes: {"1": national}}]'
    mapping = load(tmp_path, text)
    read = mapping.read(Package(Header(), {"日": "99999999", "年金": "77"}))
    assert set(path_of(mapping, read).mistakes) == {"claimant.birth", "claimant.pension"}
    era = mapping.read(Package(Header(), {"日": "昭和55年4月1日", "年金": "1"}))
    assert path_of(mapping, era).answers["claimant.birth"] == "1980-04-01"


def test_a_header_that_is_not_there_is_read_from_the_fields_that_replace_it(tmp_path: Path) -> None:
    mapping = load(tmp_path, "header: {receipt_number: 番号, arrived_at: 時刻}")
    read = mapping.read(Package(Header(), {"番号": "X1", "時刻": "2026-11-02 10:00"}))
    assert (read.header.receipt_number, read.left) == ("X1", ())
    assert read.header.arrived_at is not None
    assert read.header.arrived_at.isoformat() == "2026-11-02T10:00:00+09:00"
    with pytest.raises(Unreadable):
        mapping.read(Package(Header(), {"番号": "X1", "時刻": "きのう"}))


def test_rows_that_are_named_one_by_one_become_rows(tmp_path: Path) -> None:
    mapping = load(tmp_path, "fields: [{from: 子2, to: children.2.name.full}, {from: 子1, to: children.1.name.full}]")
    read = mapping.read(Package(Header(), {"子1": "一郎", "子2": "二郎"}))
    assert dict(read.rows) == {"children": ("1", "2")}


def test_a_mapping_made_here_is_checked_as_a_shipped_one(tmp_path: Path) -> None:
    expected = {
        "mapping": "a",
        "version": 1,
        "title": "x",
        "basis": "vendor",
        "form": "F",
        "procedure": "jido-teate-nintei",
    }
    imports, procedure = Imports(), procedures()["jido-teate-nintei"]
    assert imports.mapping(expected, procedure).fits("F", "7")
    for wrong in ({"fields": [{"from": "a", "to": "nowhere"}]}, {"version": 0}):
        with pytest.raises(ValueError, match=r"nowhere|version"):
            imports.mapping({**expected, **wrong}, procedure)


def test_a_shipped_mapping_is_asked_whether_it_fits_the_version_that_is_offered() -> None:
    imports, procedure = Imports(load_definitions()), procedures()["yokaigo-nintei"]
    assert imports.shipped("KKN-YOKAIGO-NINTEI", "1") == "yokaigo-nintei"
    assert imports.shipped("KKN-YOKAIGO-NINTEI", "2") == ""
    first = imports.shipped_mapping("KKN-YOKAIGO-NINTEI", "1", procedure)
    assert imports.shipped_mapping("KKN-YOKAIGO-NINTEI", "1", procedure) is first
    with pytest.raises(ValueError, match="there is no procedure yokaigo-nintei"):
        imports.shipped_mapping("KKN-YOKAIGO-NINTEI", "1", procedures()["jido-teate-nintei"])
    with pytest.raises(LookupError):
        imports.shipped_mapping("KKN-YOKAIGO-NINTEI", "2", procedure)
    assert imports.target(procedure, "insured.name.family")
    assert not imports.target(procedure, "nothing")


def test_a_folder_with_an_unsound_mapping_is_refused_at_start(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(HEAD + "feilds: []")
    with pytest.raises(Refused, match="unknown key feilds"):
        load_definitions(tmp_path)


def test_a_row_with_a_number_that_none_can_have_is_no_row() -> None:
    """Python refuses to parse integers of more than 4300 digits; one such file blocked a whole folder."""
    assert _numbers({f"a.{number}.b": "x" for number in ("10", "2", "01", "0", "10000", "1" * 4400, "２")}, "a") == (
        "2",
        "10",
    )


def test_a_line_of_ones_own_goes_before_the_label_and_the_rest_stays(tmp_path: Path) -> None:
    text = "rest: labels\nfields: [{from: TEL, to: claimant.phone}]\nrows: [{from: 児童, to: children, fields: [{from: 名, to: name.full}]}]"
    mapping = load(tmp_path, text)
    read = mapping.read(
        Package(
            Header(),
            {"TEL": "03-1111-2222", "請求する人_仕事": "会社員", "児童.1.名": "一郎", "児童.1.生年月日": "20200401"},
        )
    )
    assert read.left == ()
    assert {key: dict(boxes) for key, boxes in read.boxes.items()} == {
        "claimant.phone": {"": ("03-1111-2222",)},
        "claimant.work": {"": ("company",)},
        "children.1.name": {"full": ("一郎",)},
        "children.1.birth": {"year": ("2020-04-01",)},
    }
    assert not any("{" in name for line in mapping.definition.lines for name in line.from_)


def test_a_name_and_an_address_in_one_cell_go_into_their_boxes(tmp_path: Path) -> None:
    mapping = load(tmp_path, "fields: [{from: 氏名, to: claimant.name}, {from: 住所, to: claimant.address}]")

    def boxes(name: str, address: str) -> list[dict[str, tuple[str, ...]]]:
        read = mapping.read(Package(Header(), {"氏名": name, "住所": address}))
        return [dict(read.boxes["claimant.name"]), dict(read.boxes["claimant.address"])]

    assert boxes("見本　太郎", "〒０００-０００１ 見本県見本市本町１－２ ひかり荘101") == [
        {"family": ("見本",), "given": ("太郎",)},
        {
            "postal": ("０００-０００１",),
            "town": ("見本県見本市本町",),
            "street": ("１－２",),
            "building": ("ひかり荘101",),
        },
    ]
    assert boxes("ANNA MIHON", "見本県見本市本町") == [{"full": ("ANNA MIHON",)}, {"town": ("見本県見本市本町",)}]


def test_the_table_of_a_former_system_gives_number_state_and_what_is_done(tmp_path: Path) -> None:
    mapping = load(
        tmp_path,
        "header: {receipt_number: 番号, arrived_at: 時刻, state: 状態}\nformer: {prefix: logo-, done: [完了]}\nfields: [{from: 電話, to: claimant.phone}]",
    )
    (package, done) = read_packages(
        '番号,時刻,状態,電話,電話\n7,2026-11-02,処理中,"=""0311112222""",a\n8,2026-11-02,完了,1,b\n'.encode()
    )
    read = mapping.read(package)
    assert (read.header.receipt_number, read.header.state, read.former, read.done) == ("logo-7", "処理中", True, False)
    assert dict(read.boxes["claimant.phone"]) == {"": ("0311112222",)}, "as text in a spreadsheet"
    assert read.left == ("電話（2）",), "a heading twice"
    assert mapping.read(done).done


def test_a_long_address_takes_no_longer_than_its_length(tmp_path: Path) -> None:
    mapping = load(tmp_path, "fields: [{from: 住所, to: claimant.address}]")
    address = f"あ{' ' * (MOST_TEXT - 8)}\n\n1 2\n3"
    began = time.process_time()
    read = mapping.read(Package(Header(), {"住所": address}))
    assert "claimant.address" in read.boxes
    assert time.process_time() - began < 1
