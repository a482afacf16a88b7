"""Addresses of votes and training: everybody's under /leaders/, staff's under /staff/leaders/."""

from __future__ import annotations

from django.urls import path

from linli.leaders.views import mine, resident, staff, training

app_name = "leaders"

urlpatterns = [
    path("me/training/", mine.trainings, name="my_trainings"),
    path("me/training/<int:training_id>/sign-up/", mine.sign_up, name="sign_up"),
    path("me/training/<int:training_id>/here/", mine.here, name="here"),
    path("leaders/<str:code>/votes/<int:vote_id>/", resident.vote, name="vote"),
    path("leaders/<str:code>/votes/<int:vote_id>/cast/", resident.cast, name="cast"),
    path("staff/leaders/<str:code>/votes/", staff.votes, name="votes"),
    path("staff/leaders/<str:code>/votes/open/", staff.open_, name="vote_open"),
    path("staff/leaders/<str:code>/votes/rule/", staff.rule, name="vote_rule"),
    path("staff/leaders/<str:code>/votes/<int:vote_id>/<slug:deed>/do/", staff.decide, name="vote_decide"),
    path("staff/leaders/<str:code>/training/", training.trainings, name="trainings"),
    path("staff/leaders/<str:code>/training/<int:training_id>/", training.training, name="training"),
    path(
        "staff/leaders/<str:code>/training/<int:training_id>/<slug:deed>/do/", training.decide, name="training_decide"
    ),
]
