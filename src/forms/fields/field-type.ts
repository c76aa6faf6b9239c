import type { Wording } from '../../templates/errors.ts';
import type { DataField } from '../definitions/types.ts';
import type { Values } from '../requests/types.ts';
import type { SourceEnv } from '../sources/source.ts';

/** What reading a posted field gives. */
export type FieldRead =
  /** What the request keeps of it: `<id>`, and where it has them `<id>_display`, `<id>_structured`. Blank is `<id>: null`. */
  | { kind: 'read'; values: Values }
  /** Said beside the field, in the reader's language. */
  | { kind: 'refused'; message: Wording }
  /** Its data source gave no answer: « Erreur technique, veuillez réessayer. » */
  | { kind: 'source unavailable'; summary: string };

/** What a field needs besides what was posted: names for its conditions and its data source. `backoffice`: an agent fills in. */
export type FieldEnv = SourceEnv & { backoffice?: boolean };

/** What a caller of the API gave for a field; each undefined where absent. */
export type FromApi = { value?: unknown; raw?: unknown; structured?: unknown };

/** What a browser sends under a name: a text, or several where it can be sent several times. */
export type Posted = string | readonly string[];

/** One type of field that holds an answer. */
export type DataFieldType<F extends DataField> = {
  /** Reads what a browser posted under `f<id>`: trims, checks, looks the label up. */
  read(field: F, posted: unknown, env: FieldEnv): Promise<FieldRead>;
  /** What conditions see of a field that was typed and isn't read yet; the text itself where absent. */
  typed?(field: F, posted: Posted): Values;
  /** The answer as people read it; blank where there is none. */
  display(field: F, values: Values, language: 'fr' | 'en'): string;
  /** What a caller of the API gave, without checks of required fields or choices (section 6.7). */
  fromApi(field: F, given: FromApi, env: FieldEnv): Promise<Values>;
};
