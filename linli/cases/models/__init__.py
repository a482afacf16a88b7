"""What is stored of cases."""

from linli.cases.models.case import Case, Event, Handler, Kind, Outcome, Reporter, Solved, State, Visibility
from linli.cases.models.files import Attachment, AttachmentKind
from linli.cases.models.finding import AnswerTerms, CaseTerms, Findable, LikenessKey
from linli.cases.models.papers import PaperRead, PaperReceipt
from linli.cases.models.readers import Exclusion, Follower, OnBehalf, Opening, OpeningRead

__all__ = [
    "AnswerTerms",
    "Attachment",
    "AttachmentKind",
    "Case",
    "CaseTerms",
    "Event",
    "Exclusion",
    "Findable",
    "Follower",
    "Handler",
    "Kind",
    "LikenessKey",
    "OnBehalf",
    "Opening",
    "OpeningRead",
    "Outcome",
    "PaperRead",
    "PaperReceipt",
    "Reporter",
    "Solved",
    "State",
    "Visibility",
]
