import type { ComponentChildren } from 'preact';
import { Icon, type IconName } from './icons.tsx';

/** 'main' is the one enamel button of a page, and the safe one; 'bad' destroys and is outlined, never filled. */
export type ButtonKind = 'main' | 'plain' | 'bad' | 'text';

type Look = {
  kind?: ButtonKind;
  /** In agents' rows and tools. */
  small?: boolean;
  icon?: IconName;
  iconAfter?: IconName;
  /** What the eye gets from the row (« la réservation de Léa Roux »), for those who hear the page. */
  hidden?: string;
  class?: string;
  children: ComponentChildren;
};

type ButtonProps = Look & {
  name?: string;
  value?: string;
  /** For what can't be at all; let people press otherwise, then explain. */
  disabled?: boolean;
  formAction?: string;
  /** The id of a form that the button stands outside of. */
  form?: string;
};

export function Button({ name, value, disabled, formAction, form, ...look }: ButtonProps) {
  return (
    <button class={classes(look)} name={name} value={value} disabled={disabled} formAction={formAction} form={form}>
      <Face {...look} />
    </button>
  );
}

type LinkProps = Look & {
  href: string;
  download?: boolean;
  /** The page it leads to asks a question (`Confirm`): with script it is asked in a dialog. */
  dialog?: boolean;
};

export function LinkButton({ href, download, dialog = false, ...look }: LinkProps) {
  return (
    <a class={classes(look)} href={href} download={download} data-dialog={dialog ? '' : undefined}>
      <Face {...look} />
    </a>
  );
}

/** The row of buttons that ends a form. */
export function Actions({ children }: { children: ComponentChildren }) {
  return <div class="actions">{children}</div>;
}

function Face({ icon, iconAfter, hidden, children }: Look) {
  return (
    <>
      {icon && <Icon name={icon} />}
      <span>
        {children}
        {hidden !== undefined && <span class="sr"> {hidden}</span>}
      </span>
      {iconAfter && <Icon name={iconAfter} />}
    </>
  );
}

function classes({ kind = 'plain', small = false, class: more }: Look): string {
  return ['btn', kind === 'plain' ? '' : `btn-${kind}`, small ? 'btn-s' : '', more ?? ''].filter(Boolean).join(' ');
}
