export { conversationMachine } from './conversation.ts';
export { mainOperationMachine } from './main-operation.ts';
export { secondaryChatMachine } from './secondary-chat.ts';
export { toolRunMachine } from './tool-run.ts';
