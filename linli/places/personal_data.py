"""What this room holds about people: next to nothing; who lives behind a door is kept nowhere here."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from linli.core.held import After, Basis, Held, Reader, register, reviewed

register(
    Held(
        "places.ImportUpload",
        ("account_id", "content", "name"),
        _("上传的表格和上传的人"),
        _("试导入后改正错误"),
        Basis.DUTY,
        (Reader.HEADS,),
        "upload",
        After.DELETED,
    ),
)
_PLACE = "names and draws a place that everybody can see"
reviewed("places.Division", ["name", "outline"], _PLACE)
reviewed("places.Grid", ["name", "outline"], _PLACE)
reviewed("places.Compound", ["name", "aliases", "address"], _PLACE)
reviewed("places.Building", ["name", "address"], _PLACE)
reviewed("places.Entrance", ["name"], _PLACE)
reviewed("places.Household", ["door"], "a door, without whoever lives behind it")
reviewed("places.PlaceTerms", ["name", "terms"], _PLACE)
reviewed("places.Neighbourhood", ["name"], _PLACE)
