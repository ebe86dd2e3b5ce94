import nlp from 'compromise';
import { eurosIn, gigabytesIn, percentIn } from './amounts.ts';
import { countryIn } from './countries.ts';
import { codeIn, phoneIn } from './login-digits.ts';
import { planIn } from './plans.ts';
import { remembered } from './remembered.ts';

/** What a text names beside its intent; what it doesn't name is undefined. */
export type Details = {
  /** The id of a plan. */
  plan: string | undefined;
  /** An ISO code. */
  country: string | undefined;
  period: 'day' | 'week' | undefined;
  effective: 'now' | 'next_cycle' | undefined;
  percent: number | undefined;
  gigabytes: number | undefined;
  /** In euros a month. */
  budget: number | undefined;
  wants5g: true | undefined;
  phone: string | undefined;
  code: string | undefined;
};

/** "Not today" is no today. */
const NOT_NOW = /(\b(not|never)|n['’]t)( (?!but\b)\w+){0,3} (now|immediately|today|instantly|at once)\b/gi;

/** Reads all details of a text. */
export const detailsOf = remembered((text): Readonly<Details> => {
  return {
    plan: planIn(text),
    country: countryIn(text),
    period: periodIn(text),
    effective: effectiveIn(text),
    percent: percentIn(text),
    gigabytes: gigabytesIn(text),
    budget: eurosIn(text),
    wants5g: nlp(text).has('(5g|fast|fastest)') || undefined,
    phone: phoneIn(text),
    code: codeIn(text),
  };
});

/** The details of both; where both name one, the later counts. */
export function joinDetails(earlier: Details, later: Details): Details {
  return {
    plan: later.plan ?? earlier.plan,
    country: later.country ?? earlier.country,
    period: later.period ?? earlier.period,
    effective: later.effective ?? earlier.effective,
    percent: later.percent ?? earlier.percent,
    gigabytes: later.gigabytes ?? earlier.gigabytes,
    budget: later.budget ?? earlier.budget,
    wants5g: later.wants5g ?? earlier.wants5g,
    phone: later.phone ?? earlier.phone,
    code: later.code ?? earlier.code,
  };
}

function periodIn(text: string): 'day' | 'week' | undefined {
  const doc = nlp(text.replace(/\b(next|this|coming) (week|day)\b/gi, ''));
  if (doc.has('(day|daily)')) return 'day';
  return doc.has('(week|weekly)') || doc.has('(7|seven) days') ? 'week' : undefined;
}

function effectiveIn(text: string): 'now' | 'next_cycle' | undefined {
  const doc = nlp(text.replace(NOT_NOW, ''));
  if (doc.has('(now|immediately|today|instantly)') || doc.has('at once')) return 'now';
  return doc.has('next (billing|bill)? (cycle|month|period)') ? 'next_cycle' : undefined;
}
