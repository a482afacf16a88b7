"""The pure rules of hot issues: what many people say about one thing in one place (R8). No Django in here.

The finding itself is in `finding`, which brings numpy and is imported where it is used.
"""

from linli.hot.domain.messages import FEWEST_PEOPLE, NOBODY, Group, Heat, Message, heat_of

__all__ = ["FEWEST_PEOPLE", "NOBODY", "Group", "Heat", "Message", "heat_of"]
