"""Fields (ISO/IEC 29500-1, 17.16) and formulas that act."""

import re
from collections.abc import Callable
from xml.parsers.expat import XMLParserType

from integrations.sockets.interfaces import Unusable

# DDE and LINK speak to programs, the others fetch pictures, texts or tables; QUOTE can spell any of these by numbers.
_ACTING = frozenset({
    "DDE", "DDEAUTO", "LINK", "EMBED", "IMPORT", "INCLUDE", "INCLUDEPICTURE", "INCLUDETEXT", "DATABASE", "RD", "QUOTE",
})  # fmt: skip
_NAME = re.compile(r"\W*(\w+)")
_COMPLETE = re.compile(r"\s*(=|\w+\W)")  # the field's name is written, not made by a field in it
_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")
_CALLING = re.compile(r"\b(WEBSERVICE|RTD|DDE|CALL|REGISTER(\.ID)?|EXEC|IMAGE)\s*\(", re.IGNORECASE)
_FORMULAS = frozenset({"f", "definedName", "formula", "formula1", "formula2"})  # of cells, formats and checks of input
_RUNNING = ("ppaction://program", "ppaction://macro", "ppaction://ole")


class Codes:
    """Of one part. Its methods raise Unusable: active or broken."""

    def __init__(self, parser: XMLParserType) -> None:
        self._parser = parser
        self._fields: list[str | None] = []  # the open fields, innermost last; None where its result has begun
        self._loose = ""
        self._texts: list[tuple[Callable[[str], None] | None, list[str]]] = []  # innermost last

    def begin(self, element: str, attributes: dict[str, str]) -> None:
        if self._texts and self._texts[-1][0] == self._add:
            raise Unusable("broken")  # a field's code has no elements
        name = element.rpartition(":")[2]
        if name in ("instrText", "delInstrText"):
            self._read(self._add)
        elif name in _FORMULAS:
            self._read(_judge_formula)
        else:
            if self._texts:  # formula1 may hold f, and a fraction of Word is an f of other elements
                self._read(None)
            self._act(name, attributes)

    def _act(self, name: str, attributes: dict[str, str]) -> None:
        if name == "fldSimple":
            for attribute, value in attributes.items():
                if attribute.rpartition(":")[2] == "instr":
                    _judge_field(value)
        elif name == "fldChar":
            self._turn(next((value for key, value in attributes.items() if key.endswith("fldCharType")), ""))
        elif any(value.lower().startswith(_RUNNING) for value in attributes.values() if "ppaction" in value.lower()):
            raise Unusable("active")

    def close(self) -> None:
        for code in (*self._fields, self._loose):
            _judge_field(code or "")

    def _read(self, use: Callable[[str], None] | None) -> None:
        text: list[str] = []
        self._texts.append((use, text))
        self._parser.CharacterDataHandler = text.append
        self._parser.EndElementHandler = self._end

    def _end(self, _element: str) -> None:
        use, text = self._texts.pop()
        if self._texts:
            self._parser.CharacterDataHandler = self._texts[-1][1].append
        else:
            self._parser.CharacterDataHandler = self._parser.EndElementHandler = None
        if use is not None:
            use("".join(text))

    def _add(self, text: str) -> None:
        if self._fields and self._fields[-1] is not None:
            self._fields[-1] += text
        else:
            self._loose += text

    def _turn(self, kind: str) -> None:
        if kind == "begin":
            if self._fields and self._fields[-1] is not None and not _COMPLETE.match(self._fields[-1]):
                raise Unusable("active")
            self._fields.append("")
        elif self._fields:
            _judge_field(self._fields.pop() or "")
            if kind == "separate":
                self._fields.append(None)


def is_acting(name: str) -> bool:
    return name.upper() in _ACTING


def calls(formula: str) -> bool:
    """Calls a function that speaks to a program or the net; without texts and names in quotes."""
    return bool(_CALLING.search(formula))


def _judge_field(code: str) -> None:
    name = _NAME.match(code)
    if name is not None and is_acting(name[1]):
        raise Unusable("active")


def _judge_formula(formula: str) -> None:
    # Names of sheets and texts are quoted; outside of quotes a bar belongs to DDE alone.
    plain = _QUOTED.sub("", formula)
    # Names of columns are in brackets, where a single quote may occur.
    if "|" in plain or calls(formula if "[" in formula else plain):
        raise Unusable("active")
