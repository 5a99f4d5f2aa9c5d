"""Messages for one browser, against the example of the RFC."""

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, derive_private_key

from integrations.web_push.sealed_message import MOST, seal_message
from integrations.web_push.subscription import Subscription, decode, encode

# RFC 8291, 5 and appendix A.
PLAIN = b"When I grow up, I want to be a watermelon"
TO = Subscription(
    "https://push.example.net/push/JzLQ3raZJfFBR0aqvOMsLrt54w4rJUsV",
    decode("BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"),
    decode("BTBZMqHH6r4Tts7J_aSIgg"),
)
OWN = derive_private_key(int.from_bytes(decode("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"), "big"), SECP256R1())
SALT = decode("DGv6ra1nlYgDCS1FRnbzlw")
SEALED = (
    "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6"
    "cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
)


def test_the_example_of_the_rfc_is_sealed_as_the_rfc_seals_it() -> None:
    assert encode(seal_message(PLAIN, TO, own=OWN, salt=SALT)) == SEALED


def test_two_messages_have_nothing_in_common() -> None:
    first, second = seal_message(PLAIN, TO), seal_message(PLAIN, TO)
    assert first[:16] != second[:16]
    assert first[21:] != second[21:]
    assert PLAIN not in first


def test_the_longest_message_is_what_push_services_take() -> None:
    assert len(seal_message(b"x" * MOST, TO)) == 4096
    with pytest.raises(ValueError, match="too long"):
        seal_message(b"x" * (MOST + 1), TO)
