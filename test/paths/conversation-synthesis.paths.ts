import { describe, expect, test } from 'vitest';
import type { SynthesisInput } from '../../machines/conversation-protocol.ts';
import { breaches } from './breaches.ts';
import {
  at,
  hasResult,
  hasTalk,
  isMalformed,
  liveId,
  named,
  outcomesToldOn,
  ways,
  type Way,
} from './conversation-ways.ts';
import { valueOf } from './explore-chart.ts';
import { emittedOn, enters, isAt, startedOn } from './seen.ts';

describe('the synthesis', () => {
  const joining = ways.filter((way) => enters(way, 'synthesizing'));

  test('E9: begins only where the chat has closed on a result, with talk beyond the status', () => {
    expect(
      breaches(
        joining,
        (way) =>
          named('the chat closes')(way) &&
          (isAt(way.from, 'settling') || isAt(way.from, 'aborting')) &&
          hasResult(way.from) &&
          hasTalk(way.from),
      ),
    ).toEqual([]);
  });

  test('E9: begins wherever that is so', () => {
    const closed = ways.filter(named('the chat closes')).filter(({ from }) => hasResult(from) && hasTalk(from));
    expect(breaches(closed, (way) => valueOf(way.to) === 'synthesizing')).toEqual([]);
  });

  test('E3: goes by the plain reply, the runs, and talk that is not of the status alone', () => {
    expect(
      breaches(joining, (way) => {
        const [input, ...more] = startedOn<SynthesisInput>(way, 'synthesize');
        const { interim, reply, outcome } = way.from.context;
        const talk = interim.filter(({ statusOnly }) => !statusOnly);
        return (
          more.length === 0 &&
          input?.operationId === liveId(way.from) &&
          input?.reply === reply &&
          input.runs === outcome?.runs &&
          JSON.stringify(input.interim) === JSON.stringify(talk)
        );
      }),
    ).toEqual([]);
  });

  test('E13: is told when it has words; else, and when it fails or takes too long, the plain reply is', () => {
    const ended = ways.filter(at('synthesizing')).filter((way) => outcomesToldOn(way).length > 0);
    expect(
      breaches(
        ended,
        (way) =>
          outcomesToldOn(way)[0]?.text ===
          [
            named('it is joined')(way) ? 'Both in one, and blue.' : way.from.context.reply,
            way.from.context.outcome?.offer?.preview,
          ]
            .filter(Boolean)
            .join(' '),
      ),
    ).toEqual([]);
    const names = new Set(ended.map(({ move }) => move.name));
    expect(names).toEqual(
      new Set([
        'it is joined',
        'it is joined without its fact',
        'it is joined without a word',
        'synthesize breaks',
        'synthesisTimeout runs out',
      ]),
    );
  });
});

test('whatever goes wrong is emitted as a failure, once, and nothing else is', () => {
  const isWrong = (way: Way) =>
    way.move.name.endsWith('breaks') ||
    way.move.name.endsWith('without its fact') ||
    isMalformed(way.move) ||
    named('the user says nothing', 'work fails', 'synthesisTimeout runs out', 'consentTimeout runs out')(way);
  const failures = (way: Way) => emittedOn(way).filter(({ type }) => type === 'failure');
  expect(breaches(ways, (way) => failures(way).length === (isWrong(way) ? 1 : 0))).toEqual([]);
});
