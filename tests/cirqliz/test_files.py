"""Lists of derogations as they leave: valid by their schemas, each for its reader, counts that tell of nobody."""

import csv
import io
import json
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

import frictionless
import httpx
import pytest
from fleets import van
from signing import NOW as LATER
from signing import some_owner

from accounts.service.organisations import get_organisation
from accounts.service.vehicles import add_vehicle
from cirqliz.service.asking import Wish, ask
from cirqliz.service.deciding import Decision, decide
from cirqliz.service.exporting import list_counted
from tenants.database import Scope, scoped

from .conftest import TODAY, Doors, wish
from .heard import keep

YES = Decision(granted=True, reason="")


async def granted(doors: Doors, count: int = 3) -> list[str]:
    """Some rights of the carrier of the town."""
    town = doors.town
    body = {"batch": str(uuid4()), "wishes": [wish(town, number) for number in range(count)]}
    made = (await doors.ask(town.owner, "POST", "/requests", json=body)).json()
    outcomes = await decide(town.on, town.officers[0], [UUID(one["id"]) for one in made], YES)
    return [str(one.derogation) for one in outcomes]


def check(folder: Path, answer: httpx.Response, variant: str, schema: bytes) -> Sequence[dict[str, str]]:
    """Raises AssertionError unless frictionless finds the file valid; its rows."""
    file = folder / f"{variant}.csv"
    file.write_bytes(answer.content)
    described = frictionless.Schema.from_descriptor(json.loads(schema))
    report = frictionless.validate(frictionless.Resource(path=str(file.name), basepath=str(folder), schema=described))
    assert report.valid, report.to_summary()
    return list(csv.DictReader(io.StringIO(answer.text)))


async def test_each_variant_is_valid_and_says_what_its_reader_needs(doors: Doors, tmp_path: Path) -> None:
    """Control reads plates and states, its carrier all of its own; a suspension is in the next reading."""
    town = doors.town
    rights = await granted(doors)
    await keep(town.on, town.officers[0], UUID(rights[0]), "suspend", "Contrôle.")
    schemas = {
        name: (await doors.http.get(f"/schemas/derogation-zfe{name}.json")).content
        for name in ("-controle", "", "-ouvert")
    }
    agent = await doors.token("derogations:read", territory=town.slug)
    answer = await doors.ask(agent, "GET", "/control", params={"form": "csv"})
    rows = check(tmp_path, answer, "controle", schemas["-controle"])
    states = {row["derogation_id"]: row["statut"] for row in rows}
    assert states == {rights[0]: "suspendue", rights[1]: "accordee", rights[2]: "accordee"}
    assert {row["immatriculation"] for row in rows} == {"AB100CD", "AB101CD", "AB102CD"}
    own = await doors.ask(town.owner, "GET", "/export", params={"form": "csv"})
    mine = check(tmp_path, own, "transporteur", schemas[""])
    siren = ((await get_organisation(town.carrier)).siret or "")[:9]
    assert [row["titulaire_siren"] for row in mine] == [siren] * 3
    assert "titulaire_siren" not in rows[0], "who controls needs no holder"
    stranger = await some_owner()
    assert (await doors.ask(stranger, "GET", "/export")).json()["derogations"] == []
    assert (await doors.ask(town.owner, "GET", "/control")).status_code == 403
    package = await doors.ask(agent, "GET", "/control", params={"form": "datapackage"})
    (tmp_path / "all.zip").write_bytes(package.content)
    report = frictionless.validate(str(tmp_path / "all.zip"), type="package")
    assert report.valid, report.to_summary()


async def test_the_body_is_said_as_the_certificate_writes_it(doors: Doors, tmp_path: Path) -> None:
    """Rubric J.3 where one abbreviation says it; nothing where it may be several, or where nobody told the body."""
    town = doors.town
    told = [van(f"EF{number}GH", "", body=body) for number, body in ((100, "concrete_mixer"), (101, "tank"))]
    vehicles = [await add_vehicle(town.owner, draft, LATER) for draft in (*told, van("EF102GH"))]
    wishes = [town.wish(vehicle=vehicle.id) for vehicle in vehicles]
    asked = await ask(town.on, town.owner, uuid4(), wishes)
    await decide(town.on, town.officers[0], [one.id for one in asked], YES)
    schema = (await doors.http.get("/schemas/derogation-zfe.json")).content
    rows = check(tmp_path, await doors.ask(town.owner, "GET", "/export", params={"form": "csv"}), "mine", schema)
    bodies = {row["immatriculation"]: row["carrosserie_nationale"] for row in rows}
    assert bodies == {"EF100GH": "BETON", "EF101GH": "", "EF102GH": ""}


async def test_a_list_known_already_is_not_sent_again(doors: Doors) -> None:
    """304 until something changes; what changed since is told alone; each reading leaves a trace."""
    town = doors.town
    rights = await granted(doors)
    agent = await doors.token("derogations:read", territory=town.slug)
    first = await doors.ask(agent, "GET", "/control")
    tag = {"if-none-match": first.headers["etag"]}
    assert (await doors.ask(agent, "GET", "/control", headers=tag)).status_code == 304
    async with scoped(Scope(town.slug)) as connection:
        last = await connection.fetchval("SELECT max(changed_at) FROM derogation")
    await keep(town.on, town.officers[0], UUID(rights[1]), "revoke", "Véhicule vendu.")
    again = await doors.ask(agent, "GET", "/control", headers=tag)
    assert again.status_code == 200
    since = {"since": (last + timedelta(microseconds=1)).isoformat()}
    changed = (await doors.ask(agent, "GET", "/control", params=since)).json()["derogations"]
    assert [(one["derogation_id"], one["statut"]) for one in changed] == [(rights[1], "retiree")]
    async with scoped(Scope(town.slug)) as connection:
        assert await connection.fetchval("SELECT count(*) FROM audit WHERE what = 'derogation.exported'") == 4
    assert (await doors.ask(agent, "GET", "/control", params={"form": "xml"})).status_code in (400, 422)


async def test_counts_tell_of_nobody(doors: Doors, tmp_path: Path) -> None:
    """One carrier is not told; five are, rounded, without a plate; an unknown territory is a page."""
    town = doors.town
    await granted(doors)
    where = f"/t/{town.slug}/derogations"
    assert (await doors.http.get(f"{where}.json")).json()["derogations"] == []
    for number in range(5):
        owner = await some_owner()
        van_of = van(f"CD{200 + number}EF", category="N1", gvw_kg=3500, critair="2", energy="diesel")
        vehicle = await add_vehicle(owner, van_of, LATER)
        (made,) = await ask(town.on, owner, uuid4(), [Wish(town.slug, "occasionnel", vehicle.id, TODAY)])
        await decide(town.on, town.officers[0], [made.id], YES)
    answer = await doors.http.get(f"{where}.csv")
    schema = (await doors.http.get("/schemas/derogation-zfe-ouvert.json")).content
    (row,) = check(tmp_path, answer, "ouvert", schema)
    assert (row["statut"], row["derogations"], row["date_maj"]) == ("accordee", "10", TODAY.isoformat())
    records = await list_counted(town.on, town.slug)
    assert len(records) == 8
    for record in records:
        assert record.plate not in answer.text
    assert (await doors.http.get(f"/t/{town.slug}/donnees")).text.count("derogations.") >= 2
    assert (await doors.http.get("/t/nulle-part/derogations.csv")).status_code == 404


@pytest.mark.parametrize("form", ["csv", "json", "datapackage"])
async def test_past_its_term_no_plate_leaves(doors: Doors, form: str) -> None:
    """A right whose plate was purged is in no list for control."""
    town = doors.town
    await granted(doors, 1)
    async with scoped(Scope(town.slug, role="purge")) as connection:
        await connection.execute("UPDATE derogation SET plate = '', ends_on = starts_on WHERE true")
    agent = await doors.token("derogations:read", territory=town.slug)
    answer = await doors.ask(agent, "GET", "/control", params={"form": form})
    assert b"AB100CD" not in answer.content
