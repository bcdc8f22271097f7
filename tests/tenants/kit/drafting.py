"""A territory with a published version, and the people who write, approve and read its drafts."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import uuid4

from rules.model import Source
from tenants.database import scoped
from tenants.drafts.deciding import approve_draft, submit_draft
from tenants.drafts.editing import Hand
from tenants.drafts.model import Content, Draft
from tenants.drafts.saving import save_text
from tenants.drafts.starting import start_draft
from tenants.drafts.store import get_content, get_draft
from tenants.opinion import Opinion
from tenants.registry import publish
from tenants.who import Role, RoleName, Who

NOW = datetime(2026, 11, 30, 9, tzinfo=UTC)
RING = [[7.0, 43.0], [7.1, 43.0], [7.1, 43.1], [7.0, 43.1], [7.0, 43.0]]
SHAPE = {"type": "Polygon", "coordinates": [RING]}
RULES = "rules/r.yaml"
_names = itertools.count()


def territory(slug: str) -> Source:
    """The smallest territory."""
    text = f"schema: joptimiz/territory@1\nslug: {slug}\nname: Ville\ntimezone: Europe/Paris\n"
    return Source("territory.yaml", f'{text}crs: "EPSG:2154"\ndemonstration: true\n')


def rules(*articles: str, heaviest_kg: int = 3500) -> str:
    """A rule for each article, over one zone."""
    text = 'schema: joptimiz/rules@1\norders:\n  O-1: {title: "Arrêté", status: demonstration}\n'
    text += "zones:\n  centre: {kind: ztl, name: Centre, geometry: zones/centre.geojson}\nrules:\n"
    for article in articles:
        text += f"  - {{id: r-{article}, do: prohibit, zones: [centre], if: {{gvw_kg: {{gt: {heaviest_kg}}}}},\n"
        text += f'     order: O-1, article: "{article}"}}\n'
    return text


@dataclass(frozen=True)
class Town:
    """A territory and its people."""

    slug: str
    editor: Who
    colleague: Who
    validator: Who
    partner: Who
    reader: Who

    async def start(self, who: Who | None = None) -> Draft:
        """A draft over the last version."""
        return await start_draft(who or self.editor, "Marché de Noël", NOW)

    def hand(self, draft: Draft, who: Who | None = None, client: str = "") -> Hand:
        """Somebody writing in it."""
        return Hand(who or self.editor, draft.id, NOW, client)

    async def content(self, draft: Draft) -> tuple[Draft, Content]:
        """It as it stands."""
        return await get_content(self.editor.scope(), draft.id)

    async def look(self, draft: Draft) -> Draft:
        """Its row as it stands."""
        async with scoped(self.reader.scope()) as connection:
            return await get_draft(connection, draft.id)

    async def write(self, draft: Draft, text: str, who: Who | None = None) -> None:
        """Its rules replaced by others."""
        _, content = await self.content(draft)
        revision = next(file.revision for file in content.files if file.name == RULES)
        await save_text(self.hand(draft, who), RULES, revision, text)

    async def approved(self, text: str) -> Draft:
        """A draft with these rules, submitted and approved by somebody else."""
        draft = await self.start()
        await self.write(draft, text)
        await submit_draft(self.editor, draft.id, NOW)
        await approve_draft(self.validator, draft.id, (await self.look(draft)).digest, NOW)
        return await self.look(draft)


def person(slug: str, role: RoleName) -> Who:
    """Somebody in this role."""
    held = Role(role, slug)
    return Who(uuid4(), "Camille Exemple", "camille@exemple.fr", (held,), held)


async def some_town(articles: Sequence[str] = ("1",)) -> Town:
    """A territory at its first version."""
    slug = f"bourg-{next(_names)}-{uuid4().hex[:6]}"
    sources = [territory(slug), Source(RULES, rules(*articles))]
    shapes = {"zones/centre.geojson": SHAPE}
    await publish(slug, sources, shapes, base=0, by="test", at=NOW, second=lambda _bundle, _day: Opinion(0))
    return people(slug)


def people(slug: str) -> Town:
    """The people of a territory."""
    return Town(
        slug, person(slug, "editor"), person(slug, "editor"), person(slug, "validator"), person(slug, "partner"),
        person(slug, "reader"),
    )  # fmt: skip
