from forms.city.city import City
from forms.complaints import Complaint
from forms.definition.procedure import Procedure
from forms.guide.trial import try_scenario
from forms.path.environment import Environment
from forms.scenarios.scenarios import People, run_scenario


def run_scenarios(procedure: Procedure, environment: Environment, people: People | None = None) -> list[Complaint]:
    numbers = range(len(procedure.scenarios))
    return [complaint for number in numbers for complaint in run_scenario(procedure, number, environment, people or {})]


def try_scenarios(procedure: Procedure, city: City) -> list[Complaint]:
    numbers = range(len(procedure.scenarios))
    return [complaint for number in numbers for complaint in try_scenario(procedure, number, city)]
