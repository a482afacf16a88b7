"""The cases app."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """Registers linli.cases with Django."""

    name = "linli.cases"
    label = "cases"

    def ready(self) -> None:
        """Let reports made before signing in follow whoever signs in, cases whoever takes a post over; count scans of doors;
        let cases be found.
        """
        from linli.cases.exposed import exposed_register
        from linli.cases.holdings import holdings_register
        from linli.cases.models import AnswerTerms, CaseTerms
        from linli.cases.rights import rights_register
        from linli.cases.services.handing import cases_hand_over, followings_hand_over
        from linli.cases.services.indexing import cases_index
        from linli.cases.views.resident.remembered import claim_after_sign_in, count_scan
        from linli.people.services import after_hand_over, after_sign_in
        from linli.places.here import after_scan
        from linli.search.rebuilding import Kind, register

        after_sign_in.append(claim_after_sign_in)
        after_scan.append(count_scan)
        holdings_register()
        exposed_register()
        rights_register()
        after_hand_over.extend((cases_hand_over, followings_hand_over))
        register(Kind("cases", (CaseTerms, AnswerTerms), cases_index))
