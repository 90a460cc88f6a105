// The fine land outlines, read and cut into triangles away from the page's own thread.
import { readLand } from "./land";
import { cutTriangles } from "./land_shape";

const scope = self as unknown as { onmessage: (event: MessageEvent<ArrayBuffer>) => void; postMessage(message: unknown, moved: Transferable[]): void };

scope.onmessage = ({ data }) => {
  const shape = cutTriangles(readLand(JSON.parse(new TextDecoder().decode(data))));
  scope.postMessage(shape, [shape.places.buffer, shape.starts.buffer, shape.corners.buffer]);
};
