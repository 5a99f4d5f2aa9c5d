"""Prints docs/exit-tables.md: the tables and columns of `kakanai export everything`. `make reference` keeps it."""

import ast
import inspect
import io
import tokenize
from collections.abc import Iterator, Mapping
from importlib import import_module
from pkgutil import walk_packages

import portal.models
from portal.models.base import Model
from portal.services.audit.exit_columns import LEFT_OUT, NUMBERS, ONLY_SENT, handed_back, shown_columns, shown_name
from portal.services.audit.export_everything import kind_of

_HEAD = """# 引継ぎデータの表 / Tables of the hand-back

`kakanai export everything` が書くすべての表と列です。形と読み方は [exit.md](exit.md) にあります。このページは `make reference` で、プログラムの表の定義から作ります。手で直しません。

Every table and column that the command writes; [exit.md](exit.md) says how to read them. Kinds: `text`, `integer`, `boolean`, `instant`, `hex`, `json`, `file`.
`→` names the table and column that a value refers to. Each column may be null unless it is part of the key (`*`).
"""


def _models() -> Mapping[str, type[Model]]:
    models = {}
    for module in walk_packages(portal.models.__path__, "portal.models."):
        for _, model in inspect.getmembers(import_module(module.name), inspect.isclass):
            if issubclass(model, Model) and model is not Model and model.__module__ == module.name:
                models[model.table.name] = model
    return models


def _comments(model: type[Model]) -> Mapping[str, str]:
    # The comment at the end of a column, or the lines above it.
    lines, _ = inspect.getsourcelines(model)
    source = "".join(lines)
    comments: dict[int, str] = {}
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT:
            comments[token.start[0]] = token.string.removeprefix("#").strip()
    by_column = {}
    (tree,) = ast.parse(source).body
    for node in getattr(tree, "body", ()):
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            inside = [
                comments[line] for line in range(node.lineno, (node.end_lineno or node.lineno) + 1) if line in comments
            ]
            above: list[str] = []
            line = node.lineno - 1
            while line in comments and lines[line - 1].strip().startswith("#"):
                above.insert(0, comments[line])
                line -= 1
            by_column[node.target.id] = " ".join([*above, *inside])
    return by_column


def _about(model: type[Model]) -> str:
    # Of the class, or of its module.
    own = vars(model).get("__doc__") or import_module(model.__module__).__doc__ or ""
    return " ".join(str(own).split())


def _table(name: str, model: type[Model]) -> Iterator[str]:
    notes = ["Only with `--numbers-for`."] if name == NUMBERS else []
    notes += ["Only rows that belong to an application."] if name in ONLY_SENT else []
    yield f"\n## `{name}`\n\n{' '.join([_about(model), *notes])}\n\n| Column | Kind | |\n|---|---|---|"
    comments = _comments(model)
    for column in shown_columns(model.table):
        words = [
            f"→ `{key.column.table.name}.{key.column.name}`."
            for key in column.foreign_keys
            if key.column.table.name not in LEFT_OUT
        ]
        words += [comments.get(str(column.key), "")]
        yield f"| `{shown_name(column)}`{'*' if column.primary_key else ''} | {kind_of(name, column)} | {' '.join(filter(None, words)).replace('|', '¦')} |"


def page() -> Iterator[str]:
    models = _models()
    yield _HEAD.rstrip()
    for table in sorted(handed_back(), key=lambda table: table.name):
        yield from _table(table.name, models[table.name])
    yield "\n## Not handed back\n\n| Table | Why |\n|---|---|"
    for name, why in sorted(LEFT_OUT.items()):
        yield f"| `{name}` | {why} |"


if __name__ == "__main__":
    print("\n".join(page()))
