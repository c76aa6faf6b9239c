import type { Language } from '../pages/frame.ts';

/** No-break space. */
const n = '\u00a0';

const fr = {
  requests: 'Demandes',
  agendas: 'Agendas',
  mails: 'Courriels',
  none: 'Aucun courriel',
  noneText: 'Les courriels que Guichet écrit s’affichent ici, envoyés ou non.',
  noServer: `Aucun serveur de messagerie n’est réglé${n}: les courriels sont gardés et se lisent ici. Pour les envoyer, réglez SMTP_URL et MAIL_FROM.`,
  subject: 'Objet',
  to: 'À',
  written: 'Écrit',
  sent: 'Envoyé',
  state: 'État',
  states: { waiting: 'Gardé', sent: 'Envoyé', failed: 'Non envoyé' },
  attempts: 'Essais',
  failure: 'Dernier échec',
  failures: {
    stopped: 'la personne ne veut plus de ces courriels',
    'daily limit': 'trop de courriels ce jour-là',
    'too late': 'il serait arrivé trop tard',
  } as Record<string, string>,
  mail: 'Courriel',
  text: 'Texte',
  stopping: {
    reminder: {
      stopTitle: `Ne plus recevoir de rappels${n}?`,
      stopText: 'Nous vous écrivons avant chaque rendez-vous. Vos rendez-vous ne changent pas.',
      stop: 'Arrêter les rappels',
      stoppedTitle: 'Les rappels sont arrêtés',
      stoppedText: 'Nous ne vous écrivons plus avant vos rendez-vous.',
      again: 'Recevoir de nouveau les rappels',
    },
    notification: {
      stopTitle: `Ne plus recevoir d’avis sur les agendas${n}?`,
      stopText: 'Nous vous écrivons quand un évènement se remplit ou est annulé. Les agendas ne changent pas.',
      stop: 'Arrêter les avis',
      stoppedTitle: 'Les avis sont arrêtés',
      stoppedText: 'Nous ne vous écrivons plus quand un évènement se remplit ou est annulé.',
      again: 'Recevoir de nouveau les avis',
    },
  },
};

const en: typeof fr = {
  requests: 'Requests',
  agendas: 'Agendas',
  mails: 'Emails',
  none: 'No email',
  noneText: 'The emails that Guichet writes show here, sent or not.',
  noServer: 'No mail server is set: emails are kept and can be read here. To send them, set SMTP_URL and MAIL_FROM.',
  subject: 'Subject',
  to: 'To',
  written: 'Written',
  sent: 'Sent',
  state: 'State',
  states: { waiting: 'Kept', sent: 'Sent', failed: 'Not sent' },
  attempts: 'Attempts',
  failure: 'Last failure',
  failures: {
    stopped: 'the person no longer wants these emails',
    'daily limit': 'too many emails that day',
    'too late': 'it would have come too late',
  },
  mail: 'Email',
  text: 'Text',
  stopping: {
    reminder: {
      stopTitle: 'Stop reminders?',
      stopText: 'We write to you before each appointment. Your appointments do not change.',
      stop: 'Stop reminders',
      stoppedTitle: 'Reminders are stopped',
      stoppedText: 'We no longer write to you before your appointments.',
      again: 'Receive reminders again',
    },
    notification: {
      stopTitle: 'Stop notices about agendas?',
      stopText: 'We write to you when an event fills up or is cancelled. The agendas do not change.',
      stop: 'Stop notices',
      stoppedTitle: 'Notices are stopped',
      stoppedText: 'We no longer write to you when an event fills up or is cancelled.',
      again: 'Receive notices again',
    },
  },
};

export const mailTexts: Record<Language, typeof fr> = { fr, en };
