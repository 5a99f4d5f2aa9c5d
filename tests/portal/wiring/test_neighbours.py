"""The payment provider that settings name."""

from pathlib import Path

import pytest

from integrations.payments.stripe import Stripe
from portal.clock import Clock
from portal.config import Settings, load_settings
from portal.errors import BadSetting
from portal.wiring.neighbours import wire_payments


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
