"""The change log of teams, their links and generic resources."""

from sqlalchemy import text

from andante.kit.database import Database
from tests.cast import Person


def _changes(database: Database) -> list[tuple[str, str, str]]:
    """(entity, id, action) of the changes since the fixture was created."""
    with database.read() as db:
        query = "SELECT entity, entity_id, action FROM changes WHERE actor <> 'andante' ORDER BY id"
        return [(entity, id, action) for entity, id, action in db.execute(text(query))]


def test_every_write_adds_a_change_log_record(carol: Person, database: Database) -> None:
    carol.post("/roles", {"name": "Tester"})
    carol.put("/roles/2", {"name": "Senior tester"})
    carol.post("/teams", {"name": "Southerners"})
    carol.put("/teams/2", {"name": "South"})
    carol.post("/programs", {"name": "Earth", "teamIds": [2]})
    carol.put("/programs/1", {"name": "Mars"})
    carol.delete("/programs/1")
    carol.post("/team-memberships", {"accountId": carol.id, "teamId": 2, "roleId": 2})
    carol.put("/team-memberships/3", {})
    carol.post("/team-links", {"teamId": 2, "scopeType": "PROJECT", "scopeId": 10000})
    carol.delete("/team-links/1")
    carol.post("/generic-resources", {"name": "Designer"})
    carol.post("/teams/2/generic-resources", {"genericResourceId": 1})
    carol.delete("/teams/2/generic-resources/1")
    carol.post("/skills", {"name": "Java"})
    carol.post("/skill-assignments", {"assigneeId": "1", "assigneeType": "GENERIC", "skillIds": [1]})
    carol.post("/skill-assignments", {"assigneeId": "1", "assigneeType": "GENERIC", "skillIds": [1]})
    carol.delete("/skills/1")
    carol.delete("/generic-resources/1")
    carol.delete("/teams/2")
    carol.delete("/roles/2")

    assert _changes(database) == [
        ("teamrole", "2", "Created"),
        ("teamrole", "2", "Updated"),
        ("team", "2", "Created"),
        ("team", "2", "Updated"),
        ("team", "2", "Updated"),
        ("program", "1", "Created"),
        ("team", "2", "Updated"),
        ("program", "1", "Updated"),
        ("program", "1", "Deleted"),
        ("teammembership", "3", "Created"),
        ("teammembership", "3", "Updated"),
        ("teamlink", "1", "Created"),
        ("teamlink", "1", "Deleted"),
        ("genericresource", "1", "Created"),
        ("genericresourceteammember", "2/1", "Created"),
        ("genericresourceteammember", "2/1", "Deleted"),
        ("skill", "1", "Created"),
        ("skillassignment", "GENERIC/1", "Created"),
        ("skillassignment", "GENERIC/1", "Deleted"),
        ("skill", "1", "Deleted"),
        ("genericresource", "1", "Deleted"),
        ("teammembership", "3", "Deleted"),
        ("team", "2", "Deleted"),
        ("teamrole", "2", "Deleted"),
    ]
