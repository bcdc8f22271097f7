"""What the JSON doors of the desk read and say."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct, convert

from rules.examine import Finding
from rules.model import GeoJSON, Problem
from tenants.drafts.checking import Checked
from tenants.drafts.differing import Difference
from tenants.drafts.editing import News
from tenants.drafts.model import Comment, Draft
from tenants.nodes import Serving


class DraftIn(Struct, forbid_unknown_fields=True, frozen=True):
    """A draft to begin."""

    title: Annotated[str, Meta(max_length=400, description="Comment vous l’appelez")]
    version: Annotated[int | None, Meta(description="La version reprise\u00a0; sans elle, la dernière")] = None


class DraftOut(Struct, frozen=True):
    """A draft on its way; `digest` stands for its whole content."""

    id: UUID
    title: str
    base: int
    state: str
    author: UUID
    created_at: datetime
    updated_at: datetime
    publish_at: datetime | None
    published: int | None
    halted: str | None
    digest: str

    @classmethod
    def of(cls, draft: Draft) -> "DraftOut":
        """A draft as interfaces spell it."""
        return cls(
            draft.id, draft.title, draft.base, draft.state, draft.author, draft.created_at, draft.updated_at,
            draft.publish_at, draft.published, draft.halted, draft.digest,
        )  # fmt: skip


class DraftsOut(Struct, frozen=True):
    """The drafts of a territory, the last touched first."""

    drafts: list[DraftOut]


class FileOut(Struct, frozen=True):
    """A file or a zone, at its last revision."""

    name: str
    revision: int


class CommentOut(Struct, frozen=True):
    """What somebody said."""

    id: UUID
    kind: str
    file: str | None
    line: int | None
    words: str
    person: UUID
    at: datetime
    resolved_at: datetime | None

    @classmethod
    def of(cls, comment: Comment) -> "CommentOut":
        """A comment as interfaces spell it."""
        return cls(
            comment.id, comment.kind, comment.file, comment.line, comment.words, comment.person, comment.at,
            comment.resolved_at,
        )  # fmt: skip


class DraftDetail(Struct, frozen=True):
    """A draft, its files, what was said of it, and who may not approve it."""

    draft: DraftOut
    files: list[FileOut]
    zones: list[FileOut]
    comments: list[CommentOut]
    writers: list[UUID]
    approved_by: list[UUID]


class WrongOut(Struct, frozen=True, omit_defaults=True):
    """Something to mend, or worth mending, and where it is written."""

    code: str
    message: str
    hint: str | None = None
    file: str | None = None
    line: int | None = None
    column: int | None = None
    severity: str = "error"

    @classmethod
    def of(cls, found: Problem | Finding) -> "WrongOut":
        """A problem, or a finding of the examination."""
        severity = found.severity if isinstance(found, Finding) else "error"
        return cls(found.code, found.message, found.hint or None, found.file, found.line, found.column, severity)


class CheckOut(Struct, frozen=True):
    """Everything there is to say of a content; `sound` once it may be submitted."""

    sound: bool
    problems: list[WrongOut]
    findings: list[WrongOut]
    passed: int
    failed: list[tuple[str, str]]
    untested: list[str]

    @classmethod
    def of(cls, checked: Checked) -> "CheckOut":
        """A check as interfaces spell it."""
        return cls(
            checked.sound, [WrongOut.of(each) for each in checked.problems],
            [WrongOut.of(each) for each in checked.findings], checked.passed, list(checked.failed),
            list(checked.untested),
        )  # fmt: skip


class GroupOut(Struct, frozen=True):
    """Everyone for whom a zone changes alike, in words."""

    zone: str
    before: str
    after: str
    who: str
    when: str
    rules: list[str]
    message: str


class ResultOut(Struct, frozen=True):
    """What was found; `first` where nothing was ever published, `problems` where the draft does not compile."""

    asked: int = 0
    changed: int = 0
    count: int = 0
    groups: list[GroupOut] = []
    first: bool = False
    problems: int = 0


class DifferenceOut(Struct, frozen=True):
    """What a draft changes with respect to a version, or how far the search has come."""

    state: str
    against: int
    done: int
    total: int
    result: ResultOut | None

    @classmethod
    def of(cls, found: Difference) -> "DifferenceOut":
        """A difference as interfaces spell it."""
        result = None if found.result is None else convert(found.result, ResultOut)
        return cls(found.state, found.against, found.done, found.total, result)


class PushIn(Struct, forbid_unknown_fields=True, frozen=True):
    """An open page's changes on a revision, each as CodeMirror’s ChangeSet writes itself."""

    revision: int
    changes: list[list[int | list[int | str]]]
    by: Annotated[str, Meta(max_length=64, description="Le nom de cette page ouverte")] = ""


class ChangeOut(Struct, frozen=True):
    """A change that was accepted; `by` is the open page it came from."""

    revision: int
    change: list[int | list[int | str]]
    by: str


class NewsOut(Struct, frozen=True):
    """What was accepted since a revision."""

    revision: int
    changes: list[ChangeOut]

    @classmethod
    def of(cls, news: News) -> "NewsOut":
        """News as interfaces spell them."""
        return cls(
            news.revision, [ChangeOut(made.revision, made.change.written(), made.client) for made in news.changes]
        )


class TextIn(Struct, forbid_unknown_fields=True, frozen=True):
    """A whole text, written on a revision."""

    text: str
    revision: int = 0


class TextOut(Struct, frozen=True):
    """A file as kept; `merged` when it holds what somebody else wrote meanwhile."""

    name: str
    revision: int
    text: str
    merged: bool = False


class ShapeIn(Struct, forbid_unknown_fields=True, frozen=True):
    """A shape drawn on a revision; without shape, the zone is removed."""

    revision: int
    shape: Annotated[dict[str, object] | None, Meta(description="GeoJSON (WGS\u00a084)")] = None


class ShapeOut(Struct, frozen=True):
    """A zone as kept."""

    path: str
    revision: int
    shape: GeoJSON | None


class WordsIn(Struct, forbid_unknown_fields=True, frozen=True):
    """Something said of a draft, or of a line of a file."""

    words: str
    file: str | None = None
    line: int | None = None


class ApprovalIn(Struct, forbid_unknown_fields=True, frozen=True):
    """The draft as it was read."""

    digest: Annotated[str, Meta(max_length=64)]


class WhenIn(Struct, forbid_unknown_fields=True, frozen=True):
    """A local date and time of the territory."""

    publish_at: Annotated[str, Meta(max_length=32, description="Par exemple 2026-12-01T06:00")]


class RebaseIn(Struct, forbid_unknown_fields=True, frozen=True):
    """Whether one’s own lines are kept where both changed the same."""

    keep_mine: bool = False


class RebasedOut(Struct, frozen=True):
    """The version a draft now stands on."""

    base: int
    clashes: list[str]


class NodeOut(Struct, frozen=True):
    """A node and the version it answers with."""

    node: str
    version: int
    error: str | None
    at: datetime
    seen_at: datetime
    silent: bool

    @classmethod
    def of(cls, node: Serving) -> "NodeOut":
        """A node as interfaces spell it."""
        return cls(node.node, node.version, node.error, node.at, node.seen_at, node.silent)


class PublishedOut(Struct, frozen=True):
    """The version a draft became, and what each node answers with."""

    rulebook: str
    number: int
    nodes: list[NodeOut]
