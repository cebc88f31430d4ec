import { Stream, purposeKey } from "./random.ts";

/** Parts of one style of names: a first part, a middle that may be empty, and an ending. */
interface Style {
  readonly share: number;
  readonly prefixes: readonly string[];
  readonly first: readonly string[];
  readonly middle: readonly string[];
  readonly last: readonly string[];
  /** Percent of the first parts that are put together from sounds instead. */
  readonly invented: number;
}

const words = (text: string): string[] =>
  text.split(" ").map((word) => (word === "-" ? "" : word.replaceAll("_", " ")));

const dutchStems =
  "Aal Akker Al Am An Ar Baar Bak Bal Bar Beek Bel Berk Bies Bin Bloem Bol Boom Bor Bou Braam Bra Brand Breu Broek Brug " +
  "Bul Bus Cla Cor Daal Dam De Den Die Dij Dol Door Dres Drie Dui Eek Eg Eik El Elz Em En Er Es Eve Fa Fok Fran Gaar Geer Gel Ger " +
  "Gies Goor Gra Groe Haag Haar Hal Ham Har Has Heem Hei Hel Hen Her Heu Hil Hoe Hoog Hor Hou Huis Hul Ing Iper Jaar Jel Jon " +
  "Kaar Kal Kamp Kas Kel Ker Kie Klaar Klein Klo Knol Koe Kol Kor Kra Krui Kui Laar Lam Lang Leen Lin Loe Lok Loo Lui Maas Man " +
  "Mar Mee Men Meul Mie Moer Mol Mui Naar Nes Nie Noor Oel Ol Om Oor Oost Op Os Ou Paar Pas Peel Pel Pin Plan Pol Pot Prui " +
  "Raad Ram Ree Ren Riet Rij Roe Rol Roo Rot Rui Sa Schaap Scheer Schel Schip Schoon Schou Schuur Sei Sib Sie Slag Sloo Smal " +
  "Snel Spij Spoor Staal Steen Stek Stie Stok Straa Stui Swa Tak Ten Ter Tiel Tim Toor Tri Tui Uit Vaar Val Veen Vel Ver Vlie " +
  "Voor Vree Waal Wal Wan War Weer Wel Wes Wie Wijn Wil Win Wit Woe Wolf Zaal Zand Zee Zel Zij Zon Zui Zwaan Zwie";

const onsets = words(
  "B Bl Br D Dr Dw F Fl Fr G Gl Gr H H J K Kl Kn Kr Kw L L M M N N P Pl Pr R R S S Sch Sl Sm Sn Sp Spr St Str T Tr V Vl Vr W W Wr Z Zw - -",
);
const vowels = words("a a aa e e ee ei eu i i ie ij o o oe oo ou u u ui");
const codas = words(
  "b d f g k l l m n n p r r s t - - - ld lf lk lm ls lt mp nd ng nk ns nt rd rg rk rm rn rs rt st cht ts ps",
);

const styles: readonly Style[] = [
  {
    share: 52,
    invented: 62,
    prefixes: words(
      "- - - - - - - - van van van van van_de van_de van_den van_den van_der van_der van_der ten ter op_den in_'t van_'t de de",
    ),
    first: words(dutchStems),
    middle: words("- - - - - - el en er de ke le ling schen sel ter ster den der ven"),
    last: words(
      "aar aars beek berg bergen boer boom bos bosch broek brink brug burg camp daal dam delft dijk dorp drecht els ens er ers feld gaard goor hagen ham haus heim " +
        "hof hoff horst hout hove huis huizen ing ink inks kamp kerk ker kers koop laan laar land lo loo maat man mans meer mond ma nes oord poel rade recht rijk rode " +
        "schot se sen sloot smit son stad steen stra straten tink veen veld velt voort voorde vort waard wal weg werf wijk winkel woude zaal zand zeel",
    ),
  },
  {
    share: 9,
    invented: 55,
    prefixes: words("- - - - - - - - van van_der"),
    first: words(dutchStems),
    middle: words("- - - - e be de ke le me ne re se te ten"),
    last: words("stra sma inga ma ema ga sema stra ia nga dema wsma"),
  },
  {
    share: 9,
    invented: 50,
    prefixes: words("- - - - - - - - - - van"),
    first: words(
      "Aer Ad Al Ari An Bar Bas Ben Bern Bert Car Cars Chris Clae Coen Cor Dani Dir Eg Eve Flor Frans Gab Geer Gel Ger Gij Giel Gos Har Hen Her Hub " +
        "Jaco Jas Jelle Jo Joos Jur Ka Klaa Lam Lau Lef Leon Lode Luc Maar Mar Mat Mau Mi Nan Nic Ol Pau Piet Que Rei Rob Roe Rom Rut Sam Seb Sie Sij Ste Ter Theu Tij Tim Til Vin Wes Wil Wou Zach",
    ),
    middle: words("- - t d n r l m nel ber der fer ger hel mer rit ter ric"),
    last: words("sen sens se s ssen en ens ers ik ix kens mans son zen zoon isse"),
  },
  {
    share: 8,
    invented: 40,
    prefixes: words("-"),
    first: words(
      "Ak Al Ar As Ay Bal Bay Bo Bu Çak Can Çe Çel Çe Dem Den Do Du Er Gö Gül Gün Gü Ka Kar Kay Kı Koç Ku Oz Öz Öztü Po Sa Sar Şa Şe Şi Tek To Tu Tür Uç Ün Ya Yav Yıl Yü Zen",
    ),
    middle: words("- - a ak al de en er gü ı ir kan le tan ul un ür"),
    last: words(
      "oğlu kaya demir türk taş can er men maz lu lı el gül han tekin soy baş bulut dağ kan ik in çı oz şen tepe",
    ),
  },
  {
    share: 8,
    invented: 40,
    prefixes: words("- - - el el"),
    first: words(
      "Ab Abd Ach Ah Ais Am Azz Bak Bel Ben Bou Chad Dah Dao Dri El Fa Fath Ghaz Hach Had Haj Ham Has Iss Jab Jeb Ka Kad Kha Lah Lam Mah Mak Mes Moh Mou Naj Oua Ra Rah Sa Sal Sba Taha Tou Yah You Za Zer",
    ),
    middle: words("- - a al am ar ba da ha ka la lou ma na ra ou"),
    last: words(
      "di oui ni ri ali ane ari aoui bi chi dani dou ssi kari khatib laoui lal li mani mar miri mi nassri ouch rabi rahi sani ti touri zani zi mane hmed",
    ),
  },
  {
    share: 5,
    invented: 50,
    prefixes: words("-"),
    first: words(
      "Adam Ban Bar Bed Bor Bro Chmiel Cze Dą Dom Dud Gaj Gór Gra Jab Jag Jan Kac Kam Kow Koz Kra Kwiat Lew Lis Ma Maj Mich Naw No Now Ol Pa Paw Pio Rog Sad Sik Sob Szy Tom Wal Wie Wiś Woj Wró Za Zie",
    ),
    middle: words("- - a al an e i il o or ow y"),
    last: words("cki czyk czak ek ewski iak icz ik ka ński owicz owska owski rek ski szek ski wicz zyk"),
  },
  {
    share: 6,
    invented: 30,
    prefixes: words("-"),
    first: words(
      "Am Bal Bha Bi Bin Chan Chot Dha Doe Dur Gan Goe Go Har Hi Jag Jai Jan Jha Ka Kal Kis La Lach Ma Mahab Man Moe Na Nan Oe Pan Par Pher Ra Ram Ram Ro Sar Se Sew Sha Soe So Soek Su Ta Tew",
    ),
    middle: words("- - a an ba da di ga ha ka khe la na pa pers ra ri"),
    last: words(
      "dien ram singh lal pal sing dew bali char nath nand oe pat persad raj ram rai sahai soekh tan war ie doe hoe kali bahadoer",
    ),
  },
  {
    share: 3,
    invented: 30,
    prefixes: words("- - - dos da de"),
    first: words(
      "Al An Bar Ca Car Cas Cos Del Dia Es Fer Fe Fon Gar Gon Go Her Lo Mar Me Mon Mo Na Nu Or Pe Pin Ra Ri Rod Ro Sal San Sil Sou Tor Val Va Ve",
    ),
    middle: words("- - a an bei de ei gue i na ra re ri ta"),
    last: words("da do es ez gado guez ira lho lo mar nez no ra rez ro ros rio sa so tes to va vedo zo"),
  },
];

const total = styles.reduce((sum, style) => sum + style.share, 0);
const key = purposeKey(0, 900);
const stream = new Stream();

/** The rare surname number `n` of the country, as prefix and name: always the same, whatever the population's seed. */
export function rareSurname(n: number): { prefix: string; name: string } {
  stream.start(key, n);
  let ticket = stream.below(total);
  let style = styles[0]!;
  for (const candidate of styles) {
    style = candidate;
    ticket -= candidate.share;
    if (ticket < 0) break;
  }
  const pick = (parts: readonly string[]): string => parts[stream.below(parts.length)]!;
  const prefix = pick(style.prefixes);
  const invented = stream.below(100) < style.invented;
  const first = invented ? pick(onsets) + pick(vowels) + pick(codas) : pick(style.first);
  const name = first + pick(style.middle) + pick(style.last);
  return { prefix, name: name[0]!.toUpperCase() + name.slice(1) };
}
