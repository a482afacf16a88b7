"""Addresses of the hot issues' pages: residents at the root, staff under /staff/."""

from __future__ import annotations

from django.urls import path

from linli.hot.views import resident, staff

app_name = "hot"

urlpatterns = [
    path("hot/", resident.issues, name="list"),
    path("hot/<int:issue_id>/", resident.shown, name="shown"),
    path("hot/<int:issue_id>/follow/", resident.follow, name="follow"),
    path("topics/", resident.topics, name="topics"),
    path("staff/hot/", staff.issues, name="issues"),
    path("staff/hot/<int:issue_id>/", staff.issue, name="issue"),
    path("staff/hot/<int:issue_id>/do/<slug:deed>/", staff.deed, name="deed"),
    path("staff/hot/<int:issue_id>/out/<int:community_id>/<int:case_id>/", staff.remove, name="remove"),
    path("staff/hot/of/<int:community_id>/<int:case_id>/", staff.of_case, name="of_case"),
]
