"""The places app."""

from django.apps import AppConfig


class PlacesConfig(AppConfig):
    """Registers linli.places with Django."""

    name = "linli.places"
    label = "places"

    def ready(self) -> None:
        """Let places be found."""
        from linli.places.models import PlaceTerms
        from linli.places.services.naming import places_index
        from linli.search.rebuilding import Kind, register

        register(Kind("places", (PlaceTerms,), places_index))
