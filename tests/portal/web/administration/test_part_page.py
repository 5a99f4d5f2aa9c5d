"""Every box of the form has a name in Japanese."""

from forms.loading.meanings import models_in
from portal.services.administration.city_parts import PARTS
from portal.web.administration.part_page import TEXT_ONLY, word_of


def test_every_key_of_a_part_that_has_a_form_is_named() -> None:
    for part in PARTS.values():
        for model in models_in(part.shape) if part.id not in TEXT_ONLY else ():
            for name, field in model.model_fields.items():
                assert word_of(model, field.alias or name), (model, name)
