"""Asks for the operators' morning mail."""

from portal.jobs import Job
from portal.services.audit.report_each_morning import report_each_morning
from portal.services.counter.ask_neighbours import Neighbours
from portal.services.shared.installation import Installation


def send_morning_report(installation: Installation) -> int:
    return report_each_morning(installation, Neighbours(installation).ask)


JOB = Job("send_morning_report", 60, send_morning_report, asks_neighbour=True)
