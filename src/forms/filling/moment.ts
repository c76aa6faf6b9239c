import { compileCondition } from '../../templates/condition.ts';
import { TemplateError } from '../../templates/errors.ts';
import { compileTemplate, isTemplate } from '../../templates/template.ts';
import { conditionWaiting, renderWaiting } from '../../templates/waiting.ts';
import type { ConditionText, TemplateText } from '../definitions/types.ts';
import type { Values } from '../requests/types.ts';
import { renderedValue, type Surroundings } from '../sources/rendering.ts';

/** What is known at one moment of the filling: conditions and templates are evaluated on it, each fetch being made once. */
export type Moment<N extends Surroundings = Surroundings> = {
  names: N;
  /** `otherwise` is the answer where the condition can't be evaluated. */
  holds(condition: ConditionText, otherwise: boolean): Promise<boolean>;
  /** The text of a template; where it is wrong, what it says itself. */
  text(template: TemplateText): Promise<string>;
  /** The value of a template that is one expression, else its text; null where it is wrong. */
  value(template: TemplateText): Promise<unknown>;
  /** The same as text, what people typed being made harmless for a page. */
  html(template: TemplateText): Promise<string>;
};

/** The moment at which these are the values. */
export type At<N extends Surroundings = Surroundings> = (values: Values) => Promise<Moment<N>>;

export function momentOf<N extends Surroundings>(names: N): Moment<N> {
  const { context, env } = names;
  const rendered = async (template: TemplateText, autoescape: boolean): Promise<string> => {
    if (!isTemplate(template)) return template;
    try {
      return await renderWaiting(compileTemplate(template), context, env, { autoescape });
    } catch (error) {
      if (!(error instanceof TemplateError)) throw error;
      env.onError?.(error);
      return template;
    }
  };
  return {
    names,
    async holds(condition, otherwise) {
      if (isBlank(condition)) return true;
      try {
        return await conditionWaiting(compileCondition(condition), context, env);
      } catch (error) {
        if (!(error instanceof TemplateError)) throw error;
        env.onError?.(error);
        return otherwise;
      }
    },
    async value(template) {
      try {
        return await renderedValue(template, names);
      } catch (error) {
        if (!(error instanceof TemplateError)) throw error;
        env.onError?.(error);
        return null;
      }
    },
    text: (template) => rendered(template, false),
    html: (template) => rendered(template, true),
  };
}

export function isBlank(condition: ConditionText): condition is null | '' {
  return condition === null || condition.trim() === '';
}
