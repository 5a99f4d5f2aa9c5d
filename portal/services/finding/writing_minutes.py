from collections.abc import Iterator

from forms.definition.procedure import Procedure
from forms.scenarios.scenario_answers import Given, read_answers

# Assumed: nobody was timed. An answer is read, thought of and typed; a file is looked for or photographed.
_SECONDS_OF_ANSWER, _SECONDS_OF_FILE, _SECONDS_OF_CHECK = 10, 60, 60
_STEP = 5 * 60


def writing_minutes(procedure: Procedure) -> int | None:
    """In steps of five, of the middle complete scenario; None without one."""
    seconds = sorted(_seconds(procedure, given) for given in _complete(procedure))
    if not seconds:
        return None
    return 5 * -(-seconds[len(seconds) // 2] // _STEP)


def _complete(procedure: Procedure) -> Iterator[Given]:
    for scenario in procedure.scenarios:
        if scenario["expect"].get("complete") and scenario.get("door", "online") == "online":
            yield read_answers(procedure, scenario["answers"])


def _seconds(procedure: Procedure, given: Given) -> int:
    files = sum(key in procedure.by_name and procedure.by_name[key].type.id == "file" for key in given.answers)
    return _SECONDS_OF_CHECK + _SECONDS_OF_ANSWER * len(given.answers) + (_SECONDS_OF_FILE - _SECONDS_OF_ANSWER) * files
