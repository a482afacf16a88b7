"""Addresses of the people pages."""

from __future__ import annotations

from django.urls import path

from linli.people.views import me, organisations, plates, roles, sign_in, staff

app_name = "people"

urlpatterns = [
    path("sign-in/", sign_in.phone, name="sign_in"),
    path("sign-in/code/", sign_in.code, name="code"),
    path("sign-in/again/", sign_in.again, name="code_again"),
    path("sign-out/", sign_in.sign_out, name="sign_out"),
    path("privacy/", sign_in.privacy, name="privacy"),
    path("me/", me.me, name="me"),
    path("me/elsewhere/", me.elsewhere, name="elsewhere"),
    path("roles/", roles.roles, name="roles"),
    path("staff/plates/<str:code>/", plates.plates, name="plates"),
    path("staff/posts/", staff.posts, name="posts"),
    path("staff/posts/open/<str:code>/", organisations.open_desk, name="desk_open"),
    path("staff/posts/add/<str:code>/", organisations.add, name="organisation_add"),
    path("staff/posts/teams/<str:code>/", organisations.teams, name="grid_teams"),
    path("staff/posts/grid/<int:grid_id>/start/", organisations.start_on_grid, name="grid_start"),
    path("staff/posts/<int:organisation_id>/edit/", organisations.edit, name="organisation_edit"),
    path("staff/posts/<int:organisation_id>/close/", organisations.close, name="organisation_close"),
    path("staff/posts/<int:organisation_id>/start/", staff.start, name="post_start"),
    path("staff/posts/<int:post_id>/deputise/", staff.deputise, name="post_deputise"),
    path("staff/posts/<int:post_id>/end/", staff.end, name="post_end"),
]
