"""Roles and rights: default deny."""

from typing import cast

import pytest

from queries.errors import NoRight
from queries.people import Person, Right, Role

ALLOWED = {
    (Role.BUSINESS, Right.LOOK),
    (Role.ANALYST, Right.LOOK),
    (Role.ANALYST, Right.ROWS),
    (Role.ANALYST, Right.EXPORT),
    *((Role.ADMIN, right) for right in Right),
}


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("right", Right)
def test_a_role_may_do_what_is_written_here_and_nothing_else(role: Role, right: Right) -> None:
    person = Person("subject", "Asha", role)
    assert person.may(right) is ((role, right) in ALLOWED)
    if not person.may(right):
        with pytest.raises(NoRight, match="ask an admin"):
            person.must(right)


def test_a_role_that_is_none_may_do_nothing() -> None:
    nobody = Person("subject", "Asha", cast(Role, "owner"))
    assert not any(nobody.may(right) for right in Right)
