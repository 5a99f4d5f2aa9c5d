"""`procedures schema`: JSON Schemas."""

import json
from typing import Annotated

import typer

from forms.definition.registry import field_types
from forms.loading.format_schema import format_schema
from forms.path.answers_schema import answers_schema
from portal.cli.printing import definition_of


def schema(
    definition: Annotated[
        str, typer.Argument(metavar="[ID]", help="Id or file of a procedure; none: the format.")
    ] = "",
) -> None:
    """Print a JSON Schema: of the YAML files, or of the answers to a procedure, nested by block and row."""
    made = answers_schema(definition_of(definition)) if definition else format_schema(field_types())
    print(json.dumps(made, ensure_ascii=False, indent=2))
