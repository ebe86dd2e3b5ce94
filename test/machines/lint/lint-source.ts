import { parseSync, Visitor, type Expression, type ObjectPropertyKind } from 'oxc-parser';
import { importsOf } from '../../imports-of.ts';

/** What keeps a chart's file from opening alone in a visualizer, which reads it without running it. */
export function lintSource(file: string, text: string): string[] {
  return [...lintImports(file, text), ...lintLiteral(file, text), ...lintCasts(file, text)];
}

function lintImports(file: string, text: string): string[] {
  return importsOf(file, text)
    .filter(({ from, isType }) => from !== 'xstate' && !(isType && /^\.\/[^/]+$/.test(from)))
    .map(({ from, isType }) => (isType ? `imports types from '${from}'` : `imports a value from '${from}'`));
}

function lintLiteral(file: string, text: string): string[] {
  const calls: string[][] = [];
  const isCreateMachine = (callee: Expression) =>
    callee.type === 'MemberExpression'
      ? callee.property.type === 'Identifier' && callee.property.name === 'createMachine'
      : callee.type === 'Identifier' && callee.name === 'createMachine';
  const visitor = new Visitor({
    CallExpression({ callee, arguments: [config, ...rest] }) {
      if (isCreateMachine(callee)) {
        const isLiteral = config?.type === 'ObjectExpression' && rest.length === 0;
        calls.push(isLiteral ? faultsIn(config, text) : ['createMachine takes more or other than one literal']);
      }
    },
  });
  visitor.visit(parseSync(file, text).program);
  return calls.length === 1 ? calls.flat() : [`calls createMachine ${calls.length} times`];
}

/** `as` is for what setup has no other way to say: `{} as Events`, and `… as unknown as typeof childMachine` for a placeholder. */
function lintCasts(file: string, text: string): string[] {
  const faults: string[] = [];
  const visitor = new Visitor({
    TSAsExpression({ expression, typeAnnotation: { type, start, end } }) {
      const isTypeOnly = expression.type === 'ObjectExpression' && expression.properties.length === 0;
      const isPlaceholder = type === 'TSUnknownKeyword' || type === 'TSTypeQuery' || text.slice(start, end) === 'const';
      if (!isTypeOnly && !isPlaceholder) {
        faults.push(`a cast, as ${text.slice(start, end)}`);
      }
    },
  });
  visitor.visit(parseSync(file, text).program);
  return faults;
}

/** Functions are data to a reader and not looked into; that none stands for an action, the chart itself shows. */
function faultsIn(value: Expression, text: string): string[] {
  switch (value.type) {
    case 'ObjectExpression':
      return value.properties.flatMap((property) => faultsOf(property, text));
    case 'ArrayExpression':
      return value.elements.flatMap((element) => {
        return element === null || element.type === 'SpreadElement' ? ['a spread'] : faultsIn(element, text);
      });
    case 'TSAsExpression':
    case 'TSSatisfiesExpression':
    case 'ParenthesizedExpression':
      return faultsIn(value.expression, text);
    case 'Literal':
    case 'ArrowFunctionExpression':
    case 'FunctionExpression':
      return [];
    default:
      return [`${text.slice(value.start, value.end)} is no literal`];
  }
}

function faultsOf(property: ObjectPropertyKind, text: string): string[] {
  if (property.type === 'SpreadElement') {
    return ['a spread'];
  }
  return property.computed
    ? [`a computed key, [${text.slice(property.key.start, property.key.end)}]`]
    : faultsIn(property.value, text);
}
