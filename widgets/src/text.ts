// Names as long as somebody makes them.
const CHARACTERS = 60;

/** Cut a text to what a label can show; whole characters, and a long one costs no more than a short one. */
export function shorten(text: string, most = CHARACTERS): string {
  const characters = Array.from(text.slice(0, 4 * most));
  return characters.length > most ? `${characters.slice(0, most - 1).join("")}…` : text;
}
