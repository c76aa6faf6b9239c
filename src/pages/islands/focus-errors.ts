/** The error summary is read first, also where the address does not name it. */
export function focusErrors(): void {
  const summary = document.getElementById('erreurs');
  if (summary === null) return;
  summary.focus();
  summary.scrollIntoView({ block: 'start' });
}
