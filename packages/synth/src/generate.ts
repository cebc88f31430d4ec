import { Geography } from "./geography.ts";
import type { JobOptions, Population } from "./options.ts";
import { People } from "./people.ts";
import { Registrar, Registration } from "./registration.ts";
import { Schedule } from "./schedule.ts";

/** Visits between two looks at the clock. */
const SLICE = 4096;

/**
 * Goes through all visits in order of month and gives each, as recorded, to `take`, with its running number at its
 * provider (from 1). Returns the number of visits. Constant memory.
 *
 * @throws the reason of `signal` when that is aborted.
 */
export async function generate(
  of: Population,
  { onProgress, signal }: JobOptions,
  take: (visit: Registration, running: number) => void,
): Promise<number> {
  const schedule = new Schedule(of);
  const registrar = new Registrar(of, new People(of), new Geography(of));
  const registration = new Registration();
  const running = new Uint32Array(of.providers);
  let done = 0;
  for (let month = 0; month < schedule.months; month++) {
    signal?.throwIfAborted();
    for (const person of schedule.month(month)) {
      registrar.record(person, month, registration);
      take(registration, ++running[registration.provider]!);
      if (++done % SLICE === 0) {
        onProgress?.({ phase: "visits", done, total: Math.max(done, schedule.expected), unit: "records" });
        await new Promise(setImmediate);
        signal?.throwIfAborted();
      }
    }
  }
  onProgress?.({ phase: "visits", done, total: done, unit: "records" });
  return done;
}
