import { createTransport } from 'nodemailer';
import type { Settings } from '../settings.ts';
import { html, plainText, type Paragraph } from './message.ts';

export type Sending = {
  id: number;
  address: string;
  subject: string;
  body: readonly Paragraph[];
  /** The page where its reader stops messages of this kind. */
  stopUrl: string;
};

/** `hopeless`: the server said that it never will take it. No address and no text stand in `reason`: it may be logged. */
export type Delivery = { kind: 'sent' } | { kind: 'failed'; reason: string; hopeless: boolean };

export type Transport = {
  send(mail: Sending): Promise<Delivery>;
  /** Null where the server lets us in, else why not. */
  check(): Promise<string | null>;
  close(): void;
};

/** What `guichet doctor` says of mail: nothing where none is sent. */
export async function checkMail(settings: Settings): Promise<string | null> {
  if (settings.smtpUrl !== null && settings.mailFrom === null) return 'SMTP_URL is set without MAIL_FROM';
  const transport = openTransport(settings);
  const wrong = (await transport?.check()) ?? null;
  transport?.close();
  return wrong === null ? null : `SMTP_URL: the server does not take mails (${wrong})`;
}

/** The way to the town's mail server (`SMTP_URL`); null where there is none. */
export function openTransport({ smtpUrl, mailFrom, town, formsUrl, language }: Settings): Transport | null {
  if (smtpUrl === null) return null;
  // A server that never answers holds no process back for long.
  const timeouts = { connectionTimeout: 10_000, greetingTimeout: 10_000, socketTimeout: 20_000, dnsTimeout: 10_000 };
  const transport = createTransport({
    url: smtpUrl,
    pool: true,
    maxConnections: 4,
    disableFileAccess: true,
    disableUrlAccess: true,
    ...timeouts,
  });
  const from = { name: town.name, address: mailFrom ?? town.email };
  return {
    async send({ id, address, subject, body, stopUrl }) {
      try {
        await transport.sendMail({
          from,
          // An object: nothing of it is read as a list of addresses.
          to: { name: '', address },
          subject,
          text: plainText(body),
          html: html(body, language),
          // The same for each try: a mail that comes twice is known as one.
          messageId: `<mail-${id}@${formsUrl.hostname}>`,
          headers: {
            'Auto-Submitted': 'auto-generated',
            'List-Unsubscribe': `<${stopUrl}>`,
            'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
          },
        });
        return { kind: 'sent' };
      } catch (error) {
        return failureOf(error);
      }
    },
    async check() {
      try {
        await transport.verify();
        return null;
      } catch (error) {
        const failure = failureOf(error);
        return failure.kind === 'failed' ? failure.reason : null;
      }
    },
    close: () => transport.close(),
  };
}

function failureOf(error: unknown): Delivery {
  const of = (name: string): unknown =>
    error instanceof Error && name in error ? (error as unknown as Record<string, unknown>)[name] : undefined;
  const [code, status] = [of('code'), of('responseCode')];
  const reason =
    [code, status].filter((one) => typeof one === 'string' || typeof one === 'number').join(' ') || 'failed';
  // A refusal of the recipient or of the text is for good (RFC 5321, section 4.2.1); one of us (sign-in, connection) may pass.
  const hopeless = typeof status === 'number' && status >= 500 && (code === 'EENVELOPE' || code === 'EMESSAGE');
  return { kind: 'failed', reason, hopeless };
}
