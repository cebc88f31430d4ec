import { addMonths, dayOf, dayText } from "../calendar.ts";

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

const TARGET_DAYS = 28;

/** When a request that came in then is due, as of a moment: now, or that of the answer. */
export function deadlineOf(received: Date, moment: Date): Deadline {
  const target = dayOf(received) + TARGET_DAYS;
  const limit = dayOf(addMonths(received, 1));
  const today = dayOf(moment);
  return {
    target: dayText(target),
    limit: dayText(limit),
    daysLeft: target - today,
    late: today > limit ? "limit" : today > target ? "target" : null,
  };
}
