// Files that every view of a kernel shares: they lie in one model of their own, which the first view brings along.
import type { AnyModel } from "@anywidget/types";

declare global {
  interface Window {
    tidewaiterFonts?: Promise<void> | undefined;
  }
}

type Asset = "simplified" | "traditional" | "land";

export const HAN = "Tidewaiter Han";
const FACES: readonly [string, Asset][] = [
  [`${HAN} SC`, "simplified"],
  [`${HAN} TC`, "traditional"],
];
/** The simplified face first; the traditional one serves what the first lacks, the system what both lack. */
export const FAMILY = [...FACES.map(([name]) => `"${name}"`), "sans-serif"].join(", ");
const MODEL = "IPY_MODEL_";

/** The models that a trait names. */
export function readModels(model: AnyModel, trait: string): Promise<AnyModel[]> {
  const references = (model.get(trait) ?? []) as string[];
  return Promise.all(references.map((reference) => model.widget_manager.get_model(reference.slice(MODEL.length))));
}

export async function readAsset(model: AnyModel, name: Asset): Promise<ArrayBuffer> {
  const reference = String(model.get("_assets"));
  if (!reference.startsWith(MODEL)) throw new Error("this view came without its shared files");
  const shared = await model.widget_manager.get_model(reference.slice(MODEL.length));
  const content = shared.get(name) as DataView;
  return content.buffer.slice(content.byteOffset, content.byteOffset + content.byteLength) as ArrayBuffer;
}

/** Load the Han faces into the page, once. */
export function loadFonts(model: AnyModel): Promise<void> {
  const loading = (window.tidewaiterFonts ??= Promise.all(FACES.map(([face, name]) => loadFace(model, face, name))).then(() => undefined));
  loading.catch(() => {
    window.tidewaiterFonts = undefined;
  });
  return loading;
}

async function loadFace(model: AnyModel, name: string, asset: Asset): Promise<void> {
  const content = await readAsset(model, asset);
  // in a task of its own: some megabytes are read
  await new Promise((done) => setTimeout(done));
  const face = new FontFace(name, content);
  document.fonts.add(await face.load());
}
