"""Who has signed in, by what the issuer says."""

from typing import Any

import pytest

from dashboard.frame.identity import of_claims

NOW, HOURS = 1_800_000_000.0, 12
CLAIMS: dict[str, Any] = {
    "is_logged_in": True,
    "iss": "https://issuer.test",
    "sub": "7",
    "iat": int(NOW) - 60,
    "nonce": "n",
    "name": "Asha Devi",
    "email": "asha@example.org",
    "email_verified": True,
}


def test_somebody_is_known_by_the_issuers_id_and_a_verified_address() -> None:
    found = of_claims(CLAIMS, NOW, HOURS)
    assert found is not None
    assert (found.issuer, found.subject, found.name) == ("https://issuer.test", "7", "Asha Devi")
    assert found.email == "asha@example.org"


@pytest.mark.parametrize("verified", [False, None, "true", 1])
def test_an_address_that_nobody_verified_is_none(verified: object) -> None:
    found = of_claims(CLAIMS | {"email_verified": verified}, NOW, HOURS)
    assert found is not None
    assert found.email is None


@pytest.mark.parametrize(
    "change",
    [
        {"is_logged_in": False},
        {"is_logged_in": "yes"},
        {"iss": None},
        {"iss": ["https://issuer.test"]},
        {"sub": ""},
        {"sub": "7\x00"},
        {"iat": None},
        {"iat": "now"},
        {"iat": int(NOW) - 12 * 3600 - 1},
    ],
)
def test_without_a_sign_in_that_is_young_enough_nobody_is(change: dict[str, Any]) -> None:
    assert of_claims(CLAIMS | change, NOW, HOURS) is None
    assert of_claims({}, NOW, HOURS) is None


@pytest.mark.parametrize("claim", ["iss", "sub", "nonce"])
def test_each_sign_in_is_another(claim: str) -> None:
    one, other = (of_claims(CLAIMS | {claim: each}, NOW, HOURS) for each in ("a", "b"))
    assert one is not None
    assert other is not None
    assert one.sign_in != other.sign_in
    assert len(one.sign_in) == 64


def test_a_name_that_is_none_is_the_address_or_the_id() -> None:
    for change, name in (({"name": None}, "asha@example.org"), ({"name": 1, "email": ""}, "7")):
        found = of_claims(CLAIMS | change, NOW, HOURS)
        assert found is not None
        assert found.name == name
