"""The files of a joint installation's cities: all faults at once, each with its place; nothing is common to two."""

from pathlib import Path

import pytest

from portal.config import Settings, load_settings, settings_with
from portal.config.cities import OF_THE_PROCESS, enter_city, load_cities
from portal.errors import BadSetting


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("KAKANAI_ENV", "test")
    monkeypatch.setenv("KAKANAI_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("KAKANAI_CITIES", str(tmp_path / "cities"))
    (tmp_path / "cities").mkdir()
    return tmp_path / "cities"


def write(folder: Path, name: str, *lines: str) -> Path:
    file = folder / f"{name}.env"
    own = (f"KAKANAI_PUBLIC_URL=https://{name}.example", f"KAKANAI_CITY={folder.parent / name}")
    file.write_text("\n".join(lines or own) + "\n", encoding="utf-8")
    return file


def loaded() -> dict[str, Settings]:
    return dict(load_cities(settings_with({})))


def faults() -> list[str]:
    with pytest.raises(BadSetting) as refused:
        loaded()
    return list(refused.value.sentences)


def test_each_file_is_a_city_with_a_data_folder_of_its_own(folder: Path) -> None:
    write(folder, "kawabe")
    write(folder, "aoba")
    cities = loaded()
    assert list(cities) == ["aoba", "kawabe"]
    assert [city.data for city in cities.values()] == [folder.parent / "data" / name for name in cities]
    assert {city.cities for city in cities.values()} == {""}
    assert {city.connections for city in cities.values()} == {2}
    assert [city.command for city in cities.values()] == ["kakanai --city aoba", "kakanai --city kawabe"]
    assert settings_with({}).command == "kakanai"


def test_a_file_in_the_encoding_of_another_system_is_named(folder: Path) -> None:
    file = write(folder, "aoba")
    file.write_bytes("# 青葉市\n".encode("cp932") + file.read_bytes())
    assert faults()[0] == f"{file}: it is not UTF-8."


def test_what_is_wrong_in_a_file_is_named_with_its_line_and_all_at_once(folder: Path) -> None:
    file = write(
        folder, "aoba", "# 青葉市", "KAKANAI_PUBLIC_URL=https://aoba.example", "KAKANAI_PORT=80", "KAKANAI_COLOUR=red",
        "no line of settings", "KAKANAI_PUBLIC_URL=https://two.example",
    )  # fmt: skip
    assert faults() == [
        f"{file}:3: KAKANAI_PORT belongs to the process, with one value for all cities: set it in its environment.",
        f"{file}:4: KAKANAI_COLOUR is not a setting of this service; see docs/settings.md.",
        f"{file}:5: a line is KAKANAI_…=value.",
        f"{file}:6: KAKANAI_PUBLIC_URL is there twice: line 2.",
        f"{file}: KAKANAI_CITY is missing.",
    ]


def test_a_value_that_is_refused_has_its_line(folder: Path) -> None:
    file = write(
        folder, "aoba", "KAKANAI_PUBLIC_URL=https://aoba.example", "KAKANAI_CITY=/x", "KAKANAI_DRAFT_DAYS=none"
    )
    assert [fault.partition(": ")[0] for fault in faults()] == [f"{file}:3"]


def test_a_name_that_no_folder_should_have_is_refused(folder: Path) -> None:
    assert "small letters" in faults_of_name(folder, "青葉")


def faults_of_name(folder: Path, name: str) -> str:
    write(folder, name)
    return " ".join(faults())


@pytest.mark.parametrize(
    "line",
    [
        "KAKANAI_PUBLIC_URL=https://AOBA.example:8443", "KAKANAI_DATA={data}/aoba/../aoba", "KAKANAI_DATABASE_URL=sqlite:///{data}/aoba/kakanai.sqlite",
        "KAKANAI_CITY={city}",
    ],
)  # fmt: skip
def test_two_cities_share_no_place(folder: Path, line: str) -> None:
    write(folder, "aoba")
    file = write(folder, "kawabe")
    given = line.format(data=folder.parent / "data", city=folder.parent / "aoba")
    kept = [
        other for other in file.read_text("utf-8").splitlines() if other.partition("=")[0] != line.partition("=")[0]
    ]
    write(folder, "kawabe", *kept, given)
    assert f"{line.partition('=')[0]}: aoba, kawabe have the same; no city may reach what is another's." in faults()


# As the process has them when they were not moved into the file of the first city.
@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("KAKANAI_RESIDENT_URL", {"KAKANAI_ZONE": "inner", "KAKANAI_RESIDENT_URL": "https://aoba.example"}),
        ("KAKANAI_PAYMENTS_MERCHANT", {"KAKANAI_PAYMENTS": "hosted-page", "KAKANAI_PAYMENTS_ADDRESS": "https://pay.example", "KAKANAI_PAYMENTS_MERCHANT": "aoba"}),
        ("KAKANAI_PAYMENTS_SECRET_FILE", {"KAKANAI_PAYMENTS": "stripe", "KAKANAI_PAYMENTS_SECRET_FILE": "/etc/kakanai/stripe"}),
        ("KAKANAI_SHOP_PAYMENT_ISSUER", {"KAKANAI_SHOP_PAYMENT_ISSUER": "123456"}),
        ("KAKANAI_DEBITS_MERCHANT", {"KAKANAI_DEBITS_ADDRESS": "https://bank.example", "KAKANAI_DEBITS_MERCHANT": "aoba"}),
    ],
)  # fmt: skip
def test_letters_and_money_of_two_cities_do_not_go_to_one(
    folder: Path, monkeypatch: pytest.MonkeyPatch, name: str, lines: dict[str, str]
) -> None:
    for variable, value in lines.items():
        monkeypatch.setenv(variable, value)
    write(folder, "aoba")
    kawabe = write(folder, "kawabe")
    assert f"{name}: aoba, kawabe have the same; no city may reach what is another's." in faults()
    others = {"KAKANAI_RESIDENT_URL": "https://kawabe.example", "KAKANAI_SHOP_PAYMENT_ISSUER": "123457"}
    own = others.get(name, "/etc/kakanai/kawabe")
    write(folder, "kawabe", *kawabe.read_text("utf-8").splitlines(), f"{name}={own}")
    assert list(loaded()) == ["aoba", "kawabe"]


def test_letters_of_a_city_do_not_lead_to_the_address_of_another(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KAKANAI_ZONE", "inner")
    write(folder, "aoba")
    kawabe = write(folder, "kawabe").read_text("utf-8").splitlines()
    write(folder, "kawabe", *kawabe, "KAKANAI_RESIDENT_URL=https://aoba.example")
    assert faults() == ["KAKANAI_RESIDENT_URL of kawabe is the address of aoba: its letters would lead there."]
    write(folder, "kawabe", *kawabe, "KAKANAI_RESIDENT_URL=https://kawabe.example")
    assert list(loaded()) == ["aoba", "kawabe"], "both zones may have one name"


@pytest.mark.parametrize(
    ("second", "shared"),
    [
        ("aoba:other@core/people", True),
        ("aoba@core:5432/people?sslmode=require", True),
        ("/people?host=core&user=aoba", True),
        ("kawabe@core/people", False),
        ("aoba@core/people?options=-csearch_path%3Dkawabe", False),
    ],
)
def test_two_cities_ask_no_view_as_the_same_reader(folder: Path, second: str, shared: bool) -> None:
    for name, reader in (("aoba", "aoba:x@core/people"), ("kawabe", second)):
        file = write(folder, name)
        view = ("KAKANAI_RESIDENT_REGISTER=view", f"KAKANAI_REGISTER_URL=postgresql://{reader}")
        write(folder, name, *file.read_text("utf-8").splitlines(), *view)
    expected = "KAKANAI_REGISTER_URL: aoba, kawabe have the same; no city may reach what is another's."
    if shared:
        assert faults() == [expected]
    else:
        assert set(loaded()) == {"aoba", "kawabe"}


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("aoba:x@db.example/both", "kawabe:x@db.example/both"),
        ("/both?host=/run/postgresql", "/both?host=/run/postgresql&application_name=kawabe"),
        ("u@db.example/both", "u@/both?host=db.example&port=5432&sslmode=require"),
        ("u@db.example/both", "u@db.example/other?dbname=both"),
    ],
)
def test_one_database_is_one_place_whatever_else_its_address_says(folder: Path, first: str, second: str) -> None:
    for name, address in (("aoba", first), ("kawabe", second)):
        file = write(folder, name)
        write(folder, name, file.read_text("utf-8").strip(), f"KAKANAI_DATABASE_URL=postgresql://{address}")
    assert [fault.partition(":")[0] for fault in faults()] == ["KAKANAI_DATABASE_URL"]


@pytest.mark.parametrize("apart", ["?service={name}", "db.example/k?hostaddr={number}"])
def test_two_services_or_two_machines_are_two_databases(folder: Path, apart: str) -> None:
    for name, number in (("aoba", "10.0.0.1"), ("kawabe", "10.0.0.2")):
        file = write(folder, name)
        address = f"KAKANAI_DATABASE_URL=postgresql://{apart.format(name=name, number=number)}"
        write(folder, name, file.read_text("utf-8").strip(), address)
    assert list(loaded()) == ["aoba", "kawabe"]


def test_two_cities_are_not_counted_on_one_replica(folder: Path) -> None:
    for name in ("aoba", "kawabe"):
        file = write(folder, name)
        own = (
            f"KAKANAI_DATABASE_URL=postgresql://db.example/{name}",
            "KAKANAI_DATABASE_REPLICA_URL=postgresql://r/all",
        )
        write(folder, name, file.read_text("utf-8").strip(), *own)
    assert [fault.partition(":")[0] for fault in faults()] == ["KAKANAI_DATABASE_REPLICA_URL"]


def test_a_token_of_a_joint_server_is_for_one_city(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    server = "https://auth.example/realms/joint"
    for name, value in (("", server), ("_INTROSPECTION", f"{server}/introspect"), ("_CLIENT_ID", "kakanai")):
        monkeypatch.setenv(f"KAKANAI_TOKEN_SERVER{name}", value)
    files = {name: write(folder, name) for name in ("aoba", "kawabe")}
    assert len({city.base_url for city in loaded().values()}) == 2  # the audiences where none is set
    monkeypatch.setenv("KAKANAI_TOKEN_SERVER_AUDIENCE", "kakanai")
    assert [fault.partition(":")[0] for fault in faults()] == ["KAKANAI_TOKEN_SERVER_AUDIENCE"]
    for name, file in files.items():
        write(folder, name, file.read_text("utf-8").strip(), f"KAKANAI_TOKEN_SERVER_AUDIENCE=kakanai-{name}")
    assert len(loaded()) == 2


def test_two_cities_are_two_clients_of_the_card_provider(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Or both would know a resident by one subject."""
    monkeypatch.setenv("KAKANAI_DAS_ISSUER", "https://card.example/realms/main")
    monkeypatch.setenv("KAKANAI_DAS_CLIENT_ID", "RP-of-the-prefecture")
    files = {name: write(folder, name) for name in ("aoba", "kawabe")}
    assert [fault.partition(":")[0] for fault in faults()] == ["KAKANAI_DAS_CLIENT_ID"]
    for name, file in files.items():
        write(folder, name, file.read_text("utf-8").strip(), f"KAKANAI_DAS_CLIENT_ID=RP-{name}")
    assert len(loaded()) == 2


def test_a_data_folder_inside_that_of_another_city_is_refused(folder: Path) -> None:
    write(folder, "aoba")
    file = write(folder, "kawabe")
    write(folder, "kawabe", file.read_text("utf-8").strip(), f"KAKANAI_DATA={folder.parent}/data/aoba/kawabe")
    assert faults() == ["KAKANAI_DATA: the folder of kawabe is inside that of aoba."]


def test_on_a_database_of_all_each_city_has_to_name_its_own(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    names = ("KAKANAI_DATABASE_URL", "KAKANAI_DATABASE_REPLICA_URL")
    for name in names:
        monkeypatch.setenv(name, "postgresql://kakanai@/kakanai")
    file = write(folder, "aoba")
    assert faults() == [f"{file}: {name} is missing: each city has a database of its own." for name in names]


def test_an_empty_folder_is_refused(folder: Path) -> None:
    assert "cities add" in faults()[0]


def test_a_command_for_one_city_asks_which(folder: Path) -> None:
    write(folder, "aoba")
    with pytest.raises(BadSetting, match="kakanai --city NAME"):
        load_settings()


def test_inside_a_city_the_environment_is_its_own(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(folder, "aoba")
    monkeypatch.setenv("KAKANAI_PUBLIC_URL", "")  # restored after the test, as are the others
    monkeypatch.setenv("KAKANAI_CITY", "")
    monkeypatch.setenv("KAKANAI_CONNECTIONS", "0")
    enter_city("aoba")
    settings = load_settings()
    assert (settings.host_name, settings.data) == ("aoba.example", folder.parent / "data" / "aoba")
    monkeypatch.setenv("KAKANAI_CITIES", str(folder))
    with pytest.raises(BadSetting, match="there is no city mori"):
        enter_city("mori")


def test_what_belongs_to_the_process_is_a_setting() -> None:
    assert Settings.model_fields.keys() >= OF_THE_PROCESS
