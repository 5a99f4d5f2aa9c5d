"""Fields and formulas that act are refused however they are written."""

import pytest

from tests.integrations.remaking.test_office import packed, why


def run(*codes: str) -> str:
    return "".join(f"<w:r><w:instrText>{code}</w:instrText></w:r>\n" for code in codes)


def char(kind: str) -> str:
    return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'


def field(*codes: str, result: str = "") -> str:
    return f"{char('begin')}{run(*codes)}{char('separate')}{result}{char('end')}"


def word(body: str) -> str:
    return why(packed(more={"word/document2.xml": f"<w:p>{body}</w:p>"}))


@pytest.mark.parametrize(
    "body",
    [
        field(r" DDEAUTO c:\\windows\\system32\\cmd.exe &quot;/k calc&quot; "),
        field("dde excel a.xls"),
        field("D", "DE", "AU", "TO cmd"),
        field("D&#68;E cmd"),
        field("D<!-- -->DE cmd"),
        field("<![CDATA[DD]]>E cmd"),
        field("DDE ", result=run("PAGE")),
        char("begin") + run("DDE cmd"),
        run("DDE cmd"),
        char("end") + run("DDE cmd"),
        field("INCLUDEPICTURE &quot;https://example.com/seen.png&quot; \\d"),
        field("INCLUDETEXT &quot;https://example.com/a.docx&quot;"),
        field("LINK Excel.Sheet.12 a.xlsx"),
        field("PAGE", result=field("DDE cmd")),
        char("begin") + run("IF ") + field("DDE cmd") + char("end"),
        char("begin") + field("QUOTE 68 68 69") + run(" cmd") + char("end"),
        char("begin") + field("REF spelt") + run(" cmd") + char("end"),
        char("begin") + run("D") + field("REF spelt") + run(" cmd") + char("end"),
        '<w:fldSimple w:instr=" DDE cmd "><w:t/></w:fldSimple>',
        '<w:fldSimple w:instr="&#68;DE cmd"/>',
        "<w:del><w:delInstrText>DDE cmd</w:delInstrText></w:del>",
    ],
)
def test_fields_that_fetch_or_run_are_refused(body: str) -> None:
    assert word(body) == "active"


@pytest.mark.parametrize(
    "body",
    [
        field(" PAGE \\* MERGEFORMAT ", result="<w:t>1</w:t>"),
        field(" HYPERLINK &quot;https://example.com&quot; "),
        field(r"eq \* jc2 \* &quot;Font:ＭＳ 明朝&quot; \o\ad(\s\up 9(ふり),字)"),
        field(" FORMTEXT ", result=field("MERGEFIELD name")),
        char("begin") + run("=") + field("NUMPAGES") + run("-1") + char("end"),
        char("begin") + run("IF ") + field("PAGE") + run(" = 1") + char("end"),
        '<w:fldSimple w:instr=" DATE "><w:t/></w:fldSimple>',
        "<w:t>DDE cmd と INCLUDEPICTURE の説明</w:t>",
        char("end"),
    ],
)
def test_what_real_forms_use_passes(body: str) -> None:
    assert word(body) == ""


@pytest.mark.parametrize(
    ("formula", "refused"),
    [
        ("cmd|'/c calc'!A0", True),
        ("'cmd'|'/c calc'!A0", True),
        ("1+cmd|&apos;/c&apos;!A0", True),
        ('_xlfn.WEBSERVICE("https://example.com/"&amp;A1)', True),
        ("webservice (A1)", True),
        ('RTD("a.b",,"c")', True),
        ('DDE("soffice";"a.ods";"A1")', True),
        ("T['#a]&amp;WEBSERVICE(&quot;https://example.com&quot;)&amp;T['#b]", True),
        ('T[[a"b]]&amp;WEBSERVICE("https://example.com")', True),
        ('T[[#This Row],[姓]]&amp;"|"&amp;T[名]', False),
        ('IF(A1="|","a|b",SUM(B1:B9))', False),
        ("'見積|内訳'!A1*2", False),
        ('HYPERLINK("https://example.com")', False),
    ],
)
def test_formulas_that_speak_to_programs_or_the_net_are_refused(formula: str, refused: bool) -> None:
    sheet = {"xl/worksheets/sheet1.xml": f"<worksheet><c><f>{formula}</f><v>1</v></c></worksheet>"}
    names = {"xl/names.xml": f"<workbook><definedName>{formula}</definedName></workbook>"}
    for more in (sheet, names):
        assert why(packed("xlsx", more), "xlsx") == ("active" if refused else "")


@pytest.mark.parametrize(
    "place",
    [
        "<conditionalFormatting><cfRule><formula>{}</formula></cfRule></conditionalFormatting>",
        "<dataValidation><formula1>{}</formula1></dataValidation>",
        "<dataValidation><formula1>1</formula1><formula2>{}</formula2></dataValidation>",
        "<x14:dataValidation><x14:formula1> <xm:f>{}</xm:f> </x14:formula1></x14:dataValidation>",
        "<formula1><xm:f>1</xm:f>{}</formula1>",
        "<f><a/>{}</f>",
    ],
)
def test_a_formula_of_a_format_or_of_a_check_of_input_is_judged_too(place: str) -> None:
    for formula, refused in (
        ("cmd|'/c calc'!A0", "active"),
        ('WEBSERVICE("https://example.com")', "active"),
        ("A1>2", ""),
    ):
        sheet = f"<worksheet>{place.format(formula)}</worksheet>"
        assert why(packed("xlsx", {"xl/worksheets/sheet1.xml": sheet}), "xlsx") == refused


def test_a_fraction_of_a_text_is_no_formula() -> None:
    fraction = "<m:f><m:fPr/><m:num><m:r><m:t>|x|</m:t></m:r></m:num><m:den><m:r>{}</m:r></m:den></m:f>"
    assert word(fraction.format("<m:t>2</m:t>")) == ""
    assert word(fraction.format(run("DDE cmd"))) == "active"
    assert word("<w:instrText>PAGE<w:t/></w:instrText>") == "broken"


def test_a_button_of_slides_runs_no_program() -> None:
    slide = '<p:sld><a:hlinkClick r:id="r1" action="{}"/></p:sld>'
    for action, refused in (
        ("ppaction://program", True),
        ("PPACTION://Macro?name=a", True),
        ("ppaction://hlinksldjump", False),
    ):
        content = packed("pptx", {"ppt/slides/slide1.xml": slide.format(action)})
        assert why(content, "pptx") == ("active" if refused else "")


@pytest.mark.parametrize(
    "kind",
    [
        "ms-excel.macrosheet+xml",
        "openxmlformats-officedocument.spreadsheetml.connections+xml",
        "openxmlformats-officedocument.spreadsheetml.externalLink+xml",  # DDE, in a part with another name
    ],
)
def test_what_a_book_loads_by_itself_is_refused_by_its_type(kind: str) -> None:
    types = f'<Override PartName="/xl/a.xml" ContentType="application/vnd.{kind}"/>'
    assert why(packed("xlsx", types=types), "xlsx") == "active"
