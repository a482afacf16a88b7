"""Addresses of the cases pages: residents at the root, staff under /staff/."""

from __future__ import annotations

from django.urls import path

from linli.cases.views.resident import answers, contact, files, following, here, mine, paper, report
from linli.cases.views.staff import articles as articles_of_cases
from linli.cases.views.staff import categories
from linli.cases.views.staff import paper as printing
from linli.cases.views.staff.alike import alike
from linli.cases.views.staff.answering import answer_check
from linli.cases.views.staff.case import case
from linli.cases.views.staff.confidential import confidential, confidential_decide, confidential_read
from linli.cases.views.staff.deed import deed
from linli.cases.views.staff.inbox import inbox
from linli.cases.views.staff.intake import hint, intake, receipt

app_name = "cases"

resident = [
    path("here/", here.grid, name="grid"),
    path("here/<str:code>/", here.grid_of, name="grid_of"),
    path("report/", report.report, name="report"),
    path("report/hint/", report.hint, name="report_hint"),
    path("report/done/", report.reported, name="reported"),
    path("my/", mine.my_cases, name="my_cases"),
    path("my/<int:community_id>/<int:case_id>/", mine.my_case, name="my_case"),
    path("my/<int:community_id>/<int:case_id>/contact/", contact.withdraw, name="contact_withdraw"),
    path("my/<int:community_id>/<int:case_id>/do/<slug:deed>/", mine.my_deed, name="my_deed"),
    path("p/<str:token>/", paper.scanned, name="paper_scanned"),
    path("paper/<int:community_id>/<int:paper_id>/", paper.paper, name="paper"),
    path("paper/<int:community_id>/<int:paper_id>/verdict/", paper.verdict, name="paper_verdict"),
    path("code/", mine.by_code, name="case_by_code"),
    path("answers/", answers.public_list, name="public_list"),
    path("answers/<int:community_id>/<str:number>/", answers.public_answer, name="public_answer"),
    path("answers/<int:community_id>/<str:number>/follow/", answers.follow, name="follow"),
    path("follow/<str:token>/", following.follow_shown, name="follow_shown"),
    path("follow/<int:community_id>/<int:case_id>/off/", following.unfollow, name="unfollow"),
    path("files/<int:community_id>/<int:attachment_id>/", files.attachment, name="attachment"),
    path("files/<int:community_id>/<int:attachment_id>/<str:size>/", files.attachment, name="attachment"),
]

staff = [
    path("staff/confidential/", confidential, name="confidential"),
    path(
        "staff/confidential/<int:community_id>/<int:opening_id>/decide/",
        confidential_decide,
        name="confidential_decide",
    ),
    path("staff/confidential/<int:community_id>/<int:opening_id>/", confidential_read, name="confidential_read"),
    path("staff/", inbox, name="inbox"),
    path("staff/cases/<int:community_id>/<int:case_id>/", case, name="case"),
    path("staff/cases/<int:community_id>/<int:case_id>/do/<slug:deed>/", deed, name="deed"),
    path(
        "staff/cases/<int:community_id>/<int:case_id>/do/<slug:deed>/articles/",
        articles_of_cases.fitting,
        name="deed_articles",
    ),
    path("staff/cases/<int:community_id>/<int:case_id>/do/<slug:deed>/check/", answer_check, name="answer_check"),
    path("staff/cases/<int:community_id>/<int:case_id>/article/", articles_of_cases.keep, name="article"),
    path("staff/cases/<int:community_id>/<int:case_id>/alike/", alike, name="alike"),
    path("staff/intake/", intake, name="intake"),
    path("staff/intake/hint/", hint, name="intake_hint"),
    path("staff/settings/categories/", categories.versions, name="categories"),
    path("staff/settings/categories/learn/", categories.learn, name="categories_learn"),
    path("staff/settings/categories/use/", categories.use, name="categories_use"),
    path("staff/intake/<int:community_id>/<int:case_id>/", receipt, name="receipt"),
    path("staff/intake/<int:community_id>/<int:case_id>/paper/", printing.show, name="paper_print"),
    path("staff/intake/<int:community_id>/<int:case_id>/paper.pdf", printing.pdf, name="paper_pdf"),
    path("staff/intake/<int:community_id>/<int:case_id>/paper/make/", printing.make, name="paper_make"),
    path("staff/intake/<int:community_id>/<int:case_id>/paper/withdraw/", printing.withdraw, name="paper_withdraw"),
]

urlpatterns = [*resident, *staff]
