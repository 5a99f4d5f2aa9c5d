"""The life events under which residents look for a procedure. Their titles stand in `forms/messages` as `event.<id>`."""

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
