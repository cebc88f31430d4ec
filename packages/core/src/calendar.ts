const DAY = 86_400_000;

/** Days since 1 January 1970, UTC. */
export function dayOf(moment: Date): number {
  return Math.floor(moment.getTime() / DAY);
}

/** A day as `YYYY-MM-DD`. */
export function dayText(day: number): string {
  return new Date(day * DAY).toISOString().slice(0, 10);
}

/** The same day so many months later, or earlier if negative; where that month has no such day its last. */
export function addMonths(moment: Date, months: number): Date {
  const [year, month] = [moment.getUTCFullYear(), moment.getUTCMonth() + months];
  const last = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
  return new Date(Date.UTC(year, month, Math.min(moment.getUTCDate(), last)));
}
