from collections.abc import Iterator, Mapping

from forms.definition.field import Raw
from forms.definition.option_labels import option_labels
from forms.definition.procedure import Field
from forms.text.speech import Speech

YES, NO = ("はい", "有", "true", "1"), ("いいえ", "無", "false", "0")


def boxes_of_text(field: Field, text: str, speech: Speech) -> Raw:
    """Options by code or label, apart by `;` or 、; names apart by a blank; days as people write them. The field's type
    finds mistakes."""
    labels = option_labels(field, speech) if field.type.options(field.settings) else {}
    codes = {label: code for code, label in labels.items()}
    match field.type.id:
        case "multiple_choice":
            return {"": tuple(_chosen(text, codes))}
        case "yes_no":
            return {"": ("yes" if text.lower() in YES else "no" if text.lower() in NO else text,)}
        case "person_name" | "kana":
            family, _, given = " ".join(text.split()).partition(" ")
            return {"family": (family,), "given": (given,)} if given else {"full": (family,)}
        case "date" | "year_month":
            return {"year": (text,)}
    if labels:
        return {"": (codes.get(text, text),)}
    parts = field.type.parts(field.settings)
    return {parts[0].name if parts else "": (text,)}


def _chosen(text: str, codes: Mapping[str, str]) -> Iterator[str]:
    for piece in map(str.strip, text.split(";")):
        parts = (piece,) if piece in codes else tuple(map(str.strip, piece.split("、")))
        yield from (codes.get(part, part) for part in parts)
