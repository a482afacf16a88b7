"""Forms of the people pages; what may be is decided by the services."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from linli.core import clock
from linli.core.forms import MomentField
from linli.people.children import LONGEST_YEARS
from linli.people.domain import ADDED_KINDS, kinds_in
from linli.people.models import Effect, Organisation, OrganisationKind, Post, PostKind
from linli.people.rights import LENDABLE, Right, lendable_kinds
from linli.people.tree import organisations_above
from linli.people.words import right_words
from linli.places.models import Division, Entrance, Grid, Neighbourhood

REQUIRED = {"required": _("请填写这一项。")}


def _phone(label: Any, **attrs: Any) -> forms.CharField:
    widget = forms.TextInput({"type": "tel", "inputmode": "numeric", **attrs})
    return forms.CharField(label=label, max_length=20, widget=widget, error_messages=REQUIRED)


def _portrait() -> forms.FileField:
    return forms.FileField(
        label=_("照片（公示）"),
        required=False,
        widget=forms.ClearableFileInput({"accept": "image/*"}),
        help_text=_("会重新压缩，去掉拍摄信息。"),
    )


class PhoneForm(forms.Form):
    """The first step of signing in: which phone, and that the notice was read."""

    phone = _phone(_("手机号码"), autocomplete="tel")
    agree = forms.BooleanField(
        label=_("已阅读并同意《个人信息处理告知》"),
        error_messages={"required": _("请先阅读告知并勾选同意；不同意也可以不登录，直接报事。")},
    )


class CodeForm(forms.Form):
    """The second step: the code that came."""

    code = forms.CharField(
        label=_("短信里的6位验证码"),
        max_length=12,
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "one-time-code"}),
        error_messages=REQUIRED,
    )


class GuardianPhoneForm(forms.Form):
    """Whose phone is asked."""

    phone = _phone(_("家长的手机号码"), autocomplete="off")


class GuardianForm(forms.Form):
    """What a guardian says; the code only where it is said on the child's phone."""

    code = forms.CharField(
        label=_("家长手机收到的6位确认码"),
        max_length=12,
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off"}),
        error_messages=REQUIRED,
    )
    year = forms.TypedChoiceField(label=_("孩子哪一年满14周岁"), coerce=int, error_messages=REQUIRED)
    month = forms.TypedChoiceField(
        label=_("哪个月"),
        coerce=int,
        choices=[("", _("请选")), *((month, str(month)) for month in range(1, 13))],
        error_messages=REQUIRED,
    )
    agree = forms.BooleanField(
        label=_("我是孩子的父母或其他监护人，已看过上面的说明，同意处理孩子的个人信息"), required=False
    )

    def __init__(self, *args: Any, coded: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        today = timezone.localdate(clock.now())
        years = [("", _("请选")), *((year, str(year)) for year in range(today.year, today.year + LONGEST_YEARS + 1))]
        self.fields["year"].choices = years  # type: ignore[attr-defined]
        if not coded:
            del self.fields["code"]


class PasswordSignInForm(forms.Form):
    """Signing in with a password; a second factor follows."""

    phone = _phone(_("手机号码"), autocomplete="username")
    password = forms.CharField(
        label=_("密码"),
        max_length=128,
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "current-password"}),
        error_messages=REQUIRED,
    )


class SecondForm(forms.Form):
    """The second step: a code of the app, or a recovery code."""

    code = forms.CharField(
        label=_("动态口令或备用码"),
        max_length=12,
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "one-time-code"}),
        error_messages=REQUIRED,
    )


class TotpForm(forms.Form):
    """The first code of an app."""

    code = forms.CharField(
        label=_("应用里显示的6位数"),
        max_length=12,
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "one-time-code"}),
        error_messages=REQUIRED,
    )


class PasskeyForm(forms.Form):
    """What the browser made, and what its owner calls it."""

    name = forms.CharField(
        label=_("给它起个名字"), max_length=30, required=False, help_text=_("例如：我的手机、办公室电脑。")
    )
    credential = forms.CharField(max_length=20_000, required=False, widget=forms.HiddenInput)


class PasswordForm(forms.Form):
    """A new password, typed twice."""

    password = forms.CharField(
        label=_("新密码"),
        max_length=128,
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
        help_text=_("至少10位，不能全是数字，不要用常见的密码。"),
        error_messages=REQUIRED,
    )
    again = forms.CharField(
        label=_("再输入一次"),
        max_length=128,
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
        error_messages=REQUIRED,
    )

    def clean(self) -> dict[str, Any]:
        """Both are the same."""
        found = super().clean() or {}
        if {"password", "again"} <= found.keys() and found["password"] != found["again"]:
            self.add_error("again", _("两次输入的不一样。"))
        return found


class ResetForm(forms.Form):
    """Why another head resets somebody's factors."""

    why = forms.CharField(
        label=_("为什么重置"),
        max_length=200,
        help_text=_("例如：本人当面说手机丢了。会写进记录，本人看得到。"),
        error_messages=REQUIRED,
    )


class MeForm(forms.Form):
    """What people may change about themselves."""

    name = forms.CharField(
        label=_("怎么称呼您"), max_length=30, required=False, widget=forms.TextInput({"autocomplete": "name"})
    )
    language = forms.ChoiceField(label=_("语言"), choices=lambda: settings.LANGUAGES)
    elder_mode = forms.BooleanField(label=_("大字版：字更大，按钮更大"), required=False)


class PostForm(forms.Form):
    """Somebody takes a post."""

    kind = forms.ChoiceField(label=_("岗位"))
    public_name = forms.CharField(label=_("姓名（在楼道公示）"), max_length=40, error_messages=REQUIRED)
    phone = _phone(_("本人手机号码（用来登录，不公示）"))
    public_phone = forms.CharField(label=_("值班电话（公示）"), max_length=30, required=False)
    neighbourhood = forms.ModelChoiceField(
        label=_("负责哪个片、组、邻"),
        queryset=Neighbourhood.objects.none(),
        required=False,
        empty_label=_("不是片长、组长、邻长"),
    )
    promise = forms.CharField(label=_("公开承诺"), max_length=200, required=False)
    photo = _portrait()
    starts_at = MomentField(label=_("何时上岗"), required=False, help_text=_("留空为现在。"))
    ends_at = MomentField(label=_("何时结束"), required=False, help_text=_("留空为不定期。"))

    def __init__(self, *args: Any, organisation: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = dict(PostKind.choices)
        self.fields["kind"].choices = [(kind, names[kind]) for kind in kinds_in(organisation.kind)]  # type: ignore[attr-defined]
        here = Neighbourhood.objects.filter(grid=organisation.grid_id).select_related("parent__parent")
        if organisation.grid_id is None or not here.exists():
            del self.fields["neighbourhood"]
        else:
            self.fields["neighbourhood"].queryset = here  # type: ignore[attr-defined]
            self.fields["neighbourhood"].label_from_instance = neighbourhood_words  # type: ignore[attr-defined]


class DeputyForm(forms.Form):
    """Somebody stands in for a post, from - until."""

    public_name = forms.CharField(label=_("代班人姓名（公示）"), max_length=40, error_messages=REQUIRED)
    phone = _phone(_("代班人手机号码（用来登录，不公示）"))
    starts_at = MomentField(label=_("从何时起"), error_messages=REQUIRED)
    ends_at = MomentField(label=_("到何时止"), error_messages=REQUIRED)


class HandOverForm(forms.Form):
    """Somebody takes a post over."""

    public_name = forms.CharField(label=_("接任人姓名（公示）"), max_length=40, error_messages=REQUIRED)
    phone = _phone(_("接任人手机号码（用来登录，不公示）"))
    public_phone = forms.CharField(
        label=_("值班电话（公示）"), max_length=30, required=False, help_text=_("留空则沿用原来的电话。")
    )
    promise = forms.CharField(label=_("公开承诺"), max_length=200, required=False)
    photo = _portrait()


class DelegationForm(forms.Form):
    """One right is given or taken: to one post, or to every post of a kind here and below."""

    effect = forms.ChoiceField(label=_("交给还是收回"), choices=Effect.choices, widget=forms.RadioSelect())
    right = forms.ChoiceField(
        label=_("哪项权限"), choices=lambda: [(right, right_words(right)) for right in Right if right in LENDABLE]
    )
    to = forms.ChoiceField(label=_("哪个岗位"), error_messages=REQUIRED)
    ends_at = MomentField(
        label=_("到何时止"), required=False, help_text=_("交给时必填，最长一年；收回时留空为不定期。")
    )
    why = forms.CharField(label=_("原因（留在记录里）"), max_length=300, error_messages=REQUIRED)

    def __init__(self, *args: Any, posts: Iterable[Post], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.posts = {str(post.pk): post for post in posts}
        one = [(pk, f"{post.organisation.name} {post}") for pk, post in self.posts.items()]
        kinds = [(f"all:{kind}", label) for kind, label in PostKind.choices if kind in lendable_kinds()]
        self.fields["to"].choices = [(_("一个岗位"), one), (_("本地和下级的全部"), kinds)]  # type: ignore[attr-defined]

    def to_whom(self) -> dict[str, Any]:
        """Return what the service takes for whom: a post, or a kind."""
        chosen = self.cleaned_data["to"]
        kind = chosen.removeprefix("all:")
        return {"kind": kind} if kind != chosen else {"post": self.posts[chosen]}


class MoveForm(forms.Form):
    """Whoever holds a post takes the same one elsewhere."""

    organisation = forms.ModelChoiceField(
        label=_("调到哪里"), queryset=Organisation.objects.none(), error_messages=REQUIRED
    )

    def __init__(self, *args: Any, organisations: QuerySet[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = organisations  # type: ignore[attr-defined]


class PostedForm(forms.Form):
    """What is posted of somebody on a post."""

    public_phone = forms.CharField(label=_("值班电话（公示）"), max_length=30, required=False)
    promise = forms.CharField(
        label=_("公开承诺"),
        max_length=200,
        required=False,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("居民在网格页面和楼道公示牌上看得到。"),
    )
    photo = _portrait()
    photo_remove = forms.BooleanField(label=_("去掉现在的照片"), required=False)


class OrganisationForm(forms.Form):
    """A department, company, committee, unit or party organisation. A desk keeps its kind and its place under others."""

    kind = forms.ChoiceField(label=_("类型"))
    name = forms.CharField(label=_("单位名称"), max_length=80, error_messages=REQUIRED)
    parent = forms.ModelChoiceField(
        label=_("上级"),
        queryset=Organisation.objects.none(),
        required=False,
        empty_label=_("按所在地自动确定"),
    )
    within = forms.ModelChoiceField(
        label=_("所在网格"), queryset=Grid.objects.none(), required=False, empty_label=_("不属于某一个网格")
    )
    duties = forms.CharField(
        label=_("负责什么"), max_length=200, required=False, help_text=_("居民会看到，例如：电梯、门禁、公共照明。")
    )
    contact = forms.CharField(label=_("联系人（公示）"), max_length=40, required=False)
    phone = forms.CharField(label=_("办公电话（公示）"), max_length=30, required=False)
    address = forms.CharField(label=_("办公地址（公示）"), max_length=120, required=False)

    def __init__(self, *args: Any, place: Division, kind: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if kind and kind not in ADDED_KINDS:
            for name in ("kind", "parent", "within"):
                del self.fields[name]
            return
        names = dict(OrganisationKind.choices)
        self.fields["kind"].choices = [(each, names[each]) for each in ADDED_KINDS]  # type: ignore[attr-defined]
        self.fields["parent"].queryset = organisations_above(place)  # type: ignore[attr-defined]
        grids = Grid.objects.filter(community=place, active=True).defer("outline")
        self.fields["within"].queryset = grids  # type: ignore[attr-defined]


class NominateForm(forms.Form):
    """Oneself or a neighbour as a leader."""

    who = forms.ChoiceField(
        label=_("提名谁"),
        choices=[("self", _("自荐：我愿意当")), ("neighbour", _("推荐一位邻居"))],
        widget=forms.RadioSelect,
        initial="self",
    )
    neighbourhood = forms.ModelChoiceField(
        label=_("负责哪个片、组、邻"), queryset=Neighbourhood.objects.none(), error_messages=REQUIRED
    )
    name = forms.CharField(label=_("姓名（公示用）"), max_length=40, error_messages=REQUIRED)
    phone = forms.CharField(
        label=_("邻居的手机号码（不公示）"), max_length=20, required=False, help_text=_("自荐不用填。")
    )
    why = forms.CharField(label=_("为什么合适"), max_length=300, required=False, widget=forms.Textarea({"rows": 3}))
    promise = forms.CharField(label=_("公开承诺"), max_length=200, required=False)

    def __init__(self, *args: Any, community: Division, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["neighbourhood"]
        field.queryset = Neighbourhood.objects.filter(community=community).select_related("parent__parent")  # type: ignore[attr-defined]
        field.label_from_instance = neighbourhood_words  # type: ignore[attr-defined]


def neighbourhood_words(place: Neighbourhood) -> str:
    """Return what people call it: 第一片 第二组 第三邻."""
    names = [place.name]
    while place.parent is not None:
        place = place.parent
        names.insert(0, place.name)
    return " ".join(names)


class NeighbourhoodForm(forms.Form):
    """Doors of an entrance that are of one neighbourhood."""

    area = forms.CharField(label=_("片"), max_length=60, error_messages=REQUIRED)
    group = forms.CharField(label=_("组"), max_length=60, error_messages=REQUIRED)
    name = forms.CharField(label=_("邻"), max_length=60, error_messages=REQUIRED)
    entrance = forms.ModelChoiceField(label=_("单元"), queryset=Entrance.objects.none(), error_messages=REQUIRED)
    first = forms.CharField(
        label=_("起始门牌"), max_length=20, required=False, help_text=_("整个单元都属于这一邻时，起止都不填。")
    )
    last = forms.CharField(label=_("截止门牌"), max_length=20, required=False)

    def __init__(self, *args: Any, community: Division, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        doors = Entrance.objects.filter(building__grid__community=community, building__grid__active=True)
        field = self.fields["entrance"]
        field.queryset = doors.select_related("building__compound", "building__grid")  # type: ignore[attr-defined]
        field.label_from_instance = lambda door: f"{door.building.compound or ''}{door.building} {door}"  # type: ignore[attr-defined]


class DeskForm(forms.Form):
    """The desk of a division opens with its first head."""

    name = forms.CharField(label=_("单位名称"), max_length=80, error_messages=REQUIRED)
    kind = forms.ChoiceField(
        label=_("第一位负责人的岗位"),
        choices=[(PostKind.DIRECTOR, PostKind.DIRECTOR.label), (PostKind.SECRETARY, PostKind.SECRETARY.label)],
    )
    public_name = forms.CharField(label=_("姓名（在楼道公示）"), max_length=40, error_messages=REQUIRED)
    phone = _phone(_("本人手机号码（用来登录，不公示）"))
    public_phone = forms.CharField(label=_("值班电话（公示）"), max_length=30, required=False)
