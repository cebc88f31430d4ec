import type { RecordName } from "@koppel/core";

import { UsageError } from "./usage-error.ts";

/** Reads REGISTRY:PROVIDER:RECORD; the record id may hold colons itself. @throws UsageError */
export function recordName(text: string): RecordName {
  const [, registry, provider, recordId] = /^([^:]+):([^:]+):(.+)$/s.exec(text) ?? [];
  if (registry && provider && recordId) return { registry, provider, recordId };
  throw new UsageError("a record is named by registry, provider and record id", "As in NKKR:H01:H01-0000001.");
}
