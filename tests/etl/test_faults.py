"""What a server refuses is told by its SQLSTATE, in whatever language it speaks."""

import psycopg
import pytest

from etl.errors import RefreshError
from etl.faults import line

HINDI = "डिस्क में जगह नहीं है"


@pytest.fixture(autouse=True)
def owner(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOCALPRO_DATABASE_URL", "postgresql://somebody:SECRET@h/x")


@pytest.mark.parametrize(
    ("state", "said"),
    [
        ("53100", "the disk of the database server is full"),
        ("53200", "out of memory"),
        ("53300", "every connection"),
        ("53400", "a limit"),
        ("55P03", "others use a table"),
        ("57014", "an operator or a time limit"),
        ("57P01", "stopped the server"),
        ("57P02", "crashed"),
        ("57P03", "starting or stopping"),
        ("40P01", "waited for each other"),
        ("40001", "the same rows"),
        ("25006", "the role somebody may only read here"),
        ("42501", "the role somebody may not do that"),
    ],
)
def test_each_state_says_what_happened(state: str, said: str) -> None:
    cause = psycopg.errors.lookup(state)(f"{HINDI}\nCONTEXT: more")
    told = line(cause)
    assert told is not None
    assert said in told
    assert HINDI in told
    assert "lost" not in told
    failed = RefreshError(f"nothing was published: {cause}")
    failed.__cause__ = cause
    wrapped = line(failed)
    assert wrapped is not None
    assert wrapped.startswith(f"nothing was published: {HINDI} (")
    assert said in wrapped
    assert "\n" not in told + wrapped
    assert "SECRET" not in told + wrapped


def test_a_connection_without_a_state_was_lost() -> None:
    told = line(psycopg.OperationalError("server closed the connection\nunexpectedly"))
    assert told == "the connection to the database was lost: server closed the connection"


def test_a_fault_of_the_program_is_not_hidden() -> None:
    assert line(ZeroDivisionError("a bug")) is None


def test_bytes_that_are_no_text_are_told() -> None:
    """As a shell gives them to a command."""
    with pytest.raises(UnicodeEncodeError) as refused:
        "\udcff".encode()
    assert line(refused.value) == "something that was typed is no text in UTF-8"
