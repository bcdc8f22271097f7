/** The map on paper: framed anew at the size it has there, whatever the screen it comes from. */

/**
 * Before printing, and back. `frame(padding)` puts in view what the answer speaks of. The page is told by `data-paper`,
 * whose style gives the map its size on paper already on the screen: what is drawn is then what is printed.
 */
export function startPaper(map, frame) {
  let kept = null;
  addEventListener("beforeprint", () => {
    kept = { center: map.getCenter(), zoom: map.getZoom(), padding: map.getPadding() };
    document.documentElement.dataset.paper = "";
    map.resize();
    map.setPadding({ top: 0, bottom: 0, left: 0, right: 0 });
    frame({ top: 48, bottom: 40, left: 64, right: 64 });
    map.redraw();
  });
  addEventListener("afterprint", () => {
    if (!kept) return;
    delete document.documentElement.dataset.paper;
    map.resize();
    map.setPadding(kept.padding);
    map.jumpTo(kept);
    kept = null;
  });
}
