import {
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace,
  type Attributes,
  type HrTime,
  type Link,
  type Span,
  type Tracer,
} from '@opentelemetry/api';
import { messageOf } from '../effects/error.ts';
import { endingAttributes } from './ending-attributes.ts';
import { errorType } from './error-type.ts';
import type { Ending, Fact, Teller } from './fact.ts';
import type { ModelNames } from './model-names.ts';
import { ATTRIBUTES as A, CONTENT, EVENTS, OTHER, SPANS } from './names.ts';

/** What spans are made of. */
export type SpansOf = {
  tracer: Tracer;
  /** Attributes of each span. */
  common: Attributes;
  agent: string | undefined;
  models: ModelNames;
  /** Gives what may be told of a text; undefined where no content is told. */
  content: ((text: string) => string) | undefined;
};

/**
 * Makes spans of facts: an operation with its calls of models and tools is one trace, a turn of the chat another that is
 * linked to it and to the long tool that is under way.
 */
export function spansOf({ tracer, common, agent, models, content }: SpansOf): Teller {
  const open = new Map<string, Span>();

  return (fact, ms) => {
    const at = hrTime(ms);
    switch (fact.type) {
      case 'operation.taken':
        return begin(fact.operationId, ofAgent(fact, 'main', { [A.operation]: fact.operationId }), at);
      case 'operation.acknowledged':
        return note(fact.operationId, EVENTS.acknowledged, {}, at);
      case 'operation.ready':
        return note(fact.operationId, EVENTS.ready, {}, at);
      case 'operation.over':
        return end(fact.operationId, fact.ending, at, { attributes: said(CONTENT.output, fact.content.text) });
      case 'turn.began': {
        const ids = { [A.turn]: fact.turnId, [A.operation]: fact.operationId };
        const links = [fact.operationId, ...fact.runIds].flatMap((key) => linksTo(open.get(key)));
        return begin(fact.turnId, { ...ofAgent(fact, 'chat', ids), links }, at);
      }
      case 'turn.over':
        return end(fact.turnId, fact.ending, at, { attributes: said(CONTENT.output, fact.content.text) });
      case 'model.asked':
        return begin(`${fact.owner} ${fact.voice}`, ofModel(fact), at);
      case 'model.over':
        return end(`${fact.owner} ${fact.voice}`, fact.ending, at, { error: fact.error });
      case 'tool.began':
        return begin(fact.runId, ofTool(fact), at);
      case 'tool.progressed':
        return note(fact.runId, EVENTS.progressed, { [A.percent]: fact.percent }, at);
      case 'tool.retried':
        open.get(fact.runId)?.setAttribute(A.attempt, fact.attempt);
        return note(fact.runId, EVENTS.retried, { [A.attempt]: fact.attempt }, at);
      case 'tool.over': {
        const { result, error } = fact.content;
        return end(fact.runId, fact.ending, at, { attributes: written(CONTENT.toolResult, result), message: error });
      }
      case 'operation.cancelled':
      case 'settled':
      case 'announced':
      case 'announcement':
      case 'timer.ranOut':
      case 'late':
      case 'queued':
      case 'failed':
        return;
      default:
        fact satisfies never;
    }
  };

  function begin(key: string, { name, kind, attributes, above, links }: Beginning, at: HrTime) {
    const parent = above === undefined ? undefined : open.get(above);
    const within = parent ? trace.setSpan(ROOT_CONTEXT, parent) : ROOT_CONTEXT;
    const options = { kind, attributes: { ...common, ...attributes }, startTime: at, links: links ?? [] };
    open.set(key, tracer.startSpan(name, options, within));
  }

  function note(key: string, name: string, attributes: Attributes, at: HrTime) {
    open.get(key)?.addEvent(name, attributes, at);
  }

  function end(key: string, ending: Ending, at: HrTime, { attributes = {}, error, message = '' }: Rest) {
    const span = open.get(key);
    open.delete(key);
    if (!span) return;
    const outcome = endingAttributes(ending, error);
    span.setAttributes({ ...outcome, ...attributes });
    if (Object.hasOwn(outcome, A.errorType)) {
      span.setStatus({ code: SpanStatusCode.ERROR });
      const words = message || (error === undefined ? '' : messageOf(error));
      const told = { 'exception.type': errorType(error), ...written(CONTENT.errorMessage, words) };
      if (content && words) span.addEvent(EVENTS.exception, told, at);
    }
    span.end(at);
  }

  function ofAgent(
    { isResumed, content: { said: words } }: Fact & { type: 'operation.taken' | 'turn.began' },
    lane: string,
    ids: Attributes,
  ): Beginning {
    return {
      name: named(SPANS.agent, agent),
      kind: SpanKind.INTERNAL,
      attributes: {
        [A.operationName]: SPANS.agent,
        ...(agent === undefined ? {} : { [A.agent]: agent }),
        [A.lane]: lane,
        ...ids,
        ...ifResumed(isResumed),
        ...said(CONTENT.input, ...words),
      },
    };
  }

  function ofModel({ voice, owner }: Fact & { type: 'model.asked' }): Beginning {
    const { name, attributes } = models[voice];
    return {
      name: named(SPANS.model, name),
      kind: SpanKind.CLIENT,
      attributes: { [A.operationName]: SPANS.model, ...attributes, [A.lane]: voice },
      above: owner,
    };
  }

  function ofTool(fact: Fact & { type: 'tool.began' }): Beginning {
    const { runId, owner, tool, isLong, isResumed, attempt, expectedMs } = fact;
    return {
      name: named(SPANS.tool, tool === OTHER ? undefined : tool),
      kind: SpanKind.INTERNAL,
      attributes: {
        [A.operationName]: SPANS.tool,
        [A.tool]: tool,
        [A.toolType]: 'function',
        [A.callId]: runId,
        [A.long]: isLong,
        [A.attempt]: attempt,
        ...(expectedMs === undefined ? {} : { [A.expectedMs]: expectedMs }),
        ...ifResumed(isResumed),
        ...written(CONTENT.toolArguments, content ? JSON.stringify(fact.content.args) : ''),
      },
      above: owner,
    };
  }

  /** Messages as the conventions have them, each text as it may be told. */
  function said(name: string, ...texts: string[]): Attributes {
    if (!content) return {};
    const role = name === CONTENT.input ? 'user' : 'assistant';
    const messages = texts.filter(Boolean).map((text) => ({ role, parts: [{ type: 'text', content: content(text) }] }));
    return messages.length === 0 ? {} : { [name]: JSON.stringify(messages) };
  }

  function written(name: string, text: string): Attributes {
    return content && text ? { [name]: content(text) } : {};
  }
}

type Beginning = { name: string; kind: SpanKind; attributes: Attributes; above?: string; links?: Link[] };
type Rest = { attributes?: Attributes; error?: unknown; message?: string };

function linksTo(span: Span | undefined): Link[] {
  return span ? [{ context: span.spanContext() }] : [];
}

function named(kind: string, name: string | undefined): string {
  return name === undefined ? kind : `${kind} ${name}`;
}

function ifResumed(isResumed: boolean): Attributes {
  return isResumed ? { [A.resumed]: true } : {};
}

/** Seconds and nanoseconds: a plain number could be taken for time since the start of the process. */
function hrTime(ms: number): HrTime {
  const seconds = Math.floor(ms / 1000);
  return [seconds, Math.round((ms - seconds * 1000) * 1e6)];
}
