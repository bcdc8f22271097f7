"""Templates: whatever is chosen within their bounds compiles, passes its own tests and is well made."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from rules.cases import run_tests
from rules.compiler import compile_bundle
from rules.examine import examine
from rules.model import GeoJSON, Source
from rules.vocabulary import DAYS
from tenants.files import complete
from tenants.opening.parameters import Parameter, read_values
from tenants.opening.templating import Ground, instantiate, templates

TODAY = date(2026, 11, 30)
AREA: GeoJSON = {"type": "Polygon", "coordinates": [[[5.7, 45.1], [5.8, 45.1], [5.8, 45.2], [5.7, 45.2], [5.7, 45.1]]]}
TERRITORY = """\
schema: joptimiz/territory@1
include: [national/r2213-1-0-1@1]
slug: essai
name: Essai
siren: "200040715"
timezone: Europe/Paris
crs: "EPSG:2154"
coverage: zones/area.geojson
holidays: {source: Code du travail L3133-1, dates: {2026-12-25: Noël}}
"""
NAMES = sorted(templates())


FEASTS = st.lists(st.dates(date(2027, 1, 1), date(2027, 12, 31)).map(lambda day: f"{day:%d/%m}"), max_size=12)


def typed(parameter: Parameter, today: date) -> st.SearchStrategy[str]:
    """Everything that may be typed for it."""
    if parameter.kind == "feasts":
        return FEASTS.map(", ".join)
    return simply_typed(parameter, today)


def simply_typed(parameter: Parameter, today: date) -> st.SearchStrategy[str]:
    """The same of one word or number."""
    low, high = parameter.bounds or (0, 0)
    match parameter.kind:
        case "days":
            return st.sets(st.sampled_from(DAYS), min_size=1).map(lambda days: ",".join(sorted(days)))
        case "time":
            first, last = (int(str(one)[:2]) * 60 + int(str(one)[3:]) for one in (low, high))
            return (
                st.integers(first // 5, last // 5)
                .map(lambda five: five * 5)
                .map(lambda minute: f"{minute // 60:02}:{minute % 60:02}")
            )
        case "whole":
            return st.integers(int(low), int(high)).map(str)
        case "date":
            return st.integers(int(low), int(high)).map(lambda days: str(today + timedelta(days=days)))
        case "choice":
            return st.sampled_from(parameter.choices)
        case _:
            size = {"min_size": int(low), "max_size": int(high)}
            signs = st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Zs"))
            return st.text(signs, **size).filter(lambda text: len(text.strip()) >= int(low))


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("sandbox", [False, True])
@settings(
    max_examples=12,
    deadline=None,
    phases=(Phase.generate,),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(data=st.data())
def test_a_template_is_sound_over_all_its_choices(name: str, sandbox: bool, data: st.DataObject) -> None:
    """No problem, no failing test, no rule without a test, nothing graver than a note."""
    template = templates()[name]
    today = data.draw(st.dates(date(2026, 1, 1), date(2028, 12, 31)))
    given_ = {one.name: data.draw(typed(one, today), label=one.name) for one in template.parameters}
    values, problems = read_values(template.parameters, given_, today, name)
    assert problems == ()
    text = instantiate(template, values, Ground("zones/area.geojson", "l’essai", today, sandbox))
    folder = complete(((Source("territory.yaml", TERRITORY), text), {"zones/area.geojson": AREA}))
    bundle = compile_bundle(*folder)
    report = run_tests(bundle)
    assert report.failures == ()
    assert report.untested == ()
    assert [one for one in examine(bundle) if one.severity != "note"] == []
    order = bundle.orders[name]
    assert order.status == ("demonstration" if sandbox else "to_verify")
    assert {rule.article for rule in bundle.rules if rule.order == name} == {"a_verifier"}


@pytest.mark.parametrize("name", NAMES)
def test_its_defaults_are_within_its_bounds(name: str) -> None:
    """What is proposed could have been typed."""
    for parameter in templates()[name].parameters:
        value = parameter.initial(TODAY)
        text = ",".join(value) if isinstance(value, tuple) else str(value)
        assert parameter.read(text, TODAY) == value, parameter.name


@pytest.mark.parametrize(
    "word",
    [
        "",
        "  ",
        "25:00",
        "6:00",
        "09:59",
        "-1",
        "9999999",
        "١٢:٣٠",
        "a\nb",
        "'",
        "{{ x }}",
        "sa,xx",
        "2026-13-01",
        "x" * 500,
    ],
)
@pytest.mark.parametrize("name", NAMES)
def test_what_cannot_be_is_refused_with_the_way_out(name: str, word: str) -> None:
    """Every parameter refuses nonsense in French, all at once, and says what would do."""
    template = templates()[name]
    given_ = {
        one.name: word
        for one in template.parameters
        if not (one.kind == "text" and 2 <= len(word.strip()) <= 80 and "\n" not in word)
        and not (one.kind == "feasts" and not word.strip())  # none is fine
    }
    _, problems = read_values(template.parameters, given_, TODAY, name)
    assert len(problems) == len(given_)
    assert all(problem.hint for problem in problems)


def test_an_unknown_parameter_is_told() -> None:
    """With those there are."""
    _, problems = read_values(templates()["marche"].parameters, {"heure": "1"}, TODAY, "marche")
    assert "debut, fin, jours, livraison, passages, sauf" in (problems[0].hint or "")
