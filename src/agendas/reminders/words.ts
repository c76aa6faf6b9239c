import { day, hour, type Telling } from '../../pages/dates.ts';
import type { Paragraph } from '../../platform/mail/message.ts';
import type { TownSettings } from '../../platform/settings.ts';

/** What a reminder tells: of one booking, whose starts are local. */
export type Reminder = {
  what: string;
  starts: readonly Temporal.PlainDateTime[];
  /** The agenda's own sentence; '' for none. */
  extra: string;
  /** Where one changes or cancels; '' where that isn't known. */
  formUrl: string;
};

/** No-break space. */
const n = '\u00a0';

const words = {
  fr: {
    subject: (what: string, when: string) => `Rappel${n}: ${what}, ${when}`,
    hello: 'Bonjour,',
    one: (what: string, when: string) => `Nous vous attendons ${when}${n}: ${what}.`,
    several: (what: string, when: readonly string[]) => `Nous vous attendons (${what})${n}:\n${when.join('\n')}`,
    at: (date: string, time: string) => `${date} à ${time}`,
    change: 'Modifier ou annuler le rendez-vous',
  },
  en: {
    subject: (what: string, when: string) => `Reminder: ${what}, ${when}`,
    hello: 'Hello,',
    one: (what: string, when: string) => `We expect you on ${when}: ${what}.`,
    several: (what: string, when: readonly string[]) => `We expect you (${what}):\n${when.join('\n')}`,
    at: (date: string, time: string) => `${date} at ${time}`,
    change: 'Change or cancel the appointment',
  },
} as const;

/** A reminder as a mail. Its day stands in full: « demain » would be wrong for who reads it tomorrow. */
export function reminderWords(
  reminder: Reminder,
  town: TownSettings,
  telling: Telling,
): { subject: string; body: Paragraph[] } {
  const t = words[telling.language];
  const { what, starts, extra, formUrl } = reminder;
  const times = starts.map((start) => t.at(day(start.toPlainDate(), telling), hour(start, telling.language)));
  const [first = ''] = times;
  const signature = [town.name, town.address, town.phone].filter((line) => line !== '').join('\n');
  return {
    subject: t.subject(what, first),
    body: [
      t.hello,
      times.length > 1 ? t.several(what, times) : t.one(what, first),
      ...(extra.trim() === '' ? [] : [extra.trim()]),
      ...(formUrl === '' ? [] : [{ href: formUrl, label: t.change }]),
      ...(signature === '' ? [] : [signature]),
    ],
  };
}
