# Question pages have a folder of their own: definitions name them freely.


def draft_address(procedure: str, draft: str) -> str:
    return f"/apply/{procedure}/{draft}"


def question_address(procedure: str, draft: str, page: str) -> str:
    return f"{draft_address(procedure, draft)}/page/{page}"


def check_address(procedure: str, draft: str) -> str:
    return f"{draft_address(procedure, draft)}/check"


def signed_address(procedure: str, draft: str) -> str:
    return f"{draft_address(procedure, draft)}/signed"
