import { expect, test } from 'vitest';
import { countryIn } from '../../../examples/telco/demo-model/understanding/countries.ts';
import { euCountries, findCountry } from '../../../examples/telco/operator/countries.ts';

const english = new Intl.DisplayNames(['en'], { type: 'region' });

test.each([...euCountries, 'US'])('%s is the code of its name, as the operator knows it', (code) => {
  expect(countryIn(`I am off to ${english.of(code)}.`)).toBe(code);
  expect(findCountry(code)).toMatchObject({ code });
});

test.each([
  ['Serbia', 'RS'],
  ['Vietnam', 'VN'],
  ['the United Kingdom', 'GB'],
])('of %s, which has had another code, it is the one of today', (name, code) => {
  expect(countryIn(`I am off to ${name}.`)).toBe(code);
});
