"""XML of data alone: stays byte for byte, or is refused."""

# Read as D156 says: number and depth are bounded before anything is kept.

from xml.parsers import expat

from integrations.sockets.interfaces import Remade, Unusable

XML = "application/xml"
_MOST_ELEMENTS, _MOST_ATTRIBUTES, _DEEPEST = 200_000, 200, 100
_BETWEEN = "\n"  # no address of a namespace has it
# Pages, drawings, stylesheets and what includes others; documents of Office in one part, which may hold macros
_ACTING = (
    "http://www.w3.org/1999/xhtml", "http://www.w3.org/2000/svg", "http://www.w3.org/1999/xsl/", "http://www.w3.org/2001/xinclude",
    "http://www.w3.org/2002/xforms", "http://www.mozilla.org/", "http://schemas.microsoft.com/office/", "urn:schemas-microsoft-com:",
    "urn:oasis:names:tc:opendocument:", "http://schemas.openxmlformats.org/",
)  # fmt: skip
_SCRIPTS = frozenset({"script", "html", "svg"})


def remake_xml(content: bytes) -> Remade:
    """Raises Unusable: xml."""
    parser = expat.ParserCreate(namespace_separator=_BETWEEN)
    reader = _Reader()
    parser.XmlDeclHandler = _demand_encoding
    parser.StartDoctypeDeclHandler = parser.ProcessingInstructionHandler = _refuse
    parser.StartElementHandler, parser.EndElementHandler = reader.begin, reader.end
    parser.StartNamespaceDeclHandler = _judge_namespace
    try:
        parser.Parse(content, True)
    except (expat.ExpatError, ValueError, LookupError):
        raise Unusable("xml") from None
    return Remade(content, XML)


def _refuse(*_declared: object) -> None:
    raise Unusable("xml")


def _demand_encoding(_version: str, encoding: str | None, _standalone: int) -> None:
    if (encoding or "utf-8").lower() not in ("utf-8", "utf-16", "us-ascii"):
        _refuse()


def _judge_namespace(_prefix: str | None, address: str | None) -> None:
    if (address or "").strip().lower().startswith(_ACTING):
        _refuse()


class _Reader:
    def __init__(self) -> None:
        self._elements = self._depth = 0

    def begin(self, element: str, attributes: dict[str, str]) -> None:
        self._elements += 1
        self._depth += 1
        if self._elements > _MOST_ELEMENTS or self._depth > _DEEPEST or len(attributes) > _MOST_ATTRIBUTES:
            _refuse()
        if element.rpartition(_BETWEEN)[2].rpartition(":")[2].lower() in _SCRIPTS:
            _refuse()

    def end(self, _element: str) -> None:
        self._depth -= 1
