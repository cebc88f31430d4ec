import { PatientView, type FoundGroup, type FoundPatient } from "./patient-view.ts";
import { readerOf, type TableContext } from "./table-context.ts";

/** Persons whose local patients are wanted. */
export interface MembersTask {
  readonly context: TableContext;
  readonly partitions: readonly number[];
  readonly persons: readonly number[];
  /** Number of the provider whose patients are wanted, or all. */
  readonly provider?: number | undefined;
}

/** Persons to be explained, and others whose local patients are wanted beside them. */
export interface ExplainTask extends MembersTask {
  readonly others: readonly number[];
}

/** A number that a person has or had. */
export interface CurrentTask {
  readonly context: TableContext;
  readonly partitions: readonly number[];
  readonly number: number;
}

/** Finds the local patients of persons, and all that they may have to do with. */
export function explainShare({ context, partitions, persons, others }: ExplainTask): FoundGroup[] {
  const [own, beside] = [new Set(persons), new Set(others)];
  return viewsWith(context, partitions, [...persons, ...others]).flatMap((view) => view.around(own, beside));
}

/** Finds the local patients of persons. */
export function memberShare({ context, partitions, persons, provider }: MembersTask): FoundPatient[] {
  return viewsWith(context, partitions, persons).flatMap((view) => view.members(new Set(persons), provider));
}

/** The number of the person that the statement of this own number is part of now, in these partitions; 0 where there is none. */
export function currentShare({ context, partitions, number }: CurrentTask): number {
  for (const partition of partitions) {
    const { own, person } = readerOf(context).numbers(partition);
    const row = own.indexOf(number);
    if (row >= 0) return person[row];
  }
  return 0;
}

/** The partitions in which any of these persons stands. */
function viewsWith(context: TableContext, partitions: readonly number[], persons: readonly number[]): PatientView[] {
  const wanted = new Set(persons);
  return partitions
    .filter((partition) =>
      readerOf(context)
        .numbers(partition)
        .person.some((number) => wanted.has(number)),
    )
    .map((partition) => new PatientView(context, partition));
}
