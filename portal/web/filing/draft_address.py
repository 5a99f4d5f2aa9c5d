"""Addresses of a draft of an application on line. Pages of questions have a folder of their own: their names come from the
definition, and may be those of any other page."""


def draft_address(procedure: str, draft: str) -> str:
    return f"/apply/{procedure}/{draft}"


def question_address(procedure: str, draft: str, page: str) -> str:
    return f"{draft_address(procedure, draft)}/page/{page}"


def check_address(procedure: str, draft: str) -> str:
    """Of the page that shows all answers before they are sent."""
    return f"{draft_address(procedure, draft)}/check"
