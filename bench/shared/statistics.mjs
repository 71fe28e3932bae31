export function median(figures) {
  const sorted = figures.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** What is kept of the figures of several rounds. */
export function spread(figures) {
  return { median: median(figures), min: Math.min(...figures), max: Math.max(...figures) };
}
