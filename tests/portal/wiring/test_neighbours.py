"""The neighbours that settings name."""

from pathlib import Path

import pytest

from forms.city.city import load_city
from forms.complaints import Refused
from integrations.payments.stripe import Stripe
from integrations.reading.tesseract import Tesseract
from portal.clock import Clock
from portal.config import Settings, load_settings
from portal.errors import BadSetting
from portal.wiring.neighbours import wire_payments, wire_reader, wire_register, wire_shop_files


def settings_of(folder: Path, key: str = "", webhook: str = "whsec_x", **changes: object) -> Settings:
    files: dict[str, object] = {}
    if key:
        for name, text in (("payments_secret_file", key), ("payments_webhook_secret_file", webhook)):
            file = folder / name
            file.write_text(text, encoding="utf-8")
            file.chmod(0o600)
            files[name] = str(file)
    return load_settings(env="test", data=folder, payments="stripe", **files, **changes)


def wired(settings: Settings) -> object:
    return wire_payments(settings, Clock(settings.now))


def test_stripe_is_its_mock_until_there_is_a_key_and_is_not_in_the_inner_zone(tmp_path: Path) -> None:
    assert isinstance(wired(settings_of(tmp_path)), Stripe)
    assert isinstance(wired(settings_of(tmp_path, "sk_test_0123456789abcdef")), Stripe)
    assert wired(settings_of(tmp_path, zone="inner", identity="none")) is None


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"payments_methods": "card cash"}, "KAKANAI_PAYMENTS_METHODS"),
        ({"payments_methods": ""}, "KAKANAI_PAYMENTS_METHODS"),
        ({"key": "sk_live_0123456789abcdef", "webhook": "other"}, "KAKANAI_PAYMENTS_WEBHOOK_SECRET_FILE"),
    ],
)
def test_what_is_wrong_is_named_at_the_start(tmp_path: Path, changes: dict[str, str], sentence: str) -> None:
    with pytest.raises(BadSetting, match=sentence):
        wired(settings_of(tmp_path, **changes))


def test_production_refuses_a_key_of_the_test_mode(tmp_path: Path) -> None:
    settings = settings_of(tmp_path, "sk_test_0123456789abcdef").model_copy(update={"env": "production"})
    with pytest.raises(BadSetting, match="test mode"):
        wired(settings)


def test_print_is_read_where_a_setting_says_so_and_in_a_demo_that_has_the_program(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert wire_reader(load_settings(env="test", data=tmp_path)) is None
    set_to = load_settings(env="test", data=tmp_path, reader="tesseract")
    assert isinstance(wire_reader(set_to), Tesseract)
    (tmp_path / "bad.yaml").write_text("format: 1\n", encoding="utf-8")
    with pytest.raises(Refused):
        wire_reader(set_to.model_copy(update={"printed_papers": tmp_path}))
    for there in (True, False):
        monkeypatch.setattr(Tesseract, "ready", lambda _, there=there: there)
        assert (wire_reader(load_settings(env="demo", data=tmp_path)) is not None) == there
        assert wire_reader(load_settings(env="demo", data=tmp_path, reader="none")) is None


def test_a_file_of_stores_is_read_by_the_layout_that_is_set_and_not_in_the_outer_zone(tmp_path: Path) -> None:
    def title(**changes: object) -> str:
        files = wire_shop_files(load_settings(env="test", data=tmp_path, **changes))
        return files.title if files else ""

    assert title() == title(shop_payment_file="densan") == "電算システム（DSK）コンビニ収納の収納データ"
    assert title(zone="outer") == ""
    practice = load_settings(env="test", data=tmp_path)
    assert wire_shop_files(practice.model_copy(update={"env": "production"})) is None
    with pytest.raises(Refused):
        title(shop_payment_file="nowhere")


def test_a_laptop_that_was_taken_along_asks_no_register_unless_it_has_one(tmp_path: Path) -> None:
    def register(laptop: int, chosen: str = "auto") -> bool:
        settings = Settings(env="demo", data=tmp_path, laptop=laptop, resident_register=chosen)
        return wire_register(settings, load_city(settings.city), Clock()) is not None

    assert [register(0), register(3), register(3, "people")] == [True, False, True]
