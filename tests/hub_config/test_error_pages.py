"""What the hub says for the proxy when something behind it doesn't answer."""

from __future__ import annotations

import pytest

from tests.hub_config.real_hub import RunningHub


@pytest.mark.parametrize(("status", "again"), [(502, True), (503, True), (504, True), (500, False), (404, False)])
def test_a_page_that_is_only_away_for_a_moment_opens_again_by_itself(
    running_hub: RunningHub, status: int, again: bool
) -> None:
    with running_hub.browser() as client:
        page = client.get(f"/hub/error/{status}")  # 200 by itself: the proxy answers with the status
    assert ('http-equiv="refresh"' in page.text) is again
    assert "<h1>" in page.text
