/**
 * Given names by sex and initial: the weight of the initial in thousandths, then names that carry it, in the order of
 * formal names and call names. Round weights of general knowledge; what matters is how often two people share an initial
 * (about 8.1 % of men and 8.6 % of women).
 */
const male =
  "95 Adrianus,Abdel,Arie,Ahmed,Anton,Albert,Adam;32 Bernardus,Bart,Bram,Bas,Burak;49 Cornelis,Cees,Christiaan,Casper;" +
  "33 Dirk,Daan,David,Dennis,Dylan;27 Everardus,Erik,Emre,Edwin,Evert;33 Franciscus,Frank,Frits,Floris,Finn;" +
  "49 Gerardus,Gerrit,Geert,Guus,Gijsbert;70 Hendrikus,Hendrik,Hans,Henk,Harm,Hassan;6 IJsbrand,Ivo,Ibrahim;" +
  "178 Johannes,Jan,Jacobus,Jacob,Joost,Jeroen,Jesse,Jeffrey;15 Klaas,Kees,Kevin,Karel,Krzysztof;" +
  "36 Lambertus,Lucas,Leendert,Lars,Luuk;115 Mohamed,Martinus,Maarten,Mark,Mehmet,Michiel,Milan,Mustafa;" +
  "17 Nicolaas,Niels,Noah,Nick;5 Olivier,Otto,Omar;54 Petrus,Pieter,Paul,Piotr,Patrick;2 Quinten,Quirijn;" +
  "59 Robert,Ruben,Rik,Roelof,Ronald,Rachid;32 Simon,Stefan,Sander,Siebe,Sem;36 Theodorus,Thomas,Tim,Tom,Teun;1 Umut;" +
  "6 Victor,Vincent,Vijay;46 Wilhelmus,Willem,Wouter,Wim;1 Xander;4 Youssef,Yusuf,Yannick;2 Zakaria,Zeger";
const female =
  "112 Anna,Adriana,Aaltje,Alida,Annemarie,Aicha,Anouk,Ayse;21 Berendina,Bianca,Britt,Bep;74 Cornelia,Catharina,Carla,Charlotte,Chantal;" +
  "24 Dina,Dirkje,Demi,Daniëlle;61 Elisabeth,Eva,Esther,Els,Emma,Elif;25 Francisca,Femke,Fatima,Fenna,Floor;" +
  "43 Geertruida,Grietje,Gerda,Gerarda,Guusje;55 Hendrika,Helena,Hanna,Hilde,Hatice;21 Ida,Irene,Inge,Isa,Iris;" +
  "121 Johanna,Jacoba,Jantje,Julia,Janneke,José,Jolanda;16 Klaasje,Karin,Kim,Katarzyna;" +
  "45 Lena,Laura,Linda,Lotte,Lieke,Lisa;184 Maria,Margaretha,Martina,Marieke,Monique,Mila,Malika,Merel;" +
  "23 Neeltje,Nina,Naomi,Noor,Nicole;2 Olga,Olivia;32 Petronella,Paula,Patricia,Pien;1 Quirina;22 Roelofje,Roos,Rita,Rachida;" +
  "44 Sara,Sophie,Saskia,Susanna,Sanne,Sita;25 Theodora,Trijntje,Tessa,Tineke;1 Ursula;6 Vera,Veronica;" +
  "33 Wilhelmina,Wilma,Willemijn,Wendy;1 Xandra;8 Yvonne,Yara,Yasmina;3 Zoë,Zeynep";

/** All given names, men's first; a name is known by its place in this list. */
export const givenNames: readonly string[] = parse(male).names.concat(parse(female).names);

const letters = [parse(male), parse(female)] as const;
const offsets = [0, letters[0].names.length] as const;

interface Letters {
  readonly names: string[];
  /** Cumulative weight, first name and number of names of each initial. */
  readonly rows: { upTo: number; first: number; count: number }[];
}

function parse(text: string): Letters {
  const names: string[] = [];
  const rows: Letters["rows"] = [];
  let upTo = 0;
  for (const group of text.split(";")) {
    const [weight, list] = group.split(" ") as [string, string];
    const members = list.split(",");
    upTo += Number(weight);
    rows.push({ upTo, first: names.length, count: members.length });
    names.push(...members);
  }
  return { names, rows };
}

/** A given name for a sex (0 man, 1 woman) from two random 32-bit numbers: one chooses the initial, one the name. */
export function givenName(sex: number, initial: number, choice: number): number {
  const { rows } = letters[sex]!;
  const ticket = (initial * rows.at(-1)!.upTo) / 0x1_0000_0000;
  let row = 0;
  while (ticket >= rows[row]!.upTo) row++;
  const { first, count } = rows[row]!;
  // Formal names stand first: squaring makes them the commoner ones.
  const share = choice / 0x1_0000_0000;
  const place = Math.floor(share * share * count);
  return offsets[sex]! + first + place;
}

/** The initial of each given name as a number, A = 1 to Z = 26. */
export const initials: Uint8Array = Uint8Array.from(givenNames, (name) => name.charCodeAt(0) - 64);
