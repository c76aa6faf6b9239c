/** What a caller may be told, thrown where no value can carry it: the door turns it into an answer or a page. */
export class HttpRefusal extends Error {
  readonly status: number;
  /** A name that programs can compare. */
  readonly code: string;
  readonly retryAfterSeconds: number | null;
  constructor(status: number, code: string, message: string, retryAfterSeconds: number | null = null) {
    super(message);
    this.status = status;
    this.code = code;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** A payload that can't be read; messages by field. */
export class InvalidPayload extends HttpRefusal {
  readonly errors: Readonly<Record<string, readonly string[]>>;
  constructor(errors: Readonly<Record<string, readonly string[]>>) {
    super(400, 'invalid-request', Object.values(errors)[0]?.[0] ?? 'invalid payload');
    this.errors = errors;
  }
}

export const notFound = (what = 'Not found.'): HttpRefusal => new HttpRefusal(404, 'not-found', what);
export const forbidden = (why = 'Access denied.'): HttpRefusal => new HttpRefusal(403, 'access-denied', why);
export const badRequest = (why: string): HttpRefusal => new HttpRefusal(400, 'invalid-request', why);
