"""One small archive for all who only look; who changes something makes an own one."""

from __future__ import annotations

import pytest

from tests.archive.site.world import World, make_world


@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    """An archive that no test changes."""
    return make_world(tmp_path_factory.mktemp("site") / "archive")
