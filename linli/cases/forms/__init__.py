"""Forms of the case: of every deed, derived from the transition table, and of reporting on a resident's behalf."""

from linli.cases.forms.deed import DeedForm, deed_form

__all__ = ["DeedForm", "deed_form"]
