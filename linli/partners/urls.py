"""Addresses of double registration: members under /me/, units' branches and staff under /staff/."""

from __future__ import annotations

from django.urls import path

from linli.partners.views import branch, lists, resident, staff, units

app_name = "partners"

urlpatterns = [
    path("me/partners/", resident.mine, name="mine"),
    path("me/partners/home/", resident.choose_home, name="choose_home"),
    path("me/partners/home/<slug:code>/", resident.register_home, name="register_home"),
    path("me/partners/work/", resident.choose_work, name="choose_work"),
    path("me/partners/work/<int:community_id>/<int:unit_id>/", resident.register_work, name="register_work"),
    path("me/partners/offer/", resident.offer, name="offer"),
    path("me/partners/pause/", resident.pause, name="pause"),
    path("me/partners/withdraw/", resident.withdraw, name="withdraw"),
    path("me/partners/asked/<int:community_id>/<int:asking_id>/", resident.asked, name="asked"),
    path("staff/partners/", staff.home, name="home"),
    path("staff/partners/find/", staff.find, name="find"),
    path("staff/partners/of/<int:community_id>/<int:case_id>/", staff.of_case, name="of_case"),
    path("staff/partners/member/<int:community_id>/<int:member_id>/ask/", staff.ask, name="ask"),
    path("staff/partners/unit/<int:community_id>/<int:unit_id>/ask/", staff.ask_unit, name="ask_unit"),
    path("staff/partners/member/<int:community_id>/<int:member_id>/reveal/", staff.reveal, name="reveal"),
    path("staff/partners/asked/", staff.askings, name="askings"),
    path("staff/partners/asked/<int:community_id>/<int:asking_id>/", staff.asking, name="asking"),
    path("staff/partners/units/", units.listed, name="units"),
    path("staff/partners/unit/<int:community_id>/<int:unit_id>/", units.unit, name="unit"),
    path("staff/partners/unit/<int:community_id>/<int:unit_id>/decide/", units.decide, name="unit_decide"),
    path("staff/partners/unit/<int:community_id>/<int:unit_id>/end/", units.end, name="unit_end"),
    path("staff/partners/members/", units.members, name="members"),
    path("staff/partners/member/<int:community_id>/<int:member_id>/decide/", units.member, name="member_decide"),
    path("staff/partners/branch/", branch.mine, name="branch"),
    path("staff/partners/branch/<int:organisation_id>/register/", branch.register, name="branch_register"),
    path("staff/partners/branch/<int:community_id>/<int:unit_id>/members/", branch.members, name="branch_members"),
    path("staff/partners/figures/", lists.figures, name="figures"),
    path("staff/partners/skills/", lists.skills, name="skills"),
    path("staff/partners/skills/<int:skill_id>/retire/", lists.retire, name="skill_retire"),
    path("staff/partners/import/", lists.bring_in, name="import"),
    path("staff/partners/import/<slug:kind>/template/", lists.template, name="template"),
]
