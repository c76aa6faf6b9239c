import type { ComponentChildren } from 'preact';
import { LinkButton } from './buttons.tsx';
import { Facts, type Fact } from './facts.tsx';
import { Form } from './form.tsx';

type ConfirmProps = {
  /** A question that names verb and object: « Annuler la réservation de Malik Haddad ? ». */
  title: string;
  facts?: readonly Fact[];
  /** What it will do, its figures included: an alert, a sentence. */
  consequence?: ComponentChildren;
  action?: string;
  /** Further fields of the form: what is hidden, or a reason. */
  fields?: ComponentChildren;
  confirm: { label: string; name?: string; value?: string; destroys?: boolean };
  keep: { label: string; href: string };
  children?: ComponentChildren;
};

/** Asks before acting, on a page of its own. Where something is destroyed, the enamel is on the way back. */
export function Confirm({ title, facts = [], consequence, action, fields, confirm, keep, children }: ConfirmProps) {
  const destroys = confirm.destroys !== false;
  return (
    <div class="confirm">
      <h1>{title}</h1>
      {facts.length > 0 && <Facts facts={facts} />}
      {typeof consequence === 'string' ? <p>{consequence}</p> : consequence}
      <Form {...(action === undefined ? {} : { action })} class="">
        {fields}
        <div class="actions">
          {destroys && (
            <LinkButton kind="main" href={keep.href}>
              {keep.label}
            </LinkButton>
          )}
          <button class={destroys ? 'btn btn-bad' : 'btn btn-main'} name={confirm.name} value={confirm.value}>
            {confirm.label}
          </button>
          {!destroys && <LinkButton href={keep.href}>{keep.label}</LinkButton>}
        </div>
      </Form>
      {children}
    </div>
  );
}

/** What is opened on purpose: for citizens, the consequence and then the button. */
export function Fold({
  summary,
  open = false,
  children,
}: {
  summary: string;
  open?: boolean;
  children: ComponentChildren;
}) {
  return (
    <details class="fold" open={open}>
      <summary>{summary}</summary>
      <div>{children}</div>
    </details>
  );
}

export function Folds({ children }: { children: ComponentChildren }) {
  return <div class="folds">{children}</div>;
}
