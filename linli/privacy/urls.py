"""Addresses of the privacy pages."""

from __future__ import annotations

from django.urls import path

from linli.privacy.views import children, mine, terms

app_name = "privacy"

urlpatterns = [
    path("staff/settings/terms/", terms.terms, name="terms"),
    path("me/data/", mine.mine, name="mine"),
    path("me/data/prove/<slug:way>/", mine.prove, name="prove"),
    path("me/data/copy/", mine.copy, name="copy"),
    path("me/data/phone/", mine.phone, name="phone"),
    path("me/data/choice/", mine.choice, name="choice"),
    path("me/family/children/<int:guardianship_id>/", children.child, name="child"),
    path("me/family/children/<int:guardianship_id>/agree/", children.agree, name="child_agree"),
    path("me/family/children/<int:guardianship_id>/copy/", children.copy, name="child_copy"),
    path("me/family/children/<int:guardianship_id>/phone/", children.phone, name="child_phone"),
    path("me/family/children/<int:guardianship_id>/part/", children.part, name="child_part"),
    path("me/family/children/<int:guardianship_id>/withdraw/", children.withdraw, name="child_withdraw"),
    path("me/data/leave/", mine.leave, name="leave"),
]
