"""`joptimiz rules`, on the whole language: rights, triggers, duties, doubts, explanations, ways out."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from joptimiz.__main__ import main

SHELF = Path(__file__).resolve().parent.parent / "wrong"
TERRITORY = """\
schema: joptimiz/territory@1
slug: essai
name: Essai
timezone: Europe/Paris
crs: "EPSG:2154"
demonstration: true
days:
  match: {name: jours de match, source: club, known: [2026-01-01, 2026-12-01], dates: [2026-11-24]}
"""
RULES = """\
schema: joptimiz/rules@1
orders:
  A-1: {title: Arrêté de la zone}
zones:
  centre: {kind: ztl, name: Vieux-Pont, geometry: zones/centre.geojson}
calendars:
  match: {only: [match]}
rights:
  artisan: {name: la dérogation artisan, order: A-1, article: "6", quota_days: 52, delay_days: 15}
rules:
  - {id: ztl, do: prohibit, zones: [centre], when: {time: "05:00-23:00"}, order: A-1, article: "2"}
  - {id: pic, do: prohibit, zones: [centre], trigger: pic-pollution, order: A-1, article: "3"}
  - {id: livraison, do: allow, overrides: [ztl], zones: [centre], if: {activity: {in: [delivery]}},
     ambiguity: {text: "« livraison » comprend-elle l'enlèvement ?", if: {activity: {in: [delivery, pickup]}}},
     order: A-1, article: "4"}
  - {id: artisan, do: allow, overrides: [ztl], zones: [centre], if: {right: {has: artisan}}, require: [pass],
     limit: {stay_min: 30}, order: A-1, article: "6"}
  - {id: foule, do: prohibit, zones: [centre], when: {calendar: match, time: "18:00-20:00"}, order: A-1, article: "7"}
tests:
  - {name: nuit, at: "2026-06-02T04:00", zone: centre, vehicle: {gvw_kg: 7500}, expect: allowed}
"""
DAY = ("--at", "2026-11-24T10:00", "--zone", "centre")

type Run = Callable[..., tuple[int, str]]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command: its exit code and what it printed, spaces made plain."""

    def command(*arguments: object) -> tuple[int, str]:
        code = main(["rules", *map(str, arguments)])
        return code, capsys.readouterr().out.replace("\u00a0", " ").replace("\u202f", " ")

    return command


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A territory's folder."""
    home = tmp_path / "essai"
    (home / "rules").mkdir(parents=True)
    shutil.copytree(SHELF / "zones", home / "zones")
    (home / "territory.yaml").write_text(TERRITORY, encoding="utf-8")
    (home / "rules" / "ztl.yaml").write_text(RULES, encoding="utf-8")
    return home


def test_a_right_in_hand_asks_for_its_duties(run: Run, folder: Path) -> None:
    """With days left the answer is conditional and lists them; without a count it is unknown; used up, refused."""
    code, said = run("decide", folder, *DAY, "--activity", "works", "--right", "artisan:12")
    assert (code, said.splitlines()[0]) == (0, "Sous condition.")
    assert "(A-1, art. 6)" in said
    assert "30 min" in said
    for right, verdict in (("artisan:12", "conditional"), ("artisan", "unknown"), ("artisan:0", "forbidden")):
        answer = json.loads(run("decide", folder, *DAY, "--activity", "works", "--right", right, "--json")[1])
        assert answer["verdict"] == verdict
        assert [duty["kind"] for duty in answer["obligations"]] == ["pass", "stay_min"] * (verdict == "conditional")
    answer = json.loads(run("decide", folder, *DAY, "--activity", "works", "--right", "artisan", "--json")[1])
    assert answer["missing"] == [{"need": "days_left", "label": "le nombre de jours qui restent sur la dérogation"}]


def test_what_is_triggered_counts(run: Run, folder: Path) -> None:
    """What a delivery may otherwise do is refused while the peak lasts."""
    calm, peak = (
        json.loads(run("decide", folder, *DAY, "--activity", "delivery", *more, "--json")[1])["verdict"]
        for more in ((), ("--trigger", "pic-pollution"))
    )
    assert (calm, peak) == ("allowed", "forbidden")


def test_a_doubt_is_told_with_both_readings(run: Run, folder: Path) -> None:
    """The graver wins, and the sentence says what can be read two ways."""
    said = run("decide", folder, *DAY, "--activity", "pickup")[1]
    assert "Doute : « livraison » comprend-elle l" in said
    answer = json.loads(run("decide", folder, *DAY, "--activity", "pickup", "--json")[1])
    assert (answer["verdict"], answer["doubt"]) == ("forbidden", True)
    reading = answer["zones"][0]["readings"][0]
    assert (reading["rule"], reading["as_written"], reading["otherwise"]) == ("livraison", "forbidden", "allowed")


def test_a_day_nobody_listed_is_asked_for_by_name(run: Run, folder: Path) -> None:
    """The set of days goes by its own name."""
    question = ("--at", "2026-12-24T19:00", "--zone", "centre", "--activity", "delivery")
    assert "il manque la liste des jours de match" in run("decide", folder, *question)[1]


def test_explain_speaks_two_languages(run: Run, folder: Path) -> None:
    """Sentence by sentence, with the article; for a machine, with what each is about."""
    code, said = run("explain", folder, *DAY, "--activity", "works")
    assert code == 0
    assert "art. 2" in said
    assert said != run("explain", folder, *DAY, "--activity", "works", "--lang", "en")[1]
    document = json.loads(run("explain", folder, *DAY, "--activity", "works", "--json")[1])
    assert (document["verdict"], document["locale"]) == ("forbidden", "fr")
    assert {sentence["rule"] for sentence in document["sentences"]} >= {"ztl", "livraison", "artisan"}


def test_remedies_are_told_cheapest_first(run: Run, folder: Path) -> None:
    """Another hour, or the right that exists; with neither, what was tried."""
    question = (*DAY, "--activity", "works")
    document = json.loads(run("remedies", folder, *question, "--json")[1])
    assert [(way["kind"], way["at"]) for way in document["remedies"]] == [
        ("time", "2026-11-24T04:59:00+01:00"), ("time", "2026-11-24T23:00:00+01:00"), ("right", None),
    ]  # fmt: skip
    assert document["remedies"][2]["rights"][0]["article"] == "6"
    said = run("remedies", folder, *question)[1]
    assert said.startswith("Interdit.\n→ Venez plus tôt")
    none = run("remedies", folder, *question, "--hours-before", 0, "--hours-after", 0, "--no-rights")[1]
    assert none.splitlines()[1].startswith("Rien")
    english = run("remedies", folder, *question, "--hours-before", 0, "--hours-after", 0, "--no-rights", "--lang", "en")
    assert "Nothing" in english[1]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--right", "artizan:2"], "Vouliez-vous dire « artisan »"),
        (["--right", "artisan:beaucoup"], "en chiffres"),
        (["--trigger", "pic-pollutions"], "Vouliez-vous dire « pic-pollution »"),
        (["--trigger", "match", "--right", "x", "--vehicle", "gvw=1"], "3 problèmes"),
    ],
)
def test_a_wrong_right_or_trigger_is_a_misuse(run: Run, folder: Path, arguments: list[str], words: str) -> None:
    """The files are sound, the question is not: 2, with every problem."""
    code, said = run("decide", folder, *DAY, *arguments)
    assert code == 2
    assert words in said


def test_examine_says_what_is_worth_mending(run: Run, folder: Path) -> None:
    """Remarks with their line; an error among them is 1."""
    code, said = run("examine", folder)
    assert f"{folder}/rules/ztl.yaml:" in said
    document = json.loads(run("examine", folder, "--json")[1])
    assert document["ok"] is (code == 0)
    assert {finding["code"] for finding in document["findings"]}
    assert all(finding["line"] for finding in document["findings"] if finding["file"])


def test_a_second_opinion_agrees(run: Run, folder: Path) -> None:
    """durable-rules answers the same, or it is said that it could not be asked."""
    code, said = run("check", folder, "--second-opinion")
    assert code == 0
    assert "mêmes réponses" in said or "Pas de second avis" in said
    assert "✓ Essai" in said


def test_diff_tells_who_is_touched(run: Run, folder: Path, tmp_path: Path) -> None:
    """Two texts, or one without its basis from a date on; nothing changes, and it is said."""
    other = tmp_path / "nouveau"
    shutil.copytree(folder, other)
    assert run("diff", folder, other, "--from", "2026-11-23")[1].startswith("✓ Aucune réponse ne change")
    rules = other / "rules" / "ztl.yaml"
    rules.write_text(RULES.replace("05:00-23:00", "05:00-22:00"), encoding="utf-8")
    document = json.loads(run("diff", folder, other, "--from", "2026-11-23", "--json")[1])
    assert {(one["zone"], one["before"], one["after"]) for one in document["groups"]} >= {
        ("centre", "forbidden", "allowed"),
    }  # fmt: skip
    assert document["asked"] >= document["changed"] > 0
    rules.write_text(RULES.replace("de la zone}", "de la zone, basis: CGCT L2213-4-1}"), encoding="utf-8")
    code, said = run("diff", other, "--without", "CGCT L2213-4-1", "--from", "2027-01-01")
    assert code == 0
    assert "Vieux-Pont" in said
    assert "à partir du 1er janvier 2027, sur 7 jours." in said


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], "Il faut un second dossier"),
        (["--without", "CGCT L2213-4-2"], "Aucune règle ne repose sur"),
        (["--without", "CGCT L2213-4-2", "--from", "demain", "--days", "0"], "2 problèmes"),
    ],
)
def test_a_wrong_comparison_is_a_misuse(run: Run, folder: Path, arguments: list[str], words: str) -> None:
    """Nothing to compare with, or nothing that rests on it: 2."""
    code, said = run("diff", folder, *arguments)
    assert code == 2
    assert words in said
    assert run("diff", folder, folder / "absent")[0] == 2


@pytest.mark.parametrize("kind", ["rules", "territory", "set"])
def test_editors_are_given_a_schema(run: Run, kind: str) -> None:
    """Of each kind of file."""
    code, said = run("schema", kind)
    assert (code, json.loads(said)["$schema"]) == (0, "https://json-schema.org/draft/2020-12/schema")


def test_school_holidays_are_proposed(run: Run) -> None:
    """YAML for a zone the library knows; a sentence for another."""
    code, said = run("days", "A", "2026-09-01", "2027-01-10")
    assert code == 0
    assert "school_holiday:" in said
    assert "zone A" in said
    for wrong in (("D", "2026-09-01", "2027-01-10"), ("A", "bientôt", "2027-01-10"), ("A", "2027-01-10", "2026-01-01")):
        assert run("days", *wrong)[0] == 2


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["rules", "decide"], "il manque : path, --at."),
        (["rules", "decide", "x", "--at"], "--at : il manque sa valeur."),
        (["rules", "decid", "x"], "« decid »"),
        (["rules", "check", "x", "--jsn"], "inconnu ici : --jsn."),
        (["rules", "remedies", "x", "--at", "y", "--hours-before", "z"], "n’est pas un nombre entier"),
        (["rules", "explain", "x", "--at", "y", "--lang", "de"], "Choix possibles"),
        (["graph", "build", "x", "--territory", "y", "--margin", "z"], "--margin : « z » n’est pas un nombre."),
        ([], "il manque : COMMANDE."),
    ],
)
def test_usage_is_told_in_french(capsys: pytest.CaptureFixture[str], arguments: list[str], words: str) -> None:
    """A command written wrong: 2, its usage, and what is wrong with it."""
    with pytest.raises(SystemExit) as stop:
        main(arguments)
    said = capsys.readouterr().err
    assert stop.value.code == 2
    assert said.startswith("emploi : ")
    assert words in said
    for english in ("usage", "error", "argument ", "invalid", "required", "expected"):
        assert english not in said


def test_help_is_in_french(capsys: pytest.CaptureFixture[str]) -> None:
    """Titles and hints too."""
    with pytest.raises(SystemExit):
        main(["rules", "remedies", "--help"])
    said = capsys.readouterr().out
    assert "montrer cette aide" in said
    assert "show this help" not in said
