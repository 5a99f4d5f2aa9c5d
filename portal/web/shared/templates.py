# `t` and `language` are globals. Macros of `parts/` are imported without context, once in a process, and `t("a.key")`
# without arguments is compiled into the page (D229).

import hashlib
import marshal
import os
import sys
import threading
from collections.abc import Callable, Iterable, Mapping, MutableMapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import jinja2
from jinja2 import BytecodeCache, Environment, FileSystemLoader, StrictUndefined, nodes
from jinja2.bccache import Bucket
from jinja2.compiler import CodeGenerator, Frame
from jinja2.runtime import Context, Macro
from jinja2.visitor import NodeTransformer
from markupsafe import Markup, _escape_inner, escape  # type: ignore[attr-defined]  # of its own `escape`: text in, text out

from forms.text.foreign_day import spaces_words
from forms.text.translations import kept_for_city
from portal.config import TREE
from portal.web.my_cases.near_day import near_day, near_moment, near_time
from portal.web.shared import dates
from portal.web.shared.file_answer import linked
from portal.web.shared.foreign_marks import ForeignMarks
from portal.web.shared.mark_japanese import has_japanese
from portal.web.shared.words import words

FOLDER = TREE / "templates"
# Beside the templates, as Python keeps byte code beside modules: it is executed, and a process that may write here may write templates too.
COMPILED = FOLDER / "__pycache__"
# Rendered by others, with a `t` of their own or none.
_OTHERS = ("__pycache__/", "mock/", "mail/", "line/", "push/", "print/")


@kept_for_city
def templates(language: str) -> Environment:
    """An undefined name raises."""
    return _Templates(language)


def compile_all(languages: Iterable[str]) -> None:
    """For an image, whose file system is read-only at run time."""
    for language in languages:
        environment = _Templates(language)
        environment.compiled.writes = True
        for name in environment.list_templates(filter_func=lambda name: not name.startswith(_OTHERS)):
            environment.get_template(name)


def speaker(sentences: Mapping[str, str]) -> Callable[..., str]:
    """`t` of templates."""
    fixed = {key: text for key, text in sentences.items() if _is_fixed(text)}

    def speak(key: str, **arguments: object) -> str:
        return fixed.get(key) or sentences[key].format(**arguments)

    return speak


def _is_fixed(text: str) -> bool:
    return "{" not in text and "}" not in text


def escaped(value: Any) -> str:
    """`markupsafe.escape`, which makes an object of its class for each value: a microsecond, two thousand times in a queue."""
    kind = type(value)
    if kind is str:
        return _escape_inner(value)
    if kind is int:
        return str(value)
    return value if kind is Markup else escape(value)


class _Writer(CodeGenerator):
    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:
        if frame.eval_ctx.volatile or not frame.eval_ctx.autoescape:
            super()._output_child_pre(node, frame, finalize)
        else:
            self.write("environment.escaped(")


class _Context(Context):
    def call(self, called: Any, /, *args: Any, **kwargs: Any) -> Any:
        """Macros need no context, for which the general way searches."""
        if type(called) is Macro:
            kwargs.pop("_block_vars", None)
            kwargs.pop("_loop_vars", None)
            return called(*args, **kwargs)
        return super().call(called, *args, **kwargs)


class _Templates(Environment):
    context_class = _Context
    code_generator_class = _Writer
    escaped = staticmethod(escaped)

    def __init__(self, language: str) -> None:
        self.language, self.sentences = language, words(language)
        self.compiled = _Compiled(language, self.sentences)
        super().__init__(
            loader=FileSystemLoader(FOLDER), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
            lstrip_blocks=True, auto_reload=False, cache_size=-1, bytecode_cache=self.compiled,
        )  # fmt: skip
        self.filters |= {
            "day": dates.day, "birthday": dates.birthday, "moment": dates.moment, "clock_time": dates.clock_time, "near_day": near_day, "near_moment": near_moment, "near_time": near_time,
            "fiscal_year": dates.fiscal_year, "linked": linked,
        }  # fmt: skip
        self.tests["japanese"] = lambda text: has_japanese(text, language)
        self.globals |= {"t": speaker(self.sentences), "language": language}

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """The same for all: otherwise each import compares chains of maps."""
        return super().make_globals(d) if d else self.globals

    def _generate(
        self, source: nodes.Template, name: str | None, filename: str | None, defer_init: bool = False
    ) -> str:
        if all(read.ctx == "load" for read in source.find_all(nodes.Name) if read.name == "t"):
            if spaces_words(self.language):
                source = ForeignMarks().visit(source)
            source = _Speaking(self.sentences).visit(source)
        return super()._generate(_Choosing().visit(source), name, filename, defer_init)


class _Choosing(NodeTransformer):
    # `{{ " selected" if chosen }}` as a statement: without `else` Jinja makes an undefined object, to print nothing.

    def visit_Output(self, output: nodes.Output) -> nodes.Node | list[nodes.Node]:  # noqa: N802
        self.generic_visit(output)
        parts: list[nodes.Node] = []
        for child in output.nodes:
            if isinstance(child, nodes.CondExpr) and child.expr2 is None:
                printed = nodes.Output([child.expr1], lineno=child.lineno)
                parts.append(nodes.If(child.test, [printed], [], [], lineno=child.lineno))
            elif parts and isinstance(parts[-1], nodes.Output):
                parts[-1].nodes.append(child)
            else:
                parts.append(nodes.Output([child], lineno=child.lineno))
        return parts


class _Speaking(NodeTransformer):
    # Replaces `t("a.key")` by its sentence.

    def __init__(self, sentences: Mapping[str, str]) -> None:
        self.sentences = sentences

    def visit_Call(self, call: nodes.Call) -> nodes.Node:  # noqa: N802  # the name that the visitor looks for
        self.generic_visit(call)
        if not (isinstance(call.node, nodes.Name) and call.node.name == "t") or len(call.args) != 1 or call.kwargs:
            return call
        key = call.args[0]
        text = self.sentences.get(key.value) if isinstance(key, nodes.Const) else None
        return call if text is None or not _is_fixed(text) else nodes.Const(text, lineno=call.lineno)


class _Compiled(BytecodeCache):
    # Without write access each process compiles templates at their first use.

    def __init__(self, language: str, sentences: Mapping[str, str]) -> None:
        self.writes = not sys.dont_write_bytecode
        self._folder = COMPILED / language
        made_from = (jinja2.__version__, sys.version, Path(__file__).read_text("utf-8"), *sorted(sentences.items()))
        self._made_from = hashlib.sha256(repr(made_from).encode()).hexdigest()

    def get_source_checksum(self, source: str) -> str:
        return hashlib.sha256((self._made_from + source).encode()).hexdigest()

    def load_bytecode(self, bucket: Bucket) -> None:
        try:
            kept = (self._folder / bucket.key).read_bytes()
            if kept.startswith(bucket.checksum.encode()):
                bucket.code = marshal.loads(kept[len(bucket.checksum) :])  # noqa: S302  # as of a module: see COMPILED
        except (OSError, EOFError, ValueError, TypeError):
            bucket.reset()

    def dump_bytecode(self, bucket: Bucket) -> None:
        if not self.writes:
            return
        part = self._folder / f"{bucket.key}.{os.getpid()}.{threading.get_ident()}"
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            part.write_bytes(bucket.checksum.encode() + marshal.dumps(bucket.code))
            part.replace(self._folder / bucket.key)
        except OSError:
            with suppress(OSError):
                part.unlink()
