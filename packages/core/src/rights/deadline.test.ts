import { describe, expect, test } from "vitest";

import { deadlineOf } from "./deadline.ts";

const on = (day: string): Date => new Date(`${day}T12:00:00Z`);

describe("a request is due", () => {
  test.each([
    ["2027-03-10", "2027-04-07", "2027-04-10"],
    ["2027-01-31", "2027-02-28", "2027-02-28"],
    ["2028-01-30", "2028-02-27", "2028-02-29"],
    ["2027-12-31", "2028-01-28", "2028-01-31"],
  ])("received on %s, by %s, and by %s at the latest", (received, target, limit) => {
    const first = deadlineOf(on(received), on(received));
    expect(first).toEqual({ target, limit, daysLeft: 28, late: null });
    expect(deadlineOf(on(received), new Date(`${target}T23:59:59Z`))).toMatchObject({ daysLeft: 0, late: null });
    expect(deadlineOf(on(received), new Date(`${limit}T23:59:59Z`)).late).toBe(target === limit ? null : "target");
    expect(deadlineOf(on(received), on("2028-06-01")).late).toBe("limit");
  });
});
