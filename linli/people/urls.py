"""Addresses of the people pages."""

from __future__ import annotations

from django.urls import path

from linli.people.views import (
    me,
    neighbourhoods,
    nominations,
    organisations,
    plates,
    posts,
    rights,
    roles,
    security,
    sign_in,
    staff,
)

app_name = "people"

urlpatterns = [
    path("sign-in/", sign_in.phone, name="sign_in"),
    path("sign-in/code/", sign_in.code, name="code"),
    path("sign-in/again/", sign_in.again, name="code_again"),
    path("sign-out/", sign_in.sign_out, name="sign_out"),
    path("privacy/", sign_in.privacy, name="privacy"),
    path("me/", me.me, name="me"),
    path("me/security/", security.security, name="security"),
    path("me/security/sessions/<int:signed_in_id>/end/", security.session_end, name="session_end"),
    path("me/elsewhere/", security.elsewhere, name="elsewhere"),
    path("roles/", roles.roles, name="roles"),
    path("staff/plates/<str:code>/", plates.plates, name="plates"),
    path("staff/posts/", staff.posts, name="posts"),
    path("staff/rights/", rights.rights, name="rights"),
    path("staff/rights/<int:delegation_id>/end/", rights.delegation_end, name="delegation_end"),
    path("leaders/<str:code>/", nominations.posted, name="nominations"),
    path("leaders/<str:code>/nominate/", nominations.nominate, name="nominate"),
    path("leaders/posted/<int:nomination_id>/object/", nominations.objection, name="objection"),
    path("staff/leaders/<str:code>/", nominations.staff, name="nominations_staff"),
    path("staff/leaders/<int:nomination_id>/<slug:deed>/do/", nominations.decide, name="nomination_decide"),
    path("staff/leaders/objections/<int:objection_id>/answer/", nominations.answer, name="objection_answer"),
    path("staff/neighbourhoods/<str:code>/", neighbourhoods.neighbourhoods, name="neighbourhoods"),
    path("staff/organisations/", organisations.tree, name="tree"),
    path("organisations/<str:code>/", organisations.posted, name="posted"),
    path("staff/posts/open/<str:code>/", organisations.open_desk, name="desk_open"),
    path("staff/posts/add/<str:code>/", organisations.add, name="organisation_add"),
    path("staff/posts/teams/<str:code>/", organisations.teams, name="grid_teams"),
    path("staff/posts/grid/<int:grid_id>/start/", organisations.start_on_grid, name="grid_start"),
    path("staff/posts/<int:organisation_id>/edit/", organisations.edit, name="organisation_edit"),
    path("staff/posts/<int:organisation_id>/close/", organisations.close, name="organisation_close"),
    path("staff/posts/<int:organisation_id>/start/", staff.start, name="post_start"),
    path("staff/posts/<int:post_id>/deputise/", staff.deputise, name="post_deputise"),
    path("staff/posts/<int:post_id>/end/", staff.end, name="post_end"),
    path("staff/posts/<int:post_id>/hand-over/", posts.hand_over, name="post_hand_over"),
    path("staff/posts/<int:post_id>/move/", posts.move, name="post_move"),
    path("posts/<int:post_id>/edit/", posts.edit, name="post_edit"),
    path("posts/<int:post_id>/photo/", posts.photo, name="post_photo"),
]
