/** A browser without script or pictures: keeps cookies, follows nothing by itself. */
export type Visitor = {
  get(path: string, headers?: Readonly<Record<string, string>>): Promise<Seen>;
  /** A list is sent under one name, several times. */
  post(path: string, fields: Readonly<Record<string, string | readonly string[]>>): Promise<Seen>;
  /** Goes on from an answer that leads elsewhere, until a page. */
  follow(seen: Seen): Promise<Seen>;
  cookie(name: string): string | undefined;
};

export type Seen = {
  status: number;
  /** Path and query of the address that the answer leads to. */
  location: string | null;
  headers: Headers;
  text: string;
  /** The token of the page's forms. */
  token: string;
  /** Values of the page's hidden fields by name, the last of each. */
  hidden: Readonly<Record<string, string>>;
};

export function visitorOf(base: string): Visitor {
  const cookies = new Map<string, string>();
  const send = async (path: string, init: RequestInit): Promise<Seen> => {
    const headers = new Headers(init.headers);
    if (!headers.has('accept')) headers.set('accept', 'text/html');
    if (cookies.size > 0) headers.set('cookie', [...cookies].map(([name, value]) => `${name}=${value}`).join('; '));
    const answer = await fetch(new URL(path, base), { ...init, headers, redirect: 'manual' });
    for (const line of answer.headers.getSetCookie()) {
      const [pair = ''] = line.split(';');
      cookies.set(pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1));
    }
    const text = await answer.text();
    const hidden = Object.fromEntries(
      [...text.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)].map(([, name = '', value = '']) => [
        name,
        decode(value),
      ]),
    );
    return {
      status: answer.status,
      location: pathOf(answer.headers.get('location'), base),
      headers: answer.headers,
      text,
      token: hidden['_csrf'] ?? '',
      hidden,
    };
  };
  const visitor: Visitor = {
    get: (path, headers = {}) => send(path, { headers }),
    post: (path, fields) => {
      const pairs = Object.entries(fields).flatMap(([name, value]) =>
        [value].flat().map((one): string[] => [name, one]),
      );
      return send(path, { method: 'POST', body: new URLSearchParams(pairs) });
    },
    async follow(seen) {
      let current = seen;
      for (let hops = 0; current.location !== null && hops < 5; hops++) current = await visitor.get(current.location);
      return current;
    },
    cookie: (name) => cookies.get(name),
  };
  return visitor;
}

function pathOf(location: string | null, base: string): string | null {
  if (location === null) return null;
  const url = new URL(location, base);
  return url.pathname + url.search;
}

function decode(text: string): string {
  return text.replaceAll('&quot;', '"').replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}
