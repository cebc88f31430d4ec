import type { PseudonymType } from "@koppel/pseudonym";

import type { LinkContext } from "../linking/partition.ts";
import { EvidenceModel, type Purposes } from "../model/evidence-model.ts";
import type { Model } from "../model/model.ts";
import { PartitionReader } from "../store/partition-reader.ts";
import { Sealer, type SealKeys } from "../store/sealer.ts";
import { SqliteStore } from "../store/sqlite-store.ts";

/** What a thread must know of a table to work on its partitions; plain data, handed over with each task. */
export interface TableContext {
  readonly location: string;
  readonly seal: SealKeys;
  readonly types: readonly PseudonymType[];
  readonly anchor: number;
  /** The type of citizen service numbers, or -1. */
  readonly serviceNumber: number;
  readonly model: Model;
  readonly purposes: Purposes;
  /** By delivery: number of the provider. */
  readonly providerOf: Int32Array;
}

let reader: { location: string; table: string; store: SqliteStore; reader: PartitionReader } | undefined;
let model: { key: string; model: EvidenceModel } | undefined;

/** The thread's reader of this table, kept open between tasks. */
export function readerOf({ location, seal }: TableContext): PartitionReader {
  if (reader?.location !== location || reader.table !== seal.table) {
    reader?.store.close();
    const store = SqliteStore.open(location, true);
    reader = { location, table: seal.table, store, reader: new PartitionReader(store, new Sealer(seal)) };
  }
  return reader.reader;
}

/** What linking rests on, with the model made ready once a thread. */
export function linkContextOf(context: TableContext): LinkContext {
  const { types, anchor, purposes, providerOf } = context;
  const key = JSON.stringify([context.model, types, anchor, purposes]);
  if (model?.key !== key) model = { key, model: new EvidenceModel(context.model, types, anchor, purposes) };
  return { model: model.model, anchor, providerOf };
}
