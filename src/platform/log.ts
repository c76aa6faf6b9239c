import pino from 'pino';
import type { Settings } from './settings.ts';

export type Log = pino.Logger;

/**
 * One JSON object a line. No personal data goes in: routes are logged by their pattern, never by their address,
 * and people by their number.
 */
export function openLog(level: Settings['logLevel']): Log {
  return pino(
    { level, base: null, timestamp: pino.stdTimeFunctions.isoTime },
    pino.destination({ dest: 1, sync: true }),
  );
}
