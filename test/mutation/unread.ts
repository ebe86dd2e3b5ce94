/** Where a node of the syntax tree stands, as Stryker's ignorers are told. */
type Path = { node: object; parentPath: Path | null };

/** What a chart says to its readers alone. */
const prose = ['description', 'types'];
/** Where a chart calls what `setup` gave it by name. */
const named = ['guard', 'src', 'actions', 'entry', 'exit'];

/** Tells Stryker what not to mutate, because no test could tell, or because the mutant would not compile. */
export const strykerPlugins = [
  {
    kind: 'Ignore',
    name: 'unread',
    value: {
      shouldIgnore(path: Path): string | undefined {
        if (isOf('ObjectProperty', path) && prose.includes(keyOf(path))) return 'read by people only';
        if (isOf('StringLiteral', path) && isName(path)) return 'a name unknown to setup() does not compile';
        return undefined;
      },
    },
  },
];

/** 'noteRun' in `actions: 'noteRun'`, in `actions: ['noteRun']` and in `actions: { type: 'noteRun' }`. */
function isName(path: Path): boolean {
  const property = propertyAround(path);
  if (property === null) return false;
  if (keyOf(property) !== 'type') return named.includes(keyOf(property));
  const outer = property.parentPath && propertyAround(property.parentPath);
  return outer !== null && named.includes(keyOf(outer));
}

/** The property whose value something is, or is listed in. */
function propertyAround({ parentPath }: Path): Path | null {
  if (parentPath && isOf('ArrayExpression', parentPath)) return propertyAround(parentPath);
  return parentPath && isOf('ObjectProperty', parentPath) ? parentPath : null;
}

function isOf(type: string, { node }: Path): boolean {
  return Reflect.get(node, 'type') === type;
}

function keyOf({ node }: Path): string {
  const key: unknown = Reflect.get(node, 'key');
  return typeof key === 'object' && key !== null ? String(Reflect.get(key, 'name')) : '';
}
