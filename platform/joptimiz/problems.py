"""Every failure leaves as problem details (RFC 9457) in French, with a stable code."""

from collections.abc import Callable, Mapping

import msgspec
import structlog
from litestar import Request, Response
from litestar.datastructures import State
from litestar.exceptions import HTTPException, ValidationException

from accounts.web.calling import Challenged
from accounts.web.door import SignInFirst
from joptimiz.security import secure
from rules.model import Invalid, Problem
from tenants.errors import Failure, TooMany, Unavailable, Unreadable
from tenants.reading import unreadable

log = structlog.get_logger()
TYPE = "application/problem+json"
_TITLES: Mapping[int, tuple[str, str]] = {
    400: ("request-invalid", "La requête n’est pas recevable."),
    401: ("sign-in-required", "Identifiez-vous."),
    403: ("refused", "Vous n’avez pas ce droit."),
    404: ("not-found", "Cette adresse n’existe pas."),
    405: ("method-refused", "Cette adresse n’accepte pas cette méthode."),
    413: ("too-large", "La requête est trop volumineuse."),
    415: ("media-type", "Ce type de contenu n’est pas accepté : envoyez du JSON."),
    416: ("range", "Cet intervalle d’octets n’existe pas."),
    429: ("too-many", "Trop de requêtes : réessayez dans un instant."),
    503: ("unavailable", "Le service n’est pas prêt."),
}
_WANTED: Mapping[type, str] = {int: "un nombre entier", float: "un nombre, avec un point : 7.42"}


class ProblemOut(msgspec.Struct, omit_defaults=True):
    """One problem, as interfaces spell it."""

    code: str
    message: str
    hint: str | None = None
    pointer: str | None = None
    line: int | None = None
    column: int | None = None
    file: str | None = None


class Details(msgspec.Struct):
    """Problem details (RFC 9457)."""

    title: str
    status: int
    code: str
    detail: str
    problems: list[ProblemOut]
    type: str = "about:blank"


def problem_out(problem: Problem) -> ProblemOut:
    """A problem as interfaces spell it."""
    return ProblemOut(
        problem.code, problem.message, problem.hint, problem.pointer, problem.line, problem.column, problem.file
    )


def details_of(failure: Failure) -> Details:
    """The document of a failure."""
    problems = [problem_out(problem) for problem in failure.problems]
    return Details(failure.title, failure.status, failure.code, failure.detail, problems)


def _respond(details: Details) -> Response[bytes]:
    return secure(Response(msgspec.json.encode(details), status_code=details.status, media_type=TYPE))


def on_failure(_: Request[object, object, State], failure: Failure) -> Response[bytes]:
    """Our own ways to say no."""
    response = _respond(details_of(failure))
    if isinstance(failure, TooMany | Unavailable) and failure.retry_after_s is not None:
        # RFC 9110 § 10.2.3: seconds after which the same request may be answered.
        response.headers["Retry-After"] = str(failure.retry_after_s)
    return response


def on_challenged(_: Request[object, object, State], failure: Challenged) -> Response[bytes]:
    """An access token that does not do, said to its program too (RFC 6750 § 3)."""
    response = _respond(details_of(failure))
    response.headers["WWW-Authenticate"] = failure.challenge
    response.headers["Cache-Control"] = "no-store"
    return response


def on_sign_in_first(_: Request[object, object, State], first: SignInFirst) -> Response[bytes]:
    """A page for who is signed in, asked for by anybody: the way to sign in, and back."""
    headers = {"location": first.where, "cache-control": "no-store"}
    return secure(Response(b"", status_code=first.status, headers=headers))


def on_invalid(_: Request[object, object, State], error: Invalid) -> Response[bytes]:
    """A file or request whose problems the rules found."""
    return _respond(
        details_of(Unreadable("invalid", "Ce texte a des problèmes.", "Tous sont listés.", problems=error.problems))
    )


def on_validation(request: Request[object, object, State], error: ValidationException) -> Response[bytes]:
    """A parameter the framework could not read, or the body that is missing (any other body is read by `Reader`)."""
    field = request.route_handler.parsed_data_field
    if field is None:
        keys = [key for each in error.extra or () if isinstance(each, dict) if (key := each.get("key"))]
        problems = [_off_type(request, key) for key in keys]
        named = ", ".join(f"« {key} »" for key in keys)
        return _respond(Details("Un paramètre de l’adresse n’est pas recevable.", 400, "parameter", named, problems))
    return _respond(details_of(unreadable(b"", field.annotation, error)))


def _off_type(request: Request[object, object, State], key: str) -> ProblemOut:
    """A parameter that is not what its field wants."""
    wanted = request.route_handler.parsed_fn_signature.parameters.get(key)
    kinds = [each.annotation for each in (wanted, *wanted.inner_types)] if wanted else []
    said = next((word for kind, word in _WANTED.items() if kind in kinds), None)
    hint = f"Donnez {said}." if said else None
    return ProblemOut("parameter", f"« {key} » n’est pas recevable.", hint, f"/{key}")


def on_http(_: Request[object, object, State], error: HTTPException) -> Response[bytes]:
    """What the framework itself refuses."""
    code, title = _TITLES.get(error.status_code, ("refused", "La requête n’a pas abouti."))
    allowed = next((value for name, value in (error.headers or {}).items() if name.lower() == "allow"), None)
    detail = f"Méthodes acceptées : {allowed}." if allowed else ""
    response = _respond(Details(title, error.status_code, code, detail, []))
    for name, value in (error.headers or {}).items():
        response.set_header(name, value)
    return response


def on_crash(request: Request[object, object, State], error: Exception) -> Response[bytes]:
    """A fault of ours: logged by its lines, said without its insides."""
    log.exception("unhandled", path=request.url.path, error=type(error).__name__)
    title = "Une panne de notre fait. Rien n’a été modifié."
    return _respond(Details(title, 500, "internal", "Réessayez ; si elle revient, prévenez l’exploitant.", []))


HANDLERS: dict[int | type[Exception], Callable[..., Response[bytes]]] = {
    Failure: on_failure,
    Challenged: on_challenged,
    SignInFirst: on_sign_in_first,
    Invalid: on_invalid,
    ValidationException: on_validation,
    HTTPException: on_http,
    Exception: on_crash,
}
__all__ = ["HANDLERS", "TYPE", "Details", "ProblemOut", "details_of", "problem_out"]
