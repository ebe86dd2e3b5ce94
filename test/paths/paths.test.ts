// one file, so that the charts are explored once: what they can do is kept by the process that has explored them
import './every-chart.paths.ts';
import './conversation-chat.paths.ts';
import './conversation-check-ins.paths.ts';
import './conversation-consent.paths.ts';
import './conversation-operations.paths.ts';
import './conversation-queue.paths.ts';
import './conversation-synthesis.paths.ts';
import './conversation-words.paths.ts';
import './main-operation.paths.ts';
import './secondary-chat.paths.ts';
import './tool-run.paths.ts';
