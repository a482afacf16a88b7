"""What the demo's residents say and what they are answered. Written for the demo; nobody ever said it."""

from linli.config.demo.texts.matter import Matter
from linli.config.demo.texts.matters_home import AT_HOME
from linli.config.demo.texts.matters_life import IN_LIFE
from linli.config.demo.texts.matters_outside import OUTSIDE

__all__ = ["MATTERS", "Matter"]

MATTERS: tuple[Matter, ...] = (*AT_HOME, *OUTSIDE, *IN_LIFE)
