"""The words that pages of this room share."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

CONSENT = _(
    "您是中国共产党党员这一情况、您愿意提供的技能和时间，属于敏感个人信息。只用于社区在您同意的事项上请您帮忙；只有您报到的"
    "社区的工作人员和本单位党组织能看到，姓名、电话打码，要看须写明理由并记录在案，您随时查得到。不打分、不排名。可以随时修改、"
    "暂停或撤回，撤回后即删除；不同意不影响您使用其他功能。（个人信息保护法第十五条、第二十八条至第三十条）"
)
"""What a separate consent is given to: necessity, effects, who reads it, how to take it back (PIPL art. 17, 28-30)."""
