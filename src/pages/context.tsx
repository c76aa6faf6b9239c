import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { Frame } from './frame.ts';
import { texts } from './texts.ts';

/** The frame that `Page` gives to every part within it: parts know their language and token without being told. */
export const FrameContext = createContext<Frame | null>(null);

/** The shared words in the page's language; in French where a part stands outside a page. */
export function useTexts(): (typeof texts)['fr'] {
  return texts[useContext(FrameContext)?.language ?? 'fr'];
}

/** The hidden field without which no POST is taken. */
export function CsrfField() {
  const frame = useContext(FrameContext);
  return frame && <input type="hidden" name="_csrf" value={frame.csrfToken} />;
}
