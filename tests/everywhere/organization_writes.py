"""The writing operations of the organization area; see `writes`."""

from collections.abc import Callable, Iterator
from typing import Any

import httpx

from tests.cast import ACCOUNT_IDS, NORTH, NORTHERNERS, SOUTH, Company

from .seed import make

Write = Callable[[], httpx.Response]


def programs(company: Company) -> Iterator[tuple[str, Write, Write]]:
    carol = company.carol
    teams = [make(company, "/teams", {"name": f"Team {n}"})["id"] for n in range(40)]

    def program(*teams: int) -> dict[str, Any]:
        return {"name": f"{len(teams)} teams", "managerAccountId": ACCOUNT_IDS["bob"], "teamIds": teams}

    yield "create_program", lambda: carol.post("/programs", program(teams[0])), lambda: carol.post("/programs", program(*teams[1:]))
    yield (
        "update_program",
        lambda: carol.put("/programs/1", program(teams[1])),
        lambda: carol.put("/programs/2", program(teams[0], *teams[20:])),
    )
    for id in (1, 2):
        carol.put(f"/programs/{id}", {"name": f"without teams {id}"})
    yield "delete_program", lambda: carol.delete("/programs/1"), lambda: carol.delete("/programs/2")


def teams(company: Company) -> Iterator[tuple[str, Write, Write]]:
    """Little: a team with one member, link and resource. Much: one with three members and more links and resources."""
    carol = company.carol
    program = make(company, "/programs", {"name": "Earth"})["id"]
    few = {"name": "Few", "leadAccountId": ACCOUNT_IDS["bob"], "programId": program}
    many = few | {"name": "Many", "summary": "m" * 9999}
    yield "create_team", lambda: carol.post("/teams", few), lambda: carol.post("/teams", many)
    ids = [next(team["id"] for team in carol.get("/teams", name=name).json()["results"]) for name in ("Few", "Many")]
    make(company, "/team-memberships", {"accountId": ACCOUNT_IDS["alice"], "teamId": ids[0]})
    make(company, "/team-links", {"teamId": ids[0], "scopeId": NORTH, "scopeType": "PROJECT"})
    make(company, f"/teams/{ids[0]}/generic-resources", {"genericResourceId": make(company, "/generic-resources", {"name": "Van"})["id"]})
    for name in ("alice", "dave", "frank"):
        make(company, "/team-memberships", {"accountId": ACCOUNT_IDS[name], "teamId": ids[1]})
        resource = make(company, "/generic-resources", {"name": name})["id"]
        make(company, f"/teams/{ids[1]}/generic-resources", {"genericResourceId": resource})
    for project in (NORTH, SOUTH):
        make(company, "/team-links", {"teamId": ids[1], "scopeId": project, "scopeType": "PROJECT"})
    yield "update_team", lambda: carol.put(f"/teams/{ids[0]}", few), lambda: carol.put(f"/teams/{ids[1]}", many)
    yield "delete_team", lambda: carol.delete(f"/teams/{ids[0]}"), lambda: carol.delete(f"/teams/{ids[1]}")


def memberships(company: Company) -> Iterator[tuple[str, Write, Write]]:
    """Little: the first membership of a user in a team. Much: one after thirty others."""
    carol = company.carol
    role = make(company, "/roles", {"name": "Tester"})["id"]
    few, many = ({"accountId": ACCOUNT_IDS[name], "teamId": NORTHERNERS, "roleId": role} for name in ("dave", "frank"))
    for month in range(30):
        day = f"{2000 + month // 12}-{month % 12 + 1:02}-01"
        make(company, "/team-memberships", many | {"from": day, "to": day, "useInclusiveEndDate": True})
    few, many = few | {"from": "2026-01-01"}, many | {"from": "2026-01-01"}
    created: list[int] = []

    def create(body: dict[str, Any]) -> httpx.Response:
        response = carol.post("/team-memberships", body)
        created.append(response.json()["id"])
        return response

    yield "create_membership", lambda: create(few), lambda: create(many)
    yield (
        "update_membership",
        lambda: carol.put(f"/team-memberships/{created[0]}", {"roleId": role, "from": "2026-02-01"}),
        lambda: carol.put(f"/team-memberships/{created[1]}", {"roleId": role, "from": "2026-02-01", "commitmentPercent": 10}),
    )
    yield (
        "delete_membership",
        lambda: carol.delete(f"/team-memberships/{created[0]}"),
        lambda: carol.delete(f"/team-memberships/{created[1]}"),
    )
    x, y = {"name": "x"}, {"name": "y" * 255}
    yield "create_role", lambda: carol.post("/roles", x), lambda: carol.post("/roles", y)
    yield "update_role", lambda: carol.put(f"/roles/{role + 1}", x), lambda: carol.put(f"/roles/{role + 2}", y)
    yield "delete_role", lambda: carol.delete(f"/roles/{role + 1}"), lambda: carol.delete(f"/roles/{role + 2}")


def team_links(company: Company) -> Iterator[tuple[str, Write, Write]]:
    """Little: the first link of a team. Much: one after others."""
    carol = company.carol
    links: list[int] = []

    def link(project: int) -> httpx.Response:
        response = carol.post("/team-links", {"teamId": NORTHERNERS, "scopeId": project, "scopeType": "PROJECT"})
        links.append(response.json()["id"])
        return response

    yield "create_team_link", lambda: link(NORTH), lambda: link(SOUTH)
    yield "delete_team_link", lambda: carol.delete(f"/team-links/{links[0]}"), lambda: carol.delete(f"/team-links/{links[1]}")
    few, many = (f"/teams/{team}/generic-resources" for team in (make(company, "/teams", {"name": "Few"})["id"], NORTHERNERS))
    first, last, *others = (make(company, "/generic-resources", {"name": f"Helper {n}"})["id"] for n in range(20))
    for other in others:
        make(company, many, {"genericResourceId": other})
    yield (
        "add_resource_to_team",
        lambda: carol.post(few, {"genericResourceId": first}),
        lambda: carol.post(many, {"genericResourceId": last}),
    )
    yield "remove_generic_resource_from_team", lambda: carol.delete(f"{few}/{first}"), lambda: carol.delete(f"{many}/{last}")


def resources(company: Company) -> Iterator[tuple[str, Write, Write]]:
    """Little: a resource with one skill. Much: one with a hundred."""
    carol = company.carol
    few, many = {"name": "x"}, {"name": "y" * 255}
    yield "create_generic_resource", lambda: carol.post("/generic-resources", few), lambda: carol.post("/generic-resources", many)
    x, y = (make(company, "/generic-resources", {"name": name})["id"] for name in ("X", "Y"))
    _assign(company, x, [make(company, "/skills", {"name": "Of X"})["id"]])
    _assign(company, y, [make(company, "/skills", {"name": f"Of Y {n}"})["id"] for n in range(100)])
    yield (
        "edit_generic_resource",
        lambda: carol.put(f"/generic-resources/{x}", {"name": "x1"}),
        lambda: carol.put(f"/generic-resources/{y}", {"name": "y1"}),
    )
    yield "delete_generic_resource", lambda: carol.delete(f"/generic-resources/{x}"), lambda: carol.delete(f"/generic-resources/{y}")


def skills(company: Company) -> Iterator[tuple[str, Write, Write]]:
    """Little: a skill of one assignee, and an assignee with one skill. Much: a skill of thirty, and one with a hundred."""
    carol = company.carol
    x, y = {"name": "x"}, {"name": "y" * 255}
    yield "create_skill", lambda: carol.post("/skills", x), lambda: carol.post("/skills", y)
    rare, known, *others = (make(company, "/skills", {"name": f"Skill {n}"})["id"] for n in range(203))
    resources = [make(company, "/generic-resources", {"name": f"Able {n}"})["id"] for n in range(30)]
    few, many = resources[:2]
    yield "assign_skills", lambda: _assign(company, few, [others[0]]), lambda: _assign(company, many, others[:101])
    yield (
        "replace_skill_assignments",
        lambda: _assign(company, few, [others[1]], "/replace"),
        lambda: _assign(company, many, others[100:], "/replace"),
    )
    yield (
        "remove_skill_assignment",
        lambda: carol.delete(f"/skill-assignments/{few}/GENERIC/{others[1]}"),
        lambda: carol.delete(f"/skill-assignments/{many}/GENERIC/{others[150]}"),
    )
    _assign(company, few, [rare])
    for resource in resources:
        _assign(company, resource, [known])
    yield "update_skill", lambda: carol.put(f"/skills/{rare}", {"name": "r"}), lambda: carol.put(f"/skills/{known}", {"name": "k"})
    yield "delete_skill", lambda: carol.delete(f"/skills/{rare}"), lambda: carol.delete(f"/skills/{known}")


def _assign(company: Company, resource: int, skills: list[int], path: str = "") -> httpx.Response:
    return company.carol.post(f"/skill-assignments{path}", {"assigneeId": str(resource), "assigneeType": "GENERIC", "skillIds": skills})
