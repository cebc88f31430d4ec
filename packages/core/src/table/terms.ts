import { KoppelError } from "../errors.ts";
import { parseTerm, termText, type Term } from "../rights/term.ts";
import { holdOn, registryNamed, type LegalHold } from "./legal-hold.ts";
import type { OpenTable } from "./open-table.ts";

/** What has a term for the whole table; records have one for each registry. */
export const TABLE_CLASSES = ["trail", "requests", "enquiries", "objections"] as const;

/** A class of data. */
export type RetentionClass = "records" | (typeof TABLE_CLASSES)[number];

/** How long a class of data is kept (R48). */
export interface RetentionTerm {
  readonly class: RetentionClass;
  /** The registry of records; null for what is of the whole table. */
  readonly registry: string | null;
  /** As in `7y`; null where nothing was set yet. */
  readonly term: string | null;
  /** Since when. */
  readonly since: string | null;
  /** The hold on the registry. */
  readonly hold: LegalHold | null;
}

const SETTING = "term ";

/** What is logged is kept at least five years (the Dutch decree on logging of 2019). */
const TRAIL_LEAST: Term = 60;

/** The terms of all registries and classes. */
export function termsOf(table: OpenTable): RetentionTerm[] {
  const settings = table.store.settings();
  const termOf = (name: string): Pick<RetentionTerm, "term" | "since"> => {
    const last = settings.findLast((setting) => setting.name === SETTING + name);
    return { term: last?.value ?? null, since: last?.at ?? null };
  };
  return [
    ...table.store.registries().map(({ id, name }) => ({
      class: "records" as const,
      registry: name,
      ...termOf(`records ${id}`),
      hold: holdOn(table, id),
    })),
    ...TABLE_CLASSES.map((name) => ({ class: name, registry: null, ...termOf(name), hold: null })),
  ];
}

/**
 * Sets how long a class of data is kept from now on.
 *
 * @param registry for records; null for a class of the whole table
 * @throws KoppelError UNKNOWN_REGISTRY, BAD_TERM, NO_SUCH_CLASS, TERM_TOO_SHORT; KeyringError NOT_GRANTED
 */
export function setTerm(table: OpenTable, registry: string | null, name: string, text: string): void {
  const known: readonly string[] = registry === null ? TABLE_CLASSES : ["records"];
  if (!known.includes(name))
    throw new KoppelError("NO_SUCH_CLASS", "there is no such class of data", {
      hint: `Of a registry there are records; of the whole table ${TABLE_CLASSES.join(", ")}.`,
    });
  const term = parseTerm(text);
  if (name === "trail" && term < TRAIL_LEAST)
    throw new KoppelError("TERM_TOO_SHORT", "the audit trail is kept at least five years", {
      hint: "Give 5y or more.",
    });
  const setting = registry === null ? name : `records ${registryNamed(table, registry)}`;
  const objects = registry === null ? [] : [{ type: "registry", id: registry } as const];
  table.writing({ action: "retention.set", objects, detail: { class: name, term: termText(term) } }, () =>
    table.store.addSetting(SETTING + setting, termText(term)),
  );
}

/** What has no term yet, and so must not go live, in words: `records of NKKR`, `trail`. */
export function withoutTerm(table: OpenTable): string[] {
  return termsOf(table)
    .filter(({ term }) => term === null)
    .map(classText);
}

/** A class of data in words. */
export function classText({ class: name, registry }: Pick<RetentionTerm, "class" | "registry">): string {
  return registry === null ? name : `${name} of ${registry}`;
}
