"""Questions about what an agent was asked: each application has a 委任状 of its own, so they are never shared or copied."""

from forms.definition.procedure import Field, Procedure

_ACTS = "mandate.acts"


def is_of_mandate(field: Field) -> bool:
    return field.concept.startswith("mandate.")


def acts_question(procedure: Procedure) -> Field | None:
    return next((field for field in procedure.fields if field.concept == _ACTS), None)
