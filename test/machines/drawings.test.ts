import { readFileSync } from 'node:fs';
import { createMachine } from 'xstate';
import { expect, test } from 'vitest';
import { drawChart } from '../../drawing/draw-chart.ts';
import { drawnPages } from '../../drawing/drawn-pages.ts';
import { putDrawing } from '../../drawing/put-drawing.ts';

test.each(await drawnPages())('$name is as `npm run draw` writes it', ({ file, text }) => {
  expect(readFileSync(file, 'utf8')).toBe(text);
});

test('a chart is drawn with its nested states, regions, guards, delays and children', () => {
  const machine = createMachine({
    id: 'toy',
    initial: 'idle',
    on: { 'user.said': { actions: 'note' } },
    states: {
      idle: { always: [{ guard: 'isLate', target: 'over' }, { target: 'busy' }] },
      busy: {
        type: 'parallel',
        on: { stop: { target: ['.work.ending', '.door.shut'] } },
        invoke: {
          id: 'chat',
          src: 'chat',
          onDone: [{ guard: { type: 'mustJoin' }, target: 'over' }, { target: 'idle' }],
          onError: { target: 'idle' },
        },
        states: {
          work: {
            initial: 'going',
            states: {
              going: { after: { patience: { target: 'ending' } } },
              ending: { always: { target: '#toy.over' } },
            },
          },
          door: { initial: 'open', states: { open: {}, shut: {} } },
        },
      },
      over: { type: 'final' },
    },
  });
  expect(drawChart(machine)).toMatchInlineSnapshot(`
    "stateDiagram-v2
      [*] --> idle
      state "idle" as idle
      state "busy" as busy {
        state "work" as busy_work {
          [*] --> busy_work_going
          state "going" as busy_work_going
          state "ending" as busy_work_ending
        }
        --
        state "door" as busy_door {
          [*] --> busy_door_open
          state "open" as busy_door_open
          state "shut" as busy_door_shut
        }
      }
      state "over" as over
      over --> [*]
      idle --> over: [isLate]
      idle --> busy: always
      busy_work_going --> busy_work_ending: stop / after patience
      busy_door_open --> busy_door_shut: stop
      busy --> over: chat done [mustJoin]
      busy --> idle: chat done / chat error
      busy_work_ending --> over: always"
  `);
});

test('a drawing is put between its markers, again and again', () => {
  const page = 'Before\n<!-- drawing: toy -->\nold\n<!-- /drawing -->\nAfter';
  const drawn = putDrawing(page, 'toy', 'stateDiagram-v2');
  expect(drawn).toBe('Before\n<!-- drawing: toy -->\n\n```mermaid\nstateDiagram-v2\n```\n\n<!-- /drawing -->\nAfter');
  expect(putDrawing(drawn, 'toy', 'stateDiagram-v2')).toBe(drawn);
});

test('a page without the markers stays as it is', () => {
  expect(putDrawing('Before\nAfter', 'toy', 'stateDiagram-v2')).toBe('Before\nAfter');
});
