"""Whom the issuer says that somebody is."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from queries.members import Identity

OF_A_SIGN_IN = ("iss", "sub", "iat", "nonce", "sid", "jti")
"""What tells one sign-in from another."""


def of_claims(claims: Mapping[str, Any], now: float, hours: int) -> Identity | None:
    """Return who has signed in by these claims; None without a sign-in, or after that many hours.

    An address counts only where the issuer says that it is verified.
    """
    issuer, subject, email = (_text(claims.get(name)) for name in ("iss", "sub", "email"))
    issued = claims.get("iat")
    if claims.get("is_logged_in") is not True or not issuer or not subject:
        return None
    if not isinstance(issued, int | float) or now - issued > hours * 3600:
        return None
    said = json.dumps([claims.get(name) for name in OF_A_SIGN_IN])
    return Identity(
        issuer,
        subject,
        sign_in=hashlib.sha256(said.encode()).hexdigest(),
        name=_text(claims.get("name")) or email or subject,
        email=email if claims.get("email_verified") is True else None,
    )


def _text(claim: object) -> str | None:
    """Return a claim that is text as a database can hold it, else None."""
    return claim if isinstance(claim, str) and claim and claim.isprintable() else None
