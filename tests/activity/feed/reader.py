"""A client that follows the change feed and keeps a copy of what it reads."""

from typing import Any

from tests.cast import Person

PATH = "/4-andante/changes"


class Reader:
    """Follows the feed of one person. `objects` are the newest records that it knows, by entity and id."""

    def __init__(self, person: Person, *entities: str, limit: int = 1000) -> None:
        self.person, self.entities, self.limit = person, entities, limit
        self.position: str | None = None
        self.objects: dict[tuple[str, str], dict[str, Any]] = {}

    def follow(self) -> list[dict[str, Any]]:
        """Reads and applies all new changes, and returns them."""
        read: list[dict[str, Any]] = []
        has_more = True
        while has_more:
            page = self.get()
            read += page["changes"]
            self.position, has_more = page["position"], page["hasMore"]
        for change in read:
            self._apply(change)
        return read

    def get(self, **more: Any) -> Any:
        params = {"entity": list(self.entities), "limit": self.limit, **more}
        if self.position:
            params["after"] = self.position
        response = self.person.http.get(PATH, params=params)
        assert response.status_code == 200, response.text
        return response.json()

    def ids(self, entity: str) -> set[str]:
        return {id for kind, id in self.objects if kind == entity}

    def _apply(self, change: dict[str, Any]) -> None:
        key = change["entity"], change["entityId"]
        if change["action"] == "Deleted":
            assert self.objects.pop(key) == change["before"]
        elif change["action"] == "Created":
            assert key not in self.objects
            self.objects[key] = change["after"]
        else:
            assert self.objects.get(key, change["before"]) == change["before"]  # the first objects were created by a migration
            self.objects[key] = change["after"]
