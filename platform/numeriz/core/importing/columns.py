"""Which column of a file of bays says what, and in which unit: by its title, as somebody once said, by its values."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median

from rules.written.columns import Column
from rules.written.folding import fold
from rules.written.lines import Row

FIELDS: Mapping[str, str] = {
    "reference": "Référence", "name": "Nom", "lon": "Longitude ou X", "lat": "Latitude ou Y",
    "lonlat": "Position (longitude, latitude)", "latlon": "Position (latitude, longitude)",
    "outline": "Emprise (WKT ou GeoJSON)", "address": "Adresse", "number": "Numéro dans la rue",
    "way": "Type de voie", "beside": "Au droit, en face", "postcode": "Code postal", "commune": "Commune",
    "places": "Places", "length": "Longueur", "width": "Largeur", "arrangement": "Disposition",
    "side": "Côté de la rue", "setting": "Emplacement", "marking": "Marquage", "marking_conform": "Marquage conforme",
    "kind": "Type d’aire", "sign_present": "Panneau présent", "sign": "État du panneau",
    "stay": "Durée maximale (minutes)", "stay_control": "Contrôle de la durée", "hours_osm": "Horaires (OpenStreetMap)",
    "hours_cds": "Horaires (CDS)", "hours_from": "Heure de début", "hours_to": "Heure de fin",
    "equipment": "Équipements", "charging_kw": "Puissance de la borne (kW)", "kerb_lowered": "Trottoir abaissé",
    "order_present": "Arrêté", "order_url": "Adresse de l’arrêté",
    "active": "En service", "approximate": "Position approximative", "comment": "Commentaire",
    "id": "Identifiant (UUID)",
}  # fmt: skip
"""What is read, with its French name."""
MEASURES = ("length", "width")
UNITS = {"m": "mètres", "cm": "centimètres"}
_SYNONYMS: Mapping[str, str] = {
    "reference": "id, bay_id, identifiant, reference, ref, numero, id_aire, code, id_old, user_zone_id, num_aire, fid",
    "name": "nom, name, libelle, intitule, designation",
    "lon": "longitude, lon, lng, long, x, x_l93, coord_x, coordonnee_x, x_wgs84",
    "lat": "latitude, lat, y, y_l93, coord_y, coordonnee_y, y_wgs84",
    "lonlat": "geom_xy, xy, coordonnees, coordinates, geopoint",
    "latlon": "geo_point_2d, geo_point, latlon, lat_lon",
    "outline": "geom_wkt, wkt, geo_shape, geometry, geom, emprise, the_geom, shape",
    "address": "adresse, address, rue, voie, nom_voie, nomvoie, street_name, libelle_voie, adresse_complete",
    "number": "numvoie, num_voie, street_number_start, numero_voie, address_number",
    "way": "typevoie, type_voie",
    "beside": "loc_num, compnumvoie",
    "postcode": "code_postal, cp, postal_code, codepostal",
    "commune": "commune, ville, city, nom_commune, nom_com",
    "places": "places, nb_places, nombre_de_places, calculated_places, num_spaces, plarel, nb_emplacements, capacite",
    "length": "longueur, length, lenght, long_m, longueur_m, long_cm",
    "width": "largeur, width, larg_m, largeur_m",
    "arrangement": "disposition, typsta, parking_angle, stationnement_type",
    "side": "parite_trottoir, parite, cote",
    "setting": "localisation, implantation",
    "marking": "marquage_etat, marquage, etat_marquage",
    "marking_conform": "marquage_conformite",
    "kind": "type, type_aire, regpri, regulation, categorie",
    "sign_present": "panneau_present, signalisation_verticale",
    "sign": "panneau_etat, panneau",
    "stay": "duree_max, interv_duree, duree, duree_maximale, max_duration, max_stay, duree_max_min",
    "stay_control": "duree_controle, controle",
    "hours_osm": "temporalite_osm, interv_jh, opening_hours, horaires_osm, horaires, horaire",
    "hours_cds": "temporalite_cds, time_spans",
    "hours_from": "h_debut, heure_debut, debut, horaire_debut",
    "hours_to": "h_fin, heure_fin, fin, horaire_fin",
    "equipment": "equipements, equipement",
    "charging_kw": "irve_puissance, puissance",
    "kerb_lowered": "abaissement_trottoir",
    "order_present": "arr_present",
    "order_url": "arr_url, url_arrete, lien_arrete",
    "active": "active, en_service, actif",
    "approximate": "approximatif, position_approximative",
    "comment": "commentaire, commentaires, observation, observations, remarque, remarques, comment",
    "id": "uuid, curb_zone_id",
}  # fmt: skip
_FIELD_OF: Mapping[str, str] = {fold(word): name for name, words in _SYNONYMS.items() for word in words.split(", ")}
_METRES_BELOW = 60.0
"""No bay is as short as this in centimetres, none as long in metres."""
_SHORTEST_CM, _LONGEST_CM = 100.0, 10_000.0


@dataclass(frozen=True, slots=True)
class Memory:
    """What somebody once chose, by folded title: the field (empty: none), the unit."""

    fields: Mapping[str, str] = field(default_factory=dict)
    units: Mapping[str, str] = field(default_factory=dict)


def is_known(title: str) -> bool:
    """Whether a title names what is read."""
    return fold(title) in _FIELD_OF


def propose(rows: Sequence[Row], memory: Memory) -> tuple[tuple[Column, ...], Sequence[Row]]:
    """What each column seems to say, and the lines under the titles; of two alike, the first."""
    if not rows:
        return (), ()
    taken: set[str] = set()
    columns = []
    for title in rows[0].cells:
        word = fold(title)
        found = memory.fields.get(word, _FIELD_OF.get(word, ""))
        found = "" if found in taken or found not in FIELDS else found
        taken.add(found)
        columns.append(Column(title, found or None))
    return tuple(columns), rows[1:]


def units_of(
    columns: Sequence[Column], lines: Sequence[Row], memory: Memory, chosen: Mapping[int, str]
) -> Mapping[str, str]:
    """The unit of each measure: as chosen, as remembered where it makes bays of these values, else what does."""
    units = {}
    for place, column in enumerate(columns, 1):
        if column.field in MEASURES:
            usual = _usual(place - 1, lines)
            said, kept = chosen.get(place, ""), memory.units.get(fold(column.title), "")
            guess = "m" if 0 < usual < _METRES_BELOW else "cm"
            units[column.field] = said if said in UNITS else kept if _fits(kept, usual) else guess
    return units


def _usual(place: int, lines: Sequence[Row]) -> float:
    """The value in the middle of a column, 0 where nothing is measured."""
    found = [number for line in lines if place < len(line.cells) and (number := as_number(line.cells[place]))]
    return median(found) if found else 0.0


def _fits(unit: str, usual: float) -> bool:
    """Whether this is how long, or wide, a bay is in that unit; files of one title differ."""
    return unit in UNITS and _SHORTEST_CM <= usual * (100 if unit == "m" else 1) <= _LONGEST_CM


def as_number(text: str) -> float | None:
    """A number as French or English write it; None for what is none."""
    bare = text.replace("\u00a0", "").replace("\u202f", "").replace(" ", "").replace(",", ".")
    try:
        found = float(bare)
    except ValueError:
        return None
    # What is no number is below no bound.
    return found if abs(found) < 1e12 else None
