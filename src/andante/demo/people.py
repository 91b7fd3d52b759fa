"""Who works at Alder & Finch: four teams of six."""

import uuid
from unicodedata import normalize

from ..people import actions as people
from ..people.wire import UserInput
from ..permissions import actions as permissions
from .company import Company

ADMINISTRATOR = "Ingrid Sorensen"
MEMBER = "Mateo Fernández"
STAFF = {
    "Platform": [
        ("Ingrid Sorensen", "Europe/Oslo", 8.0),
        ("Mateo Fernández", "Europe/Madrid", 8.0),
        ("Tomasz Wójcik", "Europe/Warsaw", 8.0),
        ("Aisha Rahman", "Europe/London", 7.5),
        ("Yuki Tanaka", "Asia/Tokyo", 8.0),
        ("Lena Hoffmann", "Europe/Berlin", 6.0),
    ],
    "Mobile": [
        ("Priya Natarajan", "Asia/Kolkata", 8.0),
        ("João Almeida", "Europe/Lisbon", 8.0),
        ("Chloé Dubois", "Europe/Paris", 5.0),
        ("Daniel Okafor", "Africa/Lagos", 8.0),
        ("Emma Lindqvist", "Europe/Stockholm", 8.0),
        ("Ravi Deshmukh", "Asia/Kolkata", 8.0),
    ],
    "Data": [
        ("Sofia Papadopoulou", "Europe/Athens", 8.0),
        ("Marcus Bennett", "America/New_York", 8.0),
        ("Hana Novotná", "Europe/Prague", 8.0),
        ("Camila Rocha", "America/Sao_Paulo", 8.0),
        ("Owen Murphy", "Europe/Dublin", 4.0),
        ("Linh Tran", "Asia/Ho_Chi_Minh", 8.0),
    ],
    "Customer Care": [
        ("Grace Thompson", "America/Chicago", 8.0),
        ("Ahmed Mansour", "Africa/Cairo", 8.0),
        ("Isabella Conti", "Europe/Rome", 8.0),
        ("Noah Jansen", "Europe/Amsterdam", 7.0),
        ("Zanele Dlamini", "Africa/Johannesburg", 6.0),
        ("Mia Schneider", "Europe/Vienna", 8.0),
    ],
}
"""Name, time zone, and the hours of a full day."""


def hire(company: Company) -> None:
    for team, members in STAFF.items():
        company.staff[team] = []
        for name, time_zone, hours in members:
            email = _email(name)
            account_id = f"712020:{uuid.uuid5(uuid.NAMESPACE_URL, email)}"
            given = UserInput(account_id=account_id, display_name=name, email=email, time_zone=time_zone)
            company.staff[team].append(people.add(company.call, given))
            company.hours[account_id] = hours
            if name == ADMINISTRATOR:
                permissions.make_administrator(company.call, account_id)


def email_of_administrator() -> str:
    return _email(ADMINISTRATOR)


def email_of_member() -> str:
    return _email(MEMBER)


def _email(name: str) -> str:
    plain = normalize("NFKD", name).encode("ascii", "ignore").decode()
    return f"{plain.lower().replace(' ', '.')}@alderfinch.example"
