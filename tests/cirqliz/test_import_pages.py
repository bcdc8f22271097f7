"""`/territoire/derogations/import`: what is remembered of a list, and what it changes for who asks later."""

from admin_ui.derogations.carried import carry
from cirqliz.core.listing import is_known
from connectors.sheets import read_rows

from . import test_desk_pages
from .test_desk_pages import HOME, Desk

desk = test_desk_pages.desk
PAGE = f"{HOME}/import"
LIST = "Véh.;Famille;N\nAB-100-CD;Livreur;D-9\nAB-224-CD;Livreur;D-8\n"


async def test_a_list_of_the_same_shape_needs_nothing_said(desk: Desk) -> None:
    """Columns and words as they were said, until they are forgotten; then what stands is told where it is asked for."""
    held = carry(read_rows(LIST.encode(), is_known))  # type: ignore[arg-type]  # it is read here
    assert "Aucune ligne ne se lit" in await desk.send(PAGE, text=LIST, act="lire")
    chosen = {"held": held, "colonne-1": "plate", "colonne-2": "kind", "texte-1": "Livreur", "sorte-1": "occasionnel"}
    assert "2 dérogations sont prises" in await desk.send(PAGE, act="prendre", more=chosen)
    again = await desk.send(PAGE, text=LIST, act="lire")
    assert "Lues comme à votre dernière liste" in again
    assert "2 lignes se lisent" in again
    assert "2 sont à corriger" in await desk.send(PAGE, act="lire", more={**chosen, "sorte-1": ""})
    forgotten = await desk.send(PAGE, act="oublier", held=held)
    assert "Lues comme" not in forgotten
    assert "Aucune ligne ne se lit" in forgotten
    (made,) = await desk.ask()
    assert "Déjà titulaire : le passage occasionnel (n° D-9), sans fin, sans compte." in await desk.read()
    assert "L’accord reprend ce droit" in await desk.read(f"{HOME}/{made}")
    assert "L’accord reprend ce droit" in await desk.send(f"{HOME}/decision", choose=[made])
    await desk.send(f"{HOME}/decision/prise", choose=[made], act="accorder")
    assert "à la suite de celle n° D-9" in await desk.read(f"{HOME}/{made}")
