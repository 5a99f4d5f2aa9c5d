from collections.abc import Iterator, Mapping, Sequence

Cells = Mapping[str, str]
_HEADS = {
    "relevance": "relevant", "jr:constraintmsg": "constraint_message", "caption": "label", "list name": "list_name",
    "value": "name", "constraint message": "constraint_message", "command": "type",
}  # fmt: skip
SPOKEN = ("label", "hint", "constraint_message")


def table(lines: Sequence[Sequence[str]], language: str) -> Iterator[tuple[int, dict[str, str]]]:
    # Each row by its heads; of several languages the one that is wanted, or the column without a language.
    heads = [head_of(cell) for cell in lines[0]] if lines else []
    first = sorted(range(len(heads)), key=lambda column: (heads[column][1] != language, heads[column][1] != ""))
    for number, line in enumerate(lines[1:], 2):
        cells: dict[str, str] = {}
        for column in first:
            if column < len(line) and line[column].strip() and heads[column][0]:
                cells.setdefault(heads[column][0], line[column].strip())
        if cells:
            yield number, cells


def head_of(cell: str) -> tuple[str, str]:
    name, _, spoken = cell.strip().partition("::") if "::" in cell else cell.strip().partition(":")
    name = " ".join(name.lower().split())
    if name == "bind":
        name, spoken = spoken.lower(), ""
    if spoken and name not in (*SPOKEN, *_HEADS):
        return f"{name}::{spoken}", ""
    return _HEADS.get(name, name), spoken.strip()
