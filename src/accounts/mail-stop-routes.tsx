import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { QueryExecutorProvider } from 'kysely';
import { Button } from '../pages/buttons.tsx';
import type { Frame } from '../pages/frame.ts';
import { Page } from '../pages/layout.tsx';
import { topics, type Topic } from '../platform/mail/message.ts';
import { setStopped, stoppedTopics } from '../platform/mail/stops.ts';
import { notFound } from '../platform/server/refusal.ts';
import type { AnyTown } from '../platform/town.ts';
import { frameOf } from './frame.ts';
import { mailTexts } from './mail-texts.ts';
import { postedBy } from './posted.ts';
import { sendPage } from './send-page.ts';

type Params = { Params: { token: string } };

/** Which kind of messages the link stops; the first links said nothing. */
const topicOf = ({ query }: FastifyRequest): Topic =>
  topics.find((topic) => topic === (query as Record<string, unknown>)['topic']) ?? 'reminder';

/**
 * Where the readers of automatic messages stop them. The link in a mail shows a page and nothing else, since mail scanners follow links; a POST acts. It needs no token of
 * ours: whoever has the mail holds the right, and mail programs post it by themselves (RFC 8058).
 */
export function mailStopRoutes(server: FastifyInstance, town: AnyTown, db: QueryExecutorProvider): void {
  const config = { access: 'anyone' } as const;
  const show = async (request: FastifyRequest<Params>, reply: FastifyReply) => {
    const stopped = await stoppedTopics(db, request.params.token);
    if (stopped === null) throw notFound();
    reply.header('referrer-policy', 'no-referrer').header('x-robots-tag', 'noindex');
    const topic = topicOf(request);
    return sendPage(reply, StopPage({ frame: frameOf(town, request, reply), topic, stopped: stopped.includes(topic) }));
  };
  server.get<Params>('/courriels/:token', { config }, show);
  server.post<Params>('/courriels/:token', { config }, async (request, reply) => {
    const again = postedBy(request).text('do') === 'again';
    if ((await stoppedTopics(db, request.params.token)) === null) throw notFound();
    await setStopped(db, request.params.token, topicOf(request), !again);
    return show(request, reply);
  });
}

function StopPage({ frame, topic, stopped }: { frame: Frame; topic: Topic; stopped: boolean }) {
  const t = mailTexts[frame.language].stopping[topic];
  const title = stopped ? t.stoppedTitle : t.stopTitle;
  return (
    <Page frame={frame} title={title}>
      <div class="confirm">
        <h1>{title}</h1>
        <p>{stopped ? t.stoppedText : t.stopText}</p>
        <form method="post">
          <div class="actions">
            <Button kind={stopped ? 'plain' : 'main'} name="do" value={stopped ? 'again' : 'stop'}>
              {stopped ? t.again : t.stop}
            </Button>
          </div>
        </form>
      </div>
    </Page>
  );
}
