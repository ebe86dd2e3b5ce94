import type { BindToolsInput } from '@langchain/core/language_models/chat_models';
import { ScriptedModel, type Line, type Script } from './scripted-model.ts';
import type { VirtualClock } from './virtual-clock.ts';

/** The model of the synthesis that also plays the chat: the chat has tools and the synthesis has none. */
export class TwoVoices extends ScriptedModel {
  readonly voices: { chat: ScriptedModel; synthesis: ScriptedModel };

  constructor(chat: Script | readonly Line[], synthesis: Script | readonly Line[], clock: VirtualClock) {
    super(synthesis, clock);
    this.voices = { chat: new ScriptedModel(chat, clock), synthesis: this };
  }

  override bindTools(tools: BindToolsInput[]): ReturnType<ScriptedModel['withConfig']> {
    return this.voices.chat.bindTools(tools);
  }
}
