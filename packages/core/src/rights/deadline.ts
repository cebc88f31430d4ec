/** By when a request has to be answered (R45). Days are those of UTC, `YYYY-MM-DD`. */
export interface Deadline {
  /** Four weeks after receipt: what is aimed at. */
  readonly target: string;
  /** A month after receipt: what the law allows. */
  readonly limit: string;
  /** Until the target; negative when it is past. */
  readonly daysLeft: number;
  /** Which of the two is past. */
  readonly late: "target" | "limit" | null;
}

const DAY = 86_400_000;
const TARGET_DAYS = 28;

/** When a request that came in then is due, as of a moment: now, or that of the answer. */
export function deadlineOf(received: Date, moment: Date): Deadline {
  const target = dayOf(received) + TARGET_DAYS;
  const limit = dayOf(monthAfter(received));
  const today = dayOf(moment);
  return {
    target: textOf(target),
    limit: textOf(limit),
    daysLeft: target - today,
    late: today > limit ? "limit" : today > target ? "target" : null,
  };
}

/** The same day of the next month, or where that has no such day its last. */
function monthAfter(moment: Date): Date {
  const [year, month, day] = [moment.getUTCFullYear(), moment.getUTCMonth() + 1, moment.getUTCDate()];
  const last = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
  return new Date(Date.UTC(year, month, Math.min(day, last)));
}

function dayOf(moment: Date): number {
  return Math.floor(moment.getTime() / DAY);
}

function textOf(day: number): string {
  return new Date(day * DAY).toISOString().slice(0, 10);
}
