"""`overrides`: which rules a rule lifts or restores, and the rings that would make."""

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from itertools import dropwhile
from operator import ne

from rules.fields import Fields
from rules.ir import Effect, Rule
from rules.log import Log
from rules.model import Verdict
from rules.reading.draft import Draft


def opposed(words: Iterable[str], effect: Effect | None, draft: Draft) -> set[str]:
    """The rules these names and tags stand for that lie on the other side: allows face the three that restrict."""
    targets = (rule for word in words for rule in ((word,) if word in draft.rules else draft.tags.get(word, ())))
    lifts = effect == "allow"
    return {rule for rule in targets if rule in draft.effects and (draft.effects[rule] == "allow") is not lifts}


def read_overrides(fields: Fields, effect: Effect | None, draft: Draft, default: Verdict, log: Log) -> tuple[str, ...]:
    """The names of the rules lifted, tags resolved; a shared rule may name what this territory has not."""
    shared = draft.is_shared(fields.place)
    if effect == "allow" and not fields.has("overrides") and default is Verdict.ALLOWED and not shared:
        log.add("allow_without_overrides", fields.place)
    nodes, name = fields.names("overrides"), fields.scalar("id")
    for node in nodes:
        word = node.text
        targets = (word,) if word in draft.rules else draft.tags.get(word, ())
        log.draw(len(targets), node.place)
        if name and word == name.text:
            log.add("override_itself", node.place)
        elif not targets and not shared:
            log.add_unknown("unknown_rule", node.place, word, (*draft.rules, *draft.tags))
        elif not opposed((word,), effect, draft) and effect and any(rule in draft.effects for rule in targets):
            log.add("override_same_effect", node.place, word=word)
    return tuple(sorted(opposed((node.text for node in nodes), effect, draft)))


def check_cycles(rules: Sequence[Rule], draft: Draft, log: Log) -> None:
    """Report each ring of overrides once, at its first rule."""
    overrides: Mapping[str, tuple[str, ...]] = {rule.name: rule.overrides for rule in rules if rule.name}
    done: set[str] = set()
    for start, rest in overrides.items():
        path = dict.fromkeys([start])
        stack = [(start, iter(rest))]
        while stack and start not in done:
            current, untried = stack[-1]
            following = next((rule for rule in untried if rule in overrides and rule not in done), None)
            if following is None:
                done.add(current)
                stack.pop()
                path.popitem()
            elif following in path:
                ring = [*dropwhile(partial(ne, following), path), following]
                log.add("override_cycle", draft.rules[min(ring)][0].place, word=" → ".join(ring))
                done.add(current)
                stack.pop()
                path.popitem()
            else:
                stack.append((following, iter(overrides[following])))
                path[following] = None
