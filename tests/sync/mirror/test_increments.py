"""Changes at the source are copied by the next run."""

import httpx

from andante.directory.issues import actions as issues
from andante.directory.issues.wire import IssueChange
from andante.directory.people import actions as people
from andante.directory.people.wire import UserInput
from andante.directory.projects import actions as projects
from andante.directory.projects.wire import ProjectInput
from andante.kit.database import Database
from andante.organization.permissions import actions as permissions
from tests.cast import ACCOUNT_IDS, NORTH_1, NORTHERNERS, Company
from tests.conftest import StoppedClock
from tests.planning.plans.samples import plan_body
from tests.wsgi import WsgiTransport

from .conftest import Mirror, changed


class WithoutFeed(WsgiTransport):
    """A source like Tempo, which has no change feed."""

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        return httpx.Response(404, json={}) if "/4-andante/" in request.url.path else super().handle_request(request)


def worklogs(mirrored: Mirror) -> dict[str, int]:
    """Seconds by description."""
    found = mirrored.person("carol").get("/worklogs", limit=1000).json()["results"]
    return {worklog["description"]: worklog["timeSpentSeconds"] for worklog in found}


def test_new_and_changed_worklogs_are_copied_by_the_next_run(company: Company, mirrored: Mirror, stopped_clock: StoppedClock) -> None:
    kept = company.alice.logs(description="kept")["tempoWorklogId"]
    mirrored()
    stopped_clock.advance(3600)
    body = {"authorAccountId": company.alice.id, "startDate": "2026-03-16", "timeSpentSeconds": 60, "description": "shorter"}
    assert company.alice.put(f"/worklogs/{kept}", body).status_code == 200
    company.dave.logs(description="new", seconds=1800)

    counts = mirrored()

    assert changed(counts) == ["issues", "worklogs"]  # logged time changes the remaining estimate of an issue
    assert (counts["worklogs"].created, counts["worklogs"].changed) == (1, 1)
    assert worklogs(mirrored) == {"shorter": 60, "new": 1800}


def test_only_recent_changes_are_read(company: Company, mirrored: Mirror, stopped_clock: StoppedClock) -> None:
    for number in range(5):
        company.alice.logs(description=str(number))
        stopped_clock.advance(3600)
    mirrored()

    assert mirrored("worklogs")["worklogs"].read == 1
    assert mirrored("worklogs", full=True)["worklogs"].read == 5


def test_a_deleted_worklog_and_a_deleted_plan_are_removed_by_the_next_run(company: Company, mirrored: Mirror) -> None:
    """The change feed of another Andante reports them."""
    alice = company.alice
    gone, _ = (alice.logs(description=text)["tempoWorklogId"] for text in ("gone", "stays"))
    plan = alice.post("/plans", plan_body(alice.id)).json()["id"]
    mirrored()
    assert alice.delete(f"/worklogs/{gone}").status_code == 204
    assert alice.delete(f"/plans/{plan}").status_code == 204

    counts = mirrored()

    assert changed(counts) == ["issues", "worklogs", "plans"]
    assert (counts["worklogs"].removed, counts["plans"].removed) == (1, 1)
    assert set(worklogs(mirrored)) == {"stays"}
    assert changed(mirrored()) == []


def test_deletions_that_are_not_confirmed_are_found_again_by_the_next_run(company: Company, mirrored: Mirror) -> None:
    ids = [company.dave.logs(60)["tempoWorklogId"] for _ in range(30)]
    mirrored()
    for id in ids:
        company.dave.delete(f"/worklogs/{id}")

    assert mirrored("worklogs")["worklogs"].removed == 0
    assert mirrored("worklogs", remove_many=True)["worklogs"].removed == 30


def test_without_a_change_feed_a_deleted_worklog_is_removed_by_a_full_run(company: Company, mirrored: Mirror) -> None:
    mirrored.transport = WithoutFeed(company.carol.app)
    gone = company.alice.logs(description="gone")["tempoWorklogId"]
    company.alice.logs(description="stays")
    mirrored()
    assert company.alice.delete(f"/worklogs/{gone}").status_code == 204

    assert changed(mirrored("worklogs")) == []
    assert set(worklogs(mirrored)) == {"gone", "stays"}
    assert mirrored(full=True)["worklogs"].removed == 1
    assert set(worklogs(mirrored)) == {"stays"}


def test_worklogs_are_copied_into_locked_weeks_and_do_not_change_estimates(company: Company, mirrored: Mirror) -> None:
    company.alice.logs(on="2026-03-10", seconds=3600)
    path = f"/4/timesheet-approvals/user/{company.alice.id}/submit?from=2026-03-09"
    assert company.bob.http.post(path, json={"reviewerAccountId": company.bob.id}).status_code == 200
    mirrored()

    mirror = mirrored.person("alice")
    refused = mirror.post(
        "/worklogs", {"authorAccountId": mirror.id, "issueId": NORTH_1, "startDate": "2026-03-11", "timeSpentSeconds": 60}
    )
    assert refused.status_code == 400
    assert "is in review" in refused.text
    issue = mirror.http.get(f"/rest/api/3/issue/{NORTH_1}").json()["fields"]
    assert (issue["timeestimate"], issue["timespent"]) == (32_400, 3600)


def test_in_groups_that_are_read_completely_deletions_are_copied_by_the_next_run(company: Company, mirrored: Mirror) -> None:
    skill = company.carol.post("/skills", {"name": "Juggling"}).json()["id"]
    company.carol.post("/skill-assignments", {"assigneeId": company.alice.id, "assigneeType": "USER", "skillIds": [skill]})
    team = company.carol.post("/teams", {"name": "Temporary"}).json()["id"]
    company.carol.post("/team-memberships", {"teamId": team, "accountId": company.dave.id})
    mirrored()
    company.carol.delete(f"/skills/{skill}")
    company.carol.delete(f"/teams/{team}")

    counts = mirrored()

    assert changed(counts) == ["skills", "skill-assignments", "teams", "memberships"]
    assert [team["name"] for team in mirrored.person("carol").get("/teams").json()["results"]] == ["Northerners"]


def test_objects_that_are_used_are_kept_and_reported(company: Company, mirrored: Mirror) -> None:
    company.carol.post("/customers", {"key": "A", "name": "A"})
    mirrored()
    account = {"key": "OURS", "name": "Ours", "status": "OPEN", "leadAccountId": company.bob.id, "customerKey": "A"}
    assert mirrored.person("carol").post("/accounts", account).status_code == 200
    company.carol.delete("/customers/A")

    counts = mirrored()["customers"]

    assert (counts.removed, counts.kept) == (0, 1)
    assert mirrored.warnings == [
        "customers: A was deleted at the source, but is kept here: The customer 'A' can't be deleted: it is used by accounts"
    ]


def test_without_an_administrators_token_nothing_is_removed(company: Company, mirrored: Mirror) -> None:
    company.dave.logs()
    mirrored()
    company.carol.token = company.alice.token

    assert changed(mirrored(full=True)) == []
    reason = "deleted at the source, or the token can't view them, because it is not an administrator's"
    message = f"{reason}. They are kept. To remove them, use --remove-many."
    assert {f"worklogs: 1 of 1 were {message}", f"administrators: 1 of 1 were {message}"} <= set(mirrored.warnings)


def test_more_than_half_of_a_group_is_only_removed_if_requested(company: Company, mirrored: Mirror) -> None:
    ids = [company.dave.logs(60)["tempoWorklogId"] for _ in range(30)]
    mirrored()
    for id in ids:
        company.dave.delete(f"/worklogs/{id}")

    assert mirrored("worklogs", full=True)["worklogs"].removed == 0
    reason = "deleted at the source, or the token can no longer view them"
    assert mirrored.warnings == [f"worklogs: 30 of 30 were {reason}. They are kept. To remove them, use --remove-many."]
    assert mirrored("worklogs", full=True, remove_many=True)["worklogs"].removed == 30


def test_an_issue_that_moves_to_another_project_keeps_its_worklogs(
    company: Company, mirrored: Mirror, database: Database, stopped_clock: StoppedClock
) -> None:
    company.alice.logs()
    with database.write() as db:
        issues.change(mirrored.call(db), "NORTH-1", IssueChange(assignee=company.bob.id, priority="High"))
    mirrored()
    stopped_clock.advance(60)
    with database.write() as db:
        projects.add(mirrored.call(db), ProjectInput(id=10500, key="WEST", name="West"))
        issues.change_keys(mirrored.call(db), {NORTH_1: "WEST-1"})
        issues.change(mirrored.call(db), "WEST-1", IssueChange(assignee="", priority=""))

    assert changed(mirrored()) == ["projects", "issues"]

    alice = mirrored.person("alice")
    assert alice.get("/worklogs", project="WEST").json()["metadata"]["count"] == 1
    fields = alice.http.get("/rest/api/3/issue/WEST-1").json()["fields"]
    assert (fields["assignee"], fields["priority"]) == (None, None)


def test_a_person_who_was_deleted_in_jira_becomes_inactive_and_keeps_their_worklogs(
    company: Company, mirrored: Mirror, database: Database
) -> None:
    company.dave.logs(description="mine")
    mirrored()
    with mirrored.database.write() as db:
        people.add(mirrored.call(db), UserInput(account_id="712020:ours", display_name="Ours"))
    company.deactivate(database, "dave")

    assert changed(mirrored()) == ["users"]
    users = {user["accountId"]: user["active"] for user in mirrored.person("carol").http.get("/rest/api/3/users/search").json()}
    assert users == {**dict.fromkeys(ACCOUNT_IDS.values(), True), ACCOUNT_IDS["dave"]: False, "712020:ours": True}
    assert worklogs(mirrored) == {"mine": 3600}


def test_a_removed_administrator_is_removed_by_the_next_run(company: Company, mirrored: Mirror, database: Database) -> None:
    with database.write() as db:
        permissions.add_administrator(mirrored.call(db), company.bob.id)
    mirrored()
    assert mirrored.person("bob").get("/permission-roles/global").json()["metadata"]["count"] == 2
    with database.write() as db:
        permissions.remove_administrator(mirrored.call(db), company.bob.id)

    assert changed(mirrored()) == ["administrators"]
    assert mirrored.person("bob").get("/permission-roles/global").json()["metadata"]["count"] == 0


def test_data_that_was_created_in_the_mirror_is_not_changed(mirrored: Mirror) -> None:
    mirrored()
    carol = mirrored.person("carol")
    carol.post("/teams", {"name": "Ours"})
    carol.logs(description="ours")

    mirrored(full=True)

    assert {team["name"] for team in carol.get("/teams").json()["results"]} == {"Northerners", "Ours"}
    assert worklogs(mirrored) == {"ours": 3600}


def test_objects_with_the_same_key_are_considered_to_be_the_same(company: Company, mirrored: Mirror) -> None:
    mirrored("users", "administrators")
    mirrored.person("carol").post("/customers", {"key": "A", "name": "Ours"})
    company.carol.post("/customers", {"key": "A", "name": "Theirs"})

    mirrored()

    assert [customer["name"] for customer in mirrored.person("carol").get("/customers").json()["results"]] == ["Theirs"]


def test_without_jira_placeholders_get_names_made_from_ids(company: Company, mirrored: Mirror) -> None:
    company.alice.logs(description="kept")
    mirrored.jira = False
    mirrored()

    alice = mirrored.person("alice").http
    assert alice.get("/rest/api/3/myself").json()["displayName"] == company.alice.id
    assert alice.get(f"/rest/api/3/issue/{NORTH_1}").json()["key"] == f"MIRROR-{NORTH_1}"

    mirrored.jira = True
    mirrored()

    assert alice.get("/rest/api/3/myself").json()["displayName"] == "Alice"
    assert alice.get(f"/rest/api/3/issue/{NORTH_1}").json()["key"] == "NORTH-1"
    assert worklogs(mirrored) == {"kept": 3600}


def test_objects_are_postponed_until_those_that_they_refer_to_are_copied(company: Company, mirrored: Mirror) -> None:
    mirrored("users", "roles")

    assert mirrored("memberships")["memberships"].postponed == 2
    assert mirrored.warnings == ["memberships: 2 refer to objects that were not copied yet. The next run copies them."]
    mirrored("teams")
    assert mirrored("memberships")["memberships"].created == 2
    assert company.carol.get(f"/team-memberships/team/{NORTHERNERS}").json()["metadata"]["count"] == 2
