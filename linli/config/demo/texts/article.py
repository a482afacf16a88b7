"""How an article of the demo's knowledge is written down."""

from __future__ import annotations

from dataclasses import dataclass

FLK = "https://flk.npc.gov.cn/"
"""The national database of laws and regulations, where each law and State Council regulation cited here can be read."""
WINDOW = "具体材料和标准以窗口答复为准。"


@dataclass(frozen=True, slots=True)
class Told:
    """An article: what it says, for which level it holds, whose it is, and how its readers and the year treated it.

    Args:
        level: "city", "district", "street" or "community": of the demo's first neighbourhood.
        owner: an organisation of the demo by its key; the level's own desk where empty.
        days_ago: when it was published.
        review_in: days from now until it is to be looked at again; negative where that was forgotten.
        valid_days: days from now until it no longer holds; None: until further notice.
        enough, lacking: how many readers said it was enough, and what those wrote to whom it was not.
        end: "draft" (never published) or "withdrawn", with why; else it is published.
        first: what its answer said before it was corrected; "" where it was right at once.
    """

    category: str
    question: str
    answer: str
    documents: tuple[str, ...] = ()
    phone: str = ""
    source: str = ""
    url: str = ""
    level: str = "city"
    owner: str = ""
    days_ago: int = 200
    review_in: int = 165
    valid_days: int | None = None
    enough: int = 0
    lacking: tuple[str, ...] = ()
    end: str = ""
    why: str = ""
    first: str = ""
