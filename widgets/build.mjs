// Builds what the views and pictures need: one ESM bundle a widget, the Han fonts, the land outlines.
import { build } from "esbuild";
import { copyFile, mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { inflateSync } from "node:zlib";

const here = dirname(fileURLToPath(import.meta.url));
const modules = join(here, "node_modules");
const views = join(here, "static");
const land = join(here, "..", "toolkit", "geo");
const fonts = join(here, "..", "toolkit", "figures", "fonts");

const VIEWS = ["case_board", "lead_queue", "link_chart", "link_review", "route_map", "scan_search", "timeline"];
const HAN = [
  ["NotoSansSC-Regular", "@fontsource/noto-sans-sc", "noto-sans-sc-chinese-simplified-400-normal"],
  ["NotoSansTC-Regular", "@fontsource/noto-sans-tc", "noto-sans-tc-chinese-traditional-400-normal"],
];
const SFNT_HEADER = 12;
const SFNT_ENTRY = 16;
const WOFF_HEADER = 44;
const WOFF_ENTRY = 20;

// WOFF 1.0 (W3C Recommendation, 13 December 2012, sections 3 to 5): the tables of a TrueType file, each deflated.
function unwrapWoff(woff) {
  const count = woff.readUInt16BE(12);
  const entries = [];
  for (let i = 0; i < count; i++) {
    const at = WOFF_HEADER + i * WOFF_ENTRY;
    const [offset, stored, length] = [4, 8, 12].map((shift) => woff.readUInt32BE(at + shift));
    const piece = woff.subarray(offset, offset + stored);
    entries.push({ tag: woff.subarray(at, at + 4), sum: woff.readUInt32BE(at + 16), table: stored < length ? inflateSync(piece) : piece });
  }
  const power = Math.floor(Math.log2(count));
  const header = Buffer.alloc(SFNT_HEADER + count * SFNT_ENTRY);
  woff.copy(header, 0, 4, 8);
  header.writeUInt16BE(count, 4);
  header.writeUInt16BE(SFNT_ENTRY << power, 6);
  header.writeUInt16BE(power, 8);
  header.writeUInt16BE(count * SFNT_ENTRY - (SFNT_ENTRY << power), 10);
  const parts = [header];
  let offset = header.length;
  entries.forEach(({ tag, sum, table }, i) => {
    const at = SFNT_HEADER + i * SFNT_ENTRY;
    tag.copy(header, at);
    header.writeUInt32BE(sum, at + 4);
    header.writeUInt32BE(offset, at + 8);
    header.writeUInt32BE(table.length, at + 12);
    const padding = Buffer.alloc((4 - (table.length % 4)) % 4);
    parts.push(table, padding);
    offset += table.length + padding.length;
  });
  return Buffer.concat(parts);
}

async function buildWorker(name) {
  const bundled = await build({
    entryPoints: [join(here, "src", `${name}.worker.ts`)],
    bundle: true,
    format: "iife",
    minify: true,
    write: false,
    target: "es2022",
  });
  return bundled.outputFiles[0].text;
}

// The worker's code travels inside the bundle: a blob URL needs no second request.
const inlineWorkers = {
  name: "inline-workers",
  setup(run) {
    run.onResolve({ filter: /^inline:/ }, (found) => ({ path: found.path.slice("inline:".length), namespace: "inline" }));
    run.onLoad({ filter: /.*/, namespace: "inline" }, async ({ path }) => ({ contents: await buildWorker(path), loader: "text" }));
  },
};

// A library may offer helpers that fetch from a content network by default. A view never asks outside, so the addresses
// are taken out of the bundles; names of XML namespaces, which are never fetched, stay.
function dropAddresses(code) {
  return code.replace(/(https?:)?\/\/(?!www\.w3\.org\/)[a-z0-9-]+(\.[a-z0-9-]+)+[^\s"'`)\\]*/giu, "");
}

async function buildBundles() {
  const bundled = await build({
    entryPoints: Object.fromEntries(VIEWS.map((name) => [name, join(here, "src", `${name}.ts`)])),
    outdir: views,
    bundle: true,
    format: "esm",
    minify: true,
    legalComments: "none",
    target: "es2022",
    loader: { ".css": "text" },
    define: { "process.env.NODE_ENV": '"production"' },
    plugins: [inlineWorkers],
    write: false,
  });
  await mkdir(views, { recursive: true });
  for (const file of bundled.outputFiles) await writeFile(file.path, dropAddresses(file.text));
}

async function copyOutlines() {
  await mkdir(land, { recursive: true });
  for (const name of ["land-50m.json", "land-110m.json"]) await copyFile(join(modules, "world-atlas", name), join(land, name));
}

async function copyFonts() {
  await mkdir(fonts, { recursive: true });
  for (const [name, module, file] of HAN) {
    const source = join(modules, module);
    await writeFile(join(fonts, `${name}.ttf`), unwrapWoff(await readFile(join(source, "files", `${file}.woff`))));
    await copyFile(join(source, "LICENSE"), join(fonts, `${name}-LICENSE.txt`));
    await copyFile(join(source, "files", `${file}.woff2`), join(views, `${name}.woff2`));
    await copyFile(join(source, "LICENSE"), join(views, `${name}-LICENSE.txt`));
  }
}

await buildBundles();
await Promise.all([copyOutlines(), copyFonts()]);
