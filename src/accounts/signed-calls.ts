import { signUrl } from '../signature/sign.ts';
import type { OutboundAnswer, OutboundRequest } from '../platform/outbound.ts';
import type { AnyTown } from '../platform/town.ts';
import type { Secrets } from './services.ts';

export type SignedCalls = {
  /** Signs the address where a secret is known for its host, then calls. Throws OutboundFailure. */
  call(request: OutboundRequest): Promise<OutboundAnswer>;
  /** The address as it would be sent now. */
  sign(url: string): Promise<string>;
};

/** Calls made by one part under its own name: the host of its public address. */
export function signedCallsOf(town: Pick<AnyTown, 'outbound' | 'clock'>, secrets: Secrets, ownUrl: URL): SignedCalls {
  const sign = async (url: string): Promise<string> => {
    const target = URL.parse(url);
    if (!target) return url;
    const secret = await secrets.outgoing(target);
    return secret === null ? url : signUrl(url, { secret, now: town.clock(), orig: ownUrl.hostname });
  };
  return { sign, call: async (request) => town.outbound.call({ ...request, url: await sign(request.url) }) };
}
