import { createServer, type Socket } from 'node:net';
import { createInterface } from 'node:readline';

export type ReceivedMail = { from: string; to: string[]; text: string; headers: Map<string, string[]> };

export type MailServer = {
  url: string;
  received: ReceivedMail[];
  /** What the next RCPT or text is answered; null: taken. 'cut', of the text: the connection ends in place of an answer. */
  answer: { rcpt: string | null; text: string | null };
  close(): Promise<void>;
};

/** A mail server on loopback that speaks as much of RFC 5321 as a client needs, and keeps what it is given. */
export async function openMailServer(): Promise<MailServer> {
  const received: ReceivedMail[] = [];
  const answer: MailServer['answer'] = { rcpt: null, text: null };
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => {});
    const say = (line: string): void => void socket.write(`${line}\r\n`);
    let mail: { from: string; to: string[] } = { from: '', to: [] };
    let lines: string[] | null = null;
    say('220 mail.test');
    createInterface({ input: socket, crlfDelay: Infinity }).on('line', (line) => {
      if (lines !== null) {
        if (line !== '.') return void lines.push(line.replace(/^\.\./, '.'));
        const text = lines.join('\n');
        lines = null;
        if (answer.text === 'cut') return void socket.destroy();
        if (answer.text === null) received.push({ ...mail, text, headers: headersOf(text) });
        return say(answer.text ?? '250 kept');
      }
      const [, verb = '', address = ''] = /^(MAIL FROM|RCPT TO|\w+):?<?([^>\s]*)/i.exec(line) ?? [];
      switch (verb.toUpperCase()) {
        case 'MAIL FROM':
          mail = { from: address, to: [] };
          return say('250 ok');
        case 'RCPT TO':
          if (answer.rcpt !== null) return say(answer.rcpt);
          mail.to.push(address);
          return say('250 ok');
        case 'DATA':
          lines = [];
          return say('354 go on');
        case 'QUIT':
          say('221 bye');
          return void socket.end();
        default:
          return say('250 mail.test');
      }
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    url: `smtp://127.0.0.1:${address.port}`,
    received,
    answer,
    close: () =>
      new Promise((done) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => done());
      }),
  };
}

/** Each header of the mail itself, unfolded (RFC 5322, section 2.2.3), by its name in lower case. */
function headersOf(text: string): Map<string, string[]> {
  const found = new Map<string, string[]>();
  const head = text.slice(0, text.indexOf('\n\n')).replaceAll(/\n[ \t]+/g, ' ');
  for (const line of head.split('\n')) {
    const name = line.slice(0, line.indexOf(':')).toLowerCase();
    found.set(name, [...(found.get(name) ?? []), line.slice(line.indexOf(':') + 1).trim()]);
  }
  return found;
}
