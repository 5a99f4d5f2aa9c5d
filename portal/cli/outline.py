"""The sentences of commands, read from their source: importing all modules for the help takes a second."""

import ast
from functools import cache
from pathlib import Path

_FOLDER = Path(__file__).parent


def about_command(module: str, name: str) -> str:
    return next(
        ast.get_docstring(node) or ""
        for node in _source(module).body
        if isinstance(node, ast.FunctionDef) and node.decorator_list and name in (node.name, *_texts(node))
    )


def about_family(module: str) -> str:
    return next(
        str(ast.literal_eval(keyword.value))
        for node in _source(module).body
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "app" and isinstance(node.value, ast.Call)
        for keyword in node.value.keywords
        if keyword.arg == "help"
    )


def _texts(function: ast.FunctionDef) -> list[object]:
    # The arguments of its decorators: `app.command("worker")`.
    calls = [decorator for decorator in function.decorator_list if isinstance(decorator, ast.Call)]
    return [word.value for call in calls for word in call.args if isinstance(word, ast.Constant)]


@cache
def _source(module: str) -> ast.Module:
    return ast.parse((_FOLDER / f"{module.replace('.', '/')}.py").read_text(encoding="utf-8"))
