import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Answer } from '../../platform/idempotency.ts';
import type { BookingDesk } from '../bookings/give-order.ts';
import type { Transaction } from '../database.ts';
import { compareBundle, forgetApplication, importBundle, keepApplication } from '../site-file/applications.ts';
import { jsonFiles, manifestName, manifestSchema, readBundle, type Bundle } from '../site-file/bundle.ts';
import { exportComponent, type Component } from '../site-file/components.ts';
import { readTar } from '../site-file/tar.ts';
import { uninstall, usesOf, type Use } from '../site-file/uninstall.ts';
import { refuseOthers } from './components.ts';
import { writeOnce } from './give.ts';
import { Input } from './input.ts';
import { invalidPayload, refusal, send } from './refusals.ts';

/** Of an archive, and of all that it holds. */
const largestBundle = 4_194_304;

/** A bundle as JSON: `manifest.json` and each `type/slug`, by their names in the archive. */
export function readBundleFiles(input: Input): Map<string, unknown> {
  const manifest = input.shape(manifestName, manifestSchema);
  const files = new Map(Object.entries(input.rest(largestBundle) ?? {}));
  return manifest === null ? files : files.set(manifestName, manifest);
}

export function readApplication(input: Input): string {
  const slug = input.text('application', 160);
  if (slug === '' && !input.isRefused) input.refuse('application', 'This field is required.');
  return slug;
}

/** Undoes the transaction of what turned out not to fit. */
class Undone extends Error {
  readonly answer: Answer;
  constructor(answer: Answer) {
    super('undone');
    this.answer = answer;
  }
}

const unfit = (path: string, reason: string): Answer => invalidPayload({ errors: { [path]: [reason] } });
const done: Answer = { status: 200, body: { err: 0 } };

/** The life of an application here: looked at, declared, imported, let go (spec/agendas.md, section 3.27). */
export function bundleRoutes(server: FastifyInstance, desk: BookingDesk): void {
  const { db, settings, clock } = desk.town;
  const options = { config: { access: 'caller' }, bodyLimit: largestBundle } as const;
  const reading = { ...options, config: { ...options.config, reads: true } };
  const base = '/api/export-import';

  server.post(`${base}/bundle-check/`, reading, async (request, reply) => {
    const bundle = await bundleOf(request, reply);
    if (bundle === null) return reply;
    const { differences, unknown, legacy } = await compareBundle(db, bundle, settings.timeZone);
    const data = {
      differences: differences.map(named),
      unknown_elements: unknown.map(named),
      no_history_elements: [],
      legacy_elements: legacy.map(named),
    };
    return { err: 0, data };
  });

  server.post(`${base}/bundle-declare/`, options, async (request, reply) => {
    const bundle = await bundleOf(request, reply);
    if (bundle === null) return reply;
    return writeOnce(desk, request, reply, async (trx) => {
      const here: Component[] = [];
      for (const one of bundle.components)
        if ((await exportComponent(trx, one, settings.timeZone)) !== null) here.push(one);
      await keepApplication(trx, bundle.application, here, clock());
      return done;
    });
  });

  for (const method of ['POST', 'PUT'] as const)
    server.route({
      method,
      url: `${base}/bundle-import/`,
      ...options,
      handler: async (request, reply) => {
        const bundle = await bundleOf(request, reply);
        if (bundle === null) return reply;
        return undoing(reply, () =>
          writeOnce(desk, request, reply, async (trx) => {
            const outcome = await importBundle(trx, bundle, { ...settings, now: clock() });
            if (outcome.kind === 'refused') throw new Undone(unfit(outcome.path, outcome.reason));
            return done;
          }),
        );
      },
    });

  server.post(`${base}/unlink/`, options, (request, reply) =>
    withApplication(request, reply, (trx, application) => forgetApplication(trx, application).then(() => done)),
  );

  server.post(`${base}/uninstall-check/`, reading, async (request, reply) => {
    refuseOthers(request);
    const input = new Input(request.body);
    const application = readApplication(input);
    if (input.isRefused) return send(reply, invalidPayload(input));
    const uses = await usesOf(db, application);
    return send(reply, uses.length > 0 ? inUse(uses) : done);
  });

  server.post(`${base}/uninstall/`, options, (request, reply) =>
    withApplication(request, reply, async (trx, application) => {
      const outcome = await uninstall(trx, application);
      return outcome.kind === 'used' ? inUse(outcome.uses) : done;
    }),
  );

  function withApplication(
    request: FastifyRequest,
    reply: FastifyReply,
    work: (trx: Transaction, application: string) => Promise<Answer>,
  ): Promise<FastifyReply> | FastifyReply {
    refuseOthers(request);
    const input = new Input(request.body);
    const application = readApplication(input);
    if (input.isRefused) return send(reply, invalidPayload(input));
    return writeOnce(desk, request, reply, (trx) => work(trx, application));
  }

  /** The bundle of a call; null where it is refused, and that is answered. */
  async function bundleOf(request: FastifyRequest, reply: FastifyReply): Promise<Bundle | null> {
    refuseOthers(request);
    const bytes = await archiveOf(request);
    const read = bytes === null ? null : jsonFiles(readTar(bytes));
    if (read !== null && 'kind' in read) return answered(unfit(read.path, read.reason));
    const input = new Input(read === null ? request.body : Object.fromEntries(read));
    const files = readBundleFiles(input);
    if (input.isRefused) return answered(invalidPayload(input));
    const bundle = readBundle(files);
    return bundle.kind === 'bundle' ? bundle : answered(unfit(bundle.path, bundle.reason));

    async function answered(answer: { status: number; body: unknown }): Promise<null> {
      await send(reply, answer);
      return null;
    }
  }
}

async function undoing(reply: FastifyReply, work: () => Promise<FastifyReply>): Promise<FastifyReply> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Undone) return send(reply, error.answer);
    throw error;
  }
}

/** The bytes of an archive: the body itself, or the file `bundle` of a form; null where the body is JSON. */
async function archiveOf({ body, headers }: FastifyRequest): Promise<Uint8Array | null> {
  if (!Buffer.isBuffer(body)) return null;
  const type = headers['content-type'] ?? '';
  if (!/^multipart\/form-data\b/i.test(type)) return body;
  try {
    const form = await new Response(new Uint8Array(body), { headers: { 'content-type': type } }).formData();
    const file = form.get('bundle');
    return file instanceof File ? new Uint8Array(await file.arrayBuffer()) : new Uint8Array();
  } catch {
    return new Uint8Array();
  }
}

const named = ({ type, slug }: Component) => ({ type, slug });

function inUse(uses: readonly Use[]): Answer {
  const errors = Object.fromEntries(uses.map(({ type, slug, why }) => [`${type}/${slug}`, [why]]));
  const [first] = uses;
  const description = `application is in use: ${first!.type}/${first!.slug} ${first!.why}`;
  return { status: 200, body: refusal('application is in use', 1, description, { errors }) };
}
