"""The cases app."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """Registers linli.cases with Django."""

    name = "linli.cases"
    label = "cases"

    def ready(self) -> None:
        """Let reports made before signing in follow whoever signs in; let cases be found."""
        from linli.cases.models import AnswerTerms, CaseTerms
        from linli.cases.services.indexing import cases_index
        from linli.cases.views.resident.remembered import claim_after_sign_in
        from linli.people.services import after_sign_in
        from linli.search.rebuilding import Kind, register

        after_sign_in.append(claim_after_sign_in)
        register(Kind("cases", (CaseTerms, AnswerTerms), cases_index))
