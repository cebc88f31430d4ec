/** The voorvoegsels of KT1 (N5), 121 entries, to be replaced by RvIG table 36 in a later profile. */
export const prefixes: readonly string[] = `
aan; aan 't; aan de; aan den; aan der; aan het; bij; bij 't; bij de; bij den; bij het; d'; da; dal; dalla; das; de; de la; de las; de le; de van der; deca; degli; dei; del; della; den; der;
des; di; do; don; dos; du; el; het; i; im; in; in 't; in de; in den; in der; in het; l'; la; las; le; les; lo; los; of; onder; onder 't; onder de; onder den; onder het; op; op 't; op de;
op den; op der; op gen; op het; op ten; over; over 't; over de; over den; over het; 's; 't; te; ten; ter; tho; thoe; thor; to; toe; tot; uijt; uijt 't; uijt de; uijt den; uijt te de;
uijt ten; uit; uit 't; uit de; uit den; uit het; uit ten; unter; van; van 't; van de; van de l'; van den; van der; van gen; van het; van la; van ter; van van de; vom; von; von 't; von dem;
von den; von der; voor; voor 't; voor de; voor den; voor in 't; vor; vor der; zu; zum; zur
`
  .split(";")
  .map((entry) => entry.trim());
