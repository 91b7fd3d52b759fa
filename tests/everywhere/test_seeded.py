"""The checks of the tests of all operations detect what they should."""

import pytest

from tests.cast import NORTH_1

from .inputs import kit_only
from .seeded import SeededServer


@kit_only
@pytest.mark.parametrize("path", ["/4/worklogs/999999", f"/4/worklogs/issue/{NORTH_1}", "/4/teams"])
def test_a_request_that_reaches_a_domain_is_not_refused_by_the_kit(seeded: SeededServer, path: str) -> None:
    with pytest.raises(AssertionError, match="SELECT"), seeded.refused_by_the_kit():
        seeded.administrator.http.get(path)


@kit_only
def test_a_write_is_not_refused_by_the_kit(seeded: SeededServer) -> None:
    with pytest.raises(AssertionError, match="BEGIN IMMEDIATE"), seeded.refused_by_the_kit():
        seeded.administrator.http.delete("/4/worklogs/999999")
