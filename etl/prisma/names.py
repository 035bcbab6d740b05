"""How the application names what the database holds: models, fields and what refers to them.

A model is one row of its table, a field is its column in camelCase. Where the application's own
schema says otherwise, and cannot be changed without changing the application, that is said here.
"""

import re

VERBATIM = {"accounts"}
"""Tables of a library that the application signs people in with: it knows the columns of tokens by
the names of the protocol."""

OF_A_PROTOCOL = {
    *("refresh_token", "access_token", "expires_at", "token_type", "scope", "id_token"),
    "session_state",
}

BACK = {
    ("messages", "sender_id"): "sentMessages",
    ("provider_profiles", "category_id"): "providers",
    ("provider_photos", "provider_id"): "portfolioPhotos",
    ("booking_status_history", "booking_id"): "statusHistory",
}
"""What a target calls the rows that refer to it, where that is not their model's name."""


def model(relation: str) -> str:
    """Return the model of a table, or the enum of a type.

    >>> model("sub_categories"), model("system_config"), model("booking_status")
    ('SubCategory', 'SystemConfig', 'BookingStatus')
    """
    return "".join(word.capitalize() for word in _singular(relation).split("_"))


def field(table: str, column: str) -> str:
    """Return the field of a column.

    >>> field("users", "phone_verified"), field("accounts", "id_token")
    ('phoneVerified', 'id_token')
    """
    if table in VERBATIM and column in OF_A_PROTOCOL:
        return column
    return camel(column)


def forward(column: str) -> str:
    """Return the field by which a row names its target.

    >>> forward("chat_room_id")
    'chatRoom'
    """
    return camel(column.removesuffix("_id"))


def back(table: str, column: str, *, is_one: bool) -> str:
    """Return the field by which a target names the row, or the rows, that refer to it.

    >>> back("bookings", "customer_id", is_one=False), back("payments", "booking_id", is_one=True)
    ('bookings', 'payment')
    """
    return BACK.get((table, column)) or camel(_singular(table) if is_one else table)


def camel(name: str) -> str:
    """Return the name as JavaScript writes it.

    >>> camel("chat_room_id")
    'chatRoomId'
    """
    first, *others = name.split("_")
    return first + "".join(word.capitalize() for word in others)


def _singular(name: str) -> str:
    """Statuses and histories are what they are; tables of the marketplace are plurals."""
    if name.endswith("us"):
        return name
    return re.sub(r"s$", "", re.sub(r"ies$", "y", name))
