"""JSON becomes a typed record, or every problem at once in French.

msgspec decodes the good requests and stops at the first fault of a bad one; only then is the body walked
again, field by field, to say all that is wrong.
"""

import difflib
import json
import sys
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from itertools import islice
from typing import Any, cast
from uuid import UUID

import msgspec
from msgspec import inspect

from rules.model import Problem
from rules.texts.everyday import meanings
from tenants.errors import LONGEST_SHOWN, Unreadable, shown

MOST_PROBLEMS = 100
"""Told of one request: nobody mends more at once, and a hostile body holds a million."""

WORDS = {"object": "un objet { }", "array": "une liste [ ]", "str": "un texte", "int": "un nombre entier",
         "float": "un nombre", "bool": "vrai ou faux (true, false)", "null": "null"}  # fmt: skip


def read[T](body: bytes, shape: type[T]) -> T:
    """The record this JSON holds; raises `Unreadable` with all problems."""
    try:
        return msgspec.json.decode(body, type=shape)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise unreadable(body, shape, error) from None


def unreadable(body: bytes, shape: object, error: Exception) -> Unreadable:
    """The failure that tells everything wrong with a body which did not decode into this shape."""
    problems = tuple(islice(problems_of(body, shape), MOST_PROBLEMS)) or (
        Problem("request-shape", f"La requête n’a pas la forme attendue : {error}", pointer=""),
    )
    count = "Un problème" if len(problems) == 1 else f"{len(problems)} problèmes"
    if len(problems) == MOST_PROBLEMS:
        count = f"{MOST_PROBLEMS} problèmes, ou davantage,"
    return Unreadable("request-invalid", "La requête n’est pas recevable.", f"{count} à corriger.", problems=problems)


def problems_of(body: bytes, shape: object) -> Iterator[Problem]:
    """Every problem of this JSON text against a shape msgspec knows."""
    try:
        value = json.loads(body.decode(), parse_constant=_refuse_constant)
    except (json.JSONDecodeError, UnicodeDecodeError, RecursionError, ValueError) as error:
        yield _syntax(body, error)
        return
    yield from _walk(value, inspect.type_info(shape), "")


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} n’est pas un nombre JSON")


def _syntax(body: bytes, error: Exception) -> Problem:
    if not body.strip():
        return Problem(
            "json-empty",
            "La requête est vide.",
            "Envoyez un objet JSON, avec content-type: application/json.",
        )
    if isinstance(error, json.JSONDecodeError):
        return Problem(
            "json-syntax",
            f"Ligne {error.lineno}, colonne {error.colno} : le JSON est mal écrit.",
            "Vérifiez les guillemets doubles, les virgules et les accolades.",
            line=error.lineno,
            column=error.colno,
        )
    if isinstance(error, UnicodeDecodeError):
        return Problem("json-encoding", "Le texte n’est pas en UTF-8.", "Enregistrez-le en UTF-8, sans autre codage.")
    return Problem("json-syntax", "Le JSON ne peut pas être lu : trop imbriqué, ou un nombre impossible.")


def _walk(value: object, kind: inspect.Type, at: str) -> Iterator[Problem]:
    while isinstance(kind, inspect.Metadata):
        kind = kind.type
    match kind:
        case inspect.UnionType(types=types):
            yield from _union(value, types, at)
        case inspect.StructType():
            yield from _struct(value, kind, at)
        case inspect.ListType(item_type=item) | inspect.VarTupleType(item_type=item):
            yield from _list(value, kind, item, at)
        case inspect.LiteralType(values=values):
            yield from _literal(value, values, at)
        case inspect.IntType() | inspect.FloatType():
            yield from _number(value, kind, at)
        case inspect.DateTimeType():
            yield from _instant(value, at)
        case inspect.DateType():
            yield from _day(value, at)
        case inspect.UUIDType():
            yield from _uuid(value, at)
        case _:
            yield from _leaf(value, kind, at)


def _leaf(value: object, kind: inspect.Type, at: str) -> Iterator[Problem]:
    match kind:
        case inspect.StrType(min_length=shortest, max_length=longest):
            if not isinstance(value, str):
                yield _wrong(at, "str", value)
            elif shortest is not None and len(value) < shortest:
                yield Problem("too-short", f"{_name(at)} : ce texte est vide.", pointer=at)
            elif longest is not None and len(value) > longest:
                yield Problem("too-long", f"{_name(at)} : {longest} caractères au plus.", pointer=at)
        case inspect.DictType(value_type=inner):
            yield from _table(value, inner, at)
        case inspect.UUIDType():
            yield from _id(value, at)
        case inspect.BoolType() if not isinstance(value, bool):
            yield _wrong(at, "bool", value)
        case inspect.NoneType() if value is not None:
            yield _wrong(at, "null", value)
        case inspect.BoolType() | inspect.NoneType() | inspect.RawType() | inspect.AnyType():
            return
        case _:
            raise AssertionError(f"no reading for {kind}")


def _table(value: object, inner: inspect.Type, at: str) -> Iterator[Problem]:
    if not isinstance(value, dict):
        yield _wrong(at, "object", value)
        return
    # Of tables of anything, as GeoJSON is, the inside is another reader’s.
    for key, item in value.items() if not isinstance(inner, inspect.CustomType) else ():
        yield from _walk(item, inner, f"{at}/{key}")


def _id(value: object, at: str) -> Iterator[Problem]:
    try:
        UUID(value if isinstance(value, str) else "")
    except ValueError:
        yield Problem(
            "bad-id", f"{_name(at)} : ce n’est pas un identifiant.", "Reprenez celui que vous avez lu.", pointer=at
        )


def _instant(value: object, at: str) -> Iterator[Problem]:
    hint = "Écrivez par exemple 2026-11-24T10:00:00+01:00."
    try:
        instant = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        instant = None
    if instant is None:
        said = f"{_name(at)} : {_shown(value)} n’est pas une date et une heure qui existent."
        yield Problem("instant", said, hint, pointer=at)
    elif instant.tzinfo is None:
        yield Problem("instant-offset", f"{_name(at)} : il manque le décalage horaire.", hint, pointer=at)
    elif not _decodes(value):
        yield Problem("instant", f"{_name(at)} : {_shown(value)} n’est pas au format RFC 3339.", hint, pointer=at)


def _day(value: object, at: str) -> Iterator[Problem]:
    if not _decodes(value, date):
        said = f"{_name(at)} : {_shown(value)} n’est pas une date qui existe."
        yield Problem("date", said, "Écrivez par exemple 2026-11-24.", pointer=at)


def _uuid(value: object, at: str) -> Iterator[Problem]:
    if not _decodes(value, UUID):
        said = f"{_name(at)} : {_shown(value)} n’est pas un identifiant."
        yield Problem("uuid", said, "Donnez-le tel que vous l’avez reçu.", pointer=at)


def _decodes(value: object, kind: type = datetime) -> bool:
    try:
        msgspec.convert(value, kind)
    except msgspec.ValidationError:
        return False
    return True


def _union(value: object, types: tuple[inspect.Type, ...], at: str) -> Iterator[Problem]:
    if value is None and any(isinstance(kind, inspect.NoneType) for kind in types):
        return
    kinds = [kind for kind in types if not isinstance(kind, inspect.NoneType)]
    candidates = [list(islice(_walk(value, kind, at), MOST_PROBLEMS)) for kind in kinds]
    yield from min(candidates, key=len)


def _struct(value: object, kind: inspect.StructType, at: str) -> Iterator[Problem]:
    if not isinstance(value, dict):
        yield _wrong(at, "object", value)
        return
    fields = {field.encode_name: field for field in kind.fields}
    for key in value:
        if key not in fields and kind.forbid_unknown_fields:
            close = _closest(key, fields)
            hint = f"Vouliez-vous dire « {close} » ?" if close else f"Champs connus : {', '.join(fields)}."
            place = f"{at}/{_escape(shown(key))}"
            yield Problem("field-unknown", f"{_name(place)} : champ inconnu.", hint, pointer=place)
    for name, field in fields.items():
        if name in value:
            yield from _walk(value[name], field.type, f"{at}/{name}")
        elif field.required:
            yield Problem("field-missing", f"{_name(f'{at}/{name}')} : il manque.", pointer=f"{at}/{name}")


def _list(value: object, kind: inspect.Type, item: inspect.Type, at: str) -> Iterator[Problem]:
    if not isinstance(value, list):
        yield _wrong(at, "array", value)
        return
    low = getattr(kind, "min_length", None)
    high = getattr(kind, "max_length", None)
    if (low is not None and len(value) < low) or (high is not None and len(value) > high):
        wanted = f"{low}" if low == high else f"de {low or 0} à {high}" if high is not None else f"au moins {low}"
        got = f"{len(value)} reçu" + "s" * (len(value) > 1)
        yield Problem("list-length", f"{_name(at)} : {wanted} éléments attendus, {got}.", pointer=at)
    for index, element in enumerate(value[:high]):
        yield from _walk(element, item, f"{at}/{index}")


def _literal(value: object, values: tuple[Any, ...], at: str) -> Iterator[Problem]:
    if value in values and not isinstance(value, bool):
        return
    close = _closest(value, values)
    hint = f"Vouliez-vous dire « {close} » ?" if close else f"Valeurs admises : {', '.join(map(str, values))}."
    if close and not isinstance(value, str):
        hint = f'Écrivez-le entre guillemets : "{close}".'
    yield Problem("value-unknown", f"{_name(at)} : {_shown(value)} n’est pas une valeur admise.", hint, pointer=at)


def _number(value: object, kind: inspect.IntType | inspect.FloatType, at: str) -> Iterator[Problem]:
    whole = isinstance(kind, inspect.IntType)
    if isinstance(value, bool) or not isinstance(value, int if whole else int | float):
        yield _wrong(at, "int" if whole else "float", value)
        return
    number = cast("float", value)
    low, high = kind.ge, kind.le
    # Compared, not converted: a whole number of 400 digits is no float.
    if abs(number) > sys.float_info.max:
        yield Problem("out-of-range", f"{_name(at)} : ce nombre est trop grand.", pointer=at)
    elif (low is not None and number < low) or (high is not None and number > high):
        yield Problem(
            "out-of-range",
            f"{_name(at)} : {_shown(value)} est hors des bornes, de {_figure(low)} à {_figure(high)}.",
            pointer=at,
        )


def _wrong(at: str, wanted: str, value: object) -> Problem:
    return Problem("wrong-type", f"{_name(at)} : il faut {WORDS[wanted]}, pas {_shown(value)}.", pointer=at)


def _shown(value: object) -> str:
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 10**15:
        return _figure(value)
    return shown(json.dumps(value, ensure_ascii=False))


def _closest(value: object, known: Iterable[object]) -> str | None:
    """The known word a value means in French, or the nearest; comparing a long one with each would take seconds."""
    text, words = str(value), list(map(str, known))
    if len(text) > LONGEST_SHOWN:
        return None
    close = [word for word in meanings(text) if word in words] or difflib.get_close_matches(text, words, 1)
    return close[0] if close else None


def _figure(bound: float | None) -> str:
    return "…" if bound is None else f"{bound:,}".replace(",", "\u202f")


def _name(pointer: str) -> str:
    """A pointer as a person reads it: `/stops/0/position` is « stops, n° 1, position »."""
    parts = [f"n° {int(part) + 1}" if part.isdecimal() else part for part in pointer.split("/")[1:]]
    return f"« {', '.join(parts)} »" if parts else "La requête"


def _escape(key: object) -> str:
    return str(key).replace("~", "~0").replace("/", "~1")
