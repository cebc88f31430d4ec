import type { Answer, Topic } from "@koppel/core";

/** What a provider was asked, and what it said, in few words. */
export function askedText({ topic, answer }: { readonly topic: Topic; readonly answer: Answer | null }): string {
  return `${WORDS[topic]}? ${answer ?? "no answer yet"}`;
}

const WORDS: Readonly<Record<Topic, string>> = {
  "same-patient": "same patient",
  twin: "a twin",
  "other-initial": "another initial",
  "other-name": "another birth name",
  "other-address": "another address",
};
