"""The codes that an answer may have, each with its words. Knows neither pages nor files."""

from forms.procedure import Field
from forms.speech import Speech


def option_labels(field: Field, speech: Speech) -> dict[str, str]:
    """Code → label in the order offered; {} where the answer is no code."""
    several = field.type.rule_type(field.settings).name == "choices"
    return {
        code: field.type.show([code] if several else code, field.settings, speech, field.path)
        for code in field.type.options(field.settings)
    }
