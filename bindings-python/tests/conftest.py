import pytest
from scene import settle

import closr


@pytest.fixture
def engine():
    with closr.Engine() as engine:
        yield engine


@pytest.fixture
def oak(engine):
    return settle(engine)[0]
