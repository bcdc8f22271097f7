"""`joptimiz rules conformance` and `joptimiz keys`: as an integrator and an operator type them."""

import json
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

import pytest
from forging import NOW, TERRITORY, envelope_of, keys_of

from joptimiz.__main__ import main
from rules.compiler import compile_bundle
from tenants.conforming import draw_questions, score
from tenants.conforming.sets import BUNDLE, KEYS, QUESTIONS, SEAL, seal_set
from tenants.files import read_folder
from tenants.verifying import Answer, Opened, ZoneAnswer, verify, verify_keys

ROOT = Path(__file__).parents[2]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A set about Riviera, as `write` leaves it."""
    bundle = compile_bundle(*read_folder(ROOT / "tenants" / "territories" / "riviera"))
    envelope, keys = envelope_of(bundle), keys_of("riviera")
    opened = Opened.of(verify(envelope, verify_keys(keys, NOW), NOW))
    sealed = seal_set(TERRITORY, opened, draw_questions(bundle, NOW.date(), 3, 60), 3, NOW)
    files = {BUNDLE: envelope, KEYS: keys, QUESTIONS: sealed.questions, SEAL: sealed.seal}
    for name, body in files.items():
        (tmp_path / name).write_bytes(body)
    return tmp_path


def run(capsys: pytest.CaptureFixture[str], *words: str | Path) -> tuple[int, str]:
    """The code and what was said."""
    code = main(["rules", "conformance", *map(str, words)])
    return code, capsys.readouterr().out


def test_answers_are_scored(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Ours are all right; each wrong one is told in French, with what was expected."""
    code, text = run(capsys, "answer", folder)
    assert code == 0
    answers = json.loads(text)["answers"]
    given = folder / "answers.json"
    given.write_text(json.dumps({"answers": answers}))
    code, text = run(capsys, "check", folder, given)
    assert (code, text) == (0, "✓ 60 réponses justes sur 60 (100,0\u00a0%).\n")
    forbidden = next(each for each in answers if each["verdict"] == "forbidden")
    forbidden["verdict"] = "allowed"
    given.write_text(json.dumps([each for each in answers if each["id"] != answers[-1]["id"]]))
    code, text = run(capsys, "check", folder, given)
    assert code == 1
    assert f"Question {forbidden['id']}\u00a0: «\u00a0autorisé\u00a0» au lieu de «\u00a0interdit\u00a0»." in text
    assert f"Question {answers[-1]['id']}\u00a0: pas de réponse." in text
    assert "58 réponses justes sur 60 (96,6\u00a0%)." in text
    code, text = run(capsys, "check", folder, given, "--json")
    assert (code, json.loads(text)["right"]) == (1, 58)


def test_one_edited_byte_fails(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Of the questions, of the bundle, of the keys; and what is missing or is no answer says so."""
    given = folder / "answers.json"
    given.write_text("[]")
    for name, before, after, verb in (
        (QUESTIONS, b'"id":7,', b'"id":8,', "answer"),
        (BUNDLE, b'"rulebook":1', b'"rulebook":2', "answer"),
        (KEYS, b'"sequence":1', b'"sequence":2', "answer"),
    ):
        body = (folder / name).read_bytes()
        assert before in body
        (folder / name).write_bytes(body.replace(before, after, 1))
        code, text = run(capsys, verb, folder)
        assert (code, "La signature ne correspond pas" in text) == (2, True), name
        (folder / name).write_bytes(body)
    for wrong in ("{", "{}", '[{"id": 1}]', "3", "[" * 100_000):
        given.write_text(wrong)
        code, text = run(capsys, "check", folder, given)
        assert (code, "n’ont pas la forme attendue" in text) == (2, True), wrong[:9]
    code, text = run(capsys, "check", folder, folder / "rien.json")
    assert (code, "ne se lit pas" in text) == (2, True)
    (folder / SEAL).write_text("{}")
    code, text = run(capsys, "answer", folder)
    assert (code, "ne sont pas lisibles" in text) == (2, True)
    (folder / SEAL).unlink()
    assert run(capsys, "answer", folder)[0] == 2
    assert run(capsys, "write", "riviera", "-o", folder, "--count", "0")[0] == 2


def answer_of(zones: Sequence[ZoneAnswer] = (), **told: object) -> Answer:
    """An answer, allowed unless told otherwise."""
    fields = {"id": 1, "verdict": "allowed", "doubt": False, "needs": [], "obligations": []} | told
    return Answer(**fields, zones=list(zones))  # type: ignore[arg-type]


def test_each_difference_has_its_sentence() -> None:
    """Verdict, doubt, needs, obligations, zones, the verdict and the rules of each; order does not count."""
    here, rule = ZoneAnswer("port", "allowed", ["b", "a"]), ZoneAnswer("port", "allowed", ["c"])
    for right, given, said in (
        (answer_of(doubt=True), answer_of(), "le doute entre deux lectures n’est pas dit."),
        (answer_of(), answer_of(doubt=True), "un doute est dit, il n’y en a pas."),
        (answer_of(needs=["critair"]), answer_of(), "données manquantes\u00a0: rien au lieu de critair."),
        (
            answer_of(obligations=[("stay_min", 30)]),
            answer_of(obligations=[("pass", None)]),
            "obligations\u00a0: pass au lieu de stay_min 30.",
        ),
        (answer_of([here]), answer_of(), "zones\u00a0: rien au lieu de port."),
        (
            answer_of([here]),
            answer_of([ZoneAnswer("port", "forbidden", [])]),
            "dans la zone port, «\u00a0interdit\u00a0» au lieu de «\u00a0autorisé\u00a0».",
        ),
        (answer_of([here]), answer_of([rule]), "dans la zone port, règles c au lieu de b, a."),
    ):  # fmt: skip
        assert score([right], [given]).differences == (f"Question 1\u00a0: {said}",)
    assert score([answer_of([here])], [answer_of([ZoneAnswer("port", "allowed", ["a", "b"])])]).is_full


def test_the_same_seed_draws_the_same(folder: Path) -> None:
    """And another draws others."""
    bundle = compile_bundle(*read_folder(ROOT / "tenants" / "territories" / "lyon"))
    first, again, other = (draw_questions(bundle, NOW.date(), seed, 50) for seed in (1, 1, 2))
    assert first == again != other
    assert len({sha256(repr(each).encode()).digest() for each in first}) == 50
