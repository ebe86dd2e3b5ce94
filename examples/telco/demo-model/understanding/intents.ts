/** What somebody can mean, as far as the demo model understands. */
export type Intent =
  | 'bill'
  | 'balance'
  | 'currentPackage'
  | 'addons'
  | 'catalog'
  | 'recommendation'
  | 'roamingInfo'
  | 'roamingPass'
  | 'packageChange'
  | 'contractClosing'
  | 'closingFee'
  | 'dataAlerts'
  | 'login'
  | SmallTalk;

/** What needs no tool but the status. It gives way to anything else said in the same breath. */
export type SmallTalk =
  | 'status'
  | 'presence'
  | 'greeting'
  | 'thanks'
  | 'goodbye'
  | 'joke'
  | 'weather'
  | 'howAreYou'
  | 'whoAreYou'
  | 'help'
  | 'yes'
  | 'no'
  | 'neverMind'
  | 'stop'
  | 'goOn'
  | 'hesitation'
  | 'later';

/** How an intent is said, in the match syntax of `compromise`: `*` any words, `(a|b)` a choice, `?` perhaps, `<word>` from the vocabulary. */
export type Phrasing = {
  intent: Intent;
  phrases: readonly string[];
  /** Said in the same clause, these are meant, and this is not. */
  yieldsTo?: readonly Intent[];
  /** Said anywhere beside these, it is only their reason: "I go to Italy. Which pass do I need?" */
  explains?: readonly Intent[];
};

const business: readonly Intent[] = [
  'bill',
  'balance',
  'currentPackage',
  'addons',
  'catalog',
  'recommendation',
  'roamingInfo',
  'roamingPass',
  'packageChange',
  'contractClosing',
  'closingFee',
  'dataAlerts',
  'login',
];

/** By these a request is taken back, or was none. */
const refusals: readonly Intent[] = ['neverMind', 'stop', 'goOn'];

/** What is not answered when something else is said beside it. */
export const courtesies: readonly Intent[] = ['greeting', 'thanks', 'goodbye', 'presence', 'howAreYou', 'neverMind'];

/** The training phrases: everything the demo model understands. */
export const phrasings: readonly Phrasing[] = [
  {
    intent: 'bill',
    phrases: [
      '(due|owed|outstanding) * <contract>',
      'what * (due|owed|outstanding)',
      '<bill>',
      '(how much|what) * (owe|pay|paid|paying)',
      '(last|next|monthly) payment',
      '(spend|spent|spending)',
    ],
    yieldsTo: [
      ...refusals,
      'status',
      'roamingInfo',
      'roamingPass',
      'contractClosing',
      'closingFee',
      'dataAlerts',
      'packageChange',
      'recommendation',
    ],
  },
  {
    intent: 'balance',
    phrases: [
      '<data> * (left|remaining|remain|available|used|over|consumed)',
      '(left|remaining|used|consumed) * <data>',
      'how (much|many) * <data>',
      'how (much|many) (do|have|did) i * (left|remaining)',
      'what (do|have) i * (left|remaining)',
      'my <data>',
      '(balance|usage)',
      'run out',
      'use up',
    ],
    yieldsTo: [...refusals, 'dataAlerts', 'packageChange', 'recommendation', 'catalog', 'roamingInfo', 'roamingPass'],
  },
  {
    intent: 'currentPackage',
    phrases: [
      'my * <plan>',
      '<plan> * (do i have|am i on|i have|i am on|am i using|i use)',
      'current <plan>',
      '(what|which) am i (on|subscribed)',
      'my * <contract>',
      '<contract> * (do i have|end|ends|expire|run|runs)',
    ],
    explains: ['recommendation'],
    yieldsTo: [
      ...refusals,
      'bill',
      'balance',
      'packageChange',
      'contractClosing',
      'closingFee',
      'recommendation',
      'addons',
      'roamingPass',
      'dataAlerts',
      'login',
      'roamingInfo',
      'catalog',
    ],
  },
  {
    intent: 'addons',
    phrases: [
      '(have|has) * <pass> (already|yet|now)',
      'already * <pass>',
      '<addon>',
      '<pass> * (do i have|have i|i have|booked|bought|active)',
      '(my|active|booked) * <pass>',
    ],
    yieldsTo: [...refusals, 'roamingPass', 'help'],
  },
  {
    intent: 'catalog',
    phrases: [
      'how (expensive|dear) * <planName>',
      '(expensive|dear|worth) * <planName>',
      '(what|which) * (plans|packages|tariffs|rates)',
      '(plans|packages|tariffs|rates) * (have|available|there|offer|sell|exist)',
      '(list|show|see|read|explain|tell|name) * (plans|packages|tariffs|rates)',
      '(all|other|your|available|different) * (plans|packages|tariffs|rates)',
      'price list',
      '(catalog|catalogue)',
      'what * (offer|offers|sell)',
      '(cost|price) * <planName>',
      'how much * <planName>',
      'what does * <planName> * cost',
    ],
    yieldsTo: [...refusals, 'recommendation', 'packageChange', 'contractClosing', 'roamingPass', 'addons'],
  },
  {
    intent: 'recommendation',
    phrases: [
      'what would you (pick|choose|take|do)',
      'which (one|of them) (should|would|is)',
      '<recommending>',
      '<advice>',
      '(best|better|right|cheaper|cheapest|ideal) * <plan>',
      '<plan> * (best|better|suit|suits|fit|fits|cheaper|cheapest|ideal)',
      '<plan> * right for',
      '<plan> should i',
      'save * money',
      'what should i (take|choose|pick)',
    ],
    yieldsTo: [...refusals],
  },
  {
    intent: 'roamingInfo',
    phrases: [
      '(pay|extra|cost|charged|free|expensive) * in #Place',
      '(minutes|texts|sms) * in #Place',
      '<roaming>',
      '<journey>',
      '(abroad|overseas)',
      '(go|going|fly|flying|off|visit|visiting|drive|driving|am|be) * #Place',
      '(phone|mobile|data|internet|online|call|calls|surf) * (in|from) #Place',
      '(cost|price|costs) * in #Place',
      '(is|are) #Place included',
      '(pass|passes) * (for|in) #Place',
    ],
    yieldsTo: [...refusals, 'addons'],
    explains: ['roamingPass', 'packageChange', 'recommendation'],
  },
  {
    intent: 'roamingPass',
    phrases: [
      '<buying> * <pass>',
      '(day|week|weekly|daily|roaming) <pass> * please',
      '^(and|then)? then? (a|the|one)? (day|week|weekly|daily) <pass>',
      '<pass> for #Place * please',
      '(buy|purchase|book|order|get) * roaming',
    ],
    yieldsTo: [...refusals],
  },
  {
    intent: 'packageChange',
    phrases: [
      '(make|swap|replace|exchange) * <plan>',
      '(make|swap|replace|exchange|move|set) * <planName>',
      '(more|less) data (please|instead)',
      '<moving> * <plan>',
      '<moving> * <planName>',
      '<moving> me to',
      '(upgrade|downgrade) me',
      '<wanting> * <planName>',
      '<wanting> * (another|other|different|new|bigger|smaller|larger) <plan>',
      '(need|like) * (another|different|new|bigger|smaller|larger) <plan>',
    ],
    yieldsTo: [...refusals, 'recommendation'],
  },
  {
    intent: 'contractClosing',
    phrases: [
      '(out of|leave|exit) * <contract>',
      '(close|cancel|end|terminate) (everything|my line)',
      'done with you',
      'no longer want to be * customer',
      '<closing> * <contract>',
      'get rid of * <contract>',
      '(close|cancel|end|terminate) * my * (plan|package|line|service|number)',
      '(want|going|like) to (leave|quit)',
      'leave you',
      '<contract> * (closed|cancelled|canceled|terminated)',
      '(close|terminate) it',
      'stop being * customer',
    ],
    yieldsTo: [...refusals, 'closingFee'],
  },
  {
    intent: 'closingFee',
    phrases: [
      'early termination',
      'termination fee',
      '(cost|costs|fee|charge|pay|expensive) * <closing> * <contract>',
      'how much * <closing> * <contract>',
      '<closing> * <contract> * (cost|costs|fee|free|expensive)',
    ],
    yieldsTo: [...refusals],
  },
  {
    intent: 'dataAlerts',
    phrases: [
      '<alerting>',
      '<notice>',
      '(tell|text|message|inform) me (when|if|once|at|before)',
      'let me know (when|if|once|at|before)',
    ],
    yieldsTo: [...refusals],
  },
  {
    intent: 'login',
    phrases: [
      '(here|this) * my * number',
      'my phone number',
      '(log|sign) * in',
      'login',
      '(verify|authenticate|identify) (me|myself)',
      'my * number is',
      '(send|resend) * code',
      '(log on|sign on)',
      'new code',
    ],
    yieldsTo: [...refusals],
  },
  {
    intent: 'status',
    phrases: [
      '(be|take|taking|takes|last) * (long|longer)',
      '(an|the|any) (update|news)',
      'you (done|finished|ready)',
      'is (my|the) (bill|invoice|pass|change|request|order|plan) * (ready|done|finished|through|there)',
      'still (at|on) it',
      '(percent|percentage) (are|is|am)',
      'what (percent|percentage)',
      'how much (longer|more time|time)',
      'time * left',
      '(go|went|gone) through',
      '(my|the) request',
      'how far',
      'status',
      'progress',
      'how * longer',
      'how long',
      '(are|is|be|will) * <finished>',
      '<finished> (yet|already|soon)',
      '(what|how) (is|are) * (doing|going|coming|happening|working)',
      '(what|why) * (taking|takes|take) * long',
      '(any|what) * (news|update)',
      'still (working|running|busy)',
      'almost (there|done)',
      'when * (done|ready|finished|finish)',
      'hurry',
      'percent are you',
      'keep me posted',
      'what are you (doing|working)',
      'where (are you|do we stand|are we)',
      'did it work',
      '(what|who|anything) else? is? still? (waits|waiting|queued)',
      'what * (on|in) (my|your|the) (list|queue)',
      'what (is|comes|happens) (next|afterwards)$',
      'what is (next|up next|next in line|next on the list)$',
      'what (is|comes|happens) after (that|this|it)$',
    ],
    yieldsTo: [...business.filter((intent) => intent !== 'bill'), 'howAreYou', ...refusals],
  },
  {
    intent: 'presence',
    phrases: [
      '(anyone|anybody|somebody|someone)$',
      'are you with me',
      '(talk|speak) to me',
      '(are|is) * you * there',
      'you (still|there) there?',
      '(anyone|anybody|somebody|someone) * there',
      'can you hear',
      'still with me',
      'hello you there',
      'did you (hang|fall|leave)',
      'are you (listening|alive|awake)',
    ],
    yieldsTo: business,
  },
  {
    intent: 'greeting',
    phrases: ['(hello|hi|hey|greetings|howdy|welcome)', 'good (morning|afternoon|evening|day)', 'nice to meet'],
    yieldsTo: [...business, 'presence', 'howAreYou', 'whoAreYou', 'status', 'help', 'joke', 'weather'],
  },
  {
    intent: 'thanks',
    phrases: [
      '(that is|this is|sounds) (great|perfect|wonderful|excellent|awesome|nice|cool|lovely|super|brilliant|fantastic)',
      '(thanks|thank|thx|cheers|appreciate|appreciated)',
      '^(great|perfect|wonderful|excellent|awesome|nice|cool|lovely|super|brilliant|fantastic)$',
      '(well done|good job|good work|nice work|very kind|you are great)',
    ],
    yieldsTo: [...business, 'goodbye', 'status', 'no'],
  },
  {
    intent: 'goodbye',
    phrases: [
      '(bye|goodbye|farewell|ciao|cya)',
      'good (bye|night)',
      'see you',
      'that is all',
      'that was all',
      'talk * (later|soon)',
      'have a (nice|good|great) (day|evening|one|weekend)',
    ],
    yieldsTo: business,
  },
  {
    intent: 'joke',
    phrases: [
      '(joke|jokes|funny)',
      'make me (laugh|smile)',
      '(entertain|amuse|cheer) me',
      'i am bored',
      'something (fun|amusing)',
      'story',
    ],
    yieldsTo: business,
  },
  {
    intent: 'weather',
    phrases: [
      '(weather|rain|raining|sunny|sunshine|snow|snowing|temperature|umbrella|forecast)',
      '(cold|hot|warm) * (outside|today)',
    ],
    yieldsTo: [...refusals],
  },
  {
    intent: 'howAreYou',
    phrases: [
      '(do|are) you feel',
      'how do you feel',
      'how (are|do) you$',
      'how (are|do) you (do|doing|today|feeling)',
      'how are (you|things)$',
      'how is (your day|life)',
      'how have you been',
      'are you (ok|okay|well|fine|alright|tired)',
      'what is up',
      'you (ok|okay|alright)$',
    ],
    yieldsTo: business,
  },
  {
    intent: 'whoAreYou',
    phrases: [
      'who you are',
      'what you are',
      '(who|what) * are you$',
      'your name',
      '(are|is) (you|this) * (robot|bot|human|person|real|ai|machine|computer|model|chatgpt|gpt|program|assistant)',
      'am i (talking|speaking|chatting)',
      'introduce yourself',
      'about yourself',
      'who (made|built|trained|created) you',
      '(language|demo) model',
      'who is (this|there|that)',
    ],
    yieldsTo: business,
  },
  {
    intent: 'help',
    phrases: [
      'good (for|at)',
      'what do you know',
      'what are you able',
      'what do you (offer|know)',
      'how can you',
      'what is (possible|this)',
      'help',
      'what * can (you|i) (do|ask|say|help|tell)',
      'what do you do',
      'how does (this|it) work',
      'what * (possible|capabilities|features|skills)',
      'what are my options',
      'what else',
    ],
    yieldsTo: [...business.filter((intent) => intent !== 'addons'), 'thanks', 'status'],
  },
  {
    intent: 'yes',
    phrases: [
      '(yes|yeah|yep|yup|sure|ok|okay|absolutely|definitely|certainly|correct|confirm|confirmed|agreed|exactly|right|fine|alright)',
      '(go ahead|please do|do it|do that|of course|why not|sounds good|go for it|i agree|make it so|that works)',
    ],
    yieldsTo: [
      ...business,
      'no',
      ...refusals,
      'hesitation',
      'later',
      'howAreYou',
      'status',
      'presence',
      'thanks',
      'help',
      'joke',
    ],
  },
  {
    intent: 'no',
    phrases: ['(no|nope|nah|not)', '(not now|not yet|no thanks|rather not|do not)'],
    yieldsTo: [
      ...business,
      ...refusals,
      'hesitation',
      'howAreYou',
      'status',
      'presence',
      'help',
      'joke',
      'whoAreYou',
      'weather',
    ],
  },
  {
    intent: 'hesitation',
    phrases: [
      '^(hm|hmm|hmmm|err|maybe|perhaps|wait)$',
      '(not|never) * sure',
      'do not know',
      'let me think',
      'have to think',
      'think about it',
      'one (moment|second)$',
    ],
    yieldsTo: [...business, ...refusals, 'status', 'help', 'joke', 'whoAreYou', 'weather'],
  },
  {
    intent: 'later',
    phrases: [
      '^(but|and|only|just|rather|better)? (not|from|until)? (tomorrow|tonight|later|afterwards)$',
      '^(but|and|only|just|rather|better)? (not|from|until)? (another|some) (time|day)$',
      '^(but|and|only|just|rather|better)? (from|until)? next (week|year)$',
      'do (it|that) (tomorrow|later|afterwards)',
    ],
    yieldsTo: [...business, ...refusals, 'goodbye', 'weather'],
  },
  {
    intent: 'neverMind',
    phrases: [
      'do not want (that|it|this)',
      '(leave|keep) everything',
      '(never|dont|not) mind',
      'nevermind',
      'leave it',
      '(changed|change) my mind',
      '(do not|never|not) * <closing>',
      '(do not|never|not) * <moving>',
      '(do not|never|not) * <buying>',
      'hold on',
      'on second thought',
    ],
    yieldsTo: ['stop', 'goOn'],
  },
  {
    intent: 'stop',
    phrases: [
      '(scrap|drop|ignore|forget|skip) (that|it|this|about|what|the)',
      '^please? (stop|cancel|abort) (please|now)?$',
      '(stop|cancel|abort) (it|that|this|everything|all|both|them) (please|now|again|all)?$',
      '(stop|cancel|abort) (the|my|your|that|this) (request|work|order|purchase)',
      '(stop|cancel|abort|scrap|drop|forget|skip) * <bill>',
      '(stop|cancel|abort|scrap|drop|forget|skip) * <pass>',
      '(stop|cancel|abort|scrap|drop|forget|skip) * (change|switch|upgrade|downgrade|move|closing|closure|alert|alerts)',
      '(stop|cancel|abort|scrap|drop|forget|skip) (the|that|this) * one',
      '(stop|quit) (working|changing|closing|buying)',
      '(off|from) (the|your) list',
      '(no longer|not) (want|need) * (anymore|any more)',
      'no longer (want|need) (it|that|the)',
    ],
    yieldsTo: ['goOn'],
  },
  {
    intent: 'goOn',
    phrases: ['(do not|never|not) (stop|cancel|abort)', '(keep|carry) (going|on)'],
  },
];
