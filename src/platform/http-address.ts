/** Whether something can be called there: `http:` or `https:`, with a host. */
export function isHttpAddress(text: string): boolean {
  const url = URL.parse(text.trim());
  return url !== null && /^https?:\/\//i.test(text.trim()) && url.hostname !== '';
}
