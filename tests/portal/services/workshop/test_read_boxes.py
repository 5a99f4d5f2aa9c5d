"""Boxes of a form on paper."""

from portal.services.workshop.read_boxes import read_boxes
from tests.portal.services.outside import refusals, written

PAPER = """見本市長　様
申請日
受付番号
■申請者
フリガナ
氏名
生年月日
住所
電話番号
印
【対象のお子さん】
お子さんの氏名
生年月日
続柄
1. 申請の内容
区分　□新規　□更新　□変更
・理由
同居の家族（有・無）
□ 市が台帳を見ることに同意します
■振込先
金融機関名
支店名
口座番号
口座名義（カナ）
備考
"""


def test_people_are_asked_by_the_shipped_block_and_the_applicant_is_known() -> None:
    collected = read_boxes(PAPER, "見本の助成")
    procedure, complaints = written(collected)
    assert [complaint.key for complaint in complaints] == [
        "lint.why"
    ]  # why an account is asked is the section's to say
    assert [step.title for step in procedure.steps] == [
        "申請者", "対象のお子さん", "対象のお子さんについて", "申請の内容", "振込先",
    ]  # fmt: skip
    asked = {field.name: field for field in procedure.fields}
    assert [name for name in asked if "." in name] == [
        "applicant.name", "applicant.kana", "applicant.birth", "applicant.address", "applicant.phone", "person.name", "person.birth",
    ]  # fmt: skip
    assert asked["applicant.name"].known_from == "applicant.name"
    assert asked["person.name"].known_from == ""
    assert asked["person.name"].label == "お子さんの氏名"
    own = [(field.label, field.type.id) for name, field in asked.items() if "." not in name]
    assert own == [
        ("続柄", "text"), ("区分", "choice"), ("理由", "long_text"), ("同居の家族", "yes_no"), ("市が台帳を見ることに同意します", "consent"),
        ("振込先の口座", "bank_account"), ("備考", "long_text"),
    ]  # fmt: skip
    assert procedure.sign_in == "card"


def test_boxes_that_nobody_fills_in_are_left_out_with_a_reason() -> None:
    assert [place for place, _ in refusals(read_boxes(PAPER, ""))] == ["1行", "2行", "3行", "10行"]


def test_a_person_without_a_name_is_asked_box_by_box() -> None:
    procedure, complaints = written(read_boxes("電話番号\n住所\n希望日", ""))
    assert complaints == []
    assert [field.type.id for field in procedure.fields] == ["phone", "address", "date"]


def test_a_long_list_is_cut_aloud_and_hostile_lines_are_words() -> None:
    collected = read_boxes("\n".join(["}: &x *y {a}", "あ" * 301, *["箱"] * 400]), "")
    assert collected.questions == 300
    assert {place for place, _ in refusals(collected)} >= {"2行", "302行"}
    assert written(read_boxes("}: &x *y {a}\n<b>太字</b>", ""))[1] == []


SHEET = """様式第3号（第5条関係）
図書館団体利用登録申請書
　　年　　月　　日
見本市立図書館長　様
次のとおり団体利用の登録を申請します。
■団体
団体の名称
本部の住所　〒
会員数　　　　人
希望の金額　　　円
団体の種類　□ 学校　□ 読書会　□ その他（　　　　）
貸出しの期間　　年　　月　　日から　　年　　月　　日まで
配送の希望　有 ・ 無
始めた年月日　年　月　日
■添付書類
会員名簿
規約の写し
※ 図書館記入欄
"""


def test_a_copied_sheet_gives_its_name_and_its_boxes_and_not_what_is_printed_around_them() -> None:
    collected = read_boxes(SHEET, "")
    procedure, complaints = written(collected)
    assert (procedure.title, {complaint.key for complaint in complaints}) == (
        "図書館団体利用登録申請書",
        {"lint.file_why"},
    )
    assert [place for place, _ in refusals(collected)] == ["1行", "3行", "4行", "5行", "18行"]
    assert [(field.label, field.type.id) for field in procedure.fields] == [
        ("団体の名称", "text"), ("本部の住所", "address"), ("会員数", "integer"), ("希望の金額", "money"), ("団体の種類", "choice"),
        ("貸出しの期間", "period"), ("配送の希望", "yes_no"), ("始めた年月日", "date"), ("会員名簿", "file"), ("規約の写し", "file"),
    ]  # fmt: skip
    assert read_boxes(SHEET, "団体の登録").title == "団体の登録"
    assert [item["label"] for item in read_boxes("希望日\n前に出した申請書", "").steps[0]["ask"]] == [
        "希望日",
        "前に出した申請書",
    ]


def asked(text: str) -> list[tuple[str, str, str]]:
    return [
        (item["label"], item["type"], item.get("unit", ""))
        for step in read_boxes(text, "").steps
        for item in step.get("ask", [])
    ]


def test_letters_set_apart_are_one_word_and_only_a_number_or_a_capacity_is_counted_in_people() -> None:
    for words in ("件名", "品名", "団体名", "資料名", "職員名", "保証人", "届出人", "案件"):
        assert asked("　".join(words)) == [(words, "text", "")]
    assert asked("代表者 名\n届出 人") == [("代表者 名", "text", ""), ("届出 人", "text", "")]
    assert asked("電 話 番 号（自宅）\n住　所　〒") == [("電話番号（自宅）", "phone", ""), ("住所", "address", "")]
    assert asked("区　分　□新規　□更新") == [("区分", "choice", "")]
    assert asked("有　無\n配 偶 者 有 無") == asked("有 無\n配偶者 有 無")
    for words, unit in (("会員数", "人"), ("定員", "名"), ("枚数", "枚")):
        assert asked(f"{words}　　{unit}") == asked("　".join(words + unit)) == [(words, "integer", unit)]
    assert asked("家　賃　　　円") == asked("家賃　円") == [("家賃", "money", "")]
    assert read_boxes("■申　込　者\n氏　名", "").steps[0]["step"] == "申込者"
    assert read_boxes("氏　名", "").steps[0]["step"] == "あなたのこと"
    assert read_boxes("利 用 申 請 書\n氏 名", "").title == "利用申請書"


def test_a_sentence_with_a_box_to_tick_is_asked_and_a_note_mark_alone_makes_no_box_of_the_office() -> None:
    assert asked("□ 内容に同意します。\n☐ はい、わかりました。") == [
        ("内容に同意します。", "consent", ""),
        ("はい、わかりました。", "consent", ""),
    ]
    assert asked("※使用する日\n※ 図書館記入欄\n内容に同意します。") == [("※使用する日", "date", "")]
