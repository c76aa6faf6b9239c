import { createContext, type ComponentChildren } from 'preact';
import { useContext } from 'preact/hooks';
import type { Language } from '../../pages/frame.ts';

/** In which language administrators wrote, where it isn't the page's own; null where it is. */
const Writing = createContext<Language | null>(null);

export type WrittenIn = { reading: Language; writing: Language };

/** Tells the parts within in which language the forms were written: a voice that reads the page aloud needs it. */
export function Written({ reading, writing, children }: WrittenIn & { children: ComponentChildren }) {
  return <Writing.Provider value={reading === writing ? null : writing}>{children}</Writing.Provider>;
}

export function useWriting(): Language | null {
  return useContext(Writing);
}

/** Words of a form, of a workflow or of an agenda. */
export function Said({ children }: { children: ComponentChildren }) {
  const writing = useWriting();
  return writing === null ? <>{children}</> : <span lang={writing}>{children}</span>;
}
