"""Life events; titles are `event.<id>` in `forms/messages`."""

EVENTS = (
    "birth",
    "child",
    "moving-in",
    "moving-out",
    "from-abroad",
    "marriage",
    "divorce",
    "work",
    "business",
    "senior",
    "care",
    "disability",
    "vacant-house",
    "disaster",
    "bereavement",
    "daily",
)
