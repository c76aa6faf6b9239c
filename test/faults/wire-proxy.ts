import { connect, createServer, type Socket } from 'node:net';

/** One journey to the database: a simple query, or the messages of a prepared one up to its Sync. */
export type Exchange = { number: number; connection: number; sql: string };

/**
 * What befalls an exchange. `cut before`: the database never sees it. `cut after`: the database has acted, its answer is lost. `refused`: the database never sees it,
 * and an error of this SQLSTATE comes in its stead. `whenBroken` runs just before the connection breaks (it may kill a process).
 */
export type Fault =
  | { kind: 'cut before' | 'cut after'; whenBroken?: () => void }
  | { kind: 'refused'; sqlState: string }
  | { kind: 'delayed'; ms: number }
  /** What the connection says next waits behind it. */
  | { kind: 'held'; until: Promise<unknown> };

/** Asked once for each exchange; null lets it pass. */
export type Decide = (exchange: Exchange) => Fault | null;

export type Rewrite = (sql: string) => string;

export type WireProxy = {
  /** The address of a database behind the proxy. */
  url(database: string): string;
  /** Exchanges since the last `arm`. */
  readonly seen: readonly Exchange[];
  /** Counts from 1 again and asks `decide` from now on. */
  arm(decide: Decide | null): void;
  close(): Promise<void>;
};

/** A loopback proxy that reads PostgreSQL's framing (protocol 3) both ways; `socketFolder` is where the server listens. `rewrite` may put another statement in the place of one. */
export async function openWireProxy(socketFolder: string, rewrite: Rewrite = (sql) => sql): Promise<WireProxy> {
  const open = new Set<Socket>();
  let seen: Exchange[] = [];
  let decide: Decide | null = null;
  let connections = 0;
  const note = (connection: number, sql: string): Fault | null => {
    const exchange = { number: seen.length + 1, connection, sql };
    seen.push(exchange);
    return decide?.(exchange) ?? null;
  };
  const server = createServer((client) => {
    const database = connect(`${socketFolder}/.s.PGSQL.5432`);
    for (const socket of [client, database]) {
      open.add(socket);
      socket.setNoDelay(true);
      // Broken connections are this file's trade: each end learns of it by its own.
      socket.on('error', () => {});
      socket.once('close', () => open.delete(socket));
    }
    const number = ++connections;
    relay(client, database, rewrite, (sql) => note(number, sql));
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const address = server.address();
  if (!address || typeof address === 'string') throw new Error('no port');
  return {
    url: (name) => `postgres://postgres@127.0.0.1:${address.port}/${name}`,
    get seen() {
      return seen;
    },
    arm(next) {
      seen = [];
      decide = next;
    },
    async close() {
      const closed = new Promise((done) => server.close(done));
      for (const socket of open) socket.destroy();
      await closed;
    },
  };
}

function relay(client: Socket, database: Socket, rewrite: Rewrite, note: (sql: string) => Fault | null): void {
  const break_ = (): void => {
    client.destroy();
    database.destroy();
  };
  client.once('close', break_);
  database.once('close', break_);
  const names = new Map<string, string>();
  let batch: Buffer[] = [];
  let sql = '';
  let cutAfter: { number: number; whenBroken: (() => void) | undefined } | null = null;
  // The start of the connection is answered like an exchange.
  let [sent, answered] = [1, 0];
  /** What came while an exchange was held; null where none is. */
  let behind: [type: string, frame: Buffer][] | null = null;

  const forward = (): void => {
    if (!database.destroyed) database.write(Buffer.concat(batch));
    sent += batch.filter((frame) => 'QS'.includes(String.fromCharCode(frame[0] ?? 0))).length;
    batch = [];
  };
  const hold = (until: Promise<unknown>): void => {
    behind = [];
    void until.then(() => {
      forward();
      const waiting = behind ?? [];
      behind = null;
      for (const [type, frame] of waiting) said(type, frame);
    });
  };
  const said = (type: string, came: Buffer): void => {
    if (behind !== null) return void behind.push([type, came]);
    const frame = type === 'P' || type === 'Q' ? rewritten(type, came, rewrite) : came;
    batch.push(frame);
    if (type === 'P') sql = learn(frame, names);
    if (type === 'B') sql = names.get(textAt(frame, textEnd(frame, 5) + 1)) ?? sql;
    if (type === 'Q') sql = textAt(frame, 5);
    if (!['Q', 'S'].includes(type)) {
      if (!['P', 'B', 'D', 'E', 'C'].includes(type)) forward();
      return;
    }
    const fault = note(sql);
    if (fault === null) return forward();
    switch (fault.kind) {
      case 'cut before':
        fault.whenBroken?.();
        return break_();
      case 'cut after':
        cutAfter = { number: sent + 1, whenBroken: fault.whenBroken };
        return forward();
      case 'refused':
        // The database fails by itself: the rest of a transaction that is on its way already has to fail with it.
        batch = [failing(fault.sqlState)];
        return forward();
      case 'held':
        return hold(fault.until);
      case 'delayed':
        hold(new Promise((done) => setTimeout(done, fault.ms)));
    }
  };
  client.on('data', frames(true, said));
  database.on(
    'data',
    frames(false, (type, frame) => {
      const isCut = cutAfter?.number === answered + 1;
      if (type === 'Z') answered++;
      if (!isCut) return void client.write(frame);
      if (type !== 'Z') return;
      cutAfter?.whenBroken?.();
      break_();
    }),
  );
}

/** Cuts a stream into messages: a type byte and a length; what a client says first has no type. */
function frames(startsBare: boolean, each: (type: string, frame: Buffer) => void): (piece: Buffer) => void {
  let rest: Buffer = Buffer.alloc(0);
  let bare = startsBare;
  return (piece) => {
    rest = Buffer.concat([rest, piece]);
    for (;;) {
      const at = bare ? 0 : 1;
      if (rest.length < at + 4) return;
      const length = at + rest.readInt32BE(at);
      if (rest.length < length) return;
      const frame = rest.subarray(0, length);
      rest = rest.subarray(length);
      each(bare ? 'startup' : String.fromCharCode(frame[0] ?? 0), frame);
      bare = false;
    }
  };
}

const textEnd = (frame: Buffer, from: number): number => frame.indexOf(0, from);
const textAt = (frame: Buffer, from: number): string => frame.toString('utf8', from, textEnd(frame, from));

/** The text of a simple query, or the second text of a Parse, as another. */
function rewritten(type: string, frame: Buffer, rewrite: Rewrite): Buffer {
  const start = type === 'P' ? textEnd(frame, 5) + 1 : 5;
  const text = textAt(frame, start);
  const other = rewrite(text);
  if (other === text) return frame;
  return message(
    type,
    Buffer.concat([frame.subarray(5, start), Buffer.from(other), frame.subarray(textEnd(frame, start))]),
  );
}

/** A Parse names a statement and tells its text. */
function learn(frame: Buffer, names: Map<string, string>): string {
  const text = textAt(frame, textEnd(frame, 5) + 1);
  names.set(textAt(frame, 5), text);
  return text;
}

function message(type: string, body: Buffer): Buffer {
  const head = Buffer.alloc(5);
  head.write(type);
  head.writeInt32BE(body.length + 4, 1);
  return Buffer.concat([head, body]);
}

const failing = (sqlState: string): Buffer =>
  message(
    'Q',
    Buffer.from(`do $$begin raise exception 'the wire proxy says so' using errcode = '${sqlState}'; end$$\0`),
  );
