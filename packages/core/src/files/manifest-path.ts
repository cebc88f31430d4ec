/** Path of the manifest of a delivery: `H01.delivery.csv.gz` goes with `H01.delivery.manifest.json`. */
export function manifestPath(delivery: string): string {
  const bare = delivery.replace(/\.(gz|zst)$/i, "").replace(/\.(csv|tsv|txt|ndjson|jsonl)$/i, "");
  return `${bare}.manifest.json`;
}
