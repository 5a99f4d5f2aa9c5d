"""XML of data alone stays as it is, or is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrations.remaking import plain_xml
from integrations.remaking.plain_xml import XML, remake_xml
from integrations.sockets.interfaces import Unusable

DECLARED = '<?xml version="1.0" encoding="UTF-8"?>'


def why(content: str | bytes) -> str:
    content = content.encode() if isinstance(content, str) else content
    try:
        made = remake_xml(content)
    except Unusable as error:
        return error.why
    assert (made.content, made.media, made.preview) == (content, XML, b"")
    return ""


@pytest.mark.parametrize(
    "content",
    [
        f"{DECLARED}<申請><氏名 区分='本人'>見本 花子</氏名></申請>",
        f"\ufeff{DECLARED}<a/>",
        "<a/>",
        '<?xml version="1.0" encoding="utf-16"?><a>あ</a>'.encode("utf-16"),
        "<a>あ</a>".encode("utf-16"),
        "<e:a xmlns:e='urn:example:data' e:b='1'><!-- 説明 --><![CDATA[<b>]]></e:a>",
        "<g:a xmlns:g='http://www.opengis.net/gml' xmlns:x='http://www.w3.org/1999/xlink' x:href='#b'/>",
        "<description>&lt;script&gt; と xml-stylesheet の説明</description>",
    ],
)
def test_data_stays_byte_for_byte(content: str | bytes) -> None:
    assert why(content) == ""


@pytest.mark.parametrize(
    "content",
    [
        "<!DOCTYPE a><a/>",
        '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>',
        '<!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;&b;">]><a>&c;</a>',
        "<!DOCTYPE a><a/>".encode("utf-16"),
        "<!-- a --><!DOCTYPE a><a/>",
        '<?xml-stylesheet type="text/xsl" href="a.xsl"?><a/>',
        f'{DECLARED}<a/><?xml-stylesheet href="a.css"?>',
        "<a><?php echo 1 ?></a>",
        '<?mso-application progid="Excel.Sheet"?><a/>',
        "<html xmlns='http://www.w3.org/1999/xhtml'/>",
        "<a xmlns:h='http://www.w3.org/1999/xhtml'><h:b/></a>",
        "<a xmlns:h='http://www.w3.org/1999/xh&#116;ml'/>",
        "<a xmlns:h=' HTTP://www.w3.org/1999/XHTML '/>",
        "<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        "<a><b xmlns:s='http://www.w3.org/2000/svg'/></a>",
        "<x:stylesheet xmlns:x='http://www.w3.org/1999/XSL/Transform'/>",
        "<a xmlns:i='http://www.w3.org/2001/XInclude'><i:include href='b'/></a>",
        "<w xmlns='urn:schemas-microsoft-com:office:spreadsheet'/>",
        "<p:package xmlns:p='http://schemas.microsoft.com/office/2006/xmlPackage'/>",
        "<o:document xmlns:o='urn:oasis:names:tc:opendocument:xmlns:office:1.0'/>",
        "<a><Script>alert(1)</Script></a>",
        "<html/>",
        '<?xml version="1.0" encoding="Shift_JIS"?><a/>',
        '<?xml version="1.0" encoding="utf-7"?><a/>',
        '<?xml version="1.0" encoding="iso-8859-1"?><a/>',
        "<a>",
        "<a/><b/>",
        "a",
        "",
        b"<a>\x82\xa0</a>",
        "<a b='1' b='2'/>",
        "<e:a/>",
    ],
)
def test_what_acts_is_written_otherwise_or_is_broken_is_refused(content: str | bytes) -> None:
    assert why(content) == "xml"


def test_number_depth_and_attributes_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    deepest, most = plain_xml._DEEPEST, plain_xml._MOST_ATTRIBUTES
    assert why("<a>" * deepest + "</a>" * deepest) == ""
    assert why("<a>" * (deepest + 1) + "</a>" * (deepest + 1)) == "xml"
    assert why("<a>" * 100_000) == "xml"
    for count, reason in ((most, ""), (most + 1, "xml")):
        assert why("<a " + " ".join(f"b{number}=''" for number in range(count)) + "/>") == reason
    monkeypatch.setattr(plain_xml, "_MOST_ELEMENTS", 10)
    assert why(f"<a>{'<b/>' * 9}</a>") == ""
    assert why(f"<a>{'<b/>' * 10}</a>") == "xml"


@given(st.one_of(st.text(max_size=200), st.binary(max_size=200)))
def test_anything_is_taken_or_refused(content: str | bytes) -> None:
    if isinstance(content, str):
        content = f"<a>{content}</a>".encode("utf-8", "surrogatepass")
    assert why(content) in ("", "xml")
