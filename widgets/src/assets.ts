// Files that every view of a page shares: asked of Python once, kept for the page.
import type { AnyModel } from "@anywidget/types";

interface Kept {
  files: Map<string, Promise<ArrayBuffer>>;
  fonts: Promise<void> | undefined;
}

declare global {
  interface Window {
    tidewaiterAssets?: Kept;
  }
}

export const HAN = "Tidewaiter Han";
const FACES: readonly [string, string][] = [
  [`${HAN} SC`, "NotoSansSC-Regular.woff2"],
  [`${HAN} TC`, "NotoSansTC-Regular.woff2"],
];
// The notebook's own face first: it has no Han, so Han falls to ours; the traditional face only serves what the first lacks.
export const FAMILY = [...FACES.map(([name]) => `"${name}"`), "sans-serif"].join(", ");
const PATIENCE_MS = 20_000;

const kept = (window.tidewaiterAssets ??= { files: new Map(), fonts: undefined });

/** Ask Python for a file of the package; the same file is asked for once a page. */
export function askFile(model: AnyModel, name: string): Promise<ArrayBuffer> {
  const known = kept.files.get(name);
  if (known) return known;
  const asked = new Promise<ArrayBuffer>((resolve, reject) => {
    const late = setTimeout(() => finish(new Error(`Python did not send ${name}; is the kernel alive?`)), PATIENCE_MS);
    const hear = (message: { kind?: string; name?: string; error?: string }, buffers: DataView[]): void => {
      if (message?.kind !== "file" || message.name !== name) return;
      const content = buffers[0];
      if (message.error || !content) finish(new Error(message.error ?? `${name} came without content`));
      else finish(content.buffer.slice(content.byteOffset, content.byteOffset + content.byteLength) as ArrayBuffer);
    };
    const finish = (outcome: ArrayBuffer | Error): void => {
      clearTimeout(late);
      model.off("msg:custom", hear);
      if (outcome instanceof Error) reject(outcome);
      else resolve(outcome);
    };
    model.on("msg:custom", hear);
    model.send({ kind: "file", name });
  });
  asked.catch(() => kept.files.delete(name));
  kept.files.set(name, asked);
  return asked;
}

/** Load the Han faces into the page. */
export function loadFonts(model: AnyModel): Promise<void> {
  kept.fonts ??= Promise.all(FACES.map(([name, file]) => loadFace(model, name, file))).then(() => undefined);
  kept.fonts.catch(() => {
    kept.fonts = undefined;
  });
  return kept.fonts;
}

async function loadFace(model: AnyModel, name: string, file: string): Promise<void> {
  const face = new FontFace(name, await askFile(model, file));
  document.fonts.add(await face.load());
}
