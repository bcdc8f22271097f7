"""A derogation as the texts of a line, and back."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import cast

from connectors.derogations.records import Derogation, Display, HolderType, Level, Status

STATUSES: Mapping[str, Status] = {
    "deposee": "filed", "incomplete": "incomplete", "accordee": "granted", "refusee": "refused",
    "suspendue": "suspended", "retiree": "withdrawn", "expiree": "expired",
}  # fmt: skip
_LEVELS: Mapping[str, Level] = {"nationale": "national", "locale": "local"}
_HOLDERS: Mapping[str, HolderType] = {"personne_morale": "company", "personne_physique": "person"}
_DISPLAYS: Mapping[str, Display] = {"qr": "qr", "macaron": "sticker", "carte": "card", "aucun": "none"}
_TEXTS: Mapping[str, str] = {
    "derogation_id": "id", "numero": "number", "territoire_siren": "siren", "zfe_id": "zone", "type_code": "kind",
    "type_libelle": "kind_name", "base_reglementaire": "basis", "immatriculation": "plate",
    "pays_immatriculation": "country", "genre_national": "national_kind", "carrosserie_nationale": "body",
    "energie": "energy", "norme_euro": "euro", "titulaire_siren": "holder_siren", "motif_refus": "refusal",
    "horaires": "hours",
}  # fmt: skip
"""Columns whose text is that of the record."""
_NUMBERS: Mapping[str, str] = {"ptac_kg": "gvw_kg", "quota_jours_an": "quota_days", "jours_consommes": "used_days"}
_INSTANTS: Mapping[str, str] = {"date_demande": "asked_at", "date_decision": "decided_at", "date_maj": "updated_at"}
_INSTANT = "%Y-%m-%dT%H:%M:%SZ"
_DAY = timedelta(days=1)
_BETWEEN = "|"

type Line = Mapping[str, str]


def line_of(one: Derogation) -> Line:
    """Every column of the schema; an empty text where nothing is known."""
    line = {column: str(getattr(one, name)) for column, name in _TEXTS.items()}
    line |= {column: _number(getattr(one, name)) for column, name in _NUMBERS.items()}
    line |= {column: _instant(getattr(one, name)) for column, name in _INSTANTS.items()}
    return line | {
        "niveau": _word(_LEVELS, one.level),
        "categorie_ce": f"{one.category}e" if one.category.startswith("L") else one.category,
        "date_premiere_immatriculation": one.first_registered.isoformat() if one.first_registered else "",
        "critair": f"V{one.critair}" if one.critair.isdigit() else one.critair,
        "titulaire_type": _word(_HOLDERS, one.holder_type),
        "statut": _word(STATUSES, one.status),
        "date_debut": one.start.isoformat() if one.start else "",
        # Their last day counts; ours is the day after.
        "date_fin": (one.end - _DAY).isoformat() if one.end else "",
        "perimetre": _BETWEEN.join(one.zones),
        "justificatifs": _BETWEEN.join(one.proofs),
        "mode_affichage": _word(_DISPLAYS, one.display),
    }


def record_of(line: Line) -> Derogation:
    """The record of a line whose cells the schema accepts; raises ValueError for a day or an instant that is none."""
    said = {name: line.get(column, "") for column, name in _TEXTS.items()}
    end = _day_of(line.get("date_fin", ""))
    critair, category = line.get("critair", ""), line.get("categorie_ce", "")
    return Derogation(
        **said,
        status=STATUSES[line["statut"]],
        updated_at=_known(_instant_of(line["date_maj"])),
        level=_LEVELS[line["niveau"]],
        category=category.removesuffix("e"),
        gvw_kg=_number_of(line.get("ptac_kg", "")),
        first_registered=_day_of(line.get("date_premiere_immatriculation", "")),
        critair=critair.removeprefix("V"),
        holder_type=_HOLDERS.get(line.get("titulaire_type", "")),
        asked_at=_instant_of(line.get("date_demande", "")),
        decided_at=_instant_of(line.get("date_decision", "")),
        start=_day_of(line.get("date_debut", "")),
        end=end + _DAY if end else None,
        quota_days=_number_of(line.get("quota_jours_an", "")),
        used_days=_number_of(line.get("jours_consommes", "")),
        zones=_parts(line.get("perimetre", "")),
        proofs=_parts(line.get("justificatifs", "")),
        display=_DISPLAYS[line["mode_affichage"]],
    )


def check_when(kind: str, text: str) -> bool:
    """Whether a text is a day, or an instant, of the calendar."""
    try:
        _ = _day_of(text) if kind == "date" else _instant_of(text)
    except (ValueError, OverflowError):
        return False
    return True


def _word(words: Mapping[str, str], ours: str | None) -> str:
    return next((theirs for theirs, word in words.items() if word == ours), "")


def _number(value: object) -> str:
    return "" if value is None else str(value)


def _instant(value: object) -> str:
    return value.astimezone(UTC).strftime(_INSTANT) if isinstance(value, datetime) else ""


def _number_of(text: str) -> int | None:
    return int(text) if text else None


def _day_of(text: str) -> date | None:
    found = date.fromisoformat(text) if text else None
    if found is not None and (len(text) != 10 or not 1900 <= found.year <= 2200):
        raise ValueError(text)
    return found


def _instant_of(text: str) -> datetime | None:
    return datetime.strptime(text, _INSTANT).replace(tzinfo=UTC) if text else None


def _known(value: datetime | None) -> datetime:
    return cast("datetime", value)


def _parts(text: str) -> tuple[str, ...]:
    return tuple(part for part in text.split(_BETWEEN) if part)
