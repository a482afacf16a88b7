"""The people app."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """Registers linli.people with Django."""

    name = "linli.people"
    label = "people"

    def ready(self) -> None:
        """Register the access rules that speak of posts; let those on posts be found; hear of sign-ins."""
        from django.contrib.auth.signals import user_logged_in, user_logged_out

        from linli.core.held import HIDDEN, Hidden
        from linli.people import policies  # noqa: F401
        from linli.people.library import secrets_reseal, secrets_sealed
        from linli.people.models import StaffTerms
        from linli.people.services.children import children_know
        from linli.people.services.naming import staff_index
        from linli.people.services.sign_in import after_sign_in
        from linli.people.services.signed_in import signed_in_forget, signed_in_note
        from linli.people.services.wechat import wechat_bind_waiting
        from linli.search.rebuilding import Kind, register

        HIDDEN.append(Hidden("mfa.Authenticator.data", secrets_sealed, secrets_reseal))
        after_sign_in.append(wechat_bind_waiting)
        after_sign_in.append(lambda request, account: children_know(account))
        user_logged_in.connect(signed_in_note, dispatch_uid="people.signed_in")
        user_logged_out.connect(signed_in_forget, dispatch_uid="people.signed_in")
        register(Kind("staff", (StaffTerms,), staff_index))
