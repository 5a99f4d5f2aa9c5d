"""XML in our synthetic layout, or any other flattened into fields for a person to map."""

# Never reads a document type, entity or outside file.

import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from xml.parsers import expat

from integrations.imports.header import read_header, shape_name, usable
from integrations.imports.limits import MOST_BYTES, MOST_DEPTH, MOST_ELEMENTS, MOST_NAME, MOST_XML
from integrations.sockets.import_socket import Header, Package, Unreadable

_DECLARED = re.compile(rb"""^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']""")
_ENCODINGS = {
    "utf-8": "utf-8", "utf8": "utf-8", "us-ascii": "ascii", "shift_jis": "cp932", "windows-31j": "cp932", "cp932": "cp932",
    "euc-jp": "euc_jp", "utf-16": "utf-16",
}  # fmt: skip
_HEADER = {
    "receipt-number": "receipt_number", "form": "form", "form-version": "version", "arrived-at": "arrived_at",
    "serial": "serial",
}  # fmt: skip


@dataclass(slots=True)
class Element:
    tag: str
    attributes: Mapping[str, str]
    children: list["Element"]
    texts: list[str]

    @property
    def text(self) -> str:
        return "".join(self.texts)

    def all(self, tag: str) -> Iterator["Element"]:
        return (child for child in self.children if child.tag == tag)


@dataclass(frozen=True)
class Listed:
    name: str
    of: str  # its field; SHA-256 in hex, "" = not given
    sha256: str


@dataclass(frozen=True)
class XmlContent:
    header: Header
    fields: Mapping[str, str]
    listed: tuple[Listed, ...] = ()
    signature: str = ""  # file name, "" = none


class XmlReader:
    name = "xml"

    def takes(self, content: bytes) -> bool:
        return looks_like_xml(content)

    def read(self, content: bytes) -> tuple[Package, ...]:
        if len(content) > MOST_BYTES:
            raise Unreadable("too_large")
        xml_content = read_xml(content)
        for listed in xml_content.listed:
            raise Unreadable("file_missing", listed.name[:60])
        content_hash = hashlib.sha256(content).hexdigest()
        return (Package(xml_content.header, xml_content.fields, content_hash=content_hash, contents={"": content}),)


def looks_like_xml(content: bytes) -> bool:
    begins = content[:400].lstrip(b"\xef\xbb\xbf \t\r\n")
    return begins[:1] == b"<" or content[:4] in (b"\xff\xfe<\x00", b"\xfe\xff\x00<")


def read_xml(content: bytes) -> XmlContent:
    """Raises Unreadable."""
    root = parse(content)
    own = root.tag == "package" and any(root.all("header"))
    return _own(root) if own else _other(root)


def parse(content: bytes) -> Element:
    """Names without prefixes: with namespaces written out, 46 KB of ZIP become gigabytes (tried). Size, depth and
    number are bounded first."""
    if not content.strip():
        raise Unreadable("empty")
    if len(content) > MOST_XML:
        raise Unreadable("too_large")
    builder = _Builder()
    parser = expat.ParserCreate("utf-8")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = builder.doctype
    parser.EntityDeclHandler = builder.doctype
    parser.StartElementHandler = builder.start
    parser.EndElementHandler = builder.end
    parser.CharacterDataHandler = builder.text
    try:
        parser.Parse(_decoded(content).encode(), True)
    except expat.ExpatError as error:
        raise Unreadable("xml_broken", f"{error.lineno}行目") from None
    return builder.around.children[0]


def _decoded(content: bytes) -> str:
    # Raises Unreadable if the declaration is wrong.
    declaration = _DECLARED.match(content.lstrip(b"\xef\xbb\xbf"))
    name = (
        declaration[1].decode().lower()
        if declaration
        else "utf-16"
        if content[:2] in (b"\xff\xfe", b"\xfe\xff")
        else "utf-8"
    )
    if name not in _ENCODINGS:
        raise Unreadable("xml_encoding")
    try:
        text = content.decode(_ENCODINGS[name]).lstrip("\ufeff")
    except UnicodeError:
        raise Unreadable("xml_encoding") from None
    if "\0" in text:  # undeclared UTF-16: the parser would detect it and read text that was not checked
        raise Unreadable("xml_encoding")
    return text


class _Builder:
    def __init__(self) -> None:
        self.around = Element("", {}, [], [])  # the root is its one child
        self.open = [self.around]
        self.left = MOST_ELEMENTS

    def doctype(self, *_about: object) -> None:
        raise Unreadable("xml_doctype")

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        self.left -= 1 + len(attributes)
        if self.left < 0:
            raise Unreadable("xml_many")
        if len(self.open) > MOST_DEPTH:
            raise Unreadable("xml_deep")
        plain: dict[str, str] = {}
        for name, text in attributes.items():
            bare = name.rpartition(":")[2]
            if bare in plain:
                raise Unreadable("field_twice", bare[:60])
            if name != "xmlns" and not name.startswith("xmlns:"):
                plain[bare] = text
        element = Element(tag.rpartition(":")[2], plain, [], [])
        self.open[-1].children.append(element)
        self.open.append(element)

    def end(self, _tag: str) -> None:
        self.open.pop()

    def text(self, text: str) -> None:
        self.open[-1].texts.append(text)


def _own(root: Element) -> XmlContent:
    values: dict[str, str] = {"synthetic": root.attributes.get("synthetic", "")}
    for element in (element for header in root.all("header") for element in header.children if element.tag in _HEADER):
        values[_HEADER[element.tag]] = element.text
    fields: dict[str, str] = {}
    for part in root.all("fields"):
        _put_fields(part, "", fields)
    listed = tuple(
        Listed(
            element.attributes.get("name", ""),
            element.attributes.get("for", ""),
            element.attributes.get("sha256", "").lower(),
        )
        for part in root.all("files")
        for element in part.all("file")
    )
    signature = next((element.attributes.get("file", "") for element in root.all("signature")), "")
    return XmlContent(read_header(values), fields, listed, signature)


def _put_fields(inside: Element, prefix: str, fields: dict[str, str]) -> None:
    for child in inside.children:
        name = f"{prefix}{child.attributes.get('name', '')}"
        if child.tag == "field":
            _put(fields, name, child.text)
        elif child.tag == "rows":
            for number, row in enumerate(child.all("row"), 1):
                _put_fields(row, f"{name}.{number}.", fields)


def _other(root: Element) -> XmlContent:
    fields: dict[str, str] = {}
    _flatten(root, root.tag, fields)
    return XmlContent(Header(form=shape_name(fields)), fields)


def _flatten(element: Element, path: str, fields: dict[str, str]) -> None:
    for name, text in element.attributes.items():
        _put(fields, f"{path}@{name}", text)
    if not element.children:
        _put(fields, path, element.text)
    elif element.text.strip():
        _put(fields, f"{path}.text", element.text)
    many = Counter(child.tag for child in element.children)
    seen: Counter[str] = Counter()
    for child in element.children:
        seen[child.tag] += 1
        number = f".{seen[child.tag]}" if many[child.tag] > 1 else ""
        _flatten(child, f"{path}.{child.tag}{number}", fields)


def _put(fields: dict[str, str], name: str, text: str) -> None:
    if name in fields:
        raise Unreadable("field_twice", name[:60])
    if len(name) > MOST_NAME:  # a name is repeated in the path of each descendant: long names fill the memory
        raise Unreadable("long_text", name[:60])
    fields[usable(name, "name")] = usable(text, name)
