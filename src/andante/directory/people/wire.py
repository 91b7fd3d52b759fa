"""Input structs for users. The command line and pages use `…Input` and `…Change`, import files use `…Row`."""

from typing import Annotated

from msgspec import Meta, Struct

from andante.kit.wire import Key, Name, Text, Wire

AccountId = Annotated[
    str, Meta(min_length=1, max_length=128, pattern=r"^[A-Za-z0-9:_.\-]+\Z", description="an account id like 712020:5f00aa11")
]
UserName = Annotated[str, Meta(max_length=255, pattern=r"^[^\s\0]+\Z", description="a user name without spaces, like anna.berg")]
StaffId = Annotated[str, Meta(min_length=1, max_length=255)]
Email = Annotated[str, Meta(max_length=255, pattern=r"^[^@\s]+@[^@\s]+\Z", description="an email address")]


class UserInput(Wire, kw_only=True):
    """If `account_id` is missing, an id is generated."""

    account_id: AccountId | None = None
    display_name: Name
    email: Email | None = None
    time_zone: str = "UTC"
    active: bool = True
    name: UserName | None = None
    staff_id: StaffId | None = None


class UserChange(Wire, kw_only=True):
    """Fields that are None don't change."""

    display_name: Name | None = None
    email: Email | None = None
    time_zone: str | None = None
    active: bool | None = None
    name: UserName | None = None
    staff_id: StaffId | None = None


class UserRow(Struct, kw_only=True):
    """A user in an import file, identified by the account id or, without one, by the email. Missing fields of an existing
    user don't change; those of a new user get their defaults."""

    account_id: AccountId | None = None
    display_name: Name | None = None
    email: Email | None = None
    time_zone: str | None = None
    active: bool | None = None
    name: UserName | None = None
    staff_id: StaffId | None = None


class PropertyRow(Struct, kw_only=True):
    """A property of a user in an import file. `user` is an account id, email or user name."""

    user: Key
    key: Key
    value: Text


class UserProperty(Wire):
    """A property of a user that other systems read. It is deleted if the value is None."""

    key: Key
    value: Text | None = None
