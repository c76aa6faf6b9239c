/** Check digits of the numbers that administrations give. Each function takes the number without blanks. */

/** Luhn: every second digit from the right doubled, the sum of all digits a multiple of ten. */
export function luhn(digits: string): boolean {
  let sum = 0;
  for (const [index, letter] of Array.from(digits).toReversed().entries()) {
    const digit = Number(letter) * (index % 2 === 1 ? 2 : 1);
    sum += digit > 9 ? digit - 9 : digit;
  }
  return sum % 10 === 0;
}

/** SIREN, 9 digits. */
export function isSiren(text: string): boolean {
  return /^\d{9}$/.test(text) && luhn(text);
}

/** SIRET, 14 digits; the post offices' (SIREN 356000000) sum up to a multiple of five instead. */
export function isSiret(text: string): boolean {
  if (!/^\d{14}$/.test(text)) return false;
  if (luhn(text)) return true;
  const sum = Array.from(text).reduce((total, digit) => total + Number(digit), 0);
  return text.startsWith('356000000') && sum % 5 === 0;
}

/** The remainder of a number written in digits, of any length. */
function modulo(digits: string, divisor: number): number {
  return Array.from(digits).reduce((rest, digit) => (rest * 10 + Number(digit)) % divisor, 0);
}

/** NIR (« numéro de sécurité sociale »): 13 signs, of Corsica with 2A or 2B, and a key: 97 − the number modulo 97. */
export function isNir(text: string): boolean {
  const parts = /^([1-478]\d{4}(?:\d{2}|2[AB])\d{6})(\d{2})$/.exec(text);
  if (!parts) return false;
  const number = parts[1]!.replace('2A', '19').replace('2B', '18');
  return 97 - modulo(number, 97) === Number(parts[2]);
}

/** French tax number: 13 digits, the last three being the first ten modulo 511. */
export function isTaxNumber(text: string): boolean {
  return /^[0-3]\d{12}$/.test(text) && modulo(text.slice(0, 10), 511) === Number(text.slice(10));
}

/** Belgian national register number: date of birth (of foreigners with 20 or 40 added to the month), order, and 97 − the nine digits modulo 97; born since 2000, a 2 before them. */
export function isBelgianNationalNumber(text: string): boolean {
  const parts = /^(\d{2})(\d{2})(\d{2})\d{3}(\d{2})$/.exec(text);
  if (!parts) return false;
  const [, , month, day, key] = parts.map(Number) as [number, number, number, number, number];
  if (month % 20 > 12 || month > 52 || day > 31) return false;
  const number = text.slice(0, 9);
  return [number, `2${number}`].some((one) => 97 - modulo(one, 97) === key);
}

/** Lengths of the account numbers of the countries from which people pay here; others only have the rule. */
const ibanLengths: Readonly<Record<string, number>> = Object.fromEntries(
  'AT20 BE16 CH21 DE22 DK18 ES24 FI18 FR27 GB22 GR27 IE22 IT27 LU20 MC27 NL18 NO15 PL28 PT25 RO24 SE24'
    .split(' ')
    .map((row) => [row.slice(0, 2), Number(row.slice(2))]),
);

/** IBAN (ISO 13616): letters as numbers from 10, the four first signs last, the remainder by 97 being 1. */
export function isIban(text: string): boolean {
  if (!/^[A-Z]{2}\d{2}[A-Z0-9]{11,30}$/.test(text)) return false;
  const length = ibanLengths[text.slice(0, 2)];
  if (length !== undefined && text.length !== length) return false;
  const turned = text.slice(4) + text.slice(0, 4);
  return (
    modulo(
      turned.replace(/[A-Z]/g, (letter) => String(letter.charCodeAt(0) - 55)),
      97,
    ) === 1
  );
}
