import type { FormDefinition } from '../definitions/types.ts';
import { readField, writeField } from './field-shapes.ts';
import { flag, list, optionalText, readShape, requiredText, text, writeShape, type Key, type Shape } from './keys.ts';
import { elementOf, keptOf, type Reading } from './reading.ts';
import { category, roleElement, roleReferenceOf, roleReferences } from './small-keys.ts';
import { rootWords, slug, slugOf } from './slugs.ts';
import { elementsIn, textIn, type XmlElement } from './xml.ts';

/** The workflow by its slug, else by the slug of its name; the built-in one is null. */
const workflow: Key<string | null> = {
  name: 'workflow',
  read(found) {
    if (!found || found.attributes['workflow_id'] === '_default') return null;
    return found.attributes['slug'] || slugOf(textIn(found)) || null;
  },
  write: (value) => (value === null ? null : elementOf('workflow', [value], { slug: value })),
};

/** `<role role_key="_receiver" slug="agents">Agents</role>`: who holds the functions of the workflow. */
const workflowRoles: Key<FormDefinition['workflowRoles']> = {
  name: 'roles',
  read(found, piece) {
    const roles = found ? elementsIn(found) : [];
    const others = roles.filter((role) => !role.attributes['role_key']);
    if (others.length > 0) piece.kept.push(elementOf('roles', others.map(keptOf)));
    return Object.fromEntries(
      roles
        .filter((role) => role.attributes['role_key'])
        .map((role) => [role.attributes['role_key']!, roleReferenceOf(role)]),
    );
  },
  write: (roles) =>
    elementOf(
      'roles',
      Object.entries(roles).map(([key, role]) => roleElement(role, { role_key: key })),
    ),
};

/** `<template key="default">`; those of views and other languages are kept. */
const digestTemplate: Key<string | null> = {
  name: 'digest_templates',
  read(found, piece) {
    const templates = found ? elementsIn(found) : [];
    const usual = templates.find((template) => template.attributes['key'] === 'default');
    const others = templates.filter((template) => template !== usual);
    if (others.length > 0) piece.kept.push(elementOf('digest_templates', others.map(keptOf)));
    return textIn(usual) || null;
  },
  write: (value) =>
    value === null ? null : elementOf('digest_templates', [elementOf('template', [value], { key: 'default' })]),
};

const formShape: Shape<FormDefinition> = {
  name: requiredText('name', 'a form'),
  slug: slug('url_name', '-', rootWords),
  description: text('description'),
  keywords: text('keywords'),
  category,
  workflow,
  workflowRoles,
  userRoles: roleReferences('user-roles'),
  confirmation: flag('confirmation', true),
  disabled: flag('disabled'),
  disabledRedirection: optionalText('disabled_redirection'),
  onlyAllowOne: flag('only_allow_one'),
  alwaysAdvertise: flag('always_advertise'),
  enableTrackingCodes: flag('enable_tracking_codes'),
  digestTemplate,
  fields: list('fields', 'field', readField, writeField),
};

export function readForm(root: XmlElement, reading: Reading): FormDefinition {
  return { kind: 'form', ...readShape(formShape, root, reading) };
}

export function writeForm(form: FormDefinition) {
  return writeShape(formShape, form, 'formdef');
}
