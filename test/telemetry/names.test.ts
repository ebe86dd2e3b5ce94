import { readFileSync } from 'node:fs';
import { ChatOpenAI } from '@langchain/openai';
import { metrics, trace } from '@opentelemetry/api';
import {
  ATTRIBUTES,
  CONTENT,
  EVENTS,
  METRICS,
  SPANS,
  storeTelemetry,
  telemetry,
  type Metric,
} from 'meanwhile/telemetry';
import { memoryStore, scriptedModel, stage, virtualClock } from 'meanwhile/testing';
import { expect, onTestFinished, test, vi } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };
import { modelNames } from '../../src/telemetry/model-names.ts';

test('the page has every name, and each metric with its unit and attributes', () => {
  const page = readFileSync('docs/telemetry.md', 'utf8').replaceAll(/ +/g, ' ');
  const names = [SPANS, EVENTS, ATTRIBUTES, CONTENT].flatMap((all) => Object.values(all));
  expect(names.filter((name) => !page.includes(`\`${name}\``))).toEqual([]);
  const metrics: Metric[] = Object.values(METRICS);
  const lines = metrics.map(({ name, kind, unit, attributes }) => {
    const of = attributes.map((attribute) => `\`${ATTRIBUTES[attribute]}\``).join(', ');
    return `| \`${name}\` | ${kind === 'upDownCounter' ? 'up-down counter' : kind} | \`${unit}\` | ${of} |`.replace(
      '|  |',
      '| |',
    );
  });
  expect(lines.filter((line) => !page.includes(line))).toEqual([]);
});

test('the scope has the name and the version of this package', () => {
  const asked = [vi.spyOn(trace, 'getTracer'), vi.spyOn(metrics, 'getMeter')];
  onTestFinished(() => asked.forEach((spy) => spy.mockRestore()));
  telemetry(stage({ main: [] }).actor);
  storeTelemetry(memoryStore());
  const scope = [manifest.name, manifest.version];
  expect(asked.map(({ mock }) => mock.calls)).toEqual([[scope], [scope, scope]]);
});

test('names are told apart, and those of ours begin so', () => {
  const all = [ATTRIBUTES, CONTENT].flatMap((names) => Object.values(names));
  expect(new Set(all).size).toBe(all.length);
  for (const { name } of Object.values(METRICS)) expect(name).toMatch(/^(gen_ai|meanwhile)\./);
});

test('a model goes by its name and maker, as the conventions have them', () => {
  const of = (model: object) => modelNames({ model: model as never, chatModel: model as never }).synthesis;
  expect(of(new ChatOpenAI({ model: 'gpt-4o', apiKey: 'none' }))).toEqual({
    name: 'gpt-4o',
    attributes: { 'gen_ai.provider.name': 'openai', 'gen_ai.request.model': 'gpt-4o' },
  });
  expect(of({ getLsParams: () => ({ ls_provider: 'amazon_bedrock' }) })).toEqual({
    name: undefined,
    attributes: { 'gen_ai.provider.name': 'aws.bedrock' },
  });
  expect(of(scriptedModel([], virtualClock())).name).toBeUndefined();
  const unknown = { name: undefined, attributes: { 'gen_ai.provider.name': '_OTHER' } };
  expect(of({})).toEqual(unknown);
  expect(
    of({
      getLsParams() {
        throw new Error('no');
      },
    }),
  ).toEqual(unknown);
  expect(modelNames(undefined).main).toEqual(unknown);
});
