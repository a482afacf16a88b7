"""Forms of the places pages."""

from __future__ import annotations

import json
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.places.domain import Crs
from linli.places.importing.kinds import COMMUNITY_KINDS, KINDS

MAX_UPLOAD_MB = 10


class ImportForm(forms.Form):
    """A list to import."""

    kind = forms.ChoiceField(label=gettext_lazy("导入什么"))
    file = forms.FileField(
        label=gettext_lazy("文件"), help_text=gettext_lazy("xlsx 或 csv；网格和楼栋也可以用 GeoJSON。不超过 10 MB。")
    )
    crs = forms.ChoiceField(
        label=gettext_lazy("坐标系"),
        required=False,
        help_text=gettext_lazy(
            "文件里有坐标又没有写明坐标系时选择：高德、腾讯为 GCJ-02，百度为 BD-09，天地图为 CGCS2000。"
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(key, KINDS[key].title) for key in COMMUNITY_KINDS]  # type: ignore[attr-defined]
        self.fields["crs"].choices = [("", _("文件里已写明，或没有坐标"))]  # type: ignore[attr-defined]
        self.fields["crs"].choices += [(crs.value, crs.value) for crs in Crs]  # type: ignore[attr-defined]
        self.fields["file"].widget.attrs["accept"] = ".xlsx,.csv,.json,.geojson,.gz"

    def clean_file(self) -> Any:
        """Bound the size."""
        file = self.cleaned_data["file"]
        if file.size > MAX_UPLOAD_MB * 1024 * 1024:
            raise forms.ValidationError(
                _("文件有 %(size)s MB，最大 %(most)s MB。请分成几个文件。")
                % {"size": round(file.size / 1024 / 1024, 1), "most": MAX_UPLOAD_MB}
            )
        return file


class GridsForm(forms.Form):
    """A map of grids as it comes back from the page."""

    outlines = forms.CharField(
        widget=forms.HiddenInput,
        max_length=4_000_000,
        error_messages={"required": gettext_lazy("没有收到地图数据；请刷新页面后再试。")},
    )
    mark = forms.CharField(widget=forms.HiddenInput, max_length=64)

    def clean_outlines(self) -> Any:
        """Read the GeoJSON."""
        try:
            return json.loads(self.cleaned_data["outlines"])
        except (ValueError, RecursionError):
            raise forms.ValidationError(_("没有收到地图数据；请刷新页面后再试。")) from None
