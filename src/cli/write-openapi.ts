// Writes docs/openapi.json: `npm run openapi`.
import { writeFile } from 'node:fs/promises';
import { publishedFile, publishedText } from './published-api.ts';

await writeFile(publishedFile, publishedText());
