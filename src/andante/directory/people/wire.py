"""A user as the command line and imports give one."""

from typing import Annotated

from msgspec import Meta, Struct

from andante.kit.wire import Key, Name, Text, Wire

AccountId = Annotated[
    str, Meta(min_length=1, max_length=128, pattern=r"^[A-Za-z0-9:_.\-]+\Z", description="an account id like 712020:5f00aa11")
]
UserName = Annotated[str, Meta(max_length=255, pattern=r"^[^\s\0]+\Z", description="a user name without blanks, like anna.berg")]
StaffId = Annotated[str, Meta(min_length=1, max_length=255)]
Email = Annotated[str, Meta(max_length=255, pattern=r"^[^@\s]+@[^@\s]+\Z", description="an email address")]


class UserInput(Wire, kw_only=True):
    """Without an account id one is made."""

    account_id: AccountId | None = None
    display_name: Name
    email: Email | None = None
    time_zone: str = "UTC"
    active: bool = True
    name: UserName | None = None
    staff_id: StaffId | None = None


class UserChange(Wire, kw_only=True):
    """What is given changes."""

    display_name: Name | None = None
    email: Email | None = None
    time_zone: str | None = None
    active: bool | None = None
    name: UserName | None = None
    staff_id: StaffId | None = None


class UserRow(Struct, kw_only=True):
    """A user in a file, whom the account id or else the email names. What is absent stays as it is; of somebody new it
    gets its default."""

    account_id: AccountId | None = None
    display_name: Name | None = None
    email: Email | None = None
    time_zone: str | None = None
    active: bool | None = None
    name: UserName | None = None
    staff_id: StaffId | None = None


class PropertyRow(Struct, kw_only=True):
    """A property of a user in a file. The user is an account id, email or user name."""

    user: Key
    key: Key
    value: Text


class UserProperty(Wire):
    """Something that other systems want to know of a user. Without a value it is taken away."""

    key: Key
    value: Text | None = None
