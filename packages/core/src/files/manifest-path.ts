/** Path of the manifest of a delivery: `H01.delivery.csv.gz` goes with `H01.delivery.manifest.json`. */
export function manifestPath(delivery: string): string {
  return `${bareName(delivery)}.manifest.json`;
}

/** Path of the manifest of a map: `HEART.csv` goes with `HEART.map.json`. */
export function mapManifestPath(map: string): string {
  return `${bareName(map).replace(/\.map$/i, "")}.map.json`;
}

/** A path without what tells the form of the file. */
function bareName(path: string): string {
  return path.replace(/\.(gz|zst)$/i, "").replace(/\.(csv|tsv|txt|ndjson|jsonl)$/i, "");
}
