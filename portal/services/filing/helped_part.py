from collections.abc import Set
from dataclasses import replace

from forms.definition.procedure import Field
from forms.path.path import AskedPage, Path

# consents and signatures are given in person
_CLASSES = frozenset({"confidential", "number"})
_TYPES = frozenset({"my_number", "bank_account", "consent", "signature"})


def helped_part(path: Path, allowed: Set[str]) -> Path:
    """Rules see all answers; the rest is limited to `allowed`."""
    pages = tuple(shown for asked in path.pages if asked.step.id in allowed for shown in [_page(path, asked)] if shown)
    keys = {field.id for asked in pages for field in asked.fields}
    mistakes = {key: mistake_list for key, mistake_list in path.mistakes.items() if key in keys}
    warnings = {key: warning_list for key, warning_list in path.warnings.items() if key in keys}
    stopped = path.stopped if path.stopped is not None and pages and pages[-1].page is path.pages[-1].page else None
    return replace(path, pages=pages, mistakes=mistakes, warnings=warnings, stopped=stopped)


def _page(path: Path, asked: AskedPage) -> AskedPage | None:
    if asked.repeat is not None:
        return asked
    fields = tuple(field for field in asked.fields if not owners_alone(field))
    if not any(field.type.asks for field in fields):
        return None
    is_open = any(field.id in path.mistakes or field.id in path.missing for field in fields)
    return replace(asked, fields=fields, open=is_open)


def owners_alone(field: Field) -> bool:
    return field.protection in _CLASSES or field.type.id in _TYPES
