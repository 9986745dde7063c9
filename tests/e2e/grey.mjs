// Pictures reduced to the mean grey of blocks, kept as small PNG files: what stays alike in another version of the
// browser, where edges of letters differ, and does not when a panel moves.
import { deflateSync, inflateSync } from "node:zlib";

/** Pixels of the page per pixel of the reduced picture, in both directions. */
export const BLOCK = 8;

/** Block means of a PNG, computed by the browser in a page that may be anything. */
export async function reduced(page, png) {
  const { width, height, grey } = await page.evaluate(
    async ([data, block]) => {
      const bytes = Uint8Array.from(atob(data), (c) => c.charCodeAt(0));
      const image = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
      const context = new OffscreenCanvas(image.width, image.height).getContext("2d", { willReadFrequently: true });
      context.drawImage(image, 0, 0);
      const pixels = context.getImageData(0, 0, image.width, image.height).data;
      const [width, height] = [Math.floor(image.width / block), Math.floor(image.height / block)];
      const grey = new Array(width * height).fill(0);
      for (let y = 0; y < height * block; y++) {
        for (let x = 0; x < width * block; x++) {
          const i = 4 * (y * image.width + x);
          grey[Math.floor(y / block) * width + Math.floor(x / block)] += 0.299 * pixels[i] + 0.587 * pixels[i + 1] + 0.114 * pixels[i + 2];
        }
      }
      return { width, height, grey: grey.map((sum) => Math.round(sum / block / block)) };
    },
    [png.toString("base64"), BLOCK],
  );
  return { width, height, grey: Uint8Array.from(grey) };
}

const CRC = Array.from({ length: 256 }, (_, n) => {
  for (let k = 0; k < 8; k++) n = n & 1 ? (n >>> 1) ^ 0xedb88320 : n >>> 1;
  return n >>> 0;
});
const crc = (bytes) => ~bytes.reduce((sum, byte) => CRC[(sum ^ byte) & 255] ^ (sum >>> 8), -1) >>> 0;

function chunk(name, data) {
  const body = Buffer.concat([Buffer.from(name, "latin1"), data]);
  const frame = Buffer.alloc(8);
  frame.writeUInt32BE(data.length, 0);
  frame.writeUInt32BE(crc(body), 4);
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
}

/** A grey picture as a PNG, to be looked at with anything. */
export function encode({ width, height, grey }) {
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 0, 0, 0, 0], 8);
  const rows = Buffer.alloc((width + 1) * height);
  for (let y = 0; y < height; y++) rows.set(grey.subarray(y * width, (y + 1) * width), y * (width + 1) + 1);
  const signature = Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]);
  return Buffer.concat([signature, chunk("IHDR", head), chunk("IDAT", deflateSync(rows, { level: 9 })), chunk("IEND", Buffer.alloc(0))]);
}

/** A picture that `encode` has made; another PNG is refused. */
export function decode(png) {
  const [width, height] = [png.readUInt32BE(16), png.readUInt32BE(20)];
  const size = png.readUInt32BE(33);
  if (png.toString("latin1", 37, 41) !== "IDAT" || png[24] !== 8 || png[25] !== 0) throw new Error("not a reduced picture");
  const rows = inflateSync(png.subarray(41, 41 + size));
  const grey = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    if (rows[y * (width + 1)] !== 0) throw new Error("not a reduced picture");
    grey.set(rows.subarray(y * (width + 1) + 1, (y + 1) * (width + 1)), y * width);
  }
  return { width, height, grey };
}

/** Blocks that differ by more than `level` grey levels: their share of all, and the box around them in pixels of the page. */
export function difference(a, b, level) {
  if (a.width !== b.width || a.height !== b.height) return { share: 1, box: [0, 0, a.width * BLOCK, a.height * BLOCK] };
  let count = 0;
  let [left, top, right, bottom] = [a.width, a.height, 0, 0];
  a.grey.forEach((value, i) => {
    if (Math.abs(value - b.grey[i]) <= level) return;
    const [x, y] = [i % a.width, Math.floor(i / a.width)];
    count += 1;
    [left, top, right, bottom] = [Math.min(left, x), Math.min(top, y), Math.max(right, x + 1), Math.max(bottom, y + 1)];
  });
  return { share: count / a.grey.length, box: [left, top, right, bottom].map((n) => n * BLOCK) };
}
