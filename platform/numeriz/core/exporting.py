"""A bay in the words of others: Cerema’s aire-livraison 1.0.0, GeoJSON; what they cannot say is told."""

from collections.abc import Iterator, Mapping

from numeriz.core.bay import EQUIPMENT, WORDS, Bay
from numeriz.core.hours import write_cds, write_osm
from rules.model import GeoJSON

_FLAGS = {
    "ARR_PRESENT": "order_present", "ACTIVE": "active", "MARQUAGE_CONFORMITE": "marking_conform",
    "ABAISSEMENT_TROTTOIR": "kerb_lowered",
}  # fmt: skip
_TEXTS = {
    "ARR_URL": "order_url", "ID": "reference", "NOM": "name", "ADRESSE": "address", "CODE_POSTAL": "postcode",
    "COMMUNE": "commune", "COMMENTAIRE": "comment",
}  # fmt: skip
_NUMBERS = {
    "LONGUEUR": "length_cm",
    "LARGEUR": "width_cm",
    "DUREE_MAX": "stay_max_min",
    "IRVE_PUISSANCE": "charging_kw",
}
_WORDS = {
    "DISPOSITION": "arrangement", "PARITE_TROTTOIR": "side", "LOCALISATION": "setting", "MARQUAGE_ETAT": "marking",
    "TYPE": "kind", "DUREE_CONTROLE": "stay_control",
}  # fmt: skip
_YES = {True: "oui", False: "non", None: ""}


def cerema_cells(bay: Bay) -> Mapping[str, str]:
    """Its cells by column, empty where nobody said."""
    return {
        "UUID": str(bay.id),
        "LONGITUDE": f"{bay.lon:.7f}",
        "LATITUDE": f"{bay.lat:.7f}",
        **{column: _YES[getattr(bay, name)] for column, name in _FLAGS.items()},
        **{column: str(getattr(bay, name)) for column, name in _TEXTS.items()},
        **{column: _number(getattr(bay, name)) for column, name in _NUMBERS.items()},
        **{column: WORDS[name].get(getattr(bay, name) or "", "") for column, name in _WORDS.items()},
        "PANNEAU_PRESENT": {"": "", "absent": "non"}.get(bay.sign or "", "oui"),
        "PANNEAU_ETAT": {"good": "bon état", "worn": "dégradé"}.get(bay.sign or "", ""),
        "EQUIPEMENTS": ",".join(EQUIPMENT[each] for each in bay.equipment),
        "TEMPORALITE_CDS": write_cds(bay.schedule)[0] if bay.schedule else "",
        "TEMPORALITE_OSM": write_osm(bay.schedule) if bay.schedule else "",
    }  # fmt: skip


def cerema_losses(bay: Bay) -> Iterator[tuple[str, str]]:
    """What that schema has no column for."""
    if bay.places != 1:
        yield "places", f"{bay.places} places : le schéma ne les compte pas."
    if bay.approximate:
        yield "approximate", "Sa position est approximative : le schéma ne le dit pas."
    if bay.closed_until is not None:
        yield "closed_until", "Elle est fermée pour un temps : le schéma ne dit qu’en service, ou non."
    if bay.schedule and bay.schedule.holidays is not None:
        yield "TEMPORALITE_CDS", "Les jours fériés ne se disent que dans TEMPORALITE_OSM."


def outline_ring(outline: GeoJSON | None) -> list[list[float]]:
    """The outer ring of an outline; empty without one."""
    coordinates = outline.get("coordinates") if outline else None
    return list(coordinates[0]) if isinstance(coordinates, list) and coordinates else []


def feature_of(bay: Bay) -> Mapping[str, object]:
    """A GeoJSON feature: its outline where one is drawn, else its position; words of ours, nulls left out."""
    said = {
        "territory": bay.territory, "code": bay.code, "reference": bay.reference, "name": bay.name,
        "places": bay.places, "address": bay.address or None, "postcode": bay.postcode or None,
        "commune": bay.commune or None, "arrangement": bay.arrangement, "side": bay.side, "setting": bay.setting,
        "length_cm": bay.length_cm, "width_cm": bay.width_cm, "kind": bay.kind, "sign": bay.sign,
        "marking": bay.marking, "stay_max_min": bay.stay_max_min, "equipment": list(bay.equipment) or None,
        "hours": write_osm(bay.schedule) if bay.schedule else None, "active": bay.active,
        "closed_until": bay.closed_until, "closed_reason": bay.closed_reason or None,
        "approximate": bay.approximate or None, "updated_at": bay.updated_at, "position": [bay.lon, bay.lat],
    }  # fmt: skip
    geometry = bay.outline or {"type": "Point", "coordinates": [bay.lon, bay.lat]}
    properties = {name: value for name, value in said.items() if value is not None}
    return {"type": "Feature", "id": str(bay.id), "properties": properties, "geometry": geometry}


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:g}"
