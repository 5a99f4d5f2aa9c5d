"""The key of what is typed: the same for the same member and secret, and for nobody else."""

from base64 import urlsafe_b64decode

from portal.services.staff.typed_key import typed_key


def test_a_key_is_256_bits_and_comes_again_for_the_same_member_and_secret() -> None:
    made = typed_key(b"form key", "secret", 7)
    assert made == typed_key(b"form key", "secret", 7)
    assert len(urlsafe_b64decode(made.key + "=")) == 32


def test_another_installation_secret_or_member_has_another_key_and_mark() -> None:
    made = [typed_key(b"form key", "secret", 7), typed_key(b"other", "secret", 7), typed_key(b"form key", "later", 7)]
    made.append(typed_key(b"form key", "secret", 8))
    assert len({key for entry in made for key in (entry.key, entry.mark)}) == 8
