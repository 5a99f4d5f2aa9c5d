"""Japanese punctuation in templates, for languages that write other marks and a space between words."""

from jinja2 import nodes
from jinja2.visitor import NodeTransformer

from portal.web.shared.mark_japanese import JAPANESE

_MARKS = str.maketrans(
    {"（": " (", "）": ") ", "：": ": ", "、": ", ", "。": ". ", "｜": " | ", "　": " ", "「": "“", "」": "”"}
)
_LINKS = ("<a ", "<b>", "<strong")
_ENDS = ("</a>", "</b>", "</strong>")


class ForeignMarks(NodeTransformer):
    def visit_TemplateData(self, data: nodes.TemplateData) -> nodes.Node:  # noqa: N802  # the name that the visitor looks for
        return nodes.TemplateData(_marked(data.data), lineno=data.lineno)

    def visit_Const(self, const: nodes.Const) -> nodes.Node:  # noqa: N802
        return nodes.Const(_marked(const.value), lineno=const.lineno) if isinstance(const.value, str) else const

    def visit_Output(self, output: nodes.Output) -> nodes.Node:  # noqa: N802
        """A sentence, then a link or another sentence: a space between them."""
        self.generic_visit(output)
        parts: list[nodes.Expr] = []
        for part in output.nodes:
            if parts and _touch(parts[-1], part):
                parts.append(nodes.TemplateData(" "))
            parts.append(part)
        return nodes.Output(parts, lineno=output.lineno)


def _marked(text: str) -> str:
    return text if JAPANESE.search(text) else text.translate(_MARKS)


def _touch(before: nodes.Expr, after: nodes.Expr) -> bool:
    if isinstance(before, nodes.TemplateData):
        return before.data.endswith(_ENDS) and _speaks(after)
    if isinstance(after, nodes.TemplateData):
        return after.data.startswith(_LINKS) and _speaks(before)
    return _speaks(before) and _speaks(after)


def _speaks(part: nodes.Expr) -> bool:
    return isinstance(part, nodes.Call) and isinstance(part.node, nodes.Name) and part.node.name == "t"
