import Type from 'typebox';
import type { Call } from './call.ts';

/** The description describes itself: each part serves both below its own address. */
export const descriptionCalls: readonly Call[] = [
  {
    method: 'GET',
    path: '/api/openapi.json',
    access: 'anyone',
    group: 'description',
    says: { en: 'This description, as OpenAPI 3.1.', fr: 'Cette description, en OpenAPI 3.1.' },
    answer: Type.Object({}, { additionalProperties: true }),
    refusals: [],
  },
  {
    method: 'GET',
    path: '/api/',
    access: 'anyone',
    group: 'description',
    says: { en: 'This description, as a page.', fr: 'Cette description, en page.' },
    answer: { mediaType: 'text/html' },
    refusals: [],
  },
];
