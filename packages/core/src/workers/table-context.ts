import type { PseudonymType } from "@koppel/pseudonym";

import type { LinkContext } from "../linking/partition.ts";
import { EvidenceModel, type Purposes } from "../model/evidence-model.ts";
import type { Model } from "../model/model.ts";
import type { SegmentSource } from "../store/link-store.ts";
import { PartitionReader } from "../store/partition-reader.ts";
import { Sealer, type SealKeys } from "../store/sealer.ts";
import { SqliteSegments } from "../store/sqlite-segments.ts";

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

let opened: { key: string; store: SqliteSegments; reader: PartitionReader } | undefined;
let model: { key: string; model: EvidenceModel } | undefined;

/** The thread's reader of this table, kept open between tasks. */
export function readerOf(context: TableContext): PartitionReader {
  return open(context).reader;
}

/** What the reader reads from. */
export function sourceOf(context: TableContext): SegmentSource {
  return open(context).store;
}

function open({ location, seal }: TableContext): NonNullable<typeof opened> {
  const key = JSON.stringify([location, seal.table, seal.generation, ...seal.keys.keys()]);
  if (opened?.key !== key) {
    opened?.store.close();
    const store = SqliteSegments.open(location);
    opened = { key, store, reader: new PartitionReader(store, new Sealer(seal)) };
  }
  return opened;
}

/** What linking rests on, with the model made ready once a thread. */
export function linkContextOf(context: TableContext): LinkContext {
  const { types, anchor, purposes, providerOf } = context;
  const key = JSON.stringify([context.model, types, anchor, purposes]);
  if (model?.key !== key) model = { key, model: new EvidenceModel(context.model, types, anchor, purposes) };
  return { model: model.model, anchor, providerOf };
}
