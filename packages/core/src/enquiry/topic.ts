/** What a hospital can be asked about patients of its own. */
export const TOPICS = ["same-patient", "twin", "other-initial", "other-name", "other-address"] as const;

export type Topic = (typeof TOPICS)[number];

/** The questions as the hospital's staff read them. */
export const TOPIC_TEXTS: Readonly<Record<Topic, string>> = {
  "same-patient": "Zijn deze twee patiëntnummers van één en dezelfde persoon?",
  twin: "Heeft deze patiënt een broer of zus van hetzelfde geslacht die op dezelfde dag geboren is?",
  "other-initial": "Staat of stond deze patiënt bij u ook met een andere eerste voorletter geregistreerd?",
  "other-name":
    "Staat of stond deze patiënt bij u ook met een andere (schrijfwijze van de) geboortenaam geregistreerd?",
  "other-address": "Staat of stond deze patiënt bij u ook op een ander adres geregistreerd?",
};

/** What a hospital can answer. */
export const ANSWERS = ["yes", "no", "unknown"] as const;

export type Answer = (typeof ANSWERS)[number];

const WORDS: ReadonlyMap<string, Answer> = new Map([
  ["ja", "yes"],
  ["nee", "no"],
  ["onbekend", "unknown"],
  ...ANSWERS.map((answer) => [answer, answer] as const),
]);

/** The answer that a word stands for, Dutch or English, in capitals or not. */
export function answerOf(word: string): Answer | undefined {
  return WORDS.get(word.trim().toLowerCase());
}

/**
 * What can be asked of a hospital that has one patient in a case: whether its own files know what the strongest pair of the case differs in.
 *
 * @param patternClass key of that pair's class; @returns null where nothing differs that the hospital could know more of
 */
export function topicOf(patternClass: string): Topic | null {
  const [name = "", place = ""] = patternClass.split(" ");
  if (name.endsWith("-initial")) return place === "place6" || place === "place4" ? "twin" : "other-initial";
  if (name === "name-differs" || name.startsWith("name4")) return "other-name";
  return name.startsWith("name8") && place === "place-differs" ? "other-address" : null;
}
