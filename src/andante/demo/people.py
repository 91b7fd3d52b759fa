"""Creates the users of Alder & Finch: four teams of six people."""

import uuid
from itertools import count
from unicodedata import normalize

from andante.directory.people import actions as people
from andante.directory.people.wire import UserInput, UserProperty
from andante.organization.permissions import actions as permissions

from .company import Company

FULL_TIME, FOUR_DAYS, MORNINGS = "Full time", "Four days", "Mornings"
ADMINISTRATOR = "Ingrid Sorensen"
MEMBER = "Mateo Fernández"
NEWCOMER = "Zanele Dlamini"
"""A user without a staff id, who isn't registered with payroll yet."""

FIRST_STAFF_ID = 4711
COST_CENTERS = {"Platform": "C-10", "Mobile": "C-20", "Data": "C-30", "Customer Care": "C-40"}
STAFF = {
    "Platform": [
        ("Ingrid Sorensen", "Europe/Oslo", FULL_TIME),
        ("Mateo Fernández", "Europe/Madrid", FULL_TIME),
        ("Tomasz Wójcik", "Europe/Warsaw", FULL_TIME),
        ("Aisha Rahman", "Europe/London", FULL_TIME),
        ("Yuki Tanaka", "Asia/Tokyo", FULL_TIME),
        ("Lena Hoffmann", "Europe/Berlin", FOUR_DAYS),
    ],
    "Mobile": [
        ("Priya Natarajan", "Asia/Kolkata", FULL_TIME),
        ("João Almeida", "Europe/Lisbon", FULL_TIME),
        ("Chloé Dubois", "Europe/Paris", MORNINGS),
        ("Daniel Okafor", "Africa/Lagos", FULL_TIME),
        ("Emma Lindqvist", "Europe/Stockholm", FULL_TIME),
        ("Ravi Deshmukh", "Asia/Kolkata", FULL_TIME),
    ],
    "Data": [
        ("Sofia Papadopoulou", "Europe/Athens", FULL_TIME),
        ("Marcus Bennett", "America/New_York", FULL_TIME),
        ("Hana Novotná", "Europe/Prague", FULL_TIME),
        ("Camila Rocha", "America/Sao_Paulo", FULL_TIME),
        ("Owen Murphy", "Europe/Dublin", MORNINGS),
        ("Linh Tran", "Asia/Ho_Chi_Minh", FULL_TIME),
    ],
    "Customer Care": [
        ("Grace Thompson", "America/Chicago", FULL_TIME),
        ("Ahmed Mansour", "Africa/Cairo", FULL_TIME),
        ("Isabella Conti", "Europe/Rome", FULL_TIME),
        ("Noah Jansen", "Europe/Amsterdam", FOUR_DAYS),
        ("Zanele Dlamini", "Africa/Johannesburg", FOUR_DAYS),
        ("Mia Schneider", "Europe/Vienna", FULL_TIME),
    ],
}
"""By team: name, time zone and workload scheme of each user."""


def create_users(company: Company) -> None:
    staff_ids = count(FIRST_STAFF_ID)
    for team, members in STAFF.items():
        company.staff[team] = []
        for name, time_zone, workload_scheme in members:
            email = _email(name)
            account_id = f"712020:{uuid.uuid5(uuid.NAMESPACE_URL, email)}"
            given = UserInput(account_id=account_id, display_name=name, email=email, time_zone=time_zone, name=email.partition("@")[0])
            given.staff_id = None if name == NEWCOMER else str(next(staff_ids))
            company.staff[team].append(people.add(company.call, given))
            people.set_property(company.call, account_id, UserProperty("cost-center", COST_CENTERS[team]))
            company.workload_schemes[account_id] = workload_scheme
            if name == ADMINISTRATOR:
                permissions.add_administrator(company.call, account_id)


def email_of_administrator() -> str:
    return _email(ADMINISTRATOR)


def email_of_member() -> str:
    return _email(MEMBER)


def _email(name: str) -> str:
    plain = normalize("NFKD", name).encode("ascii", "ignore").decode()
    return f"{plain.lower().replace(' ', '.')}@alderfinch.example"
