"""The kinds of skill and resource that ship, each with the kinds of request it may help with (codes of the catalog, or of
a whole subject). A place adds its own.
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_noop as _

SKILLS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (_("水电维修"), ("utility", "property-repair", "dispute-leak", "road-lamp")),
    (_("泥瓦木工"), ("property-repair", "building", "elderly-access")),
    (_("家电维修"), ()),
    (_("电脑和手机"), ("utility-telecom", "safety-fraud")),
    (_("医疗护理"), ("medical", "elderly-care")),
    (_("心理疏导"), ("dispute-family",)),
    (_("法律咨询"), ("labour", "dispute", "commerce", "property-owners")),
    (_("矛盾调解"), ("dispute", "noise", "pets")),
    (_("办事代跑"), ("civil", "medical-insurance", "elderly-allowance")),
    (_("陪伴和送餐"), ("elderly",)),
    (_("课业辅导"), ("education", "elderly-child")),
    (_("文艺体育"), ("party-activity",)),
    (_("驾驶接送"), ("medical-hospital",)),
    (_("消防安全"), ("safety", "lift")),
    (_("环境卫生"), ("environment",)),
    (_("财会税务"), ("commerce-finance", "property-fund")),
    (_("写作宣传"), ("party",)),
    (_("就业帮扶"), ("labour-job",)),
    (_("场地"), ("party-activity", "traffic-parking")),
    (_("车辆和设备"), ("road-drain", "safety-hazard")),
    (_("物资"), ("civil-relief",)),
)


def skills_seed(model: Any) -> int:
    """Write those that are not there yet; return how many. A place's own are left alone."""
    known = set(model.objects.filter(place=None).values_list("name", flat=True))
    new = [model(name=name, categories=list(codes)) for name, codes in SKILLS if name not in known]
    return len(model.objects.bulk_create(new))
