"""One sentence, and one way to repair, for each thing an author can get wrong."""

# ruff: noqa: E501 - one problem a line reads as the table it is.

from collections.abc import Mapping

from rules.texts.typography import typeset
from rules.vocabulary import DAYS

_DAYS = ", ".join(DAYS)

_PROBLEMS: Mapping[str, tuple[str, str | None]] = {
    # The text.
    "too_long": ("Ce fichier dépasse {limit} millions de caractères.", "Répartissez ses règles en plusieurs fichiers."),
    "too_many_nodes": ("Ce fichier contient plus de {limit} éléments.", "Répartissez ses règles en plusieurs fichiers."),
    "too_many_directives": ("Ce fichier a trop de lignes qui commencent par « % ».", "Effacez-les : aucune directive YAML n'est utile ici."),
    "too_much": ("Ce territoire relie plus d'un million de règles, de zones et de dates ; la limite est passée ici.", "Réunissez des zones ou des règles, ou faites-en deux territoires."),
    "too_many_dates": ("La valeur « {word} » change plus de {limit} fois.", "Gardez les changements qui comptent encore."),
    "too_deep": ("Les éléments sont emboîtés sur plus de {limit} niveaux.", "Simplifiez la condition, ou faites-en deux règles."),
    "forbidden_character": ("Ce caractère ({point}) n'a pas sa place dans un texte.", "Effacez-le ; il est souvent invisible et vient d'un copier-coller."),
    "several_documents": ("Ce fichier contient plusieurs documents, séparés par « --- ».", "Faites-en plusieurs fichiers."),
    "tag": ("L'étiquette YAML « {tag} » n'est pas acceptée.", "Effacez-la : chaque champ connaît déjà son type."),
    "key_not_word": ("Une clé doit être un mot, pas une liste ni un groupe.", None),
    "duplicate_key": ("La clé « {key} » est déjà écrite à la ligne {first}.", "Gardez-en une seule."),
    "unknown_alias": ("L'alias « *{alias} » renvoie à une ancre qui n'existe pas encore.", "Écrivez la valeur elle-même."),
    "alias_bomb": ("Les alias répètent plus de {limit} éléments.", "Écrivez les valeurs elles-mêmes, ou partagez une règle entre plusieurs zones."),
    "yaml_colon": ("Il y a un « : » de trop sur cette ligne.", "Si le texte contient « : », mettez-le entre guillemets."),
    "yaml_continues": ("Cette ligne se lit comme la suite de celle du dessus.", "Alignez-la sur les lignes de même niveau, et vérifiez que celle du dessus a une espace après son « : »."),
    "yaml_bracket": ("Une liste ouverte par « [ » n'est pas fermée, ou il y manque une virgule.", "Vérifiez « ] » et les virgules qui précèdent."),
    "yaml_brace": ("Un groupe ouvert par « {{ » n'est pas fermé, ou il y manque une virgule.", "Vérifiez « }} » et les virgules qui précèdent."),
    "yaml_missing_colon": ("Il manque un « : » après une clé.", "Écrivez « clé: valeur », avec une espace après les deux points."),
    "yaml_escape": ("La barre oblique inverse annonce ici un caractère qui n'existe pas.", "Utilisez des guillemets simples, ou doublez la barre."),
    "yaml_character": ("Ce caractère ne peut pas commencer une valeur.", "Mettez la valeur entre guillemets."),
    "yaml_indent": ("Le retrait de cette ligne ne correspond à aucune ligne au-dessus.", "Alignez-la sur les lignes de même niveau."),
    "yaml_tab": ("Cette ligne est décalée par une tabulation.", "Remplacez la tabulation par des espaces."),
    "yaml_quote": ("Un guillemet ouvert n'est jamais fermé.", "Ajoutez le guillemet de fin."),
    "yaml_syntax": ("Le texte n'est plus lisible à partir d'ici.", "Comparez avec la ligne au-dessus : retrait, guillemets, deux points."),
    # The shape.
    "empty_file": ("Ce fichier est vide.", "Commencez par « schema: {schema} »."),
    "not_a_table": ("On attend ici des clés et leurs valeurs.", "Écrivez « clé: valeur », une par ligne."),
    "not_a_list": ("« {key} » est une liste.", "Commencez chaque élément par un tiret : « - … »."),
    "not_a_list_of_words": ("« {key} » est une liste.", "Écrivez « {key}: [premier, second] »."),
    "not_a_word": ("« {key} » est une valeur simple, pas une liste ni un groupe.", None),
    "missing": ("Il manque « {key} ».", None),
    "empty": ("« {key} » est vide.", "Donnez une valeur, ou effacez la ligne."),
    "empty_list": ("La liste « {key} » est vide.", "Nommez au moins un élément."),
    "repeated": ("« {word} » est déjà dans cette liste.", "Gardez-le une fois."),
    "unknown_key": ("La clé « {word} » n'existe pas ici.", "Clés possibles : {known}."),
    "not_yet": ("« {word} » n'est pas encore pris en charge.", "Retirez cette partie : publier sans elle serait publier autre chose que l'arrêté."),
    "merge_key": ("La fusion « << » n'est pas acceptée.", "Écrivez les clés elles-mêmes."),
    "schema_missing": ("Il manque « schema ».", "Écrivez « schema: {schema} » en tête du fichier."),
    "schema_unknown": ("Le schéma « {word} » n'est pas connu.", "Écrivez « schema: {schema} »."),
    "no_territory": ("Il manque le fichier territory.yaml.", "Créez-le avec « schema: joptimiz/territory@1 »."),
    "several_territories": ("Un seul fichier peut décrire le territoire ; {first} le fait déjà.", None),
    "no_rules_file": ("Ce territoire n'a aucun fichier de règles.", "Créez rules/ et un premier fichier avec « schema: joptimiz/rules@1 »."),
    "bad_id": ("« {word} » ne peut pas servir de nom.", "Lettres sans accent, chiffres, tirets et points ; 64 signes au plus."),
    "too_long_text": ("Ce texte dépasse {limit} signes.", "Abrégez-le."),
    "not_an_integer": ("« {word} » n'est pas un nombre entier.", "Écrivez-le en chiffres, sans espace, virgule ni unité."),
    "not_an_integer_of": ("« {word} » n'est pas un nombre entier de {unit}.", "Écrivez-le en {unit}, en chiffres, sans espace, virgule ni unité."),
    "decimal_comma": ("Une virgule coupe ce nombre en deux.", "Écrivez un nombre entier, dans l'unité que dit la clé : gvw_kg en kilogrammes, height_cm en centimètres."),
    "leading_zero": ("« {word} » commence par un zéro.", "Écrivez {meant}."),
    "out_of_range": ("{word} est hors des limites de « {key} ».", "Entre {low} et {high}."),
    "not_a_boolean": ("« {word} » n'est ni vrai ni faux.", "Écrivez true ou false."),
    "bad_date": ("« {word} » n'est pas une date.", "Écrivez année-mois-jour, par exemple 2026-04-01."),
    "bad_word": ("« {word} » n'est pas une valeur de « {key} ».", "Valeurs possibles : {known}."),
    # The territory.
    "bad_slug": ("« {word} » ne peut pas servir d'adresse.", "Minuscules sans accent, chiffres et tirets, par exemple « grand-lac »."),
    "bad_siren": ("« {word} » n'est pas un numéro SIREN.", "Neuf chiffres, dont le dernier contrôle les autres."),
    "siren_missing": ("Il manque le numéro SIREN du territoire.", "Ajoutez « siren », ou « demonstration: true » si le territoire est inventé."),
    "unknown_timezone": ("Le fuseau horaire « {word} » n'existe pas.", "Par exemple Europe/Paris ou Indian/Reunion."),
    "bad_crs": ("« {word} » n'est pas un système de coordonnées.", "Par exemple EPSG:2154 (Lambert-93)."),
    "alias_of_itself": ("« {word} » est déjà le SIREN de ce territoire.", "« aliases » donne les autres."),
    "holiday_name": ("Ce jour férié n'a pas de nom.", "Écrivez par exemple « 2026-05-01: Fête du travail »."),
    "no_holidays": ("Ce calendrier parle des jours fériés, mais territory.yaml n'en donne aucun.", "Ajoutez « holidays: {{source: …, dates: {{2026-01-01: Jour de l'an}}}} »."),
    "reserved_days": ("« {word} » a déjà un sens.", "Choisissez un autre nom ; les jours fériés s'écrivent sous « holidays »."),
    "known_pair": ("« known » donne deux dates.", "Écrivez « known: [2026-09-01, 2027-09-01] » ; la seconde est exclue."),
    "known_empty": ("Cette période ne contient aucun jour des années {low} à {high}.", "La seconde date est exclue ; elle vient après la première."),
    "day_not_known": ("« {word} » sort de la période que couvre « known ».", "Élargissez « known » si la liste est complète jusque-là, ou retirez cette date."),
    "days_reversed": ("« {word} » finit avant d'avoir commencé.", "La seconde date est exclue ; elle vient après la première."),
    "unknown_days": ("Ces jours n'existent pas : « {word} ».", "Déclarez-les sous « days », dans territory.yaml."),
    # Shared sets.
    "bad_set": ("« {word} » ne peut pas nommer un jeu de règles partagé.", "Son nom, une arobase, son numéro : national/r2213-1-0-1@1."),
    "set_missing": ("Ce jeu de règles partagé n'existe pas : « {word} ».", "Vérifiez son nom et son numéro."),
    "set_name": ("Ce jeu de règles se nomme « {word} », mais son fichier « {name} ».", "Donnez à « set » le nom du fichier ; un jeu publié change de numéro, jamais de contenu."),
    "set_names_zones": ("Un jeu de règles partagé ne connaît les zones d'aucun territoire.", "Écrivez « zones: {{kind: ztl}} » ou « zones: all »."),
    # Names.
    "duplicate_id": ("Le nom « {word} » est déjà pris : {file}, ligne {first}.", "Choisissez un autre nom."),
    "unknown_zone": ("Cette zone n'existe pas : « {word} ».", "Déclarez-la sous « zones »."),
    "unknown_order": ("Cet arrêté n'existe pas : « {word} ».", "Déclarez-le sous « orders »."),
    "unknown_calendar": ("Ce calendrier n'existe pas : « {word} ».", "Déclarez-le sous « calendars »."),
    "no_zone_of_kind": ("Aucune zone n'est de la nature « {word} ».", "Déclarez-en une sous « zones », ou corrigez « kind »."),
    "no_zone": ("Ce territoire n'a aucune zone.", "Déclarez-en une sous « zones »."),
    "unknown_right": ("Ce droit n'existe pas : « {word} ».", "Déclarez-le sous « rights »."),
    "unknown_value": ("Cette valeur n'existe pas : « {word} ».", "Déclarez-la sous « values »."),
    "unknown_trigger": ("Aucune règle n'attend le déclencheur « {word} ».", "Donnez à une règle « trigger: {word} », ou corrigez le nom."),
    "unknown_need": ("Rien de tel ne peut manquer : « {word} ».", "« needs » nomme des données, ou des jours de territory.yaml."),
    "unknown_rule": ("Aucune règle ni étiquette ne s'appelle « {word} ».", "« overrides » et « by » nomment des règles ; « overrides » peut nommer une étiquette."),
    "unknown_test": ("Aucun test ne s'appelle « {word} ».", "« like » reprend un test par son nom."),
    "unknown_fact": ("Cette donnée n'existe pas : « {word} ».", "Données possibles : {known}."),
    "tag_is_rule": ("L'étiquette « {word} » porte le nom d'une règle.", "Choisissez un autre nom : « overrides » ne saurait pas lequel suivre."),
    # Orders and zones.
    "order_missing": ("Cette règle ne nomme pas d'arrêté.", "Ajoutez « order » : sans arrêté, elle ne peut pas être publiée."),
    "article_missing": ("Cette règle n'a pas d'article.", "Ajoutez « article » (ou « article: a_verifier ») : sans article, elle ne peut pas être publiée."),
    "bad_url": ("« {word} » n'est pas une adresse.", "Elle commence par https://."),
    "quote_without_url": ("Cette citation n'a pas de source : l'arrêté « {word} » n'a pas d'adresse.", "Ajoutez « url » à l'arrêté, ou retirez la citation."),
    "quote_to_verify": ("Une citation demande un article vérifié.", "Donnez le numéro de l'article, ou retirez la citation."),
    "geometry_missing": ("Le tracé « {word} » n'est pas dans le territoire.", "Le chemin part du dossier du territoire, par exemple zones/centre.geojson."),
    "geometry_outside": ("Le chemin « {word} » sort du dossier du territoire.", "Le chemin part du dossier du territoire, par exemple zones/centre.geojson."),
    "geometry_unreadable": ("Le tracé « {word} » n'est pas utilisable : {why}.", "Exportez-le en GeoJSON (WGS 84), polygones ou lignes."),
    "geometry_shape": ("Ce tracé n'est pas lisible.", "Donnez un chemin, « {{communes: [\"69123\"]}} », « {{union: [ … ]}} » ou « {{difference: [ … ]}} »."),
    "geometry_uncomposed": ("Ce tracé n'a pas pu être composé.", "Vérifiez que ses communes existent et que ses tracés sont des surfaces."),
    "difference_short": ("Une différence demande au moins deux tracés.", "Le premier, puis ceux qu'on lui retire."),
    "bad_insee": ("« {word} » n'est pas un code INSEE de commune.", "Cinq chiffres entre guillemets, par exemple \"69123\" ou \"2A004\"."),
    "no_members": ("territory.yaml ne nomme aucune commune membre.", "Ajoutez « members: [\"69123\"] », ou donnez ici les codes INSEE."),
    # Rules.
    "allow_without_overrides": ("Cette règle autorise, mais ne lève aucune interdiction.", "Ajoutez « overrides » avec les règles qu'elle lève."),
    "override_itself": ("Cette règle se lève elle-même.", None),
    "override_same_effect": ("« {word} » va dans le même sens que cette règle : elle ne peut pas la lever.", "Une autorisation lève ce qui interdit, limite ou exige ; les autres rétablissent ce qu'une autorisation levait."),
    "override_cycle": ("Ces règles se lèvent en rond : {word}.", "Retirez l'un des « overrides »."),
    "validity_order": ("La règle commence le {start} et cesse le {end} : elle ne vaut aucun jour.", "« valid_to » est le lendemain du dernier jour."),
    "window_empty": ("De {start} à {end} : la plage est vide.", "Pour un jour entier, écrivez de 00:00 à 24:00."),
    "bad_window": ("« {word} » n'est pas une plage horaire.", "Écrivez \"05:00-23:00\" ; la fin est exclue."),
    "empty_when": ("« when » ne dit ni heure ni jour.", "Ajoutez « time », « days » ou « calendar », ou effacez « when »."),
    "bad_day": ("« {word} » n'est pas un jour.", f"Jours possibles : {_DAYS}."),
    "no_day_left": ("Ce calendrier ne retient aucun jour.", "Un jour ne peut pas être à la fois exigé et exclu."),
    "bad_nth": ("« {word} » n'est pas un jour du mois.", "Écrivez « 1 sa » (premier samedi) ou « last su » (dernier dimanche)."),
    "bad_span": ("« {word} » n'est pas une saison.", "Écrivez mois-jour/mois-jour, par exemple 06-15/09-15 ; la fin est exclue."),
    "span_empty": ("« {word} » : la saison est vide.", "Le second jour est exclu ; effacez « between » pour toute l'année."),
    "duty_missing": ("Cette règle ne dit pas ce qu'elle demande.", "Ajoutez « {word} », par exemple « limit: {{stay_min: 30}} » ou « require: [pass] »."),
    "duty_misplaced": ("« {key} » n'a pas de sens pour « do: {word} ».", "Une autorisation peut demander les deux ; « limit » et « require », chacun le sien ; une interdiction, rien."),
    "duty_without_amount": ("« {word} » demande une quantité.", "Écrivez par exemple « {{{word}: 30}} »."),
    "ambiguity_empty": ("Cette ambiguïté ne donne pas d'autre lecture.", "Ajoutez « if » ou « when », tels qu'on peut aussi les comprendre."),
    "ambiguity_same": ("Les deux lectures disent la même chose.", "Corrigez « if » ou « when », ou retirez « ambiguity »."),
    "rule_heavy": ("Cette règle compare plus de {most} valeurs, heures et jours.", "Faites-en plusieurs règles, ou des bornes (« gte », « lt ») au lieu de listes."),
    "zone_heavy": ("Les règles de la zone « {word} » comparent plus de {most} valeurs, heures et jours.", "Réunissez celles qui se ressemblent, ou partagez la zone."),
    "too_many_ambiguities": ("La zone « {word} » a plus de {most} règles à deux lectures, celles qui les lèvent comprises.", "Levez un doute : faites préciser l'arrêté, ou retenez la lecture la plus sévère."),
    "value_undated": ("La valeur « {word} » n'a pas de date.", "Écrivez « {word}: {{2026-01-01: {value}}} » : elle vaut à partir de ce jour."),
    "value_too_late": ("La règle commence le {start}, mais la valeur qu'elle cite n'est connue qu'à partir du {first}.", "Donnez la valeur d'avant sous « values », ou reculez « valid_from »."),
    "value_never": ("La règle cesse avant le {first}, premier jour de la valeur qu'elle cite.", "Donnez la valeur d'avant sous « values », ou corrigez « valid_to »."),
    # Conditions.
    "condition_shape": ("Cette condition n'est pas lisible.", "Écrivez par exemple « gvw_kg: {{gt: 3500}} », ou « right: {{has: artisan}} », « all: [ … ] », « any: [ … ] », « not: … »."),
    "compares_nothing": ("« {key} » n'est comparé à rien.", "Écrivez par exemple « {key}: {example} »."),
    "right_bare": ("Cette condition ne dit pas s'il faut détenir « {word} ».", "Écrivez « right: {{has: {word}}} »."),
    # Rights.
    "form_without_quota": ("Des jours sont à compter, mais rien ne dit combien.", "Ajoutez « quota_days », le nombre de jours par an."),
    "form_of_right": ("Une dérogation de droit n'attend pas de décision.", "Écrivez « decided_by: automatic », ou changez « form »."),
    "form_for_nobody": ("Une dérogation par catégorie dit pour qui elle est.", "Ajoutez « for: {{category: {{in: [N1]}}}} »."),
    "form_without_end": ("Une dérogation à durée fixe a une fin.", "Ajoutez « duration_days », ou « until », le lendemain du dernier jour."),
    "pool_of_vehicle": ("Une dérogation de véhicule ne se partage pas entre téléphones.", "Écrivez « holder: carrier », ou retirez « pool »."),
    "condition_mixed": ("Plusieurs conditions sont écrites côte à côte.", "Réunissez-les sous « all » (toutes) ou « any » (l'une d'elles)."),
    "unknown_operator": ("L'opérateur « {word} » n'existe pas pour « {key} ».", "Opérateurs possibles : {known}."),
    # Tests.
    "test_at": ("« {word} » n'est pas un instant.", "Écrivez 2026-06-02T10:59, à l'heure du territoire."),
    "test_gap": ("Cette heure n'existe pas : le {word}, l'horloge avance.", "Choisissez une heure avant ou après le changement."),
    "test_fold": ("Cette heure existe deux fois : le {word}, l'horloge recule.", "Ajoutez le décalage : {first} ou {second}."),
    "test_offset": ("Le décalage écrit n'est pas celui du territoire à cet instant.", "Écrivez {first}, ou retirez le décalage."),
    "test_zone": ("Ce test ne dit pas où l'on est.", "Ajoutez « zone » ou « zones »."),
    "test_zone_twice": ("« zone » et « zones » disent la même chose.", "Gardez l'un des deux."),
    "test_like_long": ("Ce test en reprend un autre, qui en reprend un autre, plus de {limit} fois.", "Reprenez directement le test qui dit l'essentiel."),
    "test_like_cycle": ("Ces tests se reprennent en rond : {word}.", "Retirez l'un des « like »."),
    "test_activity": ("« activity » ne va pas sous « vehicle ».", "Écrivez-la à côté de « vehicle »."),
    # Questions.
    "instant_out_of_range": ("Cet instant est hors des années {low} à {high}.", None),
    "period_reversed": ("La fin précède le début.", None),
}  # fmt: skip

_TEXTS = {code: tuple(typeset(text) if text else None for text in pair) for code, pair in _PROBLEMS.items()}


def say(code: str, words: Mapping[str, str | int]) -> tuple[str, str | None]:
    """The sentence of a problem and the way to repair it, its author's words put in."""
    message, hint = _TEXTS[code]
    assert message is not None
    return message.format(**words), hint.format(**words) if hint else None


def did_you_mean(word: str) -> str:
    """The offer made when a known word is close."""
    return typeset("Vouliez-vous dire « {word} » ?").format(word=word)
