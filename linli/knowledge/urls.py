"""Addresses of the knowledge pages: residents at the root, staff under /staff/."""

from __future__ import annotations

from django.urls import path

from linli.knowledge.views import resident, sheets, staff

app_name = "knowledge"

urlpatterns = [
    path("knowledge/", resident.shown_list, name="list"),
    path("knowledge/<int:article_id>/", resident.shown, name="shown"),
    path("knowledge/<int:article_id>/enough/", resident.feedback, name="feedback"),
    path("staff/knowledge/", staff.articles, name="articles"),
    path("staff/knowledge/new/", staff.new, name="new"),
    path("staff/knowledge/import/", sheets.bring_in, name="import"),
    path("staff/knowledge/template/", sheets.template, name="template"),
    path("staff/knowledge/export/", sheets.export, name="export"),
    path("staff/knowledge/<int:article_id>/", staff.article, name="article"),
    path("staff/knowledge/<int:article_id>/edit/", staff.edit, name="edit"),
    path("staff/knowledge/<int:article_id>/publish/", staff.publish, name="publish"),
    path("staff/knowledge/<int:article_id>/withdraw/", staff.withdraw, name="withdraw"),
    path("staff/knowledge/<int:article_id>/review/", staff.review, name="review"),
    path("staff/knowledge/<int:article_id>/versions/", staff.versions, name="versions"),
]
