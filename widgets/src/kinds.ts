// Colours of kinds, told apart by people with a colour deficiency (Okabe and Ito, 2008).
const COLOURS: Record<string, string> = {
  Person: "#e69f00",
  Company: "#0072b2",
  Organization: "#0072b2",
  LegalEntity: "#0072b2",
  PublicBody: "#56b4e9",
  Vessel: "#009e73",
  Vehicle: "#009e73",
  Container: "#d55e00",
  Consignment: "#d55e00",
  Address: "#999999",
  Seizure: "#cc79a7",
};
const OTHER = "#8c6d31";
const TRACKS = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#8c6d31", "#56b4e9", "#7a5195", "#e69f00"];

export function colourOf(kind: string): string {
  return COLOURS[kind] ?? OTHER;
}

export function trackColour(index: number): string {
  return TRACKS[index % TRACKS.length] ?? OTHER;
}

export function rgba(colour: string, alpha = 255): [number, number, number, number] {
  const digits = colour.replace("#", "");
  return [0, 2, 4].map((at) => Number.parseInt(digits.slice(at, at + 2), 16)).concat(alpha) as [number, number, number, number];
}
