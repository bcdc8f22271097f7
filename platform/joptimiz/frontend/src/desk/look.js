/** The editor in the house's colours, light and dark, and in French. */

import { HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import { EditorState } from "@codemirror/state";
import { EditorView } from "@codemirror/view";
import { tags } from "@lezer/highlight";

const theme = EditorView.theme({
  "&": { color: "var(--ink)", backgroundColor: "var(--surface)", fontSize: "var(--t-14)", height: "100%" },
  "&.cm-focused": { outline: "3px solid var(--focus-outer)", outlineOffset: "1px" },
  ".cm-scroller": { fontFamily: "var(--mono)", lineHeight: "1.6" },
  ".cm-content": { padding: "var(--s-3) 0", caretColor: "var(--ink)" },
  ".cm-cursor, .cm-dropCursor": { borderLeftColor: "var(--ink)", borderLeftWidth: "2px" },
  ".cm-gutters": { backgroundColor: "var(--sunken)", color: "var(--ink-3)", border: "0" },
  ".cm-activeLine, .cm-activeLineGutter": { backgroundColor: "color-mix(in oklab, var(--brand-tint) 55%, transparent)" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": { backgroundColor: "var(--info-tint)" },
  ".cm-matchingBracket, &.cm-focused .cm-matchingBracket": { backgroundColor: "var(--info-tint)", outline: "1px solid var(--line-strong)" },
  ".cm-lintRange-error": { backgroundImage: "none", textDecoration: "underline wavy var(--error-ink)", textUnderlineOffset: "4px" },
  ".cm-gutter-lint": { width: "1.1em" },
  ".cm-lint-marker-error": { content: "''", width: ".55em", height: ".55em", margin: ".5em auto", backgroundColor: "var(--forbidden-solid)", transform: "rotate(45deg)" },
  ".cm-tooltip": { color: "var(--ink)", backgroundColor: "var(--raised)", border: "1px solid var(--line-strong)", borderRadius: "var(--r-2)", boxShadow: "var(--e-2)", fontFamily: "var(--font)", fontSize: "var(--t-13)", lineHeight: "1.4", maxWidth: "min(44ch, 84vw)" },
  ".cm-diagnostic": { borderLeft: "4px solid var(--forbidden-solid)", padding: "var(--s-2) var(--s-3)", whiteSpace: "normal" },
  ".cm-diagnostic p, .cm-about p": { margin: "0" },
  ".cm-diagnostic .hint": { color: "var(--ink-2)", marginTop: "2px" },
  ".cm-about": { padding: "var(--s-2) var(--s-3)" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul": { fontFamily: "var(--font)", maxHeight: "min(18em, 40vh)", maxWidth: "min(60ch, 92vw)" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li": { padding: "6px var(--s-3)", display: "flex", gap: "var(--s-3)", alignItems: "baseline", whiteSpace: "normal" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li[aria-selected]": { backgroundColor: "var(--brand)", color: "var(--on-brand)" },
  ".cm-completionLabel": { fontFamily: "var(--mono)", flex: "none" },
  ".cm-completionMatchedText": { textDecoration: "none", fontWeight: "var(--w-strong)" },
  ".cm-completionDetail": { fontStyle: "normal", color: "var(--ink-2)", marginLeft: "0" },
  "li[aria-selected] .cm-completionDetail": { color: "inherit" },
  ".cm-panels": { backgroundColor: "var(--sunken)", color: "var(--ink)", borderColor: "var(--line)" },
  ".cm-snippetField": { backgroundColor: "var(--info-tint)" },
});

const colours = HighlightStyle.define([
  { tag: [tags.propertyName, tags.definition(tags.propertyName)], color: "var(--code-key)" },
  { tag: [tags.string, tags.content], color: "var(--code-string)" },
  { tag: [tags.number, tags.bool, tags.literal, tags.atom], color: "var(--code-number)" },
  { tag: tags.comment, color: "var(--code-comment)", fontStyle: "italic" },
  { tag: [tags.punctuation, tags.separator, tags.squareBracket, tags.brace], color: "var(--ink-2)" },
]);

const phrases = EditorState.phrases.of({
  "Completions": "Propositions", "Diagnostics": "Problèmes", "No diagnostics": "Aucun problème", "current match": "résultat courant",
  "replaced $ matches": "$ remplacements", "replaced match on line $": "remplacé ligne $", "on line": "ligne", "Find": "Chercher",
  "Replace": "Remplacer", "next": "suivant", "previous": "précédent", "all": "tous", "match case": "casse exacte", "by word": "mot entier",
  "regexp": "expression", "replace": "remplacer", "replace all": "tout remplacer", "close": "fermer", "Go to line": "Aller à la ligne", "go": "aller",
  "Selection deleted": "Sélection effacée", "Control character": "Caractère de commande",
});

export const look = [theme, syntaxHighlighting(colours), phrases];
