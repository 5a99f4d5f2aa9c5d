"""Drawings that a city or a definition may name; `templates/parts/icon.html` has them."""

from typing import Literal

Icon = Literal[
    "apart", "armchair", "baby", "bed", "bed-frame", "bicycle", "bin", "blackboard", "book", "box", "bus", "cake", "calendar",
    "card", "care", "certificate", "chair", "child", "cleaner", "coin", "dog", "drop", "empty-house", "family", "fan", "flower",
    "futon", "heart", "house", "lamp", "letter", "mattress", "medicine", "moving", "passport", "pension", "people", "piano",
    "ring", "road", "rug", "school", "shelf", "shelter", "shop", "sofa", "sport", "springs", "stroller", "suitcase", "table",
    "tax", "tools", "wheelchair", "work",
]  # fmt: skip
