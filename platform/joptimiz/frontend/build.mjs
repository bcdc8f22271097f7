/** Bundles the pages' scripts and styles into ../static/dist with hashed names, and lists them in manifest.json. */

import { createHash } from "node:crypto";
import { cp, mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { basename, dirname, extname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const target = join(here, "..", "static", "dist");
// Built beside, then swapped: a running product never sees half a build.
const fresh = join(here, "..", "static", `dist-${process.pid}`);

const common = {
  absWorkingDir: here, outdir: fresh, bundle: true, minify: true, metafile: true, target: ["es2022", "chrome123", "firefox120", "safari17.5"],
  entryNames: "[name]-[hash]", chunkNames: "chunk-[name]-[hash]", assetNames: "[name]-[hash]", legalComments: "linked", loader: { ".woff2": "file" },
  logLevel: "warning",
};

const outputs = async (options) => Object.entries((await build({ ...common, ...options })).metafile.outputs);

/** Copies a file under a name that holds its hash. */
async function copyHashed(source) {
  const hash = createHash("sha256").update(await readFile(source)).digest("hex").slice(0, 8);
  const name = `${basename(source, extname(source))}-${hash}${extname(source)}`;
  await cp(source, join(fresh, name));
  return name;
}

await rm(fresh, { recursive: true, force: true });
await mkdir(fresh, { recursive: true });
try {
  const made = [
    ...(await outputs({ entryPoints: ["src/main.js", "src/schema.js", "src/passkey.js", "src/copy.js", "src/photos.js", "src/queue.js", "src/print.js", "src/progress.js", "src/fresh.js", "src/wait.js", "src/css/main.css", "src/css/schema.css"], format: "esm", splitting: true })),
    // Built apart: no page that edits nothing loads any of it.
    ...(await outputs({ entryPoints: ["src/desk/desk.js", "src/desk/preview.js", "src/css/desk.css"], format: "esm" })),
    ...(await outputs({ entryPoints: ["src/draw/draw.js", "src/draw/bay.js", "src/draw/size.js", "src/css/draw.css"], format: "esm" })),
    // One file for outdoors, all of it kept by the service worker, which is a file of its own.
    ...(await outputs({ entryPoints: ["src/scanner/main.js"], format: "esm", entryNames: "scanner-[hash]" })),
    ...(await outputs({ entryPoints: ["src/scanner/worker.js"], format: "iife", entryNames: "scanner-worker-[hash]" })),
    // The telephone that shows the right of a fleet: the same, kept by the same worker.
    ...(await outputs({ entryPoints: ["src/phone/main.js"], format: "esm", entryNames: "phone-[hash]" })),
    ...(await outputs({ entryPoints: ["src/carried/main.js"], format: "esm", entryNames: "carried-[hash]" })),
    ...(await outputs({ entryPoints: ["src/leaving.js"], format: "esm" })),
    ...(await outputs({ entryPoints: ["src/carried/worker.js"], format: "iife", entryNames: "carried-worker-[hash]" })),
    // The disc: what a page without a network needs in one file; the map and the camera are fetched at the first need.
    ...(await outputs({ entryPoints: ["src/disc/main.js"], format: "esm", entryNames: "disc-[hash]" })),
    ...(await outputs({ entryPoints: ["src/disc/map.js"], format: "esm", entryNames: "disc-map-[hash]" })),
    ...(await outputs({ entryPoints: ["src/disc/camera.js"], format: "esm", entryNames: "disc-camera-[hash]" })),
    ...(await outputs({ entryPoints: ["src/disc/worker.js"], format: "iife", entryNames: "disc-worker-[hash]" })),
    // The appearance and the tab in sight are set before the first paint, by scripts that are not deferred as modules are.
    ...(await outputs({ entryPoints: ["src/scheme.js", "src/tabs.js"], format: "iife" })),
  ];
  const manifest = {};
  for (const [path, { entryPoint, inputs }] of made) {
    const name = relative(fresh, join(here, path));
    if (entryPoint) manifest[entryPoint.replace(/^src\//, "")] = name;
    else if (name.endsWith(".woff2")) manifest[basename(Object.keys(inputs)[0])] = name;
  }
  manifest["map-worker.mjs"] = await copyHashed(join(here, "node_modules", "maplibre-gl", "dist", "maplibre-gl-worker.mjs"));
  // The one that the detector was made with: another loads, and fails at the first frame.
  const detector = createRequire(createRequire(import.meta.url).resolve("barcode-detector/ponyfill"));
  manifest["zxing_reader.wasm"] = await copyHashed(detector.resolve("zxing-wasm/reader/zxing_reader.wasm"));
  await writeFile(join(fresh, "manifest.json"), `${JSON.stringify(manifest, null, 2)}\n`);
  await rm(target, { recursive: true, force: true });
  await rename(fresh, target);
  console.log(Object.values(manifest).join("\n"));
} catch (error) {
  await rm(fresh, { recursive: true, force: true });
  throw error;
}
