"""Ways out of a refusal: each one true, none smaller forgotten, and what was tried when there is none."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from rules.bundle import Bundle
from rules.ir import All, AnyOf, Block, Compare, Days, Holds, Not, OneOf, Rule
from rules.model import Activation, Case, Duty, Profile, Right, RightKind, Verdict
from rules.remedies import Options, Place, Remedies, Stop, Vehicle, remedies, remedies_at

type Seal = Callable[..., Bundle]

AT = datetime.fromisoformat("2026-06-02T11:00+02:00")
CLOSED = Rule("ztl", "prohibit", ("a",), "A", "2", schedule=(Block(((300, 1380),)),))
DELIVERY = OneOf("activity", ("delivery",))
MORNING = (Block(((360, 660),)),)
ONLY_RIGHTS = Options(hours_before=0, hours_after=0)


def lifting(name: str = "livraison", **fields: object) -> Rule:
    """An allow that lifts the closure of zone a."""
    return replace(Rule(name, "allow", ("a",), "A", "4", overrides=("ztl",)), **fields)  # type: ignore[arg-type]


def ask(
    bundle: Bundle, options: Options | None = None, *, rights: tuple[Right, ...] = (), **facts: int | str
) -> Remedies:
    """The remedies of a case in zone a on 2 June 2026 at 11."""
    return remedies(bundle, Case(Profile(facts, rights), AT, ("a",)), options)


def plain(text: str) -> str:
    """The text with plain spaces."""
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def test_a_lawful_visit_needs_nothing(sealed: Seal) -> None:
    """Neither proposals nor a proof."""
    assert ask(sealed(lifting())) == Remedies(())


def test_hours_are_exact_to_the_minute(sealed: Seal) -> None:
    """The last minute of the window before, the first one of the next."""
    found = ask(sealed(CLOSED, lifting(schedule=MORNING)), rights=()).found
    local = [(one.at.astimezone(AT.tzinfo).isoformat() if one.at else "", one.minutes) for one in found]
    assert local == [("2026-06-02T10:59:00+02:00", 1), ("2026-06-02T23:00:00+02:00", 720)]
    assert [plain(one.message) for one in found] == [
        "Venez plus tôt : jusqu’à 10 h 59, c’est autorisé.",
        "Venez plus tard : à partir de 23 h, c’est autorisé.",
    ]


def test_the_hours_of_a_change_of_clock_are_found(sealed: Seal) -> None:
    """On 29 March 2026 no clock reads 2 h 30: a closure until then ends when the clock goes forward."""
    night = Rule("ztl", "prohibit", ("a",), "A", "2", schedule=(Block(((0, 150),)),))
    case = Case(Profile({}), datetime.fromisoformat("2026-03-29T01:30+01:00"), ("a",))
    (found,) = remedies(sealed(night), case, Options(hours_before=0, hours_after=4)).found
    assert found.at == datetime(2026, 3, 29, 1, tzinfo=UTC)
    assert plain(found.message) == "Venez plus tard : à partir de 3 h, c’est autorisé."


def test_an_activation_s_end_is_a_way_out(sealed: Seal) -> None:
    """The visit may wait for the alert to end, at its very second."""
    peak = Rule("pic", "prohibit", ("a",), "A", "9", trigger="pic-pollution")
    end = datetime(2026, 6, 2, 15, 30, 20, tzinfo=UTC)
    bundle = sealed(peak).with_overlays([Activation("pic-pollution", datetime(2026, 6, 1, tzinfo=UTC), end)])
    assert [one.at for one in ask(bundle, Options(hours_before=0)).found] == [end]


def test_another_vehicle_leaves_the_rights_of_the_first(sealed: Seal) -> None:
    """A right of the vehicle does not move to another one; a right of the carrier does."""
    heavy = Rule("poids", "prohibit", ("a",), "A", "3", condition=Compare("gvw_kg", "gt", 3500))
    allow = lifting(condition=AnyOf((Holds("mien"), Holds("nôtre"))))
    bundle = sealed(
        CLOSED,
        heavy,
        allow,
        rights=(RightKind("mien", "le mien", "A", "1"), RightKind("nôtre", "le nôtre", "A", "1", "carrier")),
    )
    options = Options(0, 0, vehicles=(Vehicle("le fourgon", {"gvw_kg": 3500}),), rights=False)
    kept = ask(bundle, options, rights=(Right("nôtre", "essai"),), gvw_kg=7500)
    assert [(one.kind, one.label, one.vehicle, one.message) for one in kept.found] == [
        ("vehicle", "le fourgon", {"gvw_kg": 3500}, "Avec le fourgon, c’est autorisé.")
    ]
    lost = ask(bundle, options, rights=(Right("mien", "essai"),), gvw_kg=7500)
    assert lost.found == ()
    own = replace(options, vehicles=(Vehicle("le fourgon", {"gvw_kg": 3500}, (Right("mien", "essai"),)),))
    assert [one.kind for one in ask(bundle, own, gvw_kg=7500).found] == ["vehicle"]


def test_another_stop_is_asked_of_its_own_zones(sealed: Seal) -> None:
    """A stop in an open zone helps, one in a closed zone does not, nor one where no rulebook speaks."""
    bundle = sealed(CLOSED)
    stops = (
        Stop("ailleurs", (Place(bundle, ("b",)),)),
        Stop("dedans", (Place(bundle, ("a",)),)),
        Stop("hors carte", ()),
    )
    found = ask(bundle, Options(0, 0, stops=stops)).found
    assert [(one.kind, one.label) for one in found] == [("stop", "ailleurs")]


def test_rights_come_in_smallest_sets(sealed: Seal, kinds: tuple[RightKind, ...]) -> None:
    """No set holds another one; each tells who decides, under which article, how long it takes."""
    both = lifting("deux", condition=All((Holds("artisan"), Holds("marche"))), duties=(Duty("pass"),))
    one = lifting("un", condition=Holds("riverain"))
    found = ask(sealed(CLOSED, both, one, rights=kinds), ONLY_RIGHTS).found
    assert [tuple(asked.kind.id for asked in remedy.rights) for remedy in found] == [
        ("artisan", "marche"),
        ("riverain",),
    ]
    assert [remedy.verdict for remedy in found] == [Verdict.CONDITIONAL, Verdict.ALLOWED]
    assert plain(found[1].message) == (
        "Avec le droit de riverain (A, art. 7 ; sans demande, si vous y avez droit), c’est autorisé."
    )
    assert plain(found[0].message) == (
        "Avec la dérogation artisan (A, art. 6 ; à demander au guichet, réponse sous 15 jours) et la dérogation marché "
        "(A, art. 8 ; à demander au guichet), c’est autorisé sous condition : détenir un laissez-passer."
    )
    assert [duty.kind for duty in found[0].obligations] == ["pass"]


def test_a_right_for_other_vehicles_is_not_proposed(sealed: Seal) -> None:
    """A breakdown lorry is told its right, who does not say their body as well; a van hears that there is none."""
    kind = RightKind("remorquage", "le passage des dépanneuses", "A", "8", suits=OneOf("body", ("recovery",)))
    bundle = sealed(CLOSED, lifting(condition=Holds("remorquage")), rights=(kind,))
    for found in (ask(bundle, ONLY_RIGHTS, body="recovery"), ask(bundle, ONLY_RIGHTS)):
        assert [one.kind for one in found.found] == ["right"]
    refused = ask(bundle, ONLY_RIGHTS, body="box")
    assert refused.found == ()
    assert refused.none is not None
    assert "aucune dérogation que ce véhicule puisse demander" in plain(refused.none.message)


def test_an_hour_and_a_right_only_when_neither_helps_alone(sealed: Seal, kinds: tuple[RightKind, ...]) -> None:
    """The pair is proposed last."""
    always = Rule("ztl", "prohibit", ("a",), "A", "2")
    bundle = sealed(always, lifting(condition=Holds("artisan"), schedule=MORNING), rights=kinds)
    found = ask(bundle, Options(hours_before=0)).found
    assert [(one.kind, [asked.kind.id for asked in one.rights]) for one in found] == [("time_right", ["artisan"])]
    assert found[0].at == datetime(2026, 6, 3, 4, tzinfo=UTC)
    at_ten = Case(Profile({}), AT - timedelta(hours=1), ("a",))
    assert {one.kind for one in remedies(bundle, at_ten).found} == {"right"}


def test_without_a_way_out_all_that_was_tried_is_listed(sealed: Seal, kinds: tuple[RightKind, ...]) -> None:
    """The horizon, the vehicles, the stops, the rights, and the rule that stands."""
    always = Rule("ztl", "prohibit", ("a",), "A", "2")
    never = lifting(condition=All((Holds("artisan"), DELIVERY)))
    wall = Rule("tonnage", "prohibit", ("a",), "A", "3", condition=Compare("gvw_kg", "gt", 3500))
    bundle = sealed(always, never, wall, rights=kinds)
    options = Options(
        vehicles=(Vehicle("le camion", {"gvw_kg": 7500}),), stops=(Stop("la place", (Place(bundle, ("a",)),)),)
    )
    none = ask(bundle, options, gvw_kg=19000, activity="transit").none
    assert none is not None
    assert (none.vehicles, none.stops, [one.kind.id for one in none.kinds]) == (
        ("le camion",),
        ("la place",),
        ["artisan"],
    )
    assert (none.start, none.end) == (AT - timedelta(hours=24), AT + timedelta(hours=168))
    assert {(wall.rule, wall.lifters) for wall in none.walls} == {("ztl", ("livraison",)), ("tonnage", ())}
    assert plain(none.message) == (
        "Rien de ce qui a été essayé ne rend ce passage autorisé : aucun horaire du 1er juin 2026 11 h au "
        "9 juin 2026 11 h ; aucun des véhicules proposés (le camion) ; aucun des autres arrêts proposés (la place) ; "
        "aucune des dérogations de ce règlement (la dérogation artisan) ; aucune dérogation jointe à un autre horaire. "
        "Rien ne lève la règle « tonnage » (art. 3). "
        "La règle « ztl » (art. 2) ne se lève que par « livraison » (art. 4), hors de portée ici."
    )


def test_unknown_asks_for_the_fewest_facts_that_settle_it(sealed: Seal) -> None:
    """Crit'Air alone settles a rule on Crit'Air; a rule on both needs both; a list of days nobody can tell."""
    one = sealed(Rule("zfe", "prohibit", ("a",), "A", "2", condition=Compare("critair", "gte", "4")))
    assert [(x.kind, x.needs) for x in ask(one).found] == [("fact", ("critair",))]
    two = sealed(
        Rule(
            "zfe",
            "prohibit",
            ("a",),
            "A",
            "2",
            condition=All((Compare("critair", "gte", "4"), Compare("gvw_kg", "gt", 3500))),
        )
    )
    assert ask(two).found[0].needs == ("critair", "gvw_kg")
    assert ask(two, critair="5").found[0].needs == ("gvw_kg",)
    days = sealed(Rule("fete", "prohibit", ("a",), "A", "2", schedule=(Block(days=Days(only=("public_holiday",))),)))
    case = Case(Profile({}), datetime.fromisoformat("2031-06-02T11:00+02:00"), ("a",))
    assert remedies(days, case).found == ()


def test_days_left_are_asked_for_and_not_the_right_again(sealed: Seal, kinds: tuple[RightKind, ...]) -> None:
    """Who holds a counted right is asked how many days are left."""
    bundle = sealed(CLOSED, lifting(condition=Holds("marche")), rights=kinds)
    held = Right("marche", "essai")
    (found,) = ask(bundle, ONLY_RIGHTS, rights=(held,)).found
    assert (found.kind, found.needs) == ("fact", ("days_left",))
    assert [one.kind for one in ask(bundle, ONLY_RIGHTS).found] == ["right"]


def test_a_list_that_ends_is_named_when_nothing_else_helps(sealed: Seal) -> None:
    """Nobody who asks can tell which days are holidays: the proof says what the rulebook lacks."""
    days = sealed(Rule("fete", "prohibit", ("a",), "A", "2", schedule=(Block(days=Days(only=("public_holiday",))),)))
    case = Case(Profile({}), datetime.fromisoformat("2031-06-02T11:00+02:00"), ("a",))
    none = remedies(days, case).none
    assert none is not None
    assert plain(none.message).endswith("Il manque la liste des jours fériés de cette année.")


def test_two_rulebooks_must_both_agree(sealed: Seal) -> None:
    """A commune opens in the morning, the other at noon: only what both allow is proposed."""
    first = sealed(CLOSED, lifting(schedule=(Block(((360, 660),)),)))
    second = sealed(CLOSED, lifting(schedule=(Block(((600, 720),)),)))
    places = (Place(first, ("a",)), Place(second, ("a",)))
    found = remedies_at(places, Profile({}), AT, Options(hours_after=0)).found
    assert [one.at for one in found] == [AT - timedelta(minutes=1)]


def test_english_is_spoken_too(sealed: Seal, kinds: tuple[RightKind, ...]) -> None:
    """The same proposals in English."""
    bundle = sealed(CLOSED, lifting(condition=Holds("artisan")), rights=kinds)
    said = [one.message for one in ask(bundle, Options(hours_before=0, locale="en")).found]
    assert said == [
        "Come later: from 23:00 on, it is allowed.",
        (
            "With “la dérogation artisan” (A, art. 6; to be asked for at the desk, answered within 15 days), "
            "it is allowed."
        ),
    ]


def test_a_day_that_a_right_does_not_cover_is_not_promised(sealed: Seal, kinds: tuple[RightKind, ...]) -> None:
    """A right in hand that ends tonight opens nothing tomorrow."""
    bundle = sealed(replace(CLOSED, schedule=()), lifting(condition=Holds("artisan"), schedule=MORNING), rights=kinds)
    held = Right("artisan", "essai", end=date(2026, 6, 3))
    found = ask(bundle, rights=(held,)).found
    assert [one.at for one in found] == [AT - timedelta(minutes=1)]


def test_a_right_that_shuts_is_never_proposed(sealed: Seal, kinds: tuple[RightKind, ...]) -> None:
    """Where holding one right closes what another opens, the second goes alone."""
    bundle = sealed(CLOSED, lifting(condition=All((Holds("artisan"), Not(Holds("riverain"))))), rights=kinds)
    found = ask(bundle, ONLY_RIGHTS).found
    assert [[asked.kind.id for asked in one.rights] for one in found] == [["artisan"]]


def test_a_search_that_would_last_says_how_far_it_went(sealed: Seal) -> None:
    """Rules that turn each minute, lifted by sets of rights never held: fewer hours and smaller sets are tried."""
    kinds = [f"k{number:02}" for number in range(40)]
    books = [
        lifting(f"l{n:04}", schedule=(Block(((n, n + 1),)),), condition=All((Holds(kinds[n % 40]), DELIVERY)))
        for n in range(0, 1440, 3)
    ]
    always = replace(CLOSED, schedule=())
    granted = [RightKind(kind, f"la dérogation {kind}", "A", "6") for kind in kinds]
    bundle = sealed(always, *books, rights=granted)
    none = ask(bundle, Options(hours_before=168, hours_after=744), activity="transit").none
    assert none is not None
    assert none.start is not None
    assert none.end is not None
    assert none.start < AT < none.end
    assert none.end - none.start < timedelta(hours=911)
    assert (none.largest, none.paired) == (2, 0)
    assert "horaire du" in none.message
    assert "jointe à un autre horaire" not in plain(none.message)
