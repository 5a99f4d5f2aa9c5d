"""Life events; titles are `event.<id>` in `forms/messages`."""

EVENTS = (
    "birth",
    "child",
    "moving-in",
    "moving-out",
    "marriage",
    "work",
    "care",
    "disability",
    "disaster",
    "bereavement",
    "daily",
)
