import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from typer.exceptions import TyperException

from portal.cli.problem import both, closed

# typer keeps the classes of its mistakes to itself: what they have in common with these names is what is read here.
_NO_ARGUMENTS, _NO_OPTION, _MISSING, _OPTION_USE, _VALUE = (
    "NoArgsIsHelpError", "NoSuchOption", "MissingParameter", "BadOptionUsage", "BadParameter",
)  # fmt: skip
# By what typer and pydantic write of a value that does not fit.
_HOW = {
    "'%Y-%m-%d'": "日は 2027-04-01 のように書いてください。",
    "valid integer": "数を書いてください。",
    "does not exist": "その場所がありません。",
}
# What a reader of the design types, where the service does it in another way.
_INSTEAD = {
    "courier unpack": "もしかして：take。",
    "import results": "結果の表は、画面（/desk/results）で入れます。業務システムからは、APIで入れます。",
}
_NOT_SEEN = ("does not exist", "is not readable")
_QUOTED = re.compile(r"'([^']+)'")
_BELOW = both("", "")


def misuse(error: TyperException, typed: Sequence[str]) -> str:
    # `typed`: the command's own words, for mistakes that do not know their command.
    context: Any = getattr(error, "ctx", None)
    command = context.command_path if context else " ".join(("kakanai", *typed))
    if type(error).__name__ == _NO_ARGUMENTS:
        return f"{command} の後に、次のどれかを書いてください。\n{error.format_message()}"
    if kept_out := _kept_out(error):
        return kept_out
    usage = [context.get_usage()] if context else []
    english = error.format_message()
    words = _words(error, typed)
    if _BELOW in english:
        # One of ours: its Japanese is in front of the detail.
        english = english.replace(f"{words}{_BELOW}", "")
        words = f"{hint}：{words}" if (hint := _hint(error)) else words
    return both(f"{words}書き方は {command} --help で見られます。", english, *usage)


def _words(error: TyperException, typed: Sequence[str]) -> str:
    kind, message = type(error).__name__, error.message
    quoted = _QUOTED.findall(message)
    if kind == _NO_OPTION:
        return f"{getattr(error, 'option_name', '')} という指定はありません。{_perhaps(getattr(error, 'possibilities', None) or ())}"
    if kind == _MISSING:
        return f"{_hint(error)} を書いてください。"
    if kind == _OPTION_USE:
        after = "の後に、値を書いてください。" if "requires" in message else "には、値を書きません。"
        return f"{getattr(error, 'option_name', '')} {after}"
    if kind == _VALUE and _BELOW in message:
        return message.partition(_BELOW)[0]
    if kind == _VALUE:
        return (
            f"{_hint(error)} の書き方がちがいます。{next((how for sign, how in _HOW.items() if sign in message), '')}"
        )
    if message.startswith("No such command") and quoted:
        instead = _INSTEAD.get(f"{typed[0]} {quoted[0]}") if typed else None
        return f"{quoted[0]} という命令はありません。{instead or _perhaps(quoted[1:])}"
    if message.startswith("Got unexpected extra"):
        return f"余分なことばがあります：{message.partition('(s)')[2].strip(' ()')}。"
    return "打ち方がちがいます。"


def _kept_out(error: TyperException) -> str:
    # typer calls a file missing that lies where this user cannot look.
    quoted = _QUOTED.findall(error.message)
    if type(error).__name__ == _VALUE and quoted and any(sign in error.message for sign in _NOT_SEEN):
        return closed(Path(quoted[-1]))
    return ""


def _perhaps(names: Sequence[str]) -> str:
    return f"もしかして：{'、'.join(sorted(names))}。" if names else ""


def _hint(error: TyperException) -> str:
    parameter: Any = getattr(error, "param", None)
    given = getattr(error, "param_hint", None) or (parameter.get_error_hint() if parameter else "")
    return given.replace("'", "") if isinstance(given, str) else " / ".join(given)
