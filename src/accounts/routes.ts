import type { FastifyInstance } from 'fastify';
import type { QueryExecutorProvider } from 'kysely';
import type { AnyTown } from '../platform/town.ts';

/** `/login/`, `/logout/` and what every page needs: stylesheet, fonts, scripts, language and appearance. */
export function peopleRoutes(_server: FastifyInstance, _town: AnyTown, _db: QueryExecutorProvider): void {}
