import type { FastifyInstance } from 'fastify';
import type { Forms } from '../forms.ts';
import { answerErrors } from './errors.ts';
import { exportRoutes } from './export-routes.ts';
import { formdefRoutes } from './formdef-routes.ts';
import { peopleApiRoutes } from './people-routes.ts';
import { requestRoutes } from './request-routes.ts';
import { triggerRoutes } from './trigger-routes.ts';

/** The published HTTP API of the forms, relative to their public address. */
export async function apiRoutes(server: FastifyInstance, forms: Forms): Promise<void> {
  await triggerRoutes(server, forms);
  await server.register(async (scope) => {
    answerErrors(scope, forms.town.settings.language);
    formdefRoutes(scope, forms);
    requestRoutes(scope, forms);
    peopleApiRoutes(scope, forms);
    exportRoutes(scope, forms);
  });
}
