import type { AnyActorRef, AnyEventObject } from 'xstate';
import type { SynthesisInput } from '../../machines/conversation-protocol.ts';
import type { MainOperationEvent } from '../../machines/main-operation.ts';
import type {
  ModelLine,
  OperationOutcome,
  OperationReport,
  ThinkInput,
  UseToolsInput,
} from '../../machines/main-operation-protocol.ts';
import type { AnswerInput, ChatReport, Findings, LookUpInput } from '../../machines/secondary-chat-protocol.ts';
import type { AttemptInput } from '../../machines/tool-run.ts';
import type { RunOutcome, RunReport } from '../../machines/tool-run-protocol.ts';
import { isRecord } from '../shape.ts';
import { fieldOf } from '../methods.ts';

/** What the actors of a conversation are given to work on. */
type Given = {
  '/operation/think': ThinkInput;
  '/operation/tools': UseToolsInput;
  '/operation/run/tool': AttemptInput;
  '/chat/answer': AnswerInput;
  '/chat/lookUp': LookUpInput;
  '/synthesize': SynthesisInput;
};

/** What they come to. */
type Output = {
  '/operation': OperationOutcome;
  '/operation/think': ModelLine;
  '/operation/run': RunOutcome;
  '/chat/answer': ModelLine;
  '/chat/lookUp': Findings;
  '/synthesize': string;
};

/** What they tell the one above. */
type Report = OperationReport | ChatReport | RunReport | MainOperationEvent;

/** What an actor was given. Each runs under a fixed id in a chart of ours, so that the path tells what it is. */
export function givenTo<Path extends keyof Given>(path: Path, actor: AnyActorRef): Given[Path] | undefined {
  const input = fieldOf(actor.getSnapshot(), 'input');
  return isGiven(path, input) ? input : undefined;
}

/** What an actor came to. */
export function outputOf<Path extends keyof Output>(path: Path, output: unknown): Output[Path] | undefined {
  return isOutput(path, output) ? output : undefined;
}

/** An event as what it is if a child of ours has sent it. */
export function reportIn<Type extends Report['type']>(
  type: Type,
  event: AnyEventObject,
): Extract<Report, { type: Type }> | undefined {
  return isReport(type, event) ? event : undefined;
}

function isGiven<Path extends keyof Given>(_: Path, input: unknown): input is Given[Path] {
  return isRecord(input);
}

function isOutput<Path extends keyof Output>(path: Path, output: unknown): output is Output[Path] {
  return path === '/synthesize' ? typeof output === 'string' : isRecord(output);
}

function isReport<Type extends Report['type']>(
  type: Type,
  event: AnyEventObject,
): event is Extract<Report, { type: Type }> {
  return event.type === type;
}
