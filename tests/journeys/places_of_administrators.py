"""The pages and posts of administrators."""

from tests.journeys.place import ADMIN, get, post

_CLIENT = "/admin/clients/{client}"
_DISASTER = "/admin/disaster/{mode:row_number}"
_PERSON = "/admin/people/{person:row_number}"

OF_ADMINISTRATORS = (
    get("/admin/people", ADMIN),
    get("/admin/people/tomorrow", ADMIN),
    get("/admin/people/new", ADMIN),
    post("/admin/people/new", ADMIN),
    get("/admin/people/moves", ADMIN),
    post("/admin/people/moves", ADMIN),
    get("/admin/people/changes/{change:row_number}", ADMIN, lambda tour: tour.change),
    post("/admin/people/changes/{change:row_number}/confirm", ADMIN, lambda tour: f"{tour.change}/confirm"),
    post("/admin/people/changes/{change:row_number}/withdraw", ADMIN, lambda tour: f"{tour.change}/withdraw"),
    get(_PERSON, ADMIN, lambda tour: tour.colleague),
    get(f"{_PERSON}/give", ADMIN, lambda tour: f"{tour.colleague}/give"),
    post(f"{_PERSON}/give", ADMIN, lambda tour: f"{tour.colleague}/give"),
    post(f"{_PERSON}/reset", ADMIN, lambda tour: f"{tour.colleague}/reset"),
    post(f"{_PERSON}/disable", ADMIN, lambda tour: f"{tour.colleague}/disable"),
    post(f"{_PERSON}/rights/{{right:row_number}}/end", ADMIN, lambda tour: f"{tour.colleague}/rights/1/end"),
    get("/admin/disaster", ADMIN),
    post("/admin/disaster", ADMIN),
    post(f"{_DISASTER}/confirm", ADMIN, lambda tour: f"{tour.disaster}/confirm"),
    post(f"{_DISASTER}/withdraw", ADMIN, lambda tour: f"{tour.disaster}/withdraw"),
    post(f"{_DISASTER}/end", ADMIN, lambda tour: f"{tour.disaster}/end"),
    post(f"{_DISASTER}/people", ADMIN, lambda tour: f"{tour.disaster}/people"),
    get("/admin/courier", ADMIN),
    get("/admin/clients", ADMIN),
    get("/admin/clients/new", ADMIN),
    post("/admin/clients/new", ADMIN),
    get(_CLIENT, ADMIN, lambda tour: tour.client),
    post(f"{_CLIENT}/confirm", ADMIN, lambda tour: f"{tour.client}/confirm"),
    post(f"{_CLIENT}/withdraw", ADMIN, lambda tour: f"{tour.client}/withdraw"),
    post(f"{_CLIENT}/end", ADMIN, lambda tour: f"{tour.client}/end"),
    post(f"{_CLIENT}/secrets", ADMIN, lambda tour: f"{tour.client}/secrets"),
    post(f"{_CLIENT}/secrets/confirm", ADMIN, lambda tour: f"{tour.other_client}/secrets/confirm"),
    post(f"{_CLIENT}/secrets/{{secret:row_number}}/end", ADMIN, lambda tour: f"{tour.client}/secrets/1/end"),
)
