"""The stories by the name that `pledge demo --story` takes."""

from collections.abc import Mapping
from enum import StrEnum

from pledge.demonstration import fund, guarantee, pool
from pledge.demonstration.telling import Story


class StoryName(StrEnum):
    """What the demonstration plays."""

    MAIN = "main"
    FUND = "fund"
    GUARANTEE = "guarantee"
    POOL = "pool"


STORIES: Mapping[StoryName, Story] = {
    StoryName.FUND: fund.tell,
    StoryName.GUARANTEE: guarantee.tell,
    StoryName.POOL: pool.tell,
}
"""All but the main job, which has a shape of its own."""
