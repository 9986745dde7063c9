// Few numbers for many.

/** The quantile of numbers, by the nearest rank. */
export function quantile(numbers, q) {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(q * sorted.length) - 1))] ?? NaN;
}

export const median = (numbers) => quantile(numbers, 0.5);

/** p50, p95, max, and how many there were. */
export function spread(numbers) {
  return { p50: median(numbers), p95: quantile(numbers, 0.95), max: Math.max(...numbers), count: numbers.length };
}

/** Lines of a table with columns as wide as their widest cell. */
export function table(rows) {
  const text = rows.map((row) => row.map((cell) => (typeof cell === "number" ? cell.toFixed(cell < 100 ? 1 : 0) : String(cell))));
  const widths = text[0].map((_, i) => Math.max(...text.map((row) => (row[i] ?? "").length)));
  return text.map((row) => row.map((cell, i) => (i ? cell.padStart(widths[i]) : cell.padEnd(widths[i]))).join("  ")).join("\n");
}
