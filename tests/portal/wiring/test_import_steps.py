from portal.wiring.arrival_steps import ADMISSION, ON_ARRIVAL
from portal.wiring.import_steps import LaterSteps


def test_steps_are_those_that_are_listed_in_their_order() -> None:
    admission, on_arrival = LaterSteps("ADMISSION"), LaterSteps("ON_ARRIVAL")
    assert (tuple(admission), tuple(on_arrival)) == (ADMISSION, ON_ARRIVAL)
    assert (admission[0], len(on_arrival)) == (ADMISSION[0], len(ON_ARRIVAL))
