"""The resident's form: what is wrong, photos, where, which kind, who asks. One screen, nothing required but the words."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from linli.cases.forms.deed import NOTHING, new_key
from linli.cases.forms.fields import FilesField
from linli.cases.models import Kind, Visibility
from linli.cases.services import Draft
from linli.catalog.selectors import category_options
from linli.core.errors import LinliError
from linli.homes.domain import door_plain
from linli.homes.models import Authority, Membership
from linli.homes.selectors import located_home
from linli.people.models import Account, Post
from linli.places.domain import Crs, Point
from linli.places.models import Division
from linli.places.selectors import Located, communities_in_use, locate

HERE, HOME, ELSEWHERE, UNKNOWN = "here", "home", "elsewhere", "unknown"
# Names of the service's fields where the form calls them otherwise.
_NAMES = {"unknown_kind": "kind", "kind": "kind", "body": "body", "phone": "phone", "visibility": "visibility"}


class ReportForm(forms.Form):
    """The form; `draft` is what the service is given.

    Args:
        place: where somebody came by, if known: then "right here" can be chosen.
        account: who is signed in, for name and phone.
        people: those responsible here, whom a confidential report may be about.
        family: by which authorities somebody may report for their family.
        home: where the account is confirmed to live: then the report carries that door unless it is changed.
    """

    key = forms.CharField(max_length=64, widget=forms.HiddenInput)
    body = forms.CharField(
        label=_("发生了什么"),
        required=False,  # the service says it in words
        strip=False,
        widget=forms.Textarea(
            attrs={"rows": 5, "required": True, "placeholder": _("例如：3栋2单元楼道灯坏了三天，晚上看不见路。")}
        ),
    )
    photos = FilesField(label=_("照片"), help_text=_("最多 9 张，每张不超过 10 MB。拍摄地点等信息会自动去掉。"))
    voice = FilesField(accept="audio/*", label=_("录音"), help_text=_("不方便打字，可以说一段。"))
    where = forms.ChoiceField(label=_("在哪里"), required=False, widget=forms.RadioSelect)
    address = forms.CharField(
        label=_("具体位置"),
        required=False,
        max_length=200,
        widget=forms.TextInput(
            attrs={"autocomplete": "street-address", "placeholder": _("小区、楼栋、单元，或附近的标志")}
        ),
    )
    community = forms.ModelChoiceField(
        label=_("社区"), required=False, queryset=Division.objects.none(), empty_label=_("不清楚，按地址来找")
    )
    lon = forms.FloatField(required=False, widget=forms.HiddenInput, min_value=-180, max_value=180)
    lat = forms.FloatField(required=False, widget=forms.HiddenInput, min_value=-90, max_value=90)
    kind = forms.ChoiceField(label=_("这件事是"), choices=Kind.choices, initial=Kind.HELP, widget=forms.RadioSelect)
    category_id = forms.TypedChoiceField(
        label=_("哪一类"), required=False, coerce=int, empty_value=None, help_text=_("不选也可以，我们按文字来判断。")
    )
    visibility = forms.ChoiceField(
        label=_("谁可以知道"),
        required=False,
        widget=forms.RadioSelect,
        choices=[
            (
                "",
                _(
                    "一般：邻居报同样的事时会看到类别、大致位置和进展，看不到您写的话；办好以后，去掉个人信息的答复可以公开（举报自动保密）"
                ),
            ),
            (Visibility.PRIVATE, _("不公开：只有办理的人看得到")),
            (Visibility.CONFIDENTIAL, _("保密：只有承办单位和督办的上级看得到，被反映的人不会知道")),
        ],
    )
    about = forms.MultipleChoiceField(
        label=_("反映的是这里的工作人员吗"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("选中的人无论担任什么职务，都看不到这件事，它也会自动保密。"),
    )
    served = forms.TypedChoiceField(
        label=_("替谁报"),
        required=False,
        coerce=int,
        empty_value=None,
        widget=forms.RadioSelect,
        help_text=_("替家人报的，双方都看得到；下面留您的电话，方便联系。"),
    )
    name = forms.CharField(
        label=_("怎么称呼您"), required=False, max_length=40, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    phone = forms.CharField(
        label=_("电话"),
        required=False,
        max_length=30,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"}),
        help_text=_("方便工作人员联系您。查看要说明理由，并留下您看得到的记录。"),
    )
    anonymous = forms.BooleanField(
        label=_("匿名"),
        required=False,
        help_text=_("不保存您的姓名、电话和账号。之后只能凭查询码查看，也没有人能打电话给您。"),
    )

    def __init__(
        self,
        place: Located | None,
        account: Account | None,
        people: Sequence[Post],
        *args: Any,
        home: Membership | None = None,
        family: Sequence[Authority] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.place, self.account, self.home = place, account, home
        self.initial["key"] = new_key()
        self.fields["category_id"].choices = [NOTHING, *category_options()]  # type: ignore[attr-defined]
        self.fields["community"].queryset = communities_in_use()  # type: ignore[attr-defined]
        self.fields["about"].choices = [  # type: ignore[attr-defined]
            (post.account_id, f"{post.public_name}（{post.get_kind_display()}）") for post in people
        ]
        wheres: list[tuple[str, Any]] = [(ELSEWHERE, _("写地址，或用我的位置")), (UNKNOWN, _("我不知道"))]
        if place is not None:
            wheres.insert(0, (HERE, place_words(place)))
            self.initial["community"] = place.community.pk
        at_home = home is not None and place is not None and place.entrance == home.entrance
        if home is not None and not at_home:
            wheres.insert(1 if place is not None and place.entrance else 0, (HOME, _("我家：%s") % home.where))
        self.fields["where"].choices = wheres  # type: ignore[attr-defined]
        self.initial["where"] = wheres[0][0]
        if home is not None and (at_home or wheres[0][0] == HOME):
            self.initial["address"] = home.door
        if account is not None:
            self.initial.update(name=account.name, phone=account.phone)
        self.family = {row.pk: row for row in family}
        if family:
            mine = [(row.pk, f"{row.name}（{row.get_kin_display()}）") for row in family]
            self.fields["served"].choices = [("", _("我自己")), *mine]  # type: ignore[attr-defined]
        else:
            del self.fields["served"]
        if not people:
            del self.fields["about"]

    def clean(self) -> dict[str, Any] | None:
        """What was to be reported for a relative is never reported for oneself instead, as when the authority has ended."""
        if self.data.get("served") and "served" not in self.fields:
            self.add_error(None, _("您替家人办事的授权已经结束，请重新申请，或让本人来报。"))
        return super().clean()

    def submission_key(self) -> str:
        """Return what makes this submission itself: the same form with the same words is the same, with others another."""
        data = f"{self.cleaned_data['key']}\n{self.cleaned_data['body']}"
        return hashlib.sha256(data.encode()).hexdigest()

    def draft(self) -> Draft:
        """Return what was said; to be called on a valid form."""
        data = self.cleaned_data
        located = self._located()
        by_name = not data["anonymous"]
        served = self.family.get(data.get("served") or 0) if by_name else None
        about = [int(pk) for pk in data.get("about") or ()]
        return Draft(
            body=data["body"],
            kind=data["kind"],
            category_id=data["category_id"],
            visibility=data["visibility"]
            or (Visibility.CONFIDENTIAL if data["kind"] == Kind.TIP_OFF else Visibility.PUBLIC),
            located=located,
            community=data["community"] or (self.place.community if self.place else None),
            address=self._address(),
            point=self._lon_lat() if data["where"] == ELSEWHERE else None,
            channel="scan" if self.place is not None and self.place.entrance else "phone_form",
            anonymous=data["anonymous"],
            reporter_account=served.served if served else self.account if by_name else None,
            reporter_phone=data["phone"] if by_name else "",
            reporter_name=served.name if served else data["name"] if by_name else "",
            authority=served,
            photos=data["photos"] or (),
            voice=next(iter(data["voice"] or ()), None),
            excluded_ids=about,
        )

    def refuse(self, error: LinliError) -> None:
        """Say what the service refused at the field it speaks of, or on top."""
        for name, message in error.fields.items():
            self.add_error(_NAMES.get(name) if _NAMES.get(name) in self.fields else None, message)
        if not error.fields:
            self.add_error(None, error.message)

    def _lon_lat(self) -> tuple[float, float] | None:
        lon, lat = self.cleaned_data.get("lon"), self.cleaned_data.get("lat")
        return None if lon is None or lat is None else (lon, lat)

    def _address(self) -> str:
        """Return what stands below the building: one's own door only of one's own home, and never without a name."""
        written = str(self.cleaned_data["address"]).strip()
        if self.home is None or door_plain(written) != self.home.door:
            return str(self.cleaned_data["address"])
        located = self._located()
        at_home = located is not None and located.entrance == self.home.entrance
        return written if at_home and not self.cleaned_data["anonymous"] else ""

    def _located(self) -> Located | None:
        """Right here, or what point and address tell; None where neither does and where nobody knows."""
        data = self.cleaned_data
        if data["where"] == HERE and self.place is not None:
            return self.place
        if data["where"] == HOME and self.home is not None:
            return located_home(self.home)
        if data["where"] == UNKNOWN:
            return None
        lon_lat = self._lon_lat()
        point = Point(*lon_lat, Crs.WGS84) if lon_lat else None
        return locate(point=point, address=data["address"] or None, within=data["community"])


def place_words(place: Located) -> str:
    """Return where somebody is, from the community down, as it is said."""
    parts = [
        place.community.name,
        place.grid and place.grid.name,
        place.values.get("building"),
        place.entrance and place.entrance.name,
    ]
    return " ".join(str(part) for part in parts if part)
