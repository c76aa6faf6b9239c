import type { ComponentChildren } from 'preact';
import { CsrfField } from './context.tsx';

type FormProps = {
  /** Where it is posted; this very address by default. */
  action?: string;
  /** Holds a file field. */
  files?: boolean;
  class?: string;
  id?: string;
  children: ComponentChildren;
};

/**
 * A form that is posted, with its token. The address ends in `#erreurs`: where the answer is the same page with an error
 * summary, a browser without script goes straight to it. The server is the only judge of answers (`novalidate`), so that
 * every error is told in the same place and words.
 */
export function Form({ action = '', files = false, class: more = 'form', id, children }: FormProps) {
  return (
    <form
      method="post"
      action={action.includes('#') ? action : `${action}#erreurs`}
      enctype={files ? 'multipart/form-data' : undefined}
      noValidate
      class={more}
      id={id}
    >
      <CsrfField />
      {children}
    </form>
  );
}
