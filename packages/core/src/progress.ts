/** How far a job is. */
export interface Progress {
  readonly phase: string;
  readonly done: number;
  readonly total: number;
  /** What `done` and `total` count: `bytes`, `records`, `partitions`. */
  readonly unit: string;
}
