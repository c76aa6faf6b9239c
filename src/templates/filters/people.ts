import type { FilterRow } from '../rows.ts';
import { str } from '../python.ts';
import type { Run } from '../run.ts';
import { textOf } from './texts.ts';
import { row } from './row.ts';

const NATIONAL = /^0(\d)(\d{8})$/;
const INTERNATIONAL = /^(\+33|0033)(?:\(0\))?0?(\d)(\d{8})$/;

const cleaned = (value: unknown, run: Run): string => textOf(value, run).replace(/[\s.\-/\u00a0\u202f]/g, '');

const pairs = (digits: string): string[] => digits.match(/\d\d/g) ?? [];

/** A French number in groups of two digits; anything else as it came. */
function phoneNumber(value: unknown, argument: unknown, run: Run): unknown {
  const separator = argument === undefined ? '\u00a0' : str(argument, run.language);
  const number = cleaned(value, run);
  const national = NATIONAL.exec(number);
  if (national) return [`0${national[1]}`, ...pairs(national[2] ?? '')].join(separator);
  const international = INTERNATIONAL.exec(number);
  if (!international) return value;
  const [, prefix, first = '', rest = ''] = international;
  return [...(prefix === '+33' ? ['+33'] : ['00', '33']), first, ...pairs(rest)].join(separator);
}

function isMobile(value: unknown, _argument: unknown, run: Run): boolean {
  const number = cleaned(value, run);
  return /^0[67]\d{8}$/.test(number) || /^(?:\+33|0033)(?:\(0\))?0?[67]\d{8}$/.test(number);
}

const HOUSE = /^\s*(\d+)\s*(.*?)\s*$/;

export const peopleFilters: readonly FilterRow[] = [
  row(
    'phonenumber_fr',
    ['Un numéro de téléphone français, par paires.', 'A French phone number, in pairs.'],
    ['{{ "0612345678"|phonenumber_fr:" " }}', '06 12 34 56 78'],
    phoneNumber,
    {
      argument: 'optional',
    },
  ),
  row(
    'is_french_mobile_phone_number',
    ['Vrai pour un mobile français.', 'True for a French mobile number.'],
    ['{{ "0612345678"|is_french_mobile_phone_number }}', 'True'],
    isMobile,
  ),
  row(
    'housenumber_number',
    ['Le numéro d’une voie.', 'The number of a house.'],
    ['{{ "12 bis"|housenumber_number }}', '12'],
    (value, _argument, run) => HOUSE.exec(textOf(value, run))?.[1] ?? '',
  ),
  row(
    'housenumber_btq',
    ['Le « bis » ou « ter » d’un numéro.', 'The "bis" or "ter" of a house number.'],
    ['{{ "12 bis"|housenumber_btq }}', 'bis'],
    (value, _argument, run) => HOUSE.exec(textOf(value, run))?.[2] ?? '',
  ),
];
