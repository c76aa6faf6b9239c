/** The commonest small words of each language: enough to tell them apart in a sentence. */
const WORDS: Readonly<Record<string, ReadonlySet<string>>> = Object.fromEntries(
  Object.entries({
    fr: 'le la les des du un une et est dans pour que qui il elle nous vous sur pas au aux ce cette ces avec son sa ses mais ou plus je ne se en à été sont fait très bonjour merci par',
    en: 'the of and to in is it you that he was for on are with as his they at be this have from or had by but not what all were we when your can said there hello my i',
    de: 'der die das und ist in den von zu mit sich auf für nicht ein eine es dem des im wir sie ich auch als an werden aus er hat dass bei guten',
    nl: 'de het een en van ik te dat die in is hij niet zijn op aan met als voor had er maar om hem dan zou wat mijn men dit zo door we bij ook',
    es: 'el los las y es en un una que por con para no su lo como más pero sus le ya o este sí porque esta entre cuando muy sin sobre del al se de hola',
    it: 'il lo gli e è di che un una per non con si da sono nel della del al dei le come più ma anche questo questa io ciao',
    pt: 'o os as e é um uma que do da em para com não por mais dos como mas ao das à seu sua ou quando muito nos já eu também ele',
  }).map(([language, words]) => [language, new Set(words.split(' '))]),
);

const LONGEST = 5000;

/** The language that a text is most likely in; empty where nothing says. */
export function languageOf(text: string): string {
  const words =
    text
      .slice(0, LONGEST)
      .toLowerCase()
      .match(/\p{L}+/gu) ?? [];
  let best = '';
  let most = 0;
  for (const [language, known] of Object.entries(WORDS)) {
    const count = words.filter((word) => known.has(word)).length;
    if (count > most) [best, most] = [language, count];
  }
  return best;
}
