from forms.definition.procedure import Field
from forms.text.speech import Speech


def option_labels(field: Field, speech: Speech) -> dict[str, str]:
    several = field.type.rule_type(field.settings).name == "choices"
    return {
        code: field.type.show([code] if several else code, field.settings, speech, field.path)
        for code in field.type.options(field.settings)
    }
