# What can be read of a definition that a newer release published: its faultless part, or its name alone. Without a
# `meaning`: nothing is filed, decided or handed over by it.

import json
from collections.abc import Mapping
from typing import Any

from forms.complaints import Refused
from forms.definition.field import FieldType
from forms.definition.kind import KINDS
from forms.definition.procedure import Procedure, Sourced
from forms.definition.terms import Fee
from forms.loading import from_canonical

_UNKNOWN = (AttributeError, LookupError, TypeError, ValueError)


def read_published(text: str, fields: Mapping[str, FieldType]) -> Procedure:
    """Raises nothing."""
    try:
        return from_canonical(text, fields)
    except Refused as refused:
        # Whole if only its translations are newer.
        if isinstance(refused.part, Procedure):
            return refused.part
    except _UNKNOWN:
        pass
    return _named(text)


def _named(text: str) -> Procedure:
    document = json.loads(text)
    definition = document.get("definition") if isinstance(document, dict) else None
    plain: Mapping[str, Any] = definition if isinstance(definition, dict) else {}

    def word(key: str) -> str:
        value = plain.get(key)
        return value if isinstance(value, str) else ""

    name, version = word("procedure"), plain.get("version")
    return Procedure(
        id=name,
        version=version if isinstance(version, int) else 0,
        kind=word("kind") if word("kind") in KINDS else "application",
        title=word("title") or name,
        kana=word("kana"),
        duty=word("duty"),
        events=(),
        search=(),
        summary=word("summary"),
        law=Sourced("", "assumed"),
        settings={},
        who={"online": ("self",)},
        bring={},
        show={},
        sign_in="card",
        principal={},
        period=None,
        appeal=None,
        fee=Fee("", "assumed"),
        steps=(),
        check=(),
        return_reasons={},
        next=(),
        keep=None,
        scenarios=(),
        texts={"ja": {}},
        stale={},
        source=name,
        meaning="",
    )
